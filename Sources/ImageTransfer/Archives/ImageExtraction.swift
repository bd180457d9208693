public import ContentStore
public import OCI

/// What became of an image's files.
public struct ExtractedImage: Sendable {
    /// Of the manifest whose layers were applied.
    public var digest: Digest
    /// What it runs on.
    public var platform: String?
    /// How many layers it has.
    public var layers: Int
    /// Files written, those that a higher layer replaced counted too.
    public var files: Int
    /// Links made.
    public var links: Int
    /// Bytes of files.
    public var bytes: Int64
    /// Devices, pipes, and links that lead out of their destination.
    public var leftOut: Int
}

/// Puts the files of one image of a layout into directories; every layer is verified before any of it is unpacked.
public struct ImageExtraction: Sendable {
    private let store: OCILayout

    /// Of images of this layout.
    public init(from store: OCILayout) {
        self.store = store
    }

    /// - Parameters:
    ///   - entry: the image's name in the layout; nil for its only entry.
    ///   - node: who chooses among the children of an index.
    package func run(
        _ entry: String?,
        for node: Node,
        to mappings: [ExtractionMapping],
        limits: LayerExtraction.Limits = .init()
    ) async throws(TransferError) -> ExtractedImage {
        do {
            return try await extract(try store.resolve(entry), for: node, to: mappings, limits: limits)
        } catch {
            throw TransferError(error, stage: "store")
        }
    }

    private func extract(
        _ entry: Descriptor,
        for node: Node,
        to mappings: [ExtractionMapping],
        limits: LayerExtraction.Limits
    ) async throws -> ExtractedImage {
        let child = try await node.child(of: entry, in: store)
        let bytes = try store.read(child.digest, limit: ManifestDocument.maximumSize)
        guard case .manifest(let manifest) = try ManifestDocument(bytes: bytes, mediaType: child.mediaType) else {
            throw OCIError(.invalidManifest, subject: child.digest.description, detail: "index")
        }
        for layer in manifest.layers {
            try Task.checkCancellation()
            guard store.contains(layer) else {
                let digest = layer.digest.description
                throw ContentStoreError(.blobsMissing, path: store.path, candidates: [digest])
            }
            try store.verify(layer.digest)
        }
        let extraction = LayerExtraction(mappings, limits: limits)
        for layer in manifest.layers {
            try extraction.apply(try store.source(of: layer.digest)) { try Task.checkCancellation() }
        }
        let summary = extraction.summary
        return ExtractedImage(
            digest: child.digest,
            platform: child.platform?.description,
            layers: manifest.layers.count,
            files: summary.files,
            links: summary.links,
            bytes: summary.bytes,
            leftOut: summary.leftOut
        )
    }
}

extension Node {
    /// The child of an entry of a layout that this host chooses.
    func child(of entry: Descriptor, in store: OCILayout) async throws -> Descriptor {
        let children = try await ImageChildren.list(of: entry, in: store)
        let choice = choose(among: children.map(\.platform))
        if let index = choice.windlass { return children[index] }
        guard case .noMatch(let mismatch) = choice.reason else { throw TransferError(noMatch: nil, endpoint: nil) }
        throw TransferError(noMatch: mismatch, endpoint: nil)
    }
}
