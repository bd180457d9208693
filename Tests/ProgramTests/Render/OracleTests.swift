import Foundation
import NodeConfiguration
import RegistryTesting
import Testing

/// What containerd's own code makes of the files that `windlass render` writes, against what `windlass explain` says.
@Suite("Rendered files, read by containerd's own loader", .timeLimit(.minutes(10)))
struct OracleTests {
    @Test("lead to the plan: endpoint by endpoint, in order, with its path and its TLS", arguments: NodeSystem.allCases)
    func plans(system: NodeSystem) async throws {
        try await compare(RenderedCase.all, on: system)
    }

    private func compare(_ cases: [RenderedCase], on system: NodeSystem) async throws {
        try await withTemporaryDirectory { (directory: TemporaryDirectory) async throws in
            let oracle = HostsOracle(system: system)
            let certificates = try CaseCertificates(in: directory)
            var questions: [HostsOracle.Question] = []
            var expected: [(comment: Comment, plan: ExplainedPlan)] = []
            for (number, rendered) in cases.enumerated() {
                let file = try directory.write(certificates.named(in: rendered.registries), to: "\(number).yaml")
                let options = ["--registries", file] + rendered.options
                let out = directory("\(number)")
                let ending = try await Windlass.run(
                    [
                        "render", "--os", system.rawValue, "--containerd", "1.6.20", "--out", out,
                        "--path-prefix", oracle.path(out), "--public-roots", certificates.publicRoots,
                    ] + options
                )
                #expect(ending.status == 0, "\(rendered.name): \(ending.stderr)")
                let node = ["--node", "\(system.rawValue)/amd64"]
                for plan in try await ExplainedPlan.plans(rendered.images, options + node) {
                    questions.append(.init(root: oracle.path("\(out)/certs.d"), host: plan.name.registry))
                    expected.append((Comment(rawValue: "\(rendered.name): \(plan.image)"), plan))
                }
            }
            let answers = try await oracle.answers(to: questions)
            for (answer, (comment, plan)) in zip(answers, expected) {
                #expect(answer.error == nil, comment)
                #expect(answer.log == nil, comment)
                let asked = answer.endpoints.filter { endpoint in
                    endpoint.capabilities.contains("pull")
                        && (plan.isByDigest || endpoint.capabilities.contains("resolve"))
                }
                let requests = asked.map { ComparedRequest($0, repository: plan.name.repository) }
                #expect(requests == plan.endpoints.map { ComparedRequest($0, on: system) }, comment)
            }
        }
    }
}
