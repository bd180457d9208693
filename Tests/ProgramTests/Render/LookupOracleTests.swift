import Foundation
import NodeConfiguration
import RegistryTesting
import Testing

/// The model of containerd's look-up, against the look-up itself.
@Suite("HostsLookup and containerd", .timeLimit(.minutes(10)))
struct LookupOracleTests {
    static let trees = 250

    @Test("find the same directory, hosts, paths, capabilities and certificates", arguments: NodeSystem.allCases)
    func agree(system: NodeSystem) async throws {
        let authority = try TestCertificateAuthority(name: "one")
        let client = try authority.issueClient(name: "node")
        let certificates = [
            "ca.pem": authority.certificatePEM, "client.pem": client.certificatePEM, "key.pem": client.keyPEM,
            "both.pem": client.certificatePEM + client.keyPEM,
        ]
        try await withTemporaryDirectory { (directory: TemporaryDirectory) async throws in
            let oracle = HostsOracle(system: system)
            let hosts = RandomHostsTree.hosts + ["unknown.example"]
            var questions: [HostsOracle.Question] = []
            var expected: [HostsLookup.Result] = []
            for seed in 0..<Self.trees {
                let path = directory("\(seed)")
                var tree = RandomHostsTree(seed: UInt64(seed), on: system)
                try tree.write(to: path, certificates: certificates)
                let root = oracle.path(path)
                let files = try GatheredFiles(reading: path, as: root, on: system)
                let version = ContainerdVersion(1, 6, 20)
                let lookup = HostsLookup(files, directory: root, system: system, version: version)
                for host in hosts {
                    questions.append(HostsOracle.Question(root: root, host: host))
                    expected.append(lookup.hosts(for: host))
                }
            }
            let answers = try await oracle.answers(to: questions)
            for (number, (answer, lookup)) in zip(answers, expected).enumerated() {
                let real = Self.summary(of: answer)
                let model = Self.summary(of: lookup)
                guard real != model else { continue }
                let path = directory("\(number / hosts.count)/\(lookup.directory ?? "")/\(HostDirectory.fileName)")
                let file = (try? String(contentsOfFile: path, encoding: .utf8)) ?? "no file"
                Issue.record("\(answer.host): containerd \(real), the model \(model) of:\n\(file)")
            }
        }
    }

    private static func summary(of answer: HostsOracle.Answer) -> [String] {
        [answer.directory ?? "no directory", answer.log == nil ? "read" : "rejected"]
            + answer.endpoints.map(summary(of:)) + (answer.error.map { [$0] } ?? [])
    }

    private static func summary(of result: HostsLookup.Result) -> [String] {
        [result.directory ?? "no directory", result.rejection == nil ? "read" : "rejected"]
            + result.hosts.map(summary(of:))
    }

    private static func summary(of endpoint: HostsOracle.Endpoint) -> String {
        summary(
            "\(endpoint.scheme)://\(endpoint.host)\(endpoint.requestPath)",
            Set(endpoint.capabilities),
            endpoint.tls?.skipVerify ?? false,
            endpoint.tls?.authorities.count ?? 0,
            endpoint.tls?.clients.count ?? 0
        )
    }

    private static func summary(of host: HostsLookup.Host) -> String {
        summary(
            "\(host.scheme)://\(host.host)\(host.path == "/" ? "" : host.path)",
            host.capabilities,
            host.skipVerify,
            // The loader has them as a set.
            Set(host.authorities.map { $0.hasSuffix("extra.crt") ? "ca.pem" : $0 }).count,
            host.clients.count
        )
    }

    private static func summary(
        _ url: String,
        _ capabilities: Set<String>,
        _ skipVerify: Bool,
        _ authorities: Int,
        _ clients: Int
    ) -> String {
        "\(url) \(capabilities.sorted()) skip \(skipVerify), \(authorities) CA, \(clients) client"
    }
}
