import Foundation
import OCI
import RegistryTesting
import Testing

/// What other programs make of `windlass serve`, with TLS and a password.
@Suite("serve, used by others", .timeLimit(.minutes(5)))
struct PeerTests {
    @Test(
        "skopeo pushes and pulls, and every digest stays",
        arguments: [SampleImage.multiPlatform(), .linux(), .windows(version: "10.0.20348.2762")]
    )
    func skopeo(image: SampleImage) async throws {
        try await withServedRegistry { (registry: ServedRegistry) async throws in
            #expect(try await registry.refusal(of: image, as: "team/aux/app:V1") == nil)
            #expect(try await registry.wholeDigest(of: "team/aux/app:V1") == image.digest)
            #expect(try await registry.wholeDigest(of: "team/aux/app@\(image.digest)") == image.digest)
        }
    }

    @Test("skopeo pushes in Docker's format, and pulls what it pushed")
    func dockerFormat() async throws {
        try await withServedRegistry { (registry: ServedRegistry) async throws in
            let image = SampleImage.unpackable()
            #expect(try await registry.refusal(of: image, as: "docker/app:1", format: "v2s2") == nil)
            let place = "docker://\(registry.host)/docker/app:1"
            let ending = try await registry.skopeo(from: place, to: "dir:\(registry.directory("copy"))")
            #expect(ending.status == 0, "\(ending.stderr)")
            let manifest = try String(contentsOfFile: registry.directory("copy/manifest.json"), encoding: .utf8)
            #expect(manifest.contains(MediaType.dockerManifest))
        }
    }

    @Test("the same image is pulled by a Linux node and by Windows nodes", arguments: FilledRegistry.nodes)
    func nodes(node: String, child: Int) async throws {
        try await withServedRegistry { (registry: ServedRegistry) async throws in
            #expect(try await registry.refusal(of: FilledRegistry.index, as: "mirror/library/app:1") == nil)
            let file = try registry.directory.write(
                RegistriesYAML.mirror("https://\(registry.host)")
                    + RegistriesYAML.configs(
                        registry.host,
                        user: ServedRegistry.user,
                        password: ServedRegistry.password,
                        caFile: registry.caFile
                    ),
                to: "registries.yaml"
            )
            let layout = registry.directory("layout")
            let ending = try await Windlass.run(
                "pull",
                "app:1",
                "--node",
                node,
                "--registries",
                file,
                "--to",
                "oci:\(layout)",
                "-o",
                "json"
            )
            let digest = try ending.outcomes.first?["digest"]?.string
            #expect(digest == FilledRegistry.children[child].digest.description, "\(ending.stderr)")
        }
    }

    @Test("containerd pulls a root file system and unpacks it")
    func containerd() async throws {
        try await withServedRegistry { (registry: ServedRegistry) async throws in
            let source = try await RootFileSystem.layout.value
            #expect(
                try await registry.skopeo(from: "oci:\(source)", to: "docker://\(registry.host)/rootfs:1").status == 0
            )
            let directory = registry.directory
            let socket = directory("containerd.sock")
            let configuration = try directory.write(
                """
                version = 2
                root = "\(directory("root"))"
                state = "\(directory("state"))"
                disabled_plugins = ["io.containerd.grpc.v1.cri"]
                [grpc]
                  address = "\(socket)"
                """,
                to: "config.toml"
            )
            let folder = directory("hosts/\(registry.host.replacing(":", with: "_"))_")
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try directory.write(
                """
                server = "https://\(registry.host)"
                [host."https://\(registry.host)"]
                  capabilities = ["pull", "resolve"]
                  ca = "\(registry.caFile)"
                """,
                to: "hosts/\(registry.host.replacing(":", with: "_"))_/hosts.toml"
            )
            let containerd = try PeerProcess(.containerd, ["-c", configuration], log: directory("containerd.log"))
            defer { containerd.stop() }
            _ = try await containerd.logged("containerd successfully booted")
            let image = "\(registry.host)/rootfs:1"
            // Unpacked natively: an overlay does not go on every file system.
            try await ChildProcess.run(
                .ctr,
                [
                    "-a", socket, "images", "pull", "--snapshotter", "native", "--hosts-dir", directory("hosts"),
                    "-u", "\(ServedRegistry.user):\(ServedRegistry.password)", image,
                ]
            )
            let list = try await ChildProcess.run(.ctr, ["-a", socket, "images", "check", "--snapshotter", "native"])
            #expect(list.stdout.contains("complete"), "\(list.stdout)")
        }
    }

    @Test("podman pulls an image")
    func podman() async throws {
        try await withServedRegistry { (registry: ServedRegistry) async throws in
            #expect(try await registry.refusal(of: .unpackable(), as: "small:1") == nil)
            let directory = registry.directory
            // podman takes no longer path than 50 bytes for what it keeps at run time.
            let short = "/tmp/podman-\(UInt32.random(in: 0 ... .max))"
            defer { try? FileManager.default.removeItem(atPath: short) }
            let policy = try directory.write(#"{"default":[{"type":"insecureAcceptAnything"}]}"#, to: "policy.json")
            try await ChildProcess.run(
                .podman,
                [
                    "--root", directory("podman"), "--runroot", short, "--storage-driver", "vfs",
                    "pull", "--signature-policy", policy, "--cert-dir", registry.certificates,
                    "--creds", "\(ServedRegistry.user):\(ServedRegistry.password)", "\(registry.host)/small:1",
                ]
            )
        }
    }
}

extension FilledRegistry {
    /// Hosts, and the child of ``index`` that each runs.
    static let nodes = [
        ("linux/amd64", 3), ("windows/amd64:10.0.17763", 0), ("windows/amd64:10.0.20348", 1),
        ("windows/amd64:10.0.26100", 2),
    ]
}
