import Foundation
import OCI
import RegistryTesting
import Testing

/// What operators, networks and attackers come up with besides misconfigurations.
@Suite("A check under fire", .enabled(if: getuid() == 0), .timeLimit(.minutes(5)))
struct HostileCheckTests {
    @Test("the first finding is the fault, and no healthy stage is blamed", arguments: SeededCase.hostile)
    func hostile(_ hostile: SeededCase) async throws {
        try await checked { scene in
            try await hostile.setUp(scene)
        } expecting: { setup, report in
            let outline = Comment(rawValue: report.outline)
            let first = try #require(report.findings.first, "nothing was found")
            #expect(first.code == hostile.code, outline)
            #expect(first.stage == hostile.stage, outline)
            #expect(report.falseBlame.isEmpty, outline)
            #expect(report.unrooted(besides: []).isEmpty, outline)
            #expect(report.availableAt == 0, outline)
        }
    }

    /// What no pull asks for may fail as it likes.
    static let pings: [(String, Fault)] = [
        ("closes", .noAnswer(.close)),
        ("stalls", .noAnswer(.stall)),
        ("wants a login", .status(401, headers: ["WWW-Authenticate": "Basic realm=\"r\""])),
        ("refuses", .status(401)),
        ("leads round in circles", .redirect(to: "/v2/", status: 302)),
        ("leads to nobody", .redirect(to: "http://127.0.0.1:1/docs", status: 302)),
    ]

    @Test("an image that can be had is not lost because /v2/ fails", arguments: pings.indices)
    func ping(_ index: Int) async throws {
        try await checked { scene in
            CheckSetup(try await scene.registry(faults: [SeededCase.always(Self.pings[index].1, on: .ping)]))
        } expecting: { _, report in
            #expect(!report.findings.contains { $0.severity == "error" }, "\(Self.pings[index].0): \(report.outline)")
            #expect(report.availableAt == 1)
            #expect(report.endpoints.first?.status(of: "ping") == "unknown")
        }
    }

    @Test("what containerd asks for by GET after a 405 is there")
    func headNotAllowed() async throws {
        try await checked { scene in
            let fault = SeededCase.always(.status(405), on: .manifest(), method: "HEAD")
            return CheckSetup(try await scene.registry(faults: [fault]))
        } expecting: { _, report in
            #expect(report.findings.first?.code == "head-refused", "\(report.outline)")
            #expect(report.findings.first?.severity == "warning")
            #expect(report.availableAt == 1)
        }
    }

    @Test("a registry that repeats a password, in a title or a link, gives it away to nobody")
    func echo() async throws {
        try await checked { scene in
            let registry = try await scene.registry(tls: try scene.tls(), authentication: scene.password)
            let secret = scene.canary.secret
            let title = "<html><title>Welcome \(secret)</title></html>"
            registry.inject(
                .status(200, headers: ["Content-Type": "text/html", "Server": secret], body: .text(title)),
                on: .any,
                .always
            )
            return CheckSetup(registry, scene.settings(registry, auth: scene.login))
        } expecting: { _, report in
            #expect(report.findings.first?.code == "not-a-registry", "\(report.outline)")
            #expect(report.findings.first?.cause.contains("<secret>") == true, "\(report.outline)")
        }
    }

    @Test("a registry that drops every second connection is unsteady, not broken")
    func everySecondConnection() async throws {
        try await checked { scene in
            CheckSetup(
                try await scene.registry(
                    image: SampleImage(indexOf: [.linux()]),
                    connections: { $0.isMultiple(of: 2) ? .serve : .reset },
                    faults: [SeededCase.always(.header("Connection", "close"), on: .any)]
                )
            )
        } expecting: { _, report in
            #expect(!report.findings.contains { $0.severity == "error" }, "\(report.outline)")
            #expect(report.findings.contains { $0.code == "unsteady" }, "\(report.outline)")
            #expect(report.availableAt == 1)
        }
    }

    @Test("many images wait once for a registry that stalls")
    func manyImages() async throws {
        try await CheckRun.turnstile.pass {
            try await withCheckScene { scene in
                let registry = try await scene.registry(faults: [SeededCase.always(.noAnswer(.stall), on: .any)])
                let images = (0..<60).map { "\(registry.host)/app\($0):1" }
                let run = try await CheckRun(CheckSetup(registry).with(\.images, images), in: scene)
                let report = try run.report(hiding: scene.canary)
                #expect(report.findings.map(\.code).filter { $0 == "no-progress" }.count == 1, "\(report.outline)")
                #expect(report.findings.first?.image == nil)
                #expect(registry.requests.count <= 4)
                #expect(report.endpoints.count == images.count)
                #expect(report.falseBlame.isEmpty, "\(report.outline)")
            }
        }
    }

    @Test("a wrong password is tried for one image, however many there are")
    func wrongPassword() async throws {
        try await CheckRun.turnstile.pass {
            try await withCheckScene { scene in
                let registry = try await scene.registry(tls: try scene.tls(), authentication: scene.password)
                let host = CheckSetup.host(registry)
                let yaml = scene.settings(registry, auth: CheckScene.login("wrong"))
                let setup = CheckSetup(registry, yaml).with(\.images, (0..<40).map { "\(host)/app\($0):1" })
                let report = try await CheckRun(setup, in: scene).report(hiding: scene.canary)
                #expect(report.findings.first?.code == "auth-failed", "\(report.outline)")
                #expect(registry.requests.filter { $0.headers["Authorization"] != nil }.count == 1)
            }
        }
    }

    @Test("a store that repeats the signature of a link gives it away to nobody")
    func signature() async throws {
        try await checked { scene in
            let secret = scene.canary.secret
            let complaint = "<Error><SignatureProvided>\(secret)</SignatureProvided></Error>"
            let store = scene.keep(
                try await TestServer { _ in
                    TestResponse(
                        status: 403,
                        headers: ["Content-Type": "application/xml"],
                        body: .text(complaint)
                    )
                }
            )
            let link = "\(store.origin)/blob?X-Amz-Signature=\(secret)"
            return CheckSetup(try await scene.registry(faults: [SeededCase.always(.redirect(to: link), on: .blob())]))
        } expecting: { _, report in
            #expect(report.findings.first?.code == "redirect-failed", "\(report.outline)")
        }
    }

    @Test("an image by digest is named as one names it")
    func digest() async throws {
        let digest = "sha256:\(String(repeating: "0", count: 64))"
        try await checked { scene in
            let registry = try await scene.registry()
            return CheckSetup(registry).with(\.images, ["\(registry.host)/app@\(digest)"])
        } expecting: { _, report in
            #expect(report.findings.first?.cause.hasSuffix("does not have app@\(digest)") == true, "\(report.outline)")
        }
    }

    private func checked(
        _ setUp: @Sendable (CheckScene) async throws -> CheckSetup,
        expecting: @Sendable (CheckSetup, CheckedReport) throws -> Void
    ) async throws {
        try await CheckRun.turnstile.pass {
            try await withCheckScene { scene in
                let setup = try await setUp(scene)
                let report = try await CheckRun(setup, in: scene).report(hiding: scene.canary)
                try expecting(setup, report)
            }
        }
    }
}
