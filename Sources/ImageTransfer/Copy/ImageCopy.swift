import OCI
import RegistryClient

/// Copies images from one place to another: first what belongs to them is read, then the blobs move, then the documents
/// are written, children before what lists them, and last the name.
public struct ImageCopy: Sendable {
    private let destination: any CopyDestination
    private let jobs: Int
    private let progress: TransferProgress
    private let isDryRun: Bool

    /// - Parameters:
    ///   - jobs: how many blobs, or manifests, move at once.
    ///   - isDryRun: whether to find out what would move, and change nothing.
    public init(
        to destination: any CopyDestination,
        jobs: Int,
        progress: TransferProgress = TransferProgress(),
        isDryRun: Bool = false
    ) {
        self.destination = destination
        self.jobs = max(1, jobs)
        self.progress = progress
        self.isDryRun = isDryRun
    }

    /// Copies one image.
    public func run(_ request: CopyRequest) async -> CopyOutcome {
        let start = ContinuousClock.now
        var outcome = CopyOutcome()
        do {
            try await copy(request, &outcome)
        } catch {
            outcome.error = TransferError(error, stage: "manifest")
        }
        outcome.duration = .now - start
        return outcome
    }

    private func copy(_ request: CopyRequest, _ outcome: inout CopyOutcome) async throws {
        let source = request.source
        let document = try await source.root()
        outcome.sourceDigest = document.digest
        // Of what goes byte for byte, that is known before its children are.
        if request.platforms == nil, !request.rewritesForeign, try await isThere(document.digest, request, &outcome) {
            return
        }
        let reader = CopyReader(
            source: source,
            withReferrers: request.withReferrers,
            jobs: jobs,
            patterns: request.platforms
        )
        let original = try await reader.read(document)
        if !request.takesWhatIsThere, !original.absentEntries.isEmpty {
            let (present, absent) = original.gaps(source.lacks)
            throw TransferError(present: present, absent: absent)
        }
        let selected = try await selected(original, request, &outcome)
        let lacking = try await blobsNowhere(of: selected, source)
        let root = try complete(selected, without: lacking, request)
        outcome.digest = root.document.digest
        if root.document.digest != document.digest, try await isThere(root.document.digest, request, &outcome) {
            return
        }
        outcome.platforms = root.all.compactMap(\.platform).filter { !$0.isUnknown }
        outcome.foreignLayers = root.all.flatMap(\.foreignLayers).uniqued()

        let signatures = request.withReferrers ? try await signatures(of: root, source, reader.withoutPatterns) : []
        outcome.foreignLeftOut = outcome.foreignLayers.filter { lacking.contains($0.identity) }
        if request.takesOnePlatform { try checkIsOne(root, outcome) }
        let blobs = (root.all + signatures.flatMap(\.node.all)).flatMap(\.blobs).uniqued()
            .filter { !lacking.contains($0.identity) }
        try await deliver(blobs, request, &outcome)
        guard !isDryRun else { return }
        var documents = [root] + signatures.map(\.node)
        var names = [(name: request.name, node: root)] + signatures
        if request.keepsOriginal, original.document.digest != root.document.digest {
            let record = try await keep(original.document, beside: root, request)
            outcome.original = record.document.digest
            documents.append(record)
            let digest = root.document.digest
            names.append(("\(digest.referrersTag).original", record))
        }
        outcome.manifests = try await write(documents, request)
        outcome.referrers = (root.all.flatMap(\.referrers) + signatures.map(\.node)).count
        try await unpack(root)
        for (name, node) in names { try await publish(node, as: name, request) }
    }

    /// Whether the destination has that under the image's name, and the request is content with it.
    private func isThere(_ digest: Digest, _ request: CopyRequest, _ outcome: inout CopyOutcome) async throws -> Bool {
        // Signatures come and go while the image stays.
        guard request.leavesUnchanged, !request.withReferrers, !request.keepsOriginal else { return false }
        guard try await destination.digest(of: request.name) == digest else { return false }
        outcome.digest = digest
        outcome.isUnchanged = true
        return true
    }

    // MARK: - what is copied

    private func selected(
        _ original: CopyNode,
        _ request: CopyRequest,
        _ outcome: inout CopyOutcome
    ) async throws -> CopyNode {
        var root = original
        if let patterns = request.platforms {
            root = try await withPlatforms(root, request.source)
            var matched: Set<PlatformPattern> = []
            guard let selected = try root.selecting(patterns, matched: &matched) else {
                throw TransferError(unmatched: patterns, offers: root.offers)
            }
            root = selected
            outcome.unmatched = patterns.filter { !matched.contains($0) && $0 != .all }.map(\.description)
        }
        return request.rewritesForeign ? try root.rewritingForeignLayers() : root
    }

    /// Where an index does not say what its children are for, their configurations do.
    private func withPlatforms(_ node: CopyNode, _ source: any ImageSource) async throws -> CopyNode {
        var node = node
        for index in node.children.indices {
            node.children[index] = try await withPlatforms(node.children[index], source)
        }
        guard node.platform == nil, case .manifest(let manifest) = node.document.content,
            MediaType.isConfiguration(manifest.config.mediaType)
        else { return node }
        let bytes = try await source.smallBlob(manifest.config)
        node.configuredPlatform = try ImageConfiguration(bytes: bytes).platform
        return node
    }

    private func signatures(
        of root: CopyNode,
        _ source: any ImageSource,
        _ reader: CopyReader
    ) async throws -> [(name: String, node: CopyNode)] {
        var found: [(name: String, node: CopyNode)] = []
        for signature in try await source.signatures(of: root.all.map(\.document.digest)) {
            let document = signature.document
            found.append(
                (signature.name, try await reader.node(document, descriptor: document.descriptor, depth: 1))
            )
        }
        return found
    }

    private func checkIsOne(_ root: CopyNode, _ outcome: CopyOutcome) throws {
        let manifests = root.images.filter { $0.platform?.isUnknown != true }.manifests
        guard manifests.count == 1 else { throw TransferError(severalPlatforms: outcome.platforms) }
        let type = manifests[0].manifest.config.mediaType
        guard MediaType.isConfiguration(type) else { throw OCIError(.unsupportedMediaType, subject: type) }
        if let layer = outcome.foreignLeftOut.first { throw CatalogError.contentMissing(layer.digest) }
    }

    // MARK: - what is not there

    /// The blobs that neither the source nor the destination has.
    private func blobsNowhere(of root: CopyNode, _ source: any ImageSource) async throws -> Set<BlobIdentity> {
        let lacking = root.all.flatMap(\.blobs).uniqued().filter(source.lacks)
        return lacking.isEmpty ? [] : Set(try await destination.missing(of: lacking).map(\.identity))
    }

    private func complete(
        _ root: CopyNode,
        without lacking: Set<BlobIdentity>,
        _ request: CopyRequest
    ) throws -> CopyNode {
        let lacks = { (blob: Descriptor) in lacking.contains(blob.identity) }
        let (present, absent) = root.gaps(lacks)
        guard !absent.isEmpty else { return root }
        guard case .index = root.document.content else {
            throw CatalogError.contentMissing(root.blobs.first(where: lacks)?.digest ?? root.document.digest)
        }
        guard request.takesWhatIsThere, let rest = root.leavingOutIncomplete(lacks) else {
            throw TransferError(present: present, absent: absent)
        }
        return rest
    }

    // MARK: - blobs

    private func deliver(_ blobs: [Descriptor], _ request: CopyRequest, _ outcome: inout CopyOutcome) async throws {
        let missing = try await destination.missing(of: blobs)
        guard !isDryRun else {
            outcome.blobsSkipped = blobs.count - missing.count
            outcome.blobsCopied = missing.count
            outcome.bytesCopied = missing.totalSize
            return
        }
        try await destination.prepare(for: missing)
        progress.expect(missing.totalSize)
        let delivered = destination.forgetsBlobs ? blobs : missing
        outcome.blobsSkipped = blobs.count - delivered.count
        let next = WorkList(delivered.sorted { $0.size > $1.size })
        let ways = try await withThrowingTaskGroup(of: [(Descriptor, BlobDelivery.Way)].self) { group in
            for _ in 0..<min(jobs, delivered.count) {
                group.addTask {
                    var ways: [(Descriptor, BlobDelivery.Way)] = []
                    while let blob = next.take() { ways.append((blob, try await deliver(blob, request))) }
                    return ways
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        for (blob, way) in ways {
            switch way {
            case .present: outcome.blobsSkipped += 1
            case .mounted: outcome.blobsMounted += 1
            case .uploaded:
                outcome.blobsCopied += 1
                outcome.bytesCopied += blob.size
            }
        }
    }

    private func deliver(_ blob: Descriptor, _ request: CopyRequest) async throws -> BlobDelivery.Way {
        let report = progress.begin(blob)
        defer { progress.end(blob) }
        let source = request.source
        do {
            return try await destination.deliver(
                blob,
                for: request.image,
                from: BlobSource(
                    send: { try await source.blob(blob, into: $0) },
                    repository: { source.repository(at: $0) }
                ),
                report: report
            )
        } catch {
            throw TransferError(error, stage: "blob", digest: blob.digest)
        }
    }

    // MARK: - documents

    /// Those of one height go side by side; what lists them, or refers to them, comes after.
    ///
    /// - Returns: how many there were.
    private func write(_ roots: [CopyNode], _ request: CopyRequest) async throws -> Int {
        var written: Set<Digest> = []
        let all = roots.flatMap(\.all).filter { written.insert($0.document.digest).inserted }
        let levels = Dictionary(grouping: all, by: \.height).sorted { $0.key < $1.key }
        for (_, level) in levels {
            try await write(level.filter { $0.document.subject == nil }, request, jobs: jobs)
            // One after the other, as they may share a list of referrers.
            try await write(level.filter { $0.document.subject != nil }, request, jobs: 1)
        }
        return written.count
    }

    private func write(_ nodes: [CopyNode], _ request: CopyRequest, jobs: Int) async throws {
        let failures = await inParallel(nodes, jobs: jobs) { node -> TransferError? in
            do {
                try await destination.write(node.document.bytes, of: node.document.descriptor, for: request.image)
                return nil
            } catch {
                return TransferError(error, stage: "manifest", digest: node.document.digest)
            }
        }
        if let failure = failures.lazy.compactMap(\.self).first { throw failure }
    }

    private func publish(_ node: CopyNode, as name: String, _ request: CopyRequest) async throws {
        var image = request.image
        if name != request.name, let tag = try? Tag(parsing: name) {
            // A signature is no other image of the same tag.
            image = ImageReference(registry: image.registry, repository: image.repository, tag: tag, digest: nil)
        }
        try await destination.publish(
            PublishedImage(image: image, name: name, entry: node.document.descriptor, manifests: node.all.manifests)
        )
    }

    private func unpack(_ root: CopyNode) async throws {
        guard let destination = destination as? any ImageDestination, destination.unpacks else { return }
        for (manifest, platform) in root.all.manifests {
            try await destination.unpack(manifest, platform: platform) { _ in true }
        }
    }

    /// A manifest with the original index as its one layer: a registry takes an index whose children are there, and
    /// those left out are not.
    private func keep(
        _ original: ImageDocument,
        beside root: CopyNode,
        _ request: CopyRequest
    ) async throws -> CopyNode {
        let empty = Array("{}".utf8)
        let config = Descriptor(
            mediaType: MediaType.ociEmpty,
            digest: Digest(hashing: empty, with: .sha256),
            size: Int64(empty.count)
        )
        let manifest = Manifest(
            artifactType: Self.originalType,
            config: config,
            layers: [original.descriptor],
            subject: root.document.descriptor
        )
        let record = try ImageDocument(bytes: manifest.json.bytes(), mediaType: manifest.mediaType)
        try await destination.write(empty, of: config, for: request.image)
        var layer = original.descriptor
        // The bytes are content here, not an index of which anybody has all children.
        layer.mediaType = "application/octet-stream"
        try await destination.write(original.bytes, of: layer, for: request.image)
        return CopyNode(descriptor: record.descriptor, document: record, rank: root.height + 1)
    }

    /// The artifact type of the manifest that holds an original index.
    public static let originalType = "application/vnd.windlass.original.v1"
}

extension CopyNode {
    /// The same image with ordinary layers in the place of foreign ones; where there are none, byte for byte.
    func rewritingForeignLayers() throws -> CopyNode {
        let node = try replacingChildren { try $0.rewritingForeignLayers() }
        guard let document = try IndexEditing.withoutForeignLayers(document) else { return node }
        return node.rewritten(document)
    }
}

extension Sequence<CopyNode> {
    /// Their manifests, with their platforms.
    fileprivate var manifests: [(manifest: Manifest, platform: Platform?)] {
        compactMap { node in
            guard case .manifest(let manifest) = node.document.content else { return nil }
            return (manifest, node.platform)
        }
    }
}

extension Sequence<Descriptor> {
    /// Each blob once.
    func uniqued() -> [Descriptor] {
        var seen: Set<BlobIdentity> = []
        return filter { seen.insert($0.identity).inserted }
    }
}
