import Crypto
import OCI

/// Content with its digest, hashed by Crypto directly rather than by the code under test.
struct Sample: Sendable {
    let bytes: [UInt8]
    let digest: OCI.Digest
    let mediaType: String

    init(_ bytes: [UInt8], _ mediaType: String = MediaType.ociLayerGzip, _ algorithm: OCI.Digest.Algorithm = .sha256) {
        self.bytes = bytes
        self.mediaType = mediaType
        digest =
            switch algorithm {
            case .sha256: OCI.Digest(algorithm: .sha256, bytes: SHA256.hash(data: bytes))
            case .sha512: OCI.Digest(algorithm: .sha512, bytes: SHA512.hash(data: bytes))
            }
    }

    init(_ text: String, _ mediaType: String = MediaType.ociLayerGzip) {
        self.init(Array(text.utf8), mediaType)
    }

    init(random count: Int, seed: UInt64 = 1, _ algorithm: OCI.Digest.Algorithm = .sha256) {
        var random = SeededGenerator(seed: seed)
        self.init(random.bytes(count), MediaType.ociLayerGzip, algorithm)
    }

    var descriptor: Descriptor {
        Descriptor(mediaType: mediaType, digest: digest, size: Int64(bytes.count))
    }

    static let empty = Sample("{}", MediaType.ociEmpty)

    static func manifest(
        config: Sample = .empty,
        layers: [Descriptor] = [],
        subject: Sample? = nil,
        artifactType: String? = nil,
        annotations: [String: String] = [:],
        _ algorithm: OCI.Digest.Algorithm = .sha256
    ) -> Sample {
        let manifest = Manifest(
            artifactType: artifactType,
            config: config.descriptor,
            layers: layers,
            subject: subject?.descriptor,
            annotations: annotations
        )
        return Sample(manifest.json.bytes(), MediaType.ociManifest, algorithm)
    }

    static func index(
        of children: [Sample],
        subject: Sample? = nil,
        artifactType: String? = nil,
        annotations: [String: String] = [:]
    ) -> Sample {
        let index = Index(
            artifactType: artifactType,
            manifests: children.map(\.descriptor),
            subject: subject?.descriptor,
            annotations: annotations
        )
        return Sample(index.json.bytes(), MediaType.ociIndex)
    }
}

/// An image of one layer: what has to be pushed before its manifest, and the manifest.
struct SampleLayers: Sendable {
    let config: Sample
    let layer: Sample
    let manifest: Sample

    init(_ name: String, size: Int = 100) {
        var random = SeededGenerator(seed: UInt64(name.utf8.reduce(7) { ($0 &* 31) &+ Int($1) } & 0xFFFF_FFFF))
        config = Sample("{\"name\":\"\(name)\"}", MediaType.ociConfig)
        layer = Sample(Array(name.utf8) + random.bytes(size))
        manifest = Sample.manifest(config: config, layers: [layer.descriptor])
    }

    var blobs: [Sample] { [config, layer] }
}
