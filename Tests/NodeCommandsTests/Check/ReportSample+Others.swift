import OCI

@testable import NodeCommands

extension ReportSample {
    /// One image, one endpoint, nothing wrong.
    static var good: CheckReport {
        var report = CheckReport(machine: "worker-01", time: "2026-11-25T23:40:00Z", version: "0.5.0")
        report.nodes = ["linux/amd64"]
        report.images = [
            CheckReport.Image(
                name: "reg.corp.example:5000/app:v1",
                digest: "sha256:74c4244427b7312c5b901fe0f67cbc53683d06f4f24c6faee65d4182bf0fa893",
                availableAt: 1,
                endpoints: [
                    CheckReport.Endpoint(
                        number: 1,
                        url: "https://reg.corp.example:5000/v2",
                        isDefault: true,
                        stages: goodStages("reg")
                    )
                ],
                choices: []
            )
        ]
        return report
    }

    /// As many images and endpoints as a large cluster's list has.
    static func large(images: Int = 200, endpoints: Int = 5) -> CheckReport {
        var report = rich
        report.images = (0..<images).map { i in
            CheckReport.Image(
                name: "registry.corp.example:5000/team-\(i % 17)/a-service-of-some-length-\(i):v1.\(i)",
                digest: "sha256:" + String(repeating: "0f1e", count: 16),
                availableAt: i % 5 == 4 ? nil : 1,
                endpoints: (0..<endpoints).map { e in
                    let name = stageNames[(i + e) % stageNames.count]
                    return CheckReport.Endpoint(
                        number: e + 1,
                        url: "https://mirror-\(e).eu-central-1.corp.example:8443/artifactory/api/docker/all/v2",
                        isDefault: e == endpoints - 1,
                        stages: (i + e) % 3 == 0
                            ? stages("mirror-\(e)", name, "the \(name) failed in some way or other", detail: chain)
                            : goodStages("mirror-\(e)")
                    )
                },
                choices: rich.images[0].choices
            )
        }
        return report
    }

    /// Every text is the one given.
    static func filled(with text: String) -> CheckReport {
        var report = CheckReport(machine: text, time: text, version: text)
        report.registries = text
        report.nodes = [text]
        let detail: JSON = .object([JSON.Member(key: text, value: [.string(text)])])
        report.stages = CheckReport.Status.allCases.map {
            CheckReport.Stage(text, $0, seconds: 1, summary: text, detail: detail)
        }
        report.findings = CheckReport.Severity.allCases.map { severity in
            CheckReport.Finding(
                text,
                severity,
                stage: text,
                endpoint: text,
                image: text,
                node: text,
                cause: text,
                evidence: detail,
                fix: text,
                root: severity == .info ? text : nil
            )
        }
        report.differences = [
            CheckReport.Difference(
                image: text,
                endpoint: 1,
                field: text,
                values: [.init(node: text, value: text)],
                reason: text
            )
        ]
        report.unknowns = [CheckReport.Unknown(node: text, subject: text, command: text)]
        report.images = [
            CheckReport.Image(
                name: text,
                digest: text,
                availableAt: nil,
                endpoints: CheckReport.Status.allCases.map { status in
                    CheckReport.Endpoint(
                        number: 1,
                        url: text,
                        isDefault: true,
                        stages: [CheckReport.Stage(text, status, summary: text, detail: detail)]
                    )
                },
                choices: [
                    CheckReport.Choice(node: text, digest: text, containerd: nil, platform: text, reason: text)
                ]
            )
        ]
        report.hosts = [CheckReport.Host(address: text, uses: [text], scheme: text, status: .failed, summary: text)]
        return report
    }

    static func cluster(filledWith text: String) -> ClusterReport {
        var cluster = ClusterReport()
        cluster.add(filled(with: text))
        cluster.add(filled(with: text))
        cluster.add(filled(with: text + "x"))
        cluster.add(unreadable: text, text)
        cluster.finish()
        return cluster
    }

    /// Forty nodes, of which three cannot reach a registry, one does not ask it, and one is wrong otherwise.
    static var cluster: ClusterReport {
        var cluster = ClusterReport()
        for number in 1...40 { cluster.add(node(number)) }
        var old = node(5)
        old.time = "2026-11-24T08:00:00Z"
        cluster.add(old)
        cluster.add(unreadable: "worker-41.json", "no report of a check: images[0].endpoints[1].stages is missing")
        cluster.add(unreadable: "notes.json", "no JSON: unexpected-byte@0")
        cluster.finish()
        return cluster
    }

    static func node(_ number: Int) -> CheckReport {
        let name = (number < 10 ? "worker-0" : "worker-") + String(number)
        var report = CheckReport(machine: name, time: "2026-11-25T23:\(9 + number):00Z", version: "0.5.0")
        let cannotReach = (38...40).contains(number)
        let badTLS = number == 17
        report.images = ["app:v3", "web:v1"].map { image in
            var endpoints = [
                CheckReport.Endpoint(
                    number: 1,
                    url: "https://reg.corp.example:5000/v2",
                    isDefault: false,
                    stages: cannotReach
                        ? stages("reg", "connect", "no answer within 3 s", seconds: 3)
                        : badTLS ? stages("reg", "tls", "no CA file holds 'Corp Root 2'") : goodStages("reg")
                ),
                CheckReport.Endpoint(
                    number: 2,
                    url: "https://registry.corp.example/v2",
                    isDefault: true,
                    stages: cannotReach || image == "web:v1"
                        ? stages("registry", "manifest", "404 MANIFEST_UNKNOWN") : goodStages("registry")
                ),
            ]
            if number == 22 { endpoints.removeFirst() }
            return CheckReport.Image(
                name: "registry.corp.example/" + image,
                digest: nil,
                availableAt: cannotReach ? nil : 1,
                endpoints: endpoints,
                choices: []
            )
        }
        if cannotReach {
            report.findings.append(
                CheckReport.Finding(
                    "connect-timeout",
                    .error,
                    stage: "connect",
                    endpoint: "https://reg.corp.example:5000/v2",
                    cause: "reg.corp.example:5000 does not answer: a firewall drops what is sent there",
                    fix: "Let the node reach 10.20.0.11:5000 and 10.20.0.12:5000."
                )
            )
        }
        if badTLS {
            report.findings.append(
                CheckReport.Finding(
                    "tls-unknown-root",
                    .error,
                    stage: "tls",
                    endpoint: "https://reg.corp.example:5000/v2",
                    cause: "the node trusts only ca.pem, and the registry's chain ends in 'Corp Root 2'",
                    fix: "Add the certificate of 'Corp Root 2' to tls.ca_file under configs.\"reg.corp.example:5000\"."
                )
            )
        }
        report.findings.append(
            CheckReport.Finding(
                "manifest-missing",
                .warning,
                stage: "manifest",
                endpoint: "https://registry.corp.example/v2",
                cause: "registry.corp.example does not have web:v1",
                fix: "Push web:v1 there, or rely on the mirror."
            )
        )
        return report
    }
}
