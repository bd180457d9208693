import OCI
import Testing

@testable import NodeCommands

@Suite("The reports of a cluster")
struct ReportClusterTests {
    private let cluster = ReportSample.cluster

    @Test func `have the nodes where most is wrong first, and of each registry the worst`() throws {
        #expect(cluster.nodes.count == 40)
        #expect(
            cluster.nodes.prefix(5).map(\.machine) == ["worker-38", "worker-39", "worker-40", "worker-17", "worker-01"]
        )
        #expect(cluster.registries == ["https://reg.corp.example:5000", "https://registry.corp.example"])
        let first = try #require(cluster.nodes.first)
        #expect(first.images == 2 && first.available == 0)
        #expect(
            first.cells["https://reg.corp.example:5000"]
                == .init(status: .failed, stage: "connect", code: "connect-timeout", failed: 2, endpoints: 2)
        )
        let other = try #require(cluster.nodes.last)
        #expect(
            other.cells["https://registry.corp.example"]
                == .init(status: .failed, stage: "manifest", code: "manifest-missing", failed: 1, endpoints: 2)
        )
    }

    @Test func `tell first in what the nodes differ`() throws {
        // All nodes see the registry fail at the same step: that is a finding, no difference.
        #expect(cluster.differences.map(\.registry) == ["https://reg.corp.example:5000"])
        let groups = try #require(cluster.differences.first).groups
        #expect(groups.map(\.nodes.count) == [3, 1, 1, 35])
        #expect(groups.map(\.status) == [.failed, .failed, nil, .ok])
        let text = cluster.text(colored: false)
        #expect(
            text.hasPrefix(
                """
                nodes differ: https://reg.corp.example:5000
                  3 of 40 nodes cannot reach https://reg.corp.example:5000: connect-timeout
                    worker-38, worker-39, worker-40
                  1 of 40 nodes cannot pull all from https://reg.corp.example:5000: tls-unknown-root
                    worker-17
                  1 of 40 nodes does not ask https://reg.corp.example:5000 at all
                    worker-22
                  35 of 40 nodes find nothing wrong with https://reg.corp.example:5000

                error: reg.corp.example:5000 does not answer
                """
            )
        )
    }

    @Test func `have each thing wrong once, with the nodes that have it`() {
        #expect(cluster.findings.map(\.code) == ["connect-timeout", "tls-unknown-root", "manifest-missing"])
        #expect(cluster.findings.map(\.nodes.count) == [3, 1, 40])
        #expect(cluster.text(colored: false).contains("  on 3 of 40 nodes: worker-38, worker-39, worker-40\n"))
    }

    @Test func `have two slips of one code in files as two`() {
        var cluster = ClusterReport()
        for (machine, cause) in [("a", "unknown key \"user\""), ("b", "unknown key \"pass\"")] {
            var report = CheckReport(machine: machine, time: "2026-11-25T23:40:00Z", version: "1")
            report.findings = [.init("unknown-key", .error, stage: "file", cause: cause, fix: "")]
            cluster.add(report)
        }
        cluster.finish()
        #expect(cluster.findings.map(\.cause) == ["unknown key \"pass\"", "unknown key \"user\""])
        #expect(cluster.findings.map(\.nodes) == [["b"], ["a"]])
    }

    /// A machine that asks one registry.
    private func report(
        _ machine: String,
        _ stages: [CheckReport.Stage],
        finding severity: CheckReport.Severity? = nil
    ) -> CheckReport {
        var report = CheckReport(machine: machine, time: "2026-11-25T23:40:00Z", version: "1")
        let url = "https://reg.example/v2"
        let endpoint = CheckReport.Endpoint(number: 1, url: url, isDefault: true, stages: stages)
        report.images = [.init(name: "reg.example/a", digest: nil, availableAt: 1, endpoints: [endpoint], choices: [])]
        if let severity {
            report.findings = [.init("name-not-found", severity, stage: "name", endpoint: url, cause: "c", fix: "f")]
        }
        return report
    }

    @Test func `are of one mind where one thing matters to each otherwise`() {
        let stages = [CheckReport.Stage("name", .failed, summary: "")]
        let cluster = ClusterReport([
            report("a", stages, finding: .error), report("b", stages, finding: .info),
        ])
        #expect(cluster.differences.isEmpty, "\(cluster.differences)")
        #expect(cluster.nodes.allSatisfy { $0.cells["https://reg.example"]?.code == "name-not-found" })
    }

    @Test func `hold nothing against a registry that does not say what time it is there`() throws {
        let stages = [CheckReport.Stage("manifest", .ok, summary: "")]
        let silent = CheckReport.Stage("clock", .unknown, summary: "the registry says nothing of the time")
        let cluster = ClusterReport([report("a", stages + [silent])])
        #expect(cluster.nodes.first?.cells["https://reg.example"]?.status == .ok)
        #expect(report("a", stages + [silent]).text(colored: false).contains("\n     ok       1 step\n"))
        let other = CheckReport.Stage("layers", .unknown, summary: "no time")
        #expect(ClusterReport([report("a", stages + [other])]).nodes.first?.cells.values.first?.status == .unknown)
    }

    @Test func `have a line for each info`() {
        var cluster = ClusterReport()
        var report = CheckReport(machine: "a", time: "2026-11-25T23:40:00Z", version: "1")
        report.findings = [.init("known", .info, stage: "node", cause: "worth knowing", fix: "look")]
        cluster.add(report)
        cluster.finish()
        #expect(cluster.text(colored: false).hasPrefix("info: worth knowing [known], on 1 of 1 node\n"))
        #expect(!cluster.text(colored: false).contains("look"))
        #expect(cluster.text(colored: false, full: true).contains("fix: look"))
    }

    @Test func `hide nothing that could not be read`() {
        for text in [cluster.text(colored: false), cluster.html(), cluster.json.serialized()] {
            #expect(text.contains("worker-41.json") && text.contains("images[0].endpoints[1].stages is missing"))
            #expect(text.contains("notes.json"))
        }
    }

    @Test(arguments: [true, false])
    func `of one machine count where they are the newest`(newestFirst: Bool) throws {
        var old = ReportSample.node(1)
        old.time = "2026-11-24T08:00:00Z"
        old.findings = []
        let new = ReportSample.node(1)
        var older = old
        older.time = "2026-11-23T08:00:00Z"
        let cluster = ClusterReport(newestFirst ? [new, old, older] : [older, old, new])
        #expect(cluster.nodes.map(\.time) == [new.time])
        #expect(cluster.findings.count == 1)
        #expect(cluster.superseded.map(\.time) == [older.time, old.time])
        #expect(cluster.superseded.allSatisfy { $0.by == new.time || $0.by == old.time })
        #expect(cluster.remarks.contains("2 older reports of 1 machine left out: the newest counts"))
        #expect(cluster.html().contains(old.time) && cluster.text(colored: false).contains(old.time))
    }

    @Test func `are the same whatever their order`() {
        let reports = (1...12).map(ReportSample.node)
        #expect(ClusterReport(reports) == ClusterReport(reports.reversed()))
    }

    @Test func `have documented members`() throws {
        let json = cluster.json
        #expect(
            json.object?.map(\.key) == ["nodes", "registries", "differences", "findings", "unreadable", "superseded"]
        )
        let node = try #require(json["nodes"]?.array?.first)
        #expect(
            node.object?.map(\.key) == ["machine", "time", "version", "images", "available", "errors", "registries"]
        )
        let cell = try #require(node["registries"]?.array?.first)
        #expect(cell.object?.map(\.key) == ["registry", "status", "stage", "code", "failed", "endpoints"])
        #expect(try JSON(parsing: json.serialized(indent: 2)) == json)
    }

    @Test func `of no machine say so`() {
        #expect(ClusterReport([]).verdict == "No report could be read.")
        #expect(ClusterReport([]).html().contains("No report could be read."))
    }

    @Test func `of a machine that nothing is wrong on`() {
        let cluster = ClusterReport([ReportSample.good])
        #expect(cluster.verdict == "The node can pull every image." && cluster.differences.isEmpty)
        #expect(cluster.text(colored: false).contains("1 node on which no registry failed"))
    }

    @Test func `of five thousand machines make a page below 8 MB`() {
        let reports = (0..<5_000).map { number in
            var report = ReportSample.node(number % 40 + 1)
            report.machine = "worker-\(number)"
            return report
        }
        #expect(ClusterReport(reports).html().utf8.count < 8_000_000)
    }
}
