import OCI

/// A manifest or an index of an image that is copied, with everything below it.
struct CopyNode: Sendable {
    /// As the index above it says; made up for the root.
    var descriptor: Descriptor
    var document: ImageDocument
    /// What an index lists, in its order.
    var children: [CopyNode] = []
    /// What an index lists and nobody wants, by what the index itself says of the platform; it was not read.
    var unwanted: [Descriptor] = []
    /// What an index lists, is wanted and is not there.
    var absent: [Descriptor] = []
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

    /// The platforms on offer, in the order of the indexes.
    var offers: [Platform] {
        guard case .index(let index) = document.content else { return platform.map { [$0] } ?? [] }
        return index.manifests.flatMap { entry in
            let child = children.first { $0.document.digest == entry.digest }
            return child?.offers ?? entry.platform.map { [$0] } ?? []
        }
    }

    /// The manifests of images below it, itself included.
    var images: [CopyNode] {
        children.isEmpty ? [self] : children.flatMap(\.images)
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
    /// Which children of indexes are read; nil for all.
    var patterns: [PlatformPattern]?
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
            let listed = index.manifests.filter { isDocument($0.mediaType) }
            let wanted = self.wanted(of: listed)
            let entries = wanted.filter { !source.lacks($0) }
            node.absent = wanted.filter { source.lacks($0) && fits($0) }
            node.children = try await nodes(entries, depth: depth + 1).filter { child in
                // Runtimes fetch no attestations; that is no reason not to copy what they are about.
                child.descriptor.attestedDigest == nil || fits(child.descriptor)
                    || !child.blobs.contains(where: source.lacks)
            }
            let taken = Set(node.children.map(\.descriptor.digest))
            node.unwanted = listed.filter { !taken.contains($0.digest) && !node.absent.contains($0) }
        }
        if withReferrers {
            let height = node.height
            node.referrers = try await withoutPatterns.nodes(
                try await source.referrers(of: document.digest),
                depth: depth + 1
            )
            .map { $0.ranked(height + 1) }
        }
        return node
    }

    /// Those that may fit a pattern, and the attestations of those. What does not say its platform has to be read.
    private func wanted(of entries: [Descriptor]) -> [Descriptor] {
        guard patterns != nil else { return entries }
        let candidates = entries.filter { entry in
            MediaType.isIndex(entry.mediaType) || entry.platform == nil || fits(entry)
        }
        let digests = Set(candidates.map(\.digest))
        return entries.filter { entry in
            digests.contains(entry.digest) || entry.attestedDigest.map(digests.contains) ?? false
        }
    }

    private func fits(_ entry: Descriptor) -> Bool {
        guard let patterns, !patterns.contains(.all) else { return true }
        return entry.platform.map { platform in patterns.contains { $0.matches(platform) } } ?? false
    }

    /// What refers to an image is read whole.
    var withoutPatterns: CopyReader {
        var reader = self
        reader.patterns = nil
        return reader
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
