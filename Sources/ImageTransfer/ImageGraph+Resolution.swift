import OCI
import Registries
import RegistryClient

/// Walks from an image's name to the manifests that a request selects.
struct ImageResolver: Sendable {
    /// Indexes within indexes beyond this depth are refused.
    static let maximumDepth = 4

    let client: RegistryClient
    let destination: any ImageDestination
    let request: PullRequest
    private let allowance = DocumentAllowance()

    init(client: RegistryClient, destination: any ImageDestination, request: PullRequest) {
        self.client = client
        self.destination = destination
        self.request = request
    }

    func resolve() async throws -> ImageGraph {
        let root = try await client.manifest(for: request.plan, digest: request.plan.image.digest)
        switch request.selection {
        case .node(let node):
            guard let leaf = try await leaf(for: node, at: root, descriptor: nil, depth: 0) else {
                throw TransferError(noMatch: nil, endpoint: url(root))
            }
            return ImageGraph(root: root, leaves: [leaf], misses: [], indexes: leaf.above, isSingle: true)
        case .platforms(let selectors):
            return try await graph(of: root, selectors: selectors)
        }
    }

    private func url(_ manifest: FetchedManifest) -> String {
        request.plan.endpoints[manifest.endpoint].url
    }

    // MARK: - one child, as a host chooses

    private func leaf(
        for node: Node,
        at fetched: FetchedManifest,
        descriptor: Descriptor?,
        depth: Int
    ) async throws -> ImageGraph.Leaf? {
        guard let index = fetched.index else {
            let leaf = try await leaf(at: fetched, descriptor: descriptor)
            guard let platform = leaf.platform, !node.accepts(platform) else { return leaf }
            // The index vouched for the child; only a manifest that stands alone, or without a platform in its
            // index, is judged by its configuration.
            guard descriptor?.platform == nil else { return leaf }
            guard descriptor == nil else { return nil }
            guard case .noMatch(let mismatch) = node.choose(among: [platform]).reason else { return leaf }
            throw TransferError(noMatch: mismatch, endpoint: url(fetched))
        }
        try check(depth, of: fetched)
        var offers = index.manifests
        while true {
            let choice = node.choose(among: offers.map(\.platform))
            guard let chosen = choice.windlass else {
                // Offers without a platform were tried and taken out; the message is about those with one.
                guard case .noMatch(let mismatch) = choice.reason, depth == 0 else { return nil }
                throw TransferError(noMatch: mismatch, endpoint: url(fetched))
            }
            let child = try await manifest(offers[chosen], under: fetched)
            if var leaf = try await leaf(for: node, at: child, descriptor: offers[chosen], depth: depth + 1) {
                leaf.above.insert(fetched, at: 0)
                if let other = choice.containerd, other != chosen {
                    leaf.containerdChoice = offers[other]
                }
                return leaf
            }
            offers.remove(at: chosen)
        }
    }

    // MARK: - children by their own platform

    private func graph(of root: FetchedManifest, selectors: [PlatformSelector]) async throws -> ImageGraph {
        var graph = ImageGraph(root: root, leaves: [], misses: [], indexes: [], isSingle: false)
        var matched: Set<PlatformSelector> = []
        var offers: [Platform] = []
        try await collect(
            root,
            descriptor: nil,
            selectors: selectors,
            depth: 0,
            into: &graph,
            matched: &matched,
            offers: &offers
        )
        for selector in selectors where !matched.contains(selector) {
            let mismatch = selector.mismatch(offers)
            graph.misses.append(
                ImageGraph.Miss(
                    platform: selector.description,
                    error: TransferError(noMatch: mismatch, endpoint: url(root))
                )
            )
        }
        graph.isSingle = graph.leaves.count == 1 && !selectors.contains(.all)
        return graph
    }

    private func collect(
        _ fetched: FetchedManifest,
        descriptor: Descriptor?,
        selectors: [PlatformSelector],
        depth: Int,
        into graph: inout ImageGraph,
        matched: inout Set<PlatformSelector>,
        offers: inout [Platform]
    ) async throws {
        guard let index = fetched.index else {
            let leaf = try await leaf(at: fetched, descriptor: descriptor)
            if let platform = leaf.platform { offers.append(platform) }
            let hits = selectors.filter { selector in
                leaf.platform.map(selector.matches) ?? (selector == .all)
            }
            guard !hits.isEmpty else { return }
            matched.formUnion(hits)
            if !graph.leaves.contains(where: { $0.fetched.digest == fetched.digest }) {
                graph.leaves.append(leaf)
            }
            return
        }
        try check(depth, of: fetched)
        graph.indexes.append(fetched)
        for child in index.manifests {
            if let platform = child.platform, !MediaType.isIndex(child.mediaType),
                !selectors.contains(where: { $0.matches(platform) })
            {
                offers.append(platform)
                continue
            }
            let below = try await manifest(child, under: fetched)
            try await collect(
                below,
                descriptor: child,
                selectors: selectors,
                depth: depth + 1,
                into: &graph,
                matched: &matched,
                offers: &offers
            )
        }
    }

    // MARK: - documents

    private func check(_ depth: Int, of fetched: FetchedManifest) throws {
        guard depth < Self.maximumDepth else {
            throw TransferError(
                OCIError(.invalidManifest, subject: fetched.digest.description, detail: "nested-too-deep"),
                stage: "manifest",
                endpoint: url(fetched)
            )
        }
    }

    private func manifest(_ child: Descriptor, under parent: FetchedManifest) async throws -> FetchedManifest {
        guard child.size <= ManifestDocument.maximumSize else {
            throw TransferError(
                OCIError(.manifestTooLarge, subject: child.digest.description, detail: String(child.size)),
                stage: "manifest",
                endpoint: url(parent)
            )
        }
        try allowance.take(for: child)
        let fetched = try await client.manifest(
            for: request.plan,
            digest: child.digest,
            startingAt: parent.endpoint
        )
        guard Int64(fetched.bytes.count) == child.size else {
            let error = BlobIntegrityError(
                expectedDigest: child.digest,
                actualDigest: fetched.digest,
                expectedSize: child.size,
                actualSize: Int64(fetched.bytes.count)
            )
            throw TransferError(error, stage: "manifest", endpoint: url(fetched), digest: child.digest)
        }
        guard fetched.mediaType == child.mediaType else {
            throw TransferError(
                OCIError(.mediaTypeMismatch, subject: fetched.mediaType, detail: child.mediaType),
                stage: "manifest",
                endpoint: url(fetched)
            )
        }
        return fetched
    }

    private func leaf(at fetched: FetchedManifest, descriptor: Descriptor?) async throws -> ImageGraph.Leaf {
        guard case .manifest(let manifest) = fetched.document else {
            throw TransferError(
                OCIError(.invalidManifest, subject: fetched.digest.description, detail: "index"),
                stage: "manifest",
                endpoint: url(fetched)
            )
        }
        var descriptor =
            descriptor ?? fetched.descriptor
        var configuration: [UInt8]?
        if descriptor.platform == nil, MediaType.isConfiguration(manifest.config.mediaType) {
            do {
                if let bytes = try? await destination.read(manifest.config.digest, limit: ManifestDocument.maximumSize)
                {
                    descriptor.platform = try ImageConfiguration(bytes: bytes).platform
                } else {
                    let bytes = try await bytes(of: manifest.config, of: fetched)
                    descriptor.platform = try ImageConfiguration(bytes: bytes).platform
                    configuration = bytes
                }
            } catch {
                throw TransferError(error, stage: "blob", endpoint: url(fetched), digest: manifest.config.digest)
            }
        }
        return ImageGraph.Leaf(
            descriptor: descriptor,
            fetched: fetched,
            manifest: manifest,
            platform: descriptor.platform,
            configuration: configuration
        )
    }

    /// A configuration that has to be read before the choice is made.
    private func bytes(of configuration: Descriptor, of manifest: FetchedManifest) async throws -> [UInt8] {
        try configuration.checkIsSmall()
        let destination = BufferDestination(configuration)
        try await client.blob(configuration, for: request.plan, preferring: manifest.endpoint, into: destination)
        return destination.bytes
    }
}

extension PlatformSelector {
    /// Why a selector led nowhere.
    func mismatch(_ offers: [Platform]) -> PlatformChoice.Mismatch {
        let refusals = offers.enumerated().map { offset, platform in
            PlatformChoice.Offer(index: offset, platform: platform, refusal: .otherVersion)
        }
        return PlatformChoice.Mismatch(
            host: Node(platform ?? .current).platform,
            hostBuild: nil,
            offers: refusals,
            wouldMatch: [],
            wouldMatchBuilds: nil
        )
    }
}
