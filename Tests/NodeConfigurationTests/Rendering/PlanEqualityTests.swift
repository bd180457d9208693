import NodeConfiguration
import OCI
import Registries
import Testing

@Suite("The rendered files lead containerd to the plan")
struct PlanEqualityTests {
    private static let hosts = [
        "docker.io", "registry-1.docker.io", "index.docker.io", "quay.io", "reg.example.com", "reg.example.com:443",
        "reg.example.com:5000", "10.0.0.5:5000", "localhost:5000", "127.0.0.1:443", "[::1]:5000", "[2001:db8::1]:5443",
        "REG.Example.com:5000",
    ]
    private static let paths = ["", "/", "/v2", "/v2/", "/prefix", "/a/b/v2", "/x//y/"]

    private func configuration(
        _ random: inout SeededGenerator,
        on system: NodeSystem
    ) -> RegistriesConfiguration {
        let own = system == .windows ? #"C:\pki\own.pem"# : "/srv/pki/own.pem"
        var configuration = RegistriesConfiguration()
        for _ in 0..<Int.random(in: 0...4, using: &random) {
            var mirror = RegistriesConfiguration.Mirror()
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                let scheme = random.pick(["", "https://", "http://"])
                // containerd puts `ns` before that name of Docker Hub alone, and Docker Hub takes no notice.
                let host = random.pick(Self.hosts.filter { $0 != "index.docker.io" })
                mirror.endpoints.append(Located(scheme + host + random.pick(Self.paths)))
            }
            if random.chance(30) {
                let rule = random.pick([("(.*)", "p/$1"), ("^(.*)$", "a/b/$1"), ("^", "z/"), ("(.*)", "$1")])
                mirror.rewrites = [RegistriesConfiguration.RewriteRule(pattern: rule.0, replacement: rule.1)]
            }
            configuration.mirrors.set(random.pick(Self.hosts + ["*"]), to: Located(mirror))
        }
        for _ in 0..<Int.random(in: 0...4, using: &random) {
            var host = RegistriesConfiguration.Host()
            if random.chance(60) {
                host.auth = random.pick([
                    AuthConfiguration(
                        username: "u\(random.next() % 9)",
                        password: Secret(random.pick(["p", "\"\\\u{1}é"]))
                    ),
                    AuthConfiguration(auth: Secret("dTpw")), AuthConfiguration(identityToken: Secret("t")),
                    AuthConfiguration(username: "u", identityToken: Secret("t")),
                ])
            }
            if random.chance(60) {
                host.tls = random.pick([
                    TLSSettings(caFile: "/pki/ca.pem"), TLSSettings(insecureSkipVerify: true), TLSSettings(),
                    TLSSettings(caFile: own, certFile: "/pki/c.pem", keyFile: "/pki/k.pem"),
                ])
            }
            configuration.configs.set(random.pick(Self.hosts + ["*"]), to: Located(host))
        }
        return configuration
    }

    /// Loopback registries without a directory of their own are containerd's own affair: it tries https first there.
    private func isExempt(_ registry: String, _ node: RenderedNode) -> Bool {
        guard HostAndPort(registry).isLoopback else { return false }
        let directory = HostDirectory.name(for: registry, on: node.target.system)
        return !node.paths.contains("certs.d/\(directory)/hosts.toml")
    }

    @Test(
        "for any configuration, on both systems and every version",
        arguments: NodeSystem.allCases,
        [ContainerdVersion(1, 6), ContainerdVersion(1, 7, 34), ContainerdVersion(2, 2)]
    )
    func property(system: NodeSystem, version: ContainerdVersion) throws {
        var random = SeededGenerator(seed: UInt64(version.minor))
        for round in 0..<150 {
            let configuration = configuration(&random, on: system)
            let node = try RenderedNode(
                configuration,
                target: RenderTarget(system: system, version: version),
                disableDefaultEndpoint: random.chance(30),
                certificates: random.chance(50) ? ["/pki/ca.pem": Array("CA".utf8)] : [:]
            )
            for host in Self.hosts.map({ $0.lowercased() }) + ["unknown.example.com"] where !isExempt(host, node) {
                let (planned, found) = try node.requests("\(host)/team/app:1")
                try #require(planned == found, "round \(round), \(host): \(configuration.yaml())")
            }
        }
    }

    @Test("a path that Go reads otherwise shows", arguments: NodeSystem.allCases)
    func escapedPaths(system: NodeSystem) throws {
        for (path, other) in [("a%2Fb", "a/b"), ("a%3fb", "a?b"), ("a%20b", "a%20b")] {
            let node = try RenderedNode(
                "mirrors: {docker.io: {endpoint: ['https://m.example.com/\(path)']}}",
                on: system
            )
            let (planned, found) = try node.requests("busybox")
            #expect(planned[0].url == "https://m.example.com/\(path)/library/busybox")
            #expect(found[0].url == "https://m.example.com/\(other)/library/busybox")
        }
    }

    @Test("a digest is asked for where the tag is", arguments: NodeSystem.allCases)
    func digest(system: NodeSystem) throws {
        let node = try RenderedNode("mirrors: {docker.io: {endpoint: [m.example.com]}}", on: system)
        let digest = "sha256:" + String(repeating: "a", count: 64)
        let (planned, found) = try node.requests("busybox@\(digest)")
        #expect(planned == found && planned.count == 2)
    }

    @Test("a file that was changed by hand shows", arguments: NodeSystem.allCases)
    func notice(system: NodeSystem) throws {
        let node = try RenderedNode(
            "mirrors: {docker.io: {endpoint: [m.example.com]}}\nconfigs: {m.example.com: {auth: {username: u, password: p}}}",
            on: system
        )
        var changed = node.rendering
        for index in changed.files.indices {
            let text = String(decoding: changed.files[index].bytes, as: UTF8.self)
            changed.files[index].bytes = Array(
                text.split(separator: "password = \"p\"").joined(separator: "password = \"q\"").utf8
            )
        }
        let image = try ImageReference(parsing: "busybox")
        let found = NodeFilesPlan(changed, planner: node.planner, target: node.target).requests(for: image)
        let planned = node.planner.plan(for: image).endpoints.map { NodeRequest($0) }
        #expect(planned != found)
        let differences = planned[0].differences(from: found[0])
        #expect(differences.map(\.field) == ["credential"])
        #expect(differences.map(\.right) == ["user u with another secret"])
    }
}
