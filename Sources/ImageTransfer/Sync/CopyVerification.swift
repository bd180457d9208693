import ContentStore
import NIOCore
public import OCI
import Registries
public import RegistryClient
import Synchronization

/// What is found of an image at a registry.
public struct VerifiedImage: Sendable {
    /// Something below the image that is not there, or not what it has to be.
    public struct Defect: Sendable {
        /// What.
        public var digest: Digest
        /// What is wrong with it.
        public var error: TransferError
    }

    /// As nodes name it.
    public var image: ImageReference
    /// As the registry names it; nil where it has no place there.
    public var target: ImageReference?
    /// What the name leads to; nil for nothing.
    public var digest: Digest?
    /// Manifests and indexes read.
    public var manifests = 0
    /// Blobs looked for.
    public var blobs = 0
    /// Their bytes.
    public var bytes: Int64 = 0
    /// What it offers to nodes, as ``ImageChildren`` has it.
    public var children: [Descriptor] = []
    /// Everything below it that is missing or wrong.
    public var defects: [Defect] = []
    /// Why nothing can be said of the image as a whole, its name that leads to nothing included.
    public var error: TransferError?

    /// An image that nothing is known of yet.
    public init(_ image: ImageReference, at target: ImageReference?) {
        self.image = image
        self.target = target
    }

    /// The first of what is wrong.
    public var fault: TransferError? { error ?? defects.first?.error }
}

/// Looks whether images are at a registry, whole and right: every child of every index, and every blob.
public struct CopyVerification: Sendable {
    private let client: RegistryClient
    private let limits: TransferLimits
    private let jobs: Int
    private let isFull: Bool
    private let progress: TransferProgress

    /// - Parameters:
    ///   - jobs: how many images are looked at at once.
    ///   - isFull: whether blobs are read and hashed, rather than asked for with their size.
    public init(
        client: RegistryClient,
        limits: TransferLimits,
        jobs: Int,
        isFull: Bool = false,
        progress: TransferProgress = TransferProgress()
    ) {
        self.client = client
        self.limits = limits
        self.jobs = max(1, jobs)
        self.isFull = isFull
        self.progress = progress
    }

    /// Looks for the destinations of tasks; their sources are not asked.
    ///
    /// - Parameter ended: is told of each as soon as it ends, in whatever order.
    public func run(
        _ tasks: [SyncTask],
        ended: @escaping @Sendable (VerifiedImage) -> Void = { _ in }
    ) async -> [VerifiedImage] {
        await inParallel(tasks, jobs: jobs) { task in
            var image = VerifiedImage(task.image, at: task.target)
            do {
                try Task.checkCancellation()
                let route = try await task.route()
                try await verify(at: route.destination, &image)
                if let expected = task.expected, let digest = image.digest, expected != digest {
                    throw BlobIntegrityError(
                        expectedDigest: expected,
                        actualDigest: digest,
                        expectedSize: 0,
                        actualSize: 0
                    )
                }
            } catch {
                image.error = TransferError(error, stage: "manifest")
            }
            ended(image)
            return image
        }
    }

    private func verify(at endpoint: Endpoint, _ found: inout VerifiedImage) async throws {
        let name = found.target ?? found.image
        let plan = PullPlan(image: name, node: Node(.current), endpoints: [endpoint])
        let permit: Set<PermitQueue.Resource> = [.job, .host(endpoint.host)]
        let root = try await limits.using(permit) { try await client.manifest(for: plan, digest: name.digest) }
        found.digest = root.digest
        let source = SharedSource(source: RegistrySource(plan, client: client), limits: limits)
        var walk = Walk(source: source)
        let document = ImageDocument(bytes: root.bytes, content: root.document, digest: root.digest)
        try await walk.add(document, depth: 0)
        found.manifests = walk.manifests
        found.defects = walk.defects
        let blobs = walk.blobs.uniqued()
        found.blobs = blobs.count
        found.bytes = blobs.totalSize
        found.defects += await inParallel(blobs, jobs: jobs) { blob -> VerifiedImage.Defect? in
            do {
                try await limits.using(permit) { try await verify(blob, source, at: endpoint) }
                return nil
            } catch {
                return VerifiedImage.Defect(
                    digest: blob.digest,
                    error: TransferError(error, stage: "blob", endpoint: endpoint.url, digest: blob.digest)
                )
            }
        }.compactMap(\.self)
        // What cannot be read stands among the defects already.
        if let children = try? await ImageChildren.list(below: root, for: plan, with: client) {
            found.children = children
        }
    }

    private func verify(_ blob: Descriptor, _ source: SharedSource, at endpoint: Endpoint) async throws {
        guard isFull else {
            guard try await client.hasBlob(blob, at: endpoint) else { throw CatalogError.contentMissing(blob.digest) }
            return
        }
        // The layer's own urls prove nothing of the registry.
        var blob = blob
        blob.urls = []
        progress.expect(blob.size)
        let report = progress.begin(blob)
        defer { progress.end(blob) }
        try await source.blob(blob, into: ReportedDestination(destination: HashDestination(blob), report: report))
    }

    /// All documents below one, as far as they are there.
    private struct Walk {
        let source: SharedSource
        private let allowance = DocumentAllowance()
        private(set) var manifests = 0
        private(set) var blobs: [Descriptor] = []
        private(set) var defects: [VerifiedImage.Defect] = []

        init(source: SharedSource) {
            self.source = source
        }

        mutating func add(_ document: ImageDocument, depth: Int) async throws {
            manifests += 1
            switch document.content {
            case .manifest(let manifest):
                blobs += [manifest.config] + manifest.layers
            case .index(let index):
                guard depth < ImageResolver.maximumDepth else {
                    throw OCIError(.invalidManifest, subject: document.digest.description, detail: "nested-too-deep")
                }
                for child in index.manifests {
                    guard MediaType.isIndex(child.mediaType) || MediaType.isManifest(child.mediaType) else {
                        blobs.append(child)
                        continue
                    }
                    try allowance.take(for: child)
                    do {
                        try await add(try await source.document(child), depth: depth + 1)
                    } catch {
                        let error = TransferError(error, stage: "manifest", digest: child.digest)
                        defects.append(VerifiedImage.Defect(digest: child.digest, error: error))
                    }
                }
            }
        }
    }
}

/// A destination that keeps nothing and knows in the end whether it was the blob.
private final class HashDestination: BlobDestination {
    private struct State {
        var hasher: ContentHasher
        var count: Int64 = 0
    }

    private let descriptor: Descriptor
    private let state: Mutex<State>

    init(_ descriptor: Descriptor) {
        self.descriptor = descriptor
        state = Mutex(State(hasher: ContentHasher(descriptor.digest.algorithm)))
    }

    var offset: Int64 { state.withLock { $0.count } }

    func append(_ bytes: ByteBuffer) throws {
        let count = state.withLock { state in
            bytes.withUnsafeReadableBytes { state.hasher.update($0) }
            state.count += Int64(bytes.readableBytes)
            return state.count
        }
        guard count <= descriptor.size else { throw mismatch(count, nil) }
    }

    func restart() throws {
        state.withLock { $0 = State(hasher: ContentHasher(descriptor.digest.algorithm)) }
    }

    func finish() async throws {
        let (digest, count) = state.withLock { ($0.hasher.digest, $0.count) }
        guard digest == descriptor.digest, count == descriptor.size else { throw mismatch(count, digest) }
    }

    private func mismatch(_ count: Int64, _ digest: Digest?) -> BlobIntegrityError {
        BlobIntegrityError(
            expectedDigest: descriptor.digest,
            actualDigest: digest,
            expectedSize: descriptor.size,
            actualSize: count
        )
    }
}
