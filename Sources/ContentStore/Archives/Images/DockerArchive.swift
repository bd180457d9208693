package import OCI

/// The form of an archive that `docker save` writes: `manifest.json` lists images, each by its configuration and its
/// layers (moby, `image/tarexport`). Docker from version 25 on and containerd write it beside an OCI layout.
package struct DockerArchive: Sendable {
    static let manifestFile = "manifest.json"

    /// One image of `manifest.json`.
    package struct Item: Hashable, Sendable {
        package var config: String
        package var repoTags: [String]
        package var layers: [String]
        /// By the digest of the layer unpacked: layers that are to be fetched from elsewhere, as Windows' base was.
        package var layerSources: [Digest: Descriptor] = [:]

        package init(config: String, repoTags: [String], layers: [String]) {
            self.config = config
            self.repoTags = repoTags
            self.layers = layers
        }

        /// As `docker save` writes it.
        package var json: JSON {
            [
                "Config": .string(config),
                "RepoTags": repoTags.isEmpty ? .null : .array(repoTags.map(JSON.string)),
                "Layers": .array(layers.map(JSON.string)),
            ]
        }
    }

    package let items: [Item]

    /// Reads `manifest.json`.
    package init(parsing bytes: [UInt8]) throws(ArchiveFault) {
        guard let list = (try? JSON(parsing: bytes))?.array else { throw Self.broken }
        var items: [Item] = []
        for json in list {
            guard let config = json["Config"]?.string, let layers = Self.strings(json["Layers"]),
                let tags = Self.strings(json["RepoTags"])
            else { throw Self.broken }
            var item = Item(config: config, repoTags: tags, layers: layers)
            for member in json["LayerSources"]?.object ?? [] {
                guard let diffID = try? Digest(parsing: member.key), let source = try? Descriptor(json: member.value)
                else { throw Self.broken }
                item.layerSources[diffID] = source
            }
            items.append(item)
        }
        self.items = items
    }

    /// Go writes an empty list as null, or not at all.
    private static func strings(_ json: JSON?) -> [String]? {
        guard let json, !json.isNull else { return [] }
        guard let texts = json.array?.map(\.string), texts.allSatisfy({ $0 != nil }) else { return nil }
        return texts.compactMap(\.self)
    }

    private static let broken = ArchiveFault(.archiveInvalid, manifestFile)
}

extension DockerArchive.Item {
    /// The image's manifest, made of what the archive has: the configuration's bytes and every layer's as they are.
    ///
    /// It is the one that containerd makes of the same archive, byte for byte (containerd, `images/archive`).
    /// - Returns: the manifest and where its blobs are.
    /// - Throws: `archive-invalid` or `archive-unsupported`.
    func manifest(
        in catalog: ArchiveCatalog
    ) throws(ArchiveFault) -> (manifest: Manifest, platform: Platform, places: [Digest: MemberPath]) {
        guard let path = MemberPath(config), let place = catalog.target(of: path),
            let bytes = catalog.document(place)
        else { throw ArchiveFault(.archiveInvalid, "config-missing: \(config)") }
        guard let configuration = try? ImageConfiguration(bytes: bytes) else {
            throw ArchiveFault(.archiveInvalid, "config: \(config)")
        }
        var places = [ContentHasher.digest(of: bytes, .sha256): place]
        var descriptors: [Descriptor] = []
        var rest = layers[...]
        let diffIDs = configuration.diffIDs
        for (number, diffID) in diffIDs.enumerated() {
            // A foreign layer may be listed without a file, or not be listed at all.
            if let source = layerSources[diffID],
                rest.count < diffIDs.count - number || rest.first.flatMap(MemberPath.init).flatMap(catalog.file) == nil
            {
                if rest.count == diffIDs.count - number { rest = rest.dropFirst() }
                descriptors.append(source)
                continue
            }
            guard let name = rest.popFirst() else { throw ArchiveFault(.archiveInvalid, "layers: \(config)") }
            guard let path = MemberPath(name), let place = catalog.target(of: path), let file = catalog.files[place]
            else { throw ArchiveFault(.archiveInvalid, "layer-missing: \(name)") }
            guard let type = file.format?.dockerLayerType else {
                throw ArchiveFault(.archiveUnsupported, "layer-compression: \(name)")
            }
            if file.format == CompressionFormat.none, file.digest != diffID, place.blobDigest == nil {
                throw ArchiveFault(.archiveInvalid, "layer-differs-from-config: \(name)")
            }
            places[file.digest] = place
            if let source = layerSources[diffID], source.digest == file.digest {
                descriptors.append(source)
            } else {
                descriptors.append(Descriptor(mediaType: type, digest: file.digest, size: file.size))
            }
        }
        guard rest.isEmpty else { throw ArchiveFault(.archiveInvalid, "layers: \(config)") }
        let config = Descriptor(
            mediaType: MediaType.dockerConfig,
            digest: ContentHasher.digest(of: bytes, .sha256),
            size: Int64(bytes.count)
        )
        let manifest = Manifest(mediaType: MediaType.dockerManifest, config: config, layers: descriptors)
        return (manifest, configuration.platform, places)
    }
}

extension CompressionFormat {
    var dockerLayerType: String {
        switch self {
        case .none: MediaType.dockerLayer
        case .gzip: MediaType.dockerLayerGzip
        case .zstd: MediaType.dockerLayerZstd
        }
    }
}
