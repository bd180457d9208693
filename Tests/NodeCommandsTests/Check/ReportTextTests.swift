import OCI
import Testing

@testable import NodeCommands

@Suite("The text of a report")
struct ReportTextTests {
    private func place(_ needle: String, in text: String) throws -> String.Index {
        try #require(text.firstRange(of: needle), "\(needle) is missing").lowerBound
    }

    @Test func `has the difference first, then errors before warnings, then the steps, and ends with the verdict`()
        throws
    {
        let text = ReportSample.rich.text(colored: false)
        #expect(text.hasPrefix("nodes differ: registry.corp.example:5000/team/shop/app:v3.14, endpoint 1, ca\n"))
        let order = [
            "nodes differ: every image, platform", "error: nodes trust only", "error: the token server",
            "warning: without a token", "info: registries.yaml", "ok       file",
            "1. https://reg.corp.example:5000/v2", "ADDRESS", "What cannot be known", "1 of 3 images cannot be pulled.",
            "\n  ghcr.io/corp/tools@sha256:",
        ]
        let places = try order.map { try place($0, in: text) }
        #expect(places == places.sorted())
    }

    @Test func `of a finding has where it is, the facts, what to do, and what it follows from`() {
        let text = ReportSample.rich.text(colored: false)
        #expect(
            text.contains(
                """
                error: the token server refuses the user 'robot$shop' and its password [credential-refused]
                  at https://artifactory.eu-central-1.corp.example:8443/artifactory/api/docker/docker-remote-cache-of-\
                everything/v2, stage token, node windows/amd64:10.0.20348
                  realm: https://auth.corp.example/token
                  status: 401
                  user: robot$shop
                  fix: Renew the password under configs."artifactory.eu-central-1.corp.example:8443".auth.

                """
            )
        )
        #expect(text.contains("stage manifest\n  follows from: credential-refused\n"))
    }

    @Test func `has a line for each info, and all that is behind it where that is asked for`() {
        let line = "info: registries.yaml does not name ghcr.io; the mirror of \"*\" is used [registry-unlisted]\n"
        let short = ReportSample.rich.text(colored: false)
        #expect(short.contains(line) && !short.contains("Nothing has to be done"))
        let full = ReportSample.rich.text(colored: false, full: true)
        #expect(full.contains(line + "  at stage file\n  fix: Nothing has to be done where that is meant.\n"))
    }

    @Test func `has facts of several values in words`() {
        let finding = CheckReport.Finding(
            "x",
            .error,
            stage: "node",
            cause: "c",
            evidence: [
                "HTTP_PROXY": ["service": "none", "check": "p"],
                "differences": [["endpoint": 1, "field": "ca"], ["endpoint": 2, "field": "url"]],
                "none": [], "numbers": [1, 2], "deep": [["a": ["b": true]]],
            ],
            fix: ""
        )
        var report = CheckReport(machine: "m", time: "2026-11-25T23:40:00Z", version: "1")
        report.findings = [finding]
        #expect(
            report.text(colored: false).contains(
                """
                  HTTP_PROXY: service none, check p
                  differences: endpoint 1, field ca
                    endpoint 2, field url
                  none: []
                  numbers: 1, 2
                  deep: a {"b":true}

                """
            )
        )
    }

    @Test func `of an endpoint tells what went well in one line and what failed in its own`() {
        let text = ReportSample.rich.text(colored: false)
        #expect(
            text.contains(
                """
                  1. https://reg.corp.example:5000/v2
                     ok       name, proxy, connect
                     failed   tls        0.21 s  the chain ends in Corp Root 2, which no CA file holds
                     skipped  ping, challenge, token, manifest, platform, layers, redirect, clock, limits

                """
            )
        )
        #expect(
            text.contains("5. https://registry.corp.example:5000/v2   the registry's own\n     ok       13 steps in")
        )
        let full = ReportSample.rich.text(colored: false, full: true)
        #expect(full.contains("     ok       connect    0.04 s  2 of 2 addresses, fastest 10.20.0.11 in 1 ms\n"))
        #expect(full.contains("     skipped  limits             tls failed\n"))
    }

    @Test func `says the same without colour`() {
        let colored = ReportSample.rich.text(colored: true)
        let plain = ReportSample.rich.text(colored: false)
        #expect(!plain.contains("\u{1B}") && colored.contains("\u{1B}[31mfailed\u{1B}[0m"))
        var stripped = colored
        while let start = stripped.firstRange(of: "\u{1B}["),
            let end = stripped[start.upperBound...].firstIndex(of: "m")
        {
            stripped.removeSubrange(start.lowerBound...end)
        }
        #expect(stripped == plain)
    }

    @Test(arguments: ReportPageTests.hostile)
    func `has nothing that a terminal would obey`(text: String) {
        let cluster = ReportSample.cluster(filledWith: text)
        let report = ReportSample.filled(with: text)
        for text in [
            report.text(colored: false), report.text(colored: false, full: true), report.hostsText,
            cluster.text(colored: false),
        ] {
            let bad = text.unicodeScalars.filter { scalar in
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator: scalar != "\n"
                default: false
                }
            }
            #expect(bad.isEmpty)
        }
    }

    @Test func `of the hosts is a table`() {
        let text = """
            ADDRESS                               SCHEME  USES                    STATUS   SUMMARY
            reg.corp.example:5000                 https   mirror                  failed   connected; TLS fails: no CA \
            file holds 'Corp Root 2'
            registry.corp.example:5000            https   registry,mirror         ok       TLS 1.3 with 10.20.0.11
            auth.corp.example:443                 https   token                   ok       TLS 1.3 with 10.20.0.20
            mcr-layers.blob.core.windows.net:443  https   foreign-layer,redirect  unknown  not asked: behind a proxy
            """
        #expect(ReportSample.rich.hostsText == text)
    }

    /// How many images there are, how many of them can be had, how many errors, and the verdict.
    static let verdicts: [(images: Int, available: Int, errors: Int, verdict: String)] = [
        (0, 0, 0, "Nothing is wrong."),
        (0, 0, 2, "2 errors."),
        (1, 1, 0, "The image can be pulled."),
        (3, 3, 0, "All 3 images can be pulled."),
        (1, 1, 1, "The image can be had from here, but not everywhere: 1 error."),
        (1, 0, 1, "The image cannot be pulled."),
        (3, 0, 1, "None of the 3 images can be pulled."),
        (3, 2, 1, "1 of 3 images cannot be pulled."),
    ]

    @Test(arguments: verdicts)
    func `has a verdict in one sentence`(images: Int, available: Int, errors: Int, verdict: String) {
        var report = CheckReport(machine: "m", time: "2026-11-25T23:40:00Z", version: "1")
        report.images = (0..<images).map { index in
            .init(name: "i", digest: nil, availableAt: index < available ? 1 : nil, endpoints: [], choices: [])
        }
        report.findings = (0..<errors).map { _ in .init("c", .error, stage: "tls", cause: "c", fix: "f") }
        #expect(report.verdict == verdict)
    }

    @Test(arguments: [(0, ""), (0.004, ""), (0.005, "0.01 s"), (1.5, "1.50 s"), (61, "61.00 s"), (Double.nan, "")])
    func `tells how long a step took where it is worth telling`(seconds: Double, words: String) {
        #expect(reportSeconds(seconds) == words)
    }
}
