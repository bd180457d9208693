import OCI
import Registries
import RegistryTesting
import Testing

@testable import Diagnosis

@Suite struct CheckTests {
    /// What a check finds at a registry with one image for Linux.
    private static func report(for nodes: [String]) async throws -> EndpointReport {
        let registry = try await TestRegistry()
        registry.add(.linux(), repository: "team/app", tag: "1")
        let host = registry.host
        let endpoint = Endpoint(scheme: .http, host: host, repository: "team/app", reference: "1", isExplicitHTTP: true)
        let nodes = try nodes.map { try Node(parsing: $0) }
        let plan = PullPlan(
            image: try ImageReference(parsing: "\(host)/team/app:1"),
            node: nodes[0],
            endpoints: [endpoint]
        )
        let reports = await Check(plans: [plan], nodes: nodes, settings: CheckSettings(now: { 0 })).run()
        await registry.shutdown()
        return try #require(reports.first?.endpoints.first)
    }

    @Test func `What has nothing for one node is looked at for the other, to its last layer`() async throws {
        let report = try await Self.report(for: ["windows/amd64:10.0.20348", "linux/amd64"])
        let errors = report.findings.filter { $0.severity == .error }
        #expect(errors.map(\.code) == [.noMatchingPlatform])
        #expect(errors.first?["node"] == "windows/amd64:10.0.20348")
        #expect(report.stages.first { $0.stage == .platform }?.status == .failed)
        #expect(report.stages.first { $0.stage == .layers }?.status == .ok)
        #expect(report.isAvailable)
    }

    @Test func `What has nothing for any node is not there for them`() async throws {
        let report = try await Self.report(for: ["windows/amd64:10.0.20348", "linux/s390x"])
        #expect(report.findings.filter { $0.code == .noMatchingPlatform }.count == 2)
        #expect(report.stages.first { $0.stage == .layers }?.status == .skipped)
        #expect(!report.isAvailable)
    }
}
