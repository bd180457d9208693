import OCI
import RegistryTesting
import Testing

/// A private registry with a password, a private CA, a mirror and a rewrite, as on a cluster.
@Suite("docker-registry with a password", .dockerRegistry(behind: .password), .timeLimit(.minutes(2)))
enum PasswordRegistry {}

extension PasswordRegistry {
    @Suite struct PullTests {
        private func filled() throws -> FilledRegistry { try #require(FilledRegistry.current) }

        @Test("a root file system is pulled for a Linux node, and nothing of it twice")
        func rootFileSystem() async throws {
            let filled = try filled()
            try await withTemporaryDirectory { directory in
                let layout = PulledLayout(path: directory("layout"))
                let to = "\(layout.path):root"
                let first = try await filled.pull("rootfs:1", "--node", "linux/amd64", to: to)
                try #require(first.status == 0, "\(first.stderr)")
                let outcome = try #require(try first.outcomes.first)
                #expect(outcome["image"]?.string == "docker.io/library/rootfs:1")
                #expect(outcome["digest"]?.string == filled.rootFileSystem.description)
                #expect(outcome["indexDigest"] == .null)
                #expect(outcome["platform"]?.string == "linux/amd64")
                #expect(outcome["endpoint"]?.string == "https://\(filled.registry.host)/v2")
                #expect(outcome["layers"]?.integer == 2)
                #expect(outcome["error"] == .null)
                #expect((outcome["bytesDownloaded"]?.integer ?? 0) > 10_000_000)
                #expect(try await layout.digestReadBySkopeo(tag: "root") == filled.rootFileSystem)
                layout.expectClean()
                #expect(layout.blobs.count == 4)

                let second = try #require(
                    try await filled.pull("rootfs:1", "--node", "linux/amd64", to: to).outcomes.first
                )
                #expect(second["bytesDownloaded"]?.integer == 0)
                #expect(second["bytesReused"] == outcome["bytesDownloaded"])
            }
        }

        @Test(
            "each node gets its own child of the index",
            arguments: [
                ("windows/amd64:10.0.17763.1", 0),
                ("windows/amd64:10.0.20348.169", 1),
                ("windows/amd64:10.0.25398.1", 1),
                ("windows/amd64:10.0.26100", 2),
                ("windows(10.0.26100.9999)/amd64", 2),
                ("windows/amd64:10.0.26200.1", 2),
                ("linux/amd64", 3),
            ]
        )
        func node(_ node: String, child: Int) async throws {
            let filled = try filled()
            let expected = FilledRegistry.children[child]
            try await withTemporaryDirectory { directory in
                let layout = PulledLayout(path: directory("layout"))
                let ending = try await filled.pull("app:1", "--node", node, to: "\(layout.path):app")
                try #require(ending.status == 0, "\(ending.stderr)")
                let outcome = try #require(try ending.outcomes.first)
                #expect(outcome["digest"]?.string == expected.digest.description)
                #expect(outcome["indexDigest"]?.string == FilledRegistry.index.digest.description)
                #expect(try await layout.digestReadBySkopeo(tag: "app") == expected.digest)
                layout.expectClean(blobs: try blobs(of: [expected]))
            }
        }

        @Test("all platforms: the original index, with everything below it")
        func allPlatforms() async throws {
            let filled = try filled()
            try await withTemporaryDirectory { directory in
                let layout = PulledLayout(path: directory("layout"))
                let ending = try await filled.pull("app:1", "--platform", "all", to: "\(layout.path):app")
                try #require(ending.status == 0, "\(ending.stderr)")
                let outcomes = try ending.outcomes
                #expect(outcomes.map { $0["digest"]?.string } == FilledRegistry.children.map(\.digest.description))
                #expect(try await layout.digestReadBySkopeo(tag: "app") == FilledRegistry.index.digest)
                let index = FilledRegistry.index
                let everything = Set((index.manifests + index.blobs).map(\.digest.hex))
                layout.expectClean(blobs: everything)
                // The three Windows children share their layers: what one fetched, the others reuse.
                let downloaded = outcomes.compactMap { $0["bytesDownloaded"]?.integer }.reduce(0, +)
                let blobs = Set(index.blobs.map(\.descriptor))
                #expect(downloaded == blobs.reduce(0) { $0 + $1.size })
            }
        }

        @Test("some platforms: the original index, with the chosen children alone")
        func somePlatforms() async throws {
            let filled = try filled()
            try await withTemporaryDirectory { directory in
                let layout = PulledLayout(path: directory("layout"))
                let ending = try await filled.pull(
                    "app:1",
                    "--platform",
                    "windows/amd64:10.0.17763",
                    "--platform",
                    "linux/amd64",
                    to: "\(layout.path):app"
                )
                try #require(ending.status == 0, "\(ending.stderr)")
                let chosen = [FilledRegistry.children[0], FilledRegistry.children[3]]
                #expect(try ending.outcomes.map { $0["digest"]?.string } == chosen.map(\.digest.description))
                #expect(try await layout.digestReadBySkopeo(tag: "app") == FilledRegistry.index.digest)
                layout.expectClean(blobs: try blobs(of: chosen).union([FilledRegistry.index.digest.hex]))
            }
        }

        @Test("several images in one run, each under its own name")
        func severalImages() async throws {
            let filled = try filled()
            try await withTemporaryDirectory { directory in
                let layout = PulledLayout(path: directory("layout"))
                let ending = try await filled.pull("app:1", "rootfs:1", "--node", "linux/amd64", to: layout.path)
                try #require(ending.status == 0, "\(ending.stderr)")
                let app = try await layout.digestReadBySkopeo(tag: "docker.io/library/app:1")
                let root = try await layout.digestReadBySkopeo(tag: "docker.io/library/rootfs:1")
                #expect([app, root] == [FilledRegistry.children[3].digest, filled.rootFileSystem])
                layout.expectClean()
            }
        }

        @Test("platforms shows the registry's index and what nodes pick, as it does for a layout")
        func platforms() async throws {
            let filled = try filled()
            try await withTemporaryDirectory { directory in
                let pulled = try await filled.pull("app:1", "--platform", "all", to: directory("layout"))
                try #require(pulled.status == 0, "\(pulled.stderr)")
                for source in ["app:1", "oci:\(directory("layout"))"] {
                    let ending = try await Windlass.run(
                        "platforms",
                        source,
                        "--registries",
                        filled.registriesPath,
                        "-o",
                        "json",
                        "--node",
                        "windows/amd64:10.0.20348.1",
                        "--node",
                        "linux/amd64"
                    )
                    filled.expectNoSecret(in: ending)
                    try #require(ending.status == 0, "\(source): \(ending.stderr)")
                    let json = try ending.json
                    let manifests = json["manifests"]?.array ?? []
                    let children = FilledRegistry.children.map(\.digest.description)
                    #expect(manifests.map { $0["digest"]?.string } == children)
                    #expect(manifests.compactMap { $0["osVersion"]?.string } == FilledRegistry.windowsVersions)
                    #expect(manifests.map { $0["os"]?.string } == ["windows", "windows", "windows", "linux"])
                    #expect(manifests.allSatisfy { $0["architecture"]?.string == "amd64" })
                    #expect(manifests.map { $0["size"]?.integer } == FilledRegistry.children.map(\.size))
                    let nodes = json["nodes"]?.array ?? []
                    #expect(nodes.map { $0["node"]?.string } == ["windows/amd64:10.0.20348.1", "linux/amd64"])
                    #expect(nodes.map { $0["windlass"]?.string } == [children[1], children[3]])
                    #expect(nodes.map { $0["containerd"]?.string } == [children[1], children[3]])
                    #expect(nodes.allSatisfy { $0["reason"]?.string?.isEmpty == false })
                }
            }
        }

        @Test("platforms says why a node finds nothing, and ends with 9")
        func noPlatform() async throws {
            let filled = try filled()
            let node = "windows/amd64:10.0.19045.1"
            let ending = try await Windlass.run(
                "platforms",
                "app:1",
                "--registries",
                filled.registriesPath,
                "-o",
                "json",
                "--node",
                node
            )
            #expect(ending.status == 9)
            let choice = try #require(try ending.json["nodes"]?.array?.first)
            #expect(choice["windlass"] == .null)
            #expect(choice["containerd"] == .null)
            let reason = try #require(choice["reason"]?.string)
            #expect(reason.contains("19045") && reason.contains("17763") && reason.contains("26100"), "\(reason)")
        }

        /// The hex digests of manifests and of all that they name.
        private func blobs(of manifests: [SampleContent]) throws -> Set<String> {
            var digests: Set<String> = []
            for content in manifests {
                guard case .manifest(let manifest) = try ManifestDocument(bytes: content.bytes, mediaType: nil) else {
                    continue
                }
                digests.formUnion(([content.descriptor, manifest.config] + manifest.layers).map(\.digest.hex))
            }
            return digests
        }
    }
}
