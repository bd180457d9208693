import ContentStore
import OCI

/// What an entry of a layout leads to, as far as the layout has it.
struct LayoutGraph: Sendable {
    struct Leaf: Sendable {
        var descriptor: Descriptor
        var manifest: Manifest
        /// As its index says it, else as its configuration does.
        var platform: Platform?
    }

    /// The entry, or the only child chosen.
    var root: Descriptor
    /// Manifests and indexes, each after what it refers to.
    var documents: [(descriptor: Descriptor, bytes: [UInt8])] = []
    /// The manifests of images.
    var leaves: [Leaf] = []
    /// Configurations and layers, each once.
    var blobs: [Descriptor] = []
    /// Children that were not taken or are not there.
    var omitted: [Digest] = []
    /// Layers that are to be fetched from elsewhere and are not there.
    var foreign: [Descriptor] = []
}

/// Where the documents of a graph are read.
struct GraphSource: Sendable {
    /// A manifest, an index or a configuration; nil for what is not there.
    let document: @Sendable (Descriptor) async throws -> [UInt8]?
    /// Whether a foreign layer is at hand.
    let contains: @Sendable (Descriptor) -> Bool

    init(_ store: OCILayout) {
        self.init(
            document: { descriptor in
                guard store.contains(descriptor) else { return nil }
                return try store.read(descriptor.digest, limit: ManifestDocument.maximumSize)
            },
            contains: { store.contains($0) }
        )
    }

    init(
        document: @escaping @Sendable (Descriptor) async throws -> [UInt8]?,
        contains: @escaping @Sendable (Descriptor) -> Bool
    ) {
        self.document = document
        self.contains = contains
    }

    /// Walks from `root` to everything below it.
    ///
    /// - Parameters:
    ///   - chosen: the children to take; nil takes all that are there.
    /// - Throws: `not-found` for a root that is not there; `OCIError` for documents that are not valid.
    func graph(of root: Descriptor, path: String, chosen: Set<Digest>? = nil) async throws -> LayoutGraph {
        var graph = LayoutGraph(root: root)
        var seen: Set<BlobIdentity> = []
        let allowance = DocumentAllowance()
        guard try await collect(root, chosen: chosen, depth: 0, into: &graph, seen: &seen, allowance) else {
            throw ContentStoreError(.blobsMissing, path: path, candidates: [root.digest.description])
        }
        return graph
    }

    /// - Returns: false where there is no such document.
    private func collect(
        _ descriptor: Descriptor,
        chosen: Set<Digest>?,
        depth: Int,
        into graph: inout LayoutGraph,
        seen: inout Set<BlobIdentity>,
        _ allowance: DocumentAllowance
    ) async throws -> Bool {
        guard let bytes = try await document(descriptor) else { return false }
        guard Int64(bytes.count) == descriptor.size else {
            throw BlobIntegrityError(
                expectedDigest: descriptor.digest,
                actualDigest: descriptor.digest,
                expectedSize: descriptor.size,
                actualSize: Int64(bytes.count)
            )
        }
        switch try ManifestDocument(bytes: bytes, mediaType: descriptor.mediaType) {
        case .manifest(let manifest):
            graph.documents.append((descriptor, bytes))
            graph.leaves.append(
                LayoutGraph.Leaf(
                    descriptor: descriptor,
                    manifest: manifest,
                    platform: try await platform(of: manifest, descriptor)
                )
            )
            for blob in [manifest.config] + manifest.layers where seen.insert(blob.identity).inserted {
                if MediaType.isForeignLayer(blob.mediaType), !contains(blob) {
                    graph.foreign.append(blob)
                } else {
                    graph.blobs.append(blob)
                }
            }
        case .index(let index):
            guard depth < ImageResolver.maximumDepth else {
                throw OCIError(
                    .invalidManifest,
                    subject: descriptor.digest.description,
                    detail: "nested-too-deep"
                )
            }
            for child in index.manifests {
                let isWanted = chosen?.contains(child.digest) ?? true
                guard isWanted || MediaType.isIndex(child.mediaType) else {
                    graph.omitted.append(child.digest)
                    continue
                }
                guard !graph.documents.contains(where: { $0.descriptor.digest == child.digest }) else { continue }
                try allowance.take(for: child)
                let found = try await collect(
                    child,
                    chosen: chosen,
                    depth: depth + 1,
                    into: &graph,
                    seen: &seen,
                    allowance
                )
                if !found { graph.omitted.append(child.digest) }
            }
            graph.documents.append((descriptor, bytes))
        }
        return true
    }

    private func platform(of manifest: Manifest, _ descriptor: Descriptor) async throws -> Platform? {
        if let platform = descriptor.platform { return platform }
        guard MediaType.isConfiguration(manifest.config.mediaType),
            manifest.config.size <= ManifestDocument.maximumSize, let bytes = try await document(manifest.config)
        else { return nil }
        return try ImageConfiguration(bytes: bytes).platform
    }
}
