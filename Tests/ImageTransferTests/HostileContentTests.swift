import ContentStore
import ImageTransfer
import OCI
import RegistryTesting
import Testing

@Suite("Content made to harm", .timeLimit(.minutes(2)))
struct HostileContentTests {
    private static func index(of children: [Descriptor]) -> SampleContent {
        SampleContent(mediaType: MediaType.ociIndex, body: .bytes(Index(manifests: children).json.bytes()))
    }

    private static func manifest(of image: SampleImage, layers: [Descriptor]) throws -> SampleContent {
        let config = try #require(image.configuration).descriptor
        let manifest = Manifest(config: config, layers: layers)
        return SampleContent(mediaType: MediaType.ociManifest, body: .bytes(manifest.json.bytes()))
    }

    @Test("an image that gives one digest two sizes fails for the wrong one", arguments: [-1, 1])
    func twoSizes(difference: Int64) async throws {
        try await PullFixture.run { fixture in
            let image = SampleImage.linux()
            let right = try #require(image.layers.first).descriptor
            var wrong = right
            wrong.size += difference
            fixture.registry.add(image, repository: "app")
            fixture.registry.add(
                manifest: try Self.manifest(of: image, layers: [right, wrong]),
                repository: "app",
                tag: "1"
            )
            let outcome = try #require(
                try await fixture.pull([fixture.request("app:1", .node("linux/amd64"))]).first
            )
            #expect(outcome.error?.code == "size-mismatch")
            #expect(try fixture.store().references().isEmpty)
        }
    }

    @Test("a sibling's lie about the size of a shared layer is its own failure", arguments: [Int64(7), .max])
    func sharedLayer(size: Int64) async throws {
        try await PullFixture.run { fixture in
            let image = SampleImage.linux()
            let lies = image.layers.map { layer in
                var descriptor = layer.descriptor
                descriptor.size = size
                return descriptor
            }
            let liar = try Self.manifest(of: image, layers: lies)
            var child = liar.descriptor
            child.platform = Platform(os: "linux", architecture: "s390x")
            fixture.registry.add(image, repository: "app")
            fixture.registry.add(manifest: liar, repository: "app")
            fixture.registry.add(
                manifest: Self.index(of: [image.descriptor, child]),
                repository: "app",
                tag: "1"
            )
            let outcomes = try await fixture.pull([fixture.request("app:1", .platforms("all"))])
            #expect(outcomes.count == 2)
            #expect(outcomes.last?.error != nil)
            // A size that no disk has room for stops the run before its first blob.
            #expect(outcomes.first?.error?.code == (size == .max ? "disk-full" : nil))
        }
    }

    @Test("indexes that multiply are not followed without end", arguments: ["all", "linux/s390x"])
    func multiplyingIndexes(platform: String) async throws {
        try await PullFixture.run { fixture in
            let image = SampleImage.linux()
            fixture.registry.add(image, repository: "app")
            var document = Self.index(of: [image.descriptor])
            for _ in 0..<3 {
                fixture.registry.add(manifest: document, repository: "app")
                document = Self.index(of: Array(repeating: document.descriptor, count: 40))
            }
            fixture.registry.add(manifest: document, repository: "app", tag: "1")
            let outcome = try #require(
                try await fixture.pull([fixture.request("app:1", .platforms(platform))]).first
            )
            #expect(outcome.error?.code == "manifest-invalid")
            #expect(fixture.registry.requests(.manifest()).count <= 1_002)
        }
    }
}
