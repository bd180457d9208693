import Foundation
import NodeConfiguration
import OCI
import RegistryTesting
import Testing

/// The files that `windlass render` writes, in the hands of containerd.
@Suite("containerd, with rendered files", .enabled(if: getuid() == 0), .timeLimit(.minutes(5)))
struct RenderedContainerdTests {
    static let user = "puller"
    static let password = #"correct "horse" \ 'battery'"#

    /// A registry with one image by three names, and a registries.yaml that leads there from three registries.
    private func withRegistry(
        _ body: (DockerRegistry, SampleImage, _ registries: String) async throws -> Void
    ) async throws {
        try await withDockerRegistry(user: Self.user, password: Self.password) { registry in
            let image = SampleImage.unpackable()
            for name in ["app:1", "mirror/app:1", "all/app:1"] { try await registry.push(image, as: name) }
            try await withTemporaryDirectory { (directory: TemporaryDirectory) async throws in
                let quoted = Self.password.replacing("'", with: "''")
                let registries = try directory.write(
                    """
                    mirrors:
                      mirrored.example:
                        endpoint: ["https://\(registry.host)"]
                        rewrite: {"(.*)": "mirror/$1"}
                      "*":
                        endpoint: ["https://\(registry.host)"]
                        rewrite: {"^(.*)$": "all/$1"}
                    configs:
                      "\(registry.host)":
                        auth: {username: \(Self.user), password: '\(quoted)'}
                        tls: {ca_file: "\(registry.caFile)"}
                    """,
                    to: "registries.yaml"
                )
                try await body(registry, image, registries)
            }
        }
    }

    @Test("pulls with TLS and a password, by a mirror and by the directory for all registries, with ctr and by CRI")
    func pulls() async throws {
        try await withRegistry { registry, image, registries in
            try await withTemporaryDirectory { (directory: TemporaryDirectory) async throws in
                let base = try directory.write(Containerd.configuration, to: "base.toml")
                let out = directory("node")
                let ending = try await Windlass.run([
                    "render", "--os", "linux", "--containerd", "1.6.20", "--registries", registries, "--base", base,
                    "--out", out, "--path-prefix", out,
                ])
                #expect(ending.status == 0, "\(ending.stderr)")
                try await withContainerd(configuration: "\(out)/config.toml") { containerd in
                    let names = ["\(registry.host)/app:1", "mirrored.example/app:1", "anything.example:5000/app:1"]
                    for answer in try await containerd.criPull(names) {
                        #expect(answer.error == nil, "\(answer.image)")
                        #expect(answer.digests?.contains { $0.hasSuffix("@\(image.digest)") } == true, "\(answer)")
                    }
                    let credentials = "\(Self.user):\(Self.password)"
                    for name in names {
                        let ending = try await containerd.ctrPull(name, hosts: "\(out)/certs.d", user: credentials)
                        #expect(ending.status == 0, "\(name): \(ending.stderr)")
                    }
                }
            }
        }
    }

    @Test("the code of containerd for either system pulls by them", arguments: NodeSystem.allCases)
    func pullsBySystem(system: NodeSystem) async throws {
        try await withRegistry { registry, image, registries in
            try await withTemporaryDirectory { (directory: TemporaryDirectory) async throws in
                let oracle = HostsOracle(system: system)
                let out = directory("node")
                let ending = try await Windlass.run([
                    "render", "--os", system.rawValue, "--containerd", "1.6.20", "--registries", registries,
                    "--out", out, "--path-prefix", oracle.path(out),
                ])
                #expect(ending.status == 0, "\(ending.stderr)")
                let hosts = [registry.host, "mirrored.example", "anything.example:5000"]
                let questions = hosts.enumerated().map { number, host in
                    HostsOracle.Question(
                        root: oracle.path("\(out)/certs.d"),
                        host: host,
                        pull: "\(host)/app:1",
                        store: oracle.path(directory("store-\(number)")),
                        credentials: [registry.host: [Self.user, Self.password]]
                    )
                }
                for answer in try await oracle.answers(to: questions) {
                    #expect(answer.pulled == image.digest.description, "\(answer)")
                }
            }
        }
    }
}
