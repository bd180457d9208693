import OCI
import RegistryTesting
import Testing

@testable import ImageTransfer

@Suite("For containerd")
struct ContainerdReferencesTests {
    private static func descriptor(_ mediaType: String, _ letter: Character) throws -> Descriptor {
        let digest = try Digest(parsing: "sha256:" + String(repeating: letter, count: 64))
        return Descriptor(mediaType: mediaType, digest: digest, size: 1)
    }

    private static func labels(_ references: [(String, Character)]) -> [String: String] {
        let prefix = "containerd.io/gc.ref.content"
        return Dictionary(
            uniqueKeysWithValues: references.map { label, letter in
                (prefix + label, "sha256:" + String(repeating: letter, count: 64))
            }
        )
    }

    @Test("a manifest's labels hold its configuration and its layers, an artifact's whatever it has")
    func manifest() throws {
        let image = Manifest(
            config: try Self.descriptor(MediaType.dockerConfig, "c"),
            layers: [
                try Self.descriptor(MediaType.dockerLayerGzip, "0"), try Self.descriptor(MediaType.ociLayerZstd, "1"),
                try Self.descriptor("application/vnd.in-toto+json", "2"),
                try Self.descriptor(MediaType.ociForeignLayer, "3"),
            ]
        )
        #expect(
            try references(in: image.json, MediaType.ociManifest)
                == Self.labels([(".config", "c"), (".l.0", "0"), (".l.1", "1"), (".0", "2"), (".l.2", "3")])
        )
        let artifact = Manifest(
            config: try Self.descriptor(MediaType.ociEmpty, "e"),
            layers: [try Self.descriptor("text/plain", "f")]
        )
        #expect(try references(in: artifact.json, MediaType.ociManifest) == Self.labels([(".0", "e"), (".1", "f")]))
    }

    @Test("an index's labels hold every child, wanted here or not")
    func index() throws {
        let index = Index(manifests: [
            try Self.descriptor(MediaType.ociManifest, "a"), try Self.descriptor(MediaType.ociIndex, "b"),
            try Self.descriptor(MediaType.dockerManifest, "c"),
        ])
        #expect(
            try references(in: index.json, MediaType.ociIndex)
                == Self.labels([(".m.0", "a"), (".0", "b"), (".m.1", "c")])
        )
    }

    @Test("a configuration refers to nothing")
    func configuration() throws {
        #expect(try references(in: ["os": "linux"], MediaType.ociConfig).isEmpty)
    }

    @Test("a layer's snapshot is named after all that lies below it")
    func chain() throws {
        let layers = try ["0", "1"].map { try Self.descriptor(MediaType.ociLayer, Character($0)) }
        let manifest = Manifest(config: try Self.descriptor(MediaType.ociConfig, "c"), layers: layers)
        let diffIDs = [
            // Of the root file system that containerd 1.6.20 unpacked beside its `ctr snapshots ls`.
            try Digest(parsing: "sha256:ba6e69f40e4adeef98d414903a9eb4fd6eb8c62140088fb9e76712d60e32c3d6"),
            try Digest(parsing: "sha256:3e00cb7dc1abc5f8f6cfdb89eef2498409319bd651e6d5c660a4658ee313e91f"),
        ]
        let chain = try manifest.snapshots(diffIDs: diffIDs).map(\.chainID.description)
        #expect(
            chain == [
                "sha256:ba6e69f40e4adeef98d414903a9eb4fd6eb8c62140088fb9e76712d60e32c3d6",
                "sha256:e5684024923790b1770f6b2a608b92ee828bc3d2e82a848e3bcec3166aee1831",
            ]
        )
        #expect(throws: OCIError.self) { try manifest.snapshots(diffIDs: Array(diffIDs.prefix(1))) }
    }

    private func references(in document: JSON, _ mediaType: String) throws -> [String: String] {
        let bytes = document.bytes()
        let digest = try Self.descriptor(mediaType, "d").digest
        let descriptor = Descriptor(mediaType: mediaType, digest: digest, size: Int64(bytes.count))
        return try ContainerdReferences(in: bytes, of: descriptor).labels
    }
}
