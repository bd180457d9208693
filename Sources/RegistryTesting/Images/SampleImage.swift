public import OCI

/// An image, index or tree of indexes with right digests and sizes, the same for the same arguments.
public struct SampleImage: Sendable {
    /// Which family of media types to write.
    public enum Format: Sendable, Hashable, CaseIterable {
        /// OCI image-spec v1.
        case oci
        /// Docker image manifest v2, schema 2.
        case docker
    }

    /// The manifest or index that a tag names.
    public var root: SampleContent
    /// Every manifest and index, the root first.
    public var manifests: [SampleContent]
    /// Configurations and layers, in the order of the manifests.
    public var blobs: [SampleContent]
    /// What an index says about it.
    public var platform: Platform?

    /// The digest of the root.
    public var digest: Digest { self.root.digest }

    /// The descriptor of the root, with its platform.
    public var descriptor: Descriptor {
        var descriptor = self.root.descriptor
        descriptor.platform = self.platform
        return descriptor
    }

    /// The configuration of an image; of an index, that of its first image.
    public var configuration: SampleContent? {
        self.blobs.first { MediaType.isConfiguration($0.mediaType) }
    }

    /// The layers.
    public var layers: [SampleContent] {
        self.blobs.filter { !MediaType.isConfiguration($0.mediaType) }
    }

    /// An image of these layers.
    ///
    /// - Parameters:
    ///   - platform: What its configuration says.
    ///   - layers: The layers, lowest first.
    ///   - format: The media types of manifest and configuration.
    ///   - urls: For the layers at these places: where else they are to be had ("foreign layers").
    ///   - annotations: Annotations of the manifest.
    public init(
        platform: Platform,
        layers: [SampleContent],
        format: Format = .oci,
        urls: [Int: [String]] = [:],
        annotations: [String: String] = [:]
    ) {
        let diffIDs = layers.map { SampleJSON.text($0.digest.description) }
        let configuration = SampleContent(
            mediaType: format == .oci ? MediaType.ociConfig : MediaType.dockerConfig,
            json: .object(
                [("created", .text("2026-01-01T00:00:00Z"))] + SampleJSON.platform(platform) + [
                    ("config", .object([])),
                    ("rootfs", .object([("type", .text("layers")), ("diff_ids", .list(diffIDs))])),
                ]
            )
        )
        let layerDescriptors = layers.enumerated().map { place, layer in
            var descriptor = layer.descriptor
            descriptor.urls = urls[place] ?? []
            return SampleJSON.descriptor(descriptor)
        }
        let mediaType = format == .oci ? MediaType.ociManifest : MediaType.dockerManifest
        self.root = SampleContent(
            mediaType: mediaType,
            json: .object([
                ("schemaVersion", .number(2)),
                ("mediaType", .text(mediaType)),
                ("config", SampleJSON.descriptor(configuration.descriptor)),
                ("layers", .list(layerDescriptors)),
                ("annotations", SampleJSON.texts(annotations)),
            ])
        )
        self.manifests = [self.root]
        self.blobs = [configuration] + layers
        self.platform = platform
    }

    /// An index of these images, in this order.
    ///
    /// - Parameters:
    ///   - children: What it lists.
    ///   - attestations: Whether each image is followed by an `unknown/unknown` manifest, as BuildKit writes them.
    ///   - format: The media type of the index.
    public init(indexOf children: [SampleImage], attestations: Bool = false, format: Format = .oci) {
        var entries: [Descriptor] = []
        var members: [SampleImage] = []
        for child in children {
            entries.append(child.descriptor)
            members.append(child)
            guard attestations else { continue }
            let attestation = SampleImage.attestation(of: child)
            var descriptor = attestation.descriptor
            descriptor.annotations = [
                "vnd.docker.reference.digest": child.digest.description,
                "vnd.docker.reference.type": "attestation-manifest",
            ]
            entries.append(descriptor)
            members.append(attestation)
        }
        let mediaType = format == .oci ? MediaType.ociIndex : MediaType.dockerManifestList
        self.root = SampleContent(
            mediaType: mediaType,
            json: .object([
                ("schemaVersion", .number(2)),
                ("mediaType", .text(mediaType)),
                ("manifests", .list(entries.map(SampleJSON.descriptor))),
            ])
        )
        self.manifests = [self.root] + members.flatMap(\.manifests)
        self.blobs = members.flatMap(\.blobs)
        self.platform = nil
    }
}

extension SampleContent {
    init(mediaType: String, json: SampleJSON) {
        self.init(mediaType: mediaType, body: .text(json.serialized))
    }
}
