import Foundation
import NodeConfiguration
import OCI
import Registries
import RegistryTesting
import Testing

/// Rendered files of random configurations, against their plans, with containerd's own loader between the two.
@Suite("Random configurations, rendered and read by containerd's own loader", .timeLimit(.minutes(10)))
struct RandomConfigurationTests {
    static let rounds = 150

    private static let hosts = [
        "docker.io", "registry-1.docker.io", "quay.io", "reg.example.com", "reg.example.com:443",
        "reg.example.com:5000", "10.0.0.5:5000", "localhost:5000", "127.0.0.1:443", "[::1]:5000", "[2001:db8::1]:5443",
        "REG.Example.com:5000",
    ]
    private static let paths = ["", "/", "/v2", "/v2/", "/prefix", "/a/b/v2", "/x//y/"]

    @Test("lead to the plan", arguments: NodeSystem.allCases)
    func plans(system: NodeSystem) async throws {
        try await withTemporaryDirectory { (directory: TemporaryDirectory) async throws in
            let oracle = HostsOracle(system: system)
            let certificates = try CaseCertificates(in: directory)
            var random = SeededGenerator(seed: 20)
            var questions: [HostsOracle.Question] = []
            var expected: [(configuration: String, requests: [ComparedRequest])] = []
            for round in 0..<Self.rounds {
                let out = directory("\(round)")
                let configuration = Self.configuration(&random, certificates: certificates)
                let node = try Node(parsing: "\(system.rawValue)/amd64")
                let planner = Planner(
                    configuration,
                    options: PlanOptions(node: node, disableDefaultEndpoint: random.chance(oneIn: 3))
                )
                let target = RenderTarget(
                    system: system,
                    version: ContainerdVersion(1, 6, 20),
                    directory: oracle.path(out),
                    publicRoots: Array(try Data(contentsOf: URL(filePath: certificates.publicRoots)))
                )
                let rendering = try NodeRendering(planner, for: target, certificates: try certificates.contents)
                for file in rendering.files { try Self.write(file, below: out) }
                for host in Set(Self.hosts.map { $0.lowercased() }).sorted() + ["unknown.example.com"] {
                    // A loopback registry without a directory is containerd's own affair.
                    let own = "certs.d/\(HostDirectory.name(for: host, on: system))/\(HostDirectory.fileName)"
                    if Self.isLoopback(host), !rendering.files.contains(where: { $0.path == own }) { continue }
                    let plan = planner.plan(for: try ImageReference(parsing: "\(host)/team/app:1"))
                    questions.append(.init(root: oracle.path("\(out)/certs.d"), host: plan.image.registry.description))
                    let requests = plan.endpoints.map { ComparedRequest($0, on: system) }
                    expected.append((configuration.yaml(), requests))
                }
            }
            for (answer, (configuration, requests)) in zip(try await oracle.answers(to: questions), expected) {
                let comment = Comment(
                    rawValue: "\(answer.host): \(answer.error ?? "") \(answer.log ?? [])\n\(configuration)"
                )
                let asked = answer.endpoints.filter { Set($0.capabilities).isSuperset(of: ["pull", "resolve"]) }
                #expect(asked.map { ComparedRequest($0, repository: "team/app") } == requests, comment)
                #expect(answer.error == nil && answer.log == nil, comment)
            }
        }
    }

    private static func configuration(
        _ random: inout SeededGenerator,
        certificates: CaseCertificates
    ) -> RegistriesConfiguration {
        var configuration = RegistriesConfiguration()
        for _ in 0..<Int.random(in: 0...5, using: &random) {
            var mirror = RegistriesConfiguration.Mirror()
            for _ in 0..<Int.random(in: 0...4, using: &random) {
                let url = random.pick(["", "https://", "http://"]) + random.pick(hosts) + random.pick(paths)
                mirror.endpoints.append(Located(url))
            }
            if random.chance(oneIn: 3) {
                let rule = random.pick([("(.*)", "p/$1"), ("^(.*)$", "a/b/$1"), ("^", "z/"), ("(.*)", "$1")])
                mirror.rewrites = [RegistriesConfiguration.RewriteRule(pattern: rule.0, replacement: rule.1)]
            }
            configuration.mirrors.set(random.pick(hosts + ["*"]), to: Located(mirror))
        }
        for _ in 0..<Int.random(in: 0...5, using: &random) {
            let pair = (certificates.certificate, certificates.key)
            let host = RegistriesConfiguration.Host(
                tls: random.pick([
                    TLSSettings(caFile: certificates.authority), TLSSettings(insecureSkipVerify: true), TLSSettings(),
                    TLSSettings(certFile: pair.0, keyFile: pair.1),
                    TLSSettings(caFile: certificates.authority, certFile: pair.0, keyFile: pair.1),
                ])
            )
            configuration.configs.set(random.pick(hosts + ["*"]), to: Located(host))
        }
        return configuration
    }

    private static func isLoopback(_ host: String) -> Bool {
        ["localhost:", "127.", "[::1]"].contains { host.hasPrefix($0) }
    }

    private static func write(_ file: RenderedFile, below directory: String) throws {
        let url = URL(filePath: directory).appending(path: file.path)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(file.bytes).write(to: url)
    }
}

extension CaseCertificates {
    /// The files by their paths, as a rendering takes them.
    fileprivate var contents: [String: [UInt8]] {
        get throws {
            var contents: [String: [UInt8]] = [:]
            for path in [authority, certificate, key] {
                contents[path] = Array(try Data(contentsOf: URL(filePath: path)))
            }
            return contents
        }
    }
}
