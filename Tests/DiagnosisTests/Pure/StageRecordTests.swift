import OCI
import Testing

@testable import Diagnosis

@Suite struct StageRecordTests {
    @Test func `Steps that never came about name the first that failed`() {
        var record = StageRecord()
        record.set(.name, .ok)
        record.add(EndpointFinding(.init(rawValue: "connect-refused"), stage: .connect))
        let reports = record.reports()
        #expect(reports.map(\.stage) == Stage.allCases.filter { $0 != .file && $0 != .node })
        #expect(reports.first { $0.stage == .name }?.status == .ok)
        #expect(reports.first { $0.stage == .connect }?.status == .failed)
        for report in reports where report.stage != .name && report.stage != .connect {
            #expect(report.status == .skipped)
            #expect(report.detail["because"] == "connect")
        }
    }

    @Test func `An error fails its stage whatever was thought of it, and keeps what was seen`() {
        var record = StageRecord()
        record.set(.tls, .ok, seconds: 0.5, detail: ["version": "1.3"])
        record.add(EndpointFinding(.init(rawValue: "tls-client-certificate"), stage: .tls))
        #expect(record[.tls] == StageReport(.tls, .failed, seconds: 0.5, detail: ["version": "1.3"]))
    }

    @Test(arguments: [EndpointFinding.Severity.warning, .info])
    func `What is no error leaves its stage as it is`(_ severity: EndpointFinding.Severity) {
        var record = StageRecord()
        record.set(.clock, .ok)
        record.add(EndpointFinding(.clockSkew, severity, stage: .clock))
        #expect(record[.clock]?.status == .ok)
        #expect(record.failure == nil)
        #expect(record.findings.count == 1)
    }

    @Test func `One fault is told once`() {
        var record = StageRecord()
        let finding = EndpointFinding(.blobNotFound, stage: .layers, evidence: [JSON.Member("digest", "sha256:0")])
        record.add(finding)
        record.add(finding)
        #expect(record.findings == [finding])
    }
}

@Suite struct BudgetTests {
    @Test(arguments: [3, 15, 60, 300]) func `Whatever hangs, the parts add up to less than the limit`(_ seconds: Int) {
        let limit = Duration.seconds(seconds)
        let budget = Budget(limit, startingAt: .seconds(100))
        let afterWay = Duration.seconds(100) + budget.way
        let afterWalk = budget.endOfWalk(beginningAt: afterWay)
        #expect(afterWalk > afterWay)
        let end = afterWalk + budget.rest(at: afterWalk)
        #expect(end <= .seconds(100) + limit)
    }

    @Test func `A walk after a quick way has most of the time`() {
        let budget = Budget(.seconds(10), startingAt: .zero)
        #expect(budget.endOfWalk(beginningAt: .milliseconds(100)) == .seconds(8))
        #expect(budget.rest(at: .seconds(1)) == .seconds(9))
    }

    @Test func `A walk that waited for others has as much as one behind a slow way`() {
        let budget = Budget(.seconds(10), startingAt: .zero)
        #expect(budget.endOfWalk(beginningAt: .seconds(30)) == .seconds(32))
    }
}
