import Foundation
import NodeConfiguration
import OCI
import RegistryTesting
import Testing

/// The node files of a Linux node, written by hand, read by containerd itself.
///
/// These pulls hold what `windlass render` relies on; what it writes is held against the same programs elsewhere.
@Suite("containerd, with files written by hand", .enabled(if: getuid() == 0), .timeLimit(.minutes(5)))
struct ContainerdTests {
    static let user = "puller"
    static let password = "correct horse"

    @Test("pulls with TLS and a password, by a mirror and by the directory for all registries, with ctr and by CRI")
    func pulls() async throws {
        try await withDockerRegistry(user: Self.user, password: Self.password) { registry in
            let image = SampleImage.unpackable()
            for name in ["app:1", "mirror/app:1", "all/app:1"] { try await registry.push(image, as: name) }
            try await withTemporaryDirectory { (directory: TemporaryDirectory) async throws in
                let certs = try CertsDirectory(directory("certs.d"))
                let keys = "capabilities = ['pull', 'resolve']\nca = '\(registry.caFile)'\n"
                let server = "server = 'https://\(registry.host)'\nca = '\(registry.caFile)'\n[host]\n"
                try certs.write(server.utf8, to: HostDirectory.name(for: registry.host, on: .linux))
                let mirrors = ["mirrored.example": "mirror", HostDirectory.wildcard: "all"]
                for (folder, path) in mirrors {
                    let text = "[host.'https://\(registry.host)/v2/\(path)']\noverride_path = true\n\(keys)"
                    try certs.write(text.utf8, to: folder)
                }
                let configuration = try directory.write(
                    """
                    \(Containerd.configuration)
                      [plugins."io.containerd.grpc.v1.cri".registry]
                        config_path = '\(certs.path)'
                      [plugins."io.containerd.grpc.v1.cri".registry.configs."\(registry.host)".auth]
                        username = '\(Self.user)'
                        password = '\(Self.password)'
                    """,
                    to: "config.toml"
                )
                try await withContainerd(configuration: configuration) { containerd in
                    let names = ["\(registry.host)/app:1", "mirrored.example/app:1", "anything.example:5000/app:1"]
                    let pulled = try await containerd.criPull(names)
                    for answer in pulled {
                        #expect(answer.error == nil, "\(answer.image)")
                        #expect(answer.digests?.contains { $0.hasSuffix("@\(image.digest)") } == true, "\(answer)")
                    }
                    for name in names {
                        let credentials = "\(Self.user):\(Self.password)"
                        let ending = try await containerd.ctrPull(name, hosts: certs.path, user: credentials)
                        #expect(ending.status == 0, "\(name): \(ending.stderr)")
                    }
                    let anonymous = try await containerd.ctrPull(names[1], hosts: certs.path)
                    #expect(anonymous.status != 0)
                }
            }
        }
    }

    @Test("the code of containerd for either system pulls with TLS and a password", arguments: NodeSystem.allCases)
    func pullsBySystem(system: NodeSystem) async throws {
        try await withDockerRegistry(user: Self.user, password: Self.password) { registry in
            let image = SampleImage.multiPlatform()
            try await registry.push(image, as: "mirror/app:1")
            try await withTemporaryDirectory { (directory: TemporaryDirectory) async throws in
                let oracle = HostsOracle(system: system)
                let certs = try CertsDirectory(directory("certs.d"))
                let text = """
                    [host.'https://\(registry.host)/v2/mirror']
                      override_path = true
                      ca = '\(oracle.path(registry.caFile))'
                    """
                try certs.write(text.utf8, to: HostDirectory.name(for: "mirrored.example:5000", on: system))
                func question(_ password: String) -> HostsOracle.Question {
                    HostsOracle.Question(
                        root: oracle.path(certs.path),
                        host: "mirrored.example:5000",
                        pull: "mirrored.example:5000/app:1",
                        store: oracle.path(directory("store-\(password.count)")),
                        credentials: [registry.host: [Self.user, password]]
                    )
                }
                let answers = try await oracle.answers(to: [question(Self.password), question("wrong")])
                #expect(answers[0].pulled == image.digest.description, "\(answers[0])")
                #expect(answers[1].pulled == nil)
                for manifest in image.manifests {
                    let blob = directory("store-\(Self.password.count)/blobs/sha256/\(manifest.digest.hex)")
                    #expect(FileManager.default.fileExists(atPath: blob))
                }
            }
        }
    }

    @Test("a table of hosts with two keys of its own ends the whole of containerd 1.6")
    func endsContainerd() async throws {
        try await withTemporaryDirectory { (directory: TemporaryDirectory) async throws in
            let certs = try CertsDirectory(directory("certs.d"))
            try certs.write("[host]\nskip_verify = true\ncapabilities = ['pull']\n".utf8, to: HostDirectory.wildcard)
            let configuration = try directory.write(
                """
                \(Containerd.configuration)
                  [plugins."io.containerd.grpc.v1.cri".registry]
                    config_path = '\(certs.path)'
                """,
                to: "config.toml"
            )
            try await withContainerd(configuration: configuration) { containerd in
                let answer = try await containerd.criPull(["registry.example/app:1"])[0]
                #expect(answer.error?.contains("Socket closed") == true, "\(answer)")
                #expect(containerd.log.contains("panic: interface conversion"))
            }
        }
    }

    @Test("the header of an IPv6 host's credentials keeps containerd 1.6 from starting, dotted keys do not")
    func bracketsInConfiguration() async throws {
        try await withTemporaryDirectory { (directory: TemporaryDirectory) async throws in
            let registry = #"[plugins."io.containerd.grpc.v1.cri".registry.configs"#
            let header = "version = 2\n\(registry).\"[fd00::1]:5000\".auth]\nusername = 'u'\n"
            let dotted = "version = 2\n\(registry)]\n\"[fd00::1]:5000\".auth.username = 'u'\n"
            func dump(_ text: String) async throws -> ChildProcess.Ending {
                let file = try directory.write(text, to: "config.toml")
                let arguments = ["--config", file, "config", "dump"]
                return try await ChildProcess(try Tool.containerd.path, arguments, output: directory).ending()
            }
            let refused = try await dump(header)
            #expect(refused.status != 0)
            #expect(refused.stderr.contains("table key cannot contain ']'"), "\(refused.stderr)")
            let taken = try await dump(dotted)
            #expect(taken.status == 0, "\(taken.stderr)")
            #expect(taken.stdout.contains(#"username = "u""#))
        }
    }

    @Test("mount points are found below a path alone")
    func mounts() {
        let table = MountTable(
            parsing: """
                22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw
                23 22 0:20 / /tmp/a rw - tmpfs none rw
                24 22 0:21 / /tmp/a/b\\040c/d rw - tmpfs none rw
                25 22 0:22 / /tmp/ab rw - tmpfs none rw
                """
        )
        #expect(table.below("/tmp/a") == ["/tmp/a", "/tmp/a/b c/d"])
        #expect(table.below("/tmp/a/b c") == ["/tmp/a/b c/d"])
        #expect(table.below("/var").isEmpty)
    }
}
