import Foundation
import OCI
import RegistryTesting
import Testing

/// Seeded misconfigurations on loopback: the check names the right cause first, and blames nothing that is well.
@Suite("Seeded misconfigurations", .enabled(if: getuid() == 0), .timeLimit(.minutes(5)))
struct SeededCheckTests {
    @Test("the first finding is the fault, and no healthy stage is blamed", arguments: SeededCase.all)
    func seeded(_ seeded: SeededCase) async throws {
        try await CheckRun.turnstile.pass {
            try await withCheckScene { scene in
                let setup = try await seeded.setUp(scene)
                let run = try await CheckRun(setup, in: scene)
                let report = try run.report(hiding: scene.canary)
                let outline = Comment(rawValue: report.outline)
                #expect(report.falseBlame.isEmpty, outline)
                #expect(report.unrooted(besides: setup.otherErrors).isEmpty, outline)
                if let expected = setup.availableAt { #expect(report.availableAt == expected, outline) }
                let first = try #require(report.findings.first, "nothing was found")
                if let reason = seeded.knownIssue {
                    withKnownIssue(Comment(rawValue: reason)) { #expect(first.code == seeded.code, outline) }
                    return
                }
                #expect(first.code == seeded.code, outline)
                #expect(first.stage == seeded.stage, outline)
                #expect(first.severity == seeded.severity, outline)
                #expect(first.endpoint == setup.endpoint, outline)
                expectNothingEarlier(than: seeded.stage, at: setup.endpoint, in: report)
            }
        }
    }

    /// Stages before the fault are well, whatever the findings say.
    private func expectNothingEarlier(than stage: String, at url: String?, in report: CheckedReport) {
        for endpoint in report.endpoints where endpoint.url == url {
            let before = endpoint.stages.prefix { $0.name != stage }
            #expect(!before.contains { $0.status == "failed" }, "\(endpoint)")
        }
    }

    @Test("nothing is wrong with what is well", arguments: HealthyCase.all)
    func healthy(_ healthy: HealthyCase) async throws {
        try await CheckRun.turnstile.pass {
            try await withCheckScene { scene in
                let setup = try await healthy.setUp(scene)
                let run = try await CheckRun(setup, in: scene)
                let report = try run.report(hiding: scene.canary)
                let outline = Comment(rawValue: report.outline)
                let found = report.findings.filter { $0.severity != "info" }.map(\.code)
                #expect(Set(found).subtracting(healthy.remarks).isEmpty, outline)
                #expect(report.availableAt == setup.availableAt ?? 1, outline)
                let used = report.endpoints.filter { $0.url == setup.endpoint }
                #expect(!used.isEmpty, outline)
                for endpoint in used {
                    // Behind a proxy there is no connection of ours, and our registry has no clock.
                    let bad = endpoint.stages.filter {
                        ["failed", "unknown"].contains($0.status) && $0.name != "clock"
                    }
                    #expect(bad.isEmpty, "\(bad)")
                    let isProxied = endpoint.status(of: "proxy") == "ok"
                    for stage in [isProxied ? "tls" : "connect", "ping", "manifest", "platform", "layers"] {
                        #expect(endpoint.status(of: stage) == "ok", "\(stage): \(endpoint)")
                    }
                }
            }
        }
    }

    @Test("the text has the cause and the fix of every finding", arguments: SeededCase.onePerStage)
    func text(_ seeded: SeededCase) async throws {
        try await CheckRun.turnstile.pass {
            try await withCheckScene { scene in
                let setup = try await seeded.setUp(scene)
                let report = try await CheckRun(setup, in: scene).report(hiding: scene.canary)
                let text = try await CheckRun(setup, in: scene, format: "text").ending
                #expect(text.status == (report.findings.contains { $0.severity == "error" } ? 1 : 0))
                // Clocks and times that are left differ by a second between two runs.
                let shown = text.stdout.replacing(#/\d+ s /#, with: "N s ")
                // An info is one line, without what to do.
                for finding in report.findings where finding.severity != "info" {
                    for words in [finding.cause, finding.fix, "[\(finding.code)]"] {
                        #expect(shown.contains(words.replacing(#/\d+ s /#, with: "N s ")), "\(text.stdout)")
                    }
                }
                #expect(scene.canary.sightings(in: text.stdoutBytes + Array(text.stderr.utf8), named: "text").isEmpty)
            }
        }
    }

    @Test("there are as many cases as were promised, and as few that go wrong")
    func count() {
        #expect(SeededCase.all.count >= 60)
        #expect(SeededCase.all.filter { $0.knownIssue != nil }.count <= 3)
        #expect(Set(SeededCase.all.map(\.testDescription)).count == SeededCase.all.count)
        #expect(HealthyCase.all.count >= 10)
    }
}

extension SeededCase {
    /// The first case of each stage.
    static var onePerStage: [SeededCase] {
        var stages: Set<String> = []
        return all.filter { stages.insert($0.stage).inserted }
    }
}
