import Foundation
import OCI
import RegistryTesting
import Testing

extension PasswordRegistry {
    /// What goes wrong with a real registry: each with its own code, and nothing left behind.
    @Suite struct RefusalTests {
        private func filled() throws -> FilledRegistry { try #require(FilledRegistry.current) }

        /// A pull from the registry itself, without mirrors, with this much of the configuration right.
        private func pull(
            _ name: String,
            in directory: TemporaryDirectory,
            password: String = FilledRegistry.canary.secret,
            knowsCA: Bool = true,
            node: String = "linux/amd64"
        ) throws -> FailingPull {
            let registry = try filled().registry
            let yaml = try directory.write(
                RegistriesYAML.itself("https://\(registry.host)")
                    + RegistriesYAML.configs(registry.host, password: password, caFile: knowsCA ? registry.caFile : nil),
                to: "registries.yaml"
            )
            return FailingPull(
                image: "\(registry.host)/\(name)",
                arguments: ["--node", node, "--registries", yaml, "--disable-default-endpoint"],
                layout: directory("layout")
            )
        }

        @Test("a wrong password ends with 4")
        func wrongPassword() async throws {
            try await withTemporaryDirectory { directory in
                let error = try await pull("mirror/library/app:1", in: directory, password: "wrong")
                    .expect(exit: 4, code: "auth-failed")
                #expect(error["status"]?.integer == 401)
                #expect(error["hint"]?.string?.contains("configs.") == true)
            }
        }

        @Test("no password ends with 4, and says where to put one")
        func noPassword() async throws {
            let registry = try filled().registry
            try await withTemporaryDirectory { directory in
                let yaml = try directory.write(
                    RegistriesYAML.itself("https://\(registry.host)")
                        + "configs: {\"\(registry.host)\": {tls: {ca_file: \"\(registry.caFile)\"}}}\n",
                    to: "registries.yaml"
                )
                let pull = FailingPull(
                    image: "\(registry.host)/mirror/library/app:1",
                    arguments: ["--registries", yaml, "--disable-default-endpoint"],
                    layout: directory("layout")
                )
                let error = try await pull.expect(exit: 4, code: "auth-required")
                #expect(error["hint"]?.string?.contains("configs.\"\(registry.host)\".auth") == true)
            }
        }

        @Test("a CA that nobody named ends with 5, and nothing is sent")
        func unknownCA() async throws {
            try await withTemporaryDirectory { directory in
                let error = try await pull("mirror/library/app:1", in: directory, knowsCA: false)
                    .expect(exit: 5, code: "tls-unknown-ca")
                #expect(error["hint"]?.string?.contains("ca_file") == true)
            }
        }

        @Test("a name that is not there ends with 3", arguments: ["mirror/library/app:2", "no/such/repository:1"])
        func notFound(name: String) async throws {
            try await withTemporaryDirectory { directory in
                let error = try await pull(name, in: directory).expect(exit: 3, code: "not-found")
                #expect(error["status"]?.integer == 404)
                let attempts = error["attempts"]?.array ?? []
                #expect(attempts.contains { $0["url"]?.string?.contains("/manifests/") == true })
            }
        }

        @Test("a platform that is not offered ends with 9", arguments: ["linux/arm64", "windows/amd64:10.0.19045.1"])
        func missingPlatform(node: String) async throws {
            try await withTemporaryDirectory { directory in
                let error = try await pull("mirror/library/app:1", in: directory, node: node)
                    .expect(exit: 9, code: "no-matching-platform")
                #expect(error["message"]?.string?.contains("10.0.20348") == true)
            }
        }

        @Test("one image of two that is not there ends with 11, and the other one is whole")
        func partlyDone() async throws {
            let registry = try filled().registry
            try await withTemporaryDirectory { directory in
                let arguments = try pull("mirror/library/app:1", in: directory).arguments
                let layout = PulledLayout(path: directory("layout"))
                let ending = try await Windlass.run(
                    ["pull", "\(registry.host)/mirror/library/app:1", "\(registry.host)/mirror/library/app:2"]
                        + ["--to", "oci:\(layout.path)", "-o", "json"] + arguments
                )
                #expect(ending.status == 11, "\(ending.stderr)")
                let codes = try ending.outcomes.map { $0["error"]?["code"]?.string }
                #expect(codes == [nil, "not-found"])
                let name = "\(registry.host)/mirror/library/app:1"
                #expect(try await layout.digestReadBySkopeo(tag: name) == FilledRegistry.children[3].digest)
                layout.expectClean()
            }
        }

        /// A way to spoil a blob in the registry's storage.
        enum Damage: String, CaseIterable, CustomTestStringConvertible {
            case flippedByte = "a flipped byte"
            case shortened = "a truncated blob"

            var testDescription: String { rawValue }
        }

        @Test(
            "a blob that is not what its digest says ends with 8",
            arguments: zip(Damage.allCases, ["digest-mismatch", "size-mismatch"])
        )
        func damage(_ damage: Damage, code: String) async throws {
            let registry = try filled().registry
            let seed: UInt64 = damage == .flippedByte ? 301 : 302
            let image = SampleImage.linux(layers: [50_000, 400_000], seed: seed)
            try await registry.push(image, as: "spoiled:\(seed)")
            let victim = try #require(image.layers.last)
            let file = registry.storedBlob(victim.digest)
            var bytes = try Data(contentsOf: file)
            switch damage {
            case .flippedByte: bytes[123_456] ^= 1
            case .shortened: bytes.removeLast(1_000)
            }
            try bytes.write(to: file)
            try await withTemporaryDirectory { directory in
                let pull = try pull("spoiled:\(seed)", in: directory)
                try await pull.expect(exit: 8, code: code, leaving: nil)
                #expect(!PulledLayout(path: pull.layout).blobs.contains(victim.digest.hex))
            }
        }
    }
}
