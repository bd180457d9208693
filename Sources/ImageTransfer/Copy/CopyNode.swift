import OCI

/// A manifest or an index of an image that is copied, with everything below it.
struct CopyNode: Sendable {
    /// As the index above it says; made up for the root.
    var descriptor: Descriptor
    var document: ImageDocument
    /// What an index lists, in its order.
    var children: [CopyNode] = []
    /// Content other than manifests, as the source's own document describes it: what an index lists, or configuration
    /// and layers.
    var blobs: [Descriptor] = []
    /// What refers to this one, such as signatures.
    var referrers: [CopyNode] = []
    /// What the configuration says of the platform, where the index does not.
    var configuredPlatform: Platform?

    /// At least how high it stands, for what has to come after others without listing them.
    var rank = 0

    /// What stands higher is written later.
    var height: Int { Swift.max(rank, (children.map(\.height).max() ?? -1) + 1) }

    var platform: Platform? { descriptor.platform ?? configuredPlatform }

    /// This and all below it, those below first; what refers to one comes after it.
    var all: [CopyNode] {
        children.flatMap(\.all) + [self] + referrers.flatMap(\.all)
    }

    func ranked(_ rank: Int) -> CopyNode {
        var node = self
        node.rank = rank
        return node
    }

    /// The layers that nodes fetch elsewhere.
    var foreignLayers: [Descriptor] {
        guard case .manifest(let manifest) = document.content else { return [] }
        return manifest.layers.filter { MediaType.isForeignLayer($0.mediaType) || !$0.urls.isEmpty }
    }
}

/// Reads all documents of an image.
struct CopyReader: Sendable {
    let source: any ImageSource
    let withReferrers: Bool
    let jobs: Int
    private let allowance = DocumentAllowance()

    /// A document that the source's name leads to, with everything below it.
    func read(_ root: ImageDocument) async throws -> CopyNode {
        try await node(root, descriptor: root.descriptor, depth: 0)
    }

    func node(_ document: ImageDocument, descriptor: Descriptor, depth: Int) async throws -> CopyNode {
        var node = CopyNode(descriptor: descriptor, document: document)
        switch document.content {
        case .manifest(let manifest):
            node.blobs = [manifest.config] + manifest.layers
        case .index(let index):
            guard depth < ImageResolver.maximumDepth else {
                throw OCIError(.invalidManifest, subject: document.digest.description, detail: "nested-too-deep")
            }
            let isDocument = { (type: String) in MediaType.isIndex(type) || MediaType.isManifest(type) }
            node.blobs = index.manifests.filter { !isDocument($0.mediaType) }
            let entries = index.manifests.filter { isDocument($0.mediaType) }
            node.children = try await nodes(entries, depth: depth + 1)
        }
        if withReferrers {
            let height = node.height
            node.referrers = try await nodes(try await source.referrers(of: document.digest), depth: depth + 1)
                .map { $0.ranked(height + 1) }
        }
        return node
    }

    private func nodes(_ entries: [Descriptor], depth: Int) async throws -> [CopyNode] {
        // What is below that comes one by one: numbers that multiply are more than any registry likes.
        let results = await inParallel(entries, jobs: depth == 1 ? jobs : 1) { entry -> Result<CopyNode, any Error> in
            do {
                guard depth <= ImageResolver.maximumDepth else {
                    throw OCIError(.invalidManifest, subject: entry.digest.description, detail: "nested-too-deep")
                }
                try allowance.take(for: entry)
                return .success(try await node(try await source.document(entry), descriptor: entry, depth: depth))
            } catch {
                return .failure(error)
            }
        }
        return try results.map { try $0.get() }
    }
}
