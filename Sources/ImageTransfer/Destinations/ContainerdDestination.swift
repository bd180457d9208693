public import Containerd
import ContentStore
import NIOCore
public import OCI
import RegistryClient
import Synchronization

/// Into a containerd, as its own client would: the same names for unfinished blobs, the same labels, one lease over
/// all of it until the image records are written.
public final class ContainerdDestination: ImageDestination {
    /// The kubelet's images are in this namespace; the CRI service looks after them there.
    public static let kubernetesNamespace = "k8s.io"

    let client: ContainerdClient
    let snapshotter: String?
    let uniqueName: @Sendable () -> String
    private let lease: ContainerdLease
    private let contentRoot: String?
    private let isUnfinished = Atomic(false)

    /// Begins a lease.
    ///
    /// - Parameters:
    ///   - leaseExpiry: RFC 3339; what a run that was killed left behind may be collected after that.
    ///   - snapshotter: where images for this host are unpacked; nil for not at all.
    ///   - uniqueName: another name every time.
    /// - Throws: `ContainerdError`.
    public init(
        _ client: ContainerdClient,
        leaseExpiry: String,
        snapshotter: String?,
        uniqueName: @escaping @Sendable () -> String
    ) async throws {
        contentRoot = try await client.contentRoot()
        lease = try await ContainerdLease(id: "windlass-\(uniqueName())", expiry: leaseExpiry, in: client)
        self.client = lease.client
        self.snapshotter = snapshotter
        self.uniqueName = uniqueName
    }

    /// Ends the lease, unless a blob could not be had: then it holds what came, for the next run to go on with, until
    /// it expires.
    public func close() async {
        guard !isUnfinished.load(ordering: .relaxed) else { return }
        try? await lease.end()
    }

    /// containerd chooses from the index each time a container is created.
    public var keepsIndexes: Bool { true }

    /// What is there without a name is collected unless the lease holds it.
    public var forgetsBlobs: Bool { true }

    /// If there is a snapshotter to do it.
    public var unpacks: Bool { snapshotter != nil }

    /// Asks containerd once for all it has.
    public func missing(of blobs: [Descriptor]) async throws -> [Descriptor] {
        let held = try await client.contents()
        return blobs.filter { held[$0.digest] == nil }
    }

    /// containerd's file system must have room, where its directory is to be seen from here.
    public func prepare(for missing: [Descriptor]) throws {
        // A root that this process does not see belongs to a containerd in another mount namespace.
        guard let contentRoot, let directory = try? Directory(opening: contentRoot) else { return }
        try directory.ensureFreeSpace(for: missing.totalSize)
    }

    /// Verified here: containerd gives what lies on its disk.
    public func read(_ digest: Digest, limit: Int) async throws -> [UInt8] {
        try await client.read(digest, verifiedWithin: limit)
    }

    /// Under the lease, which holds the blob from then on.
    public func ingest(_ blob: Descriptor, for image: ImageReference) async throws -> (any BlobIngest)? {
        guard let ingest = try await client.ingest(blob, labels: image.sourceLabel) else { return nil }
        return LeasedIngest(ingest: ingest) { self.isUnfinished.store(true, ordering: .relaxed) }
    }

    /// With the labels that hold what the document refers to.
    public func write(_ document: [UInt8], of descriptor: Descriptor, for image: ImageReference) async throws {
        let references = try ContainerdReferences(in: document, of: descriptor)
        let labels = image.sourceLabel.merging(references.labels) { $1 }
        guard let ingest = try await client.ingest(descriptor, labels: labels) else {
            guard !references.labels.isEmpty else { return }
            // Brought by somebody who may not have said what it refers to.
            let present = try await client.info(descriptor.digest).labels
            let missing = references.labels.filter { present[$0.key] != $0.value }
            if !missing.isEmpty { try await client.label(descriptor.digest, missing) }
            return
        }
        do {
            // Whole, where it is only in another namespace yet, or was not committed. There a new beginning would not
            // be one: containerd 1.6 goes on behind what an earlier attempt left.
            if ingest.offset == descriptor.size { return try await ingest.commit() }
            try await ingest.restart()
            try await ingest.append(ByteBuffer(bytes: document))
            try await ingest.commit()
        } catch {
            await ingest.abandon(keepingData: false)
            throw error
        }
    }

    /// One record, or for the kubelet's namespace those that the CRI service has for an image.
    public func publish(_ image: PublishedImage) async throws {
        guard client.namespace == Self.kubernetesNamespace else {
            try await client.put(ContainerdImage(name: image.image.description, target: image.entry))
            return
        }
        // As the CRI service names what it pulls itself, and in its order: by the configuration's digest, by tag, by
        // digest.
        let host = Node(.current)
        let own = image.manifests.first { manifest, platform in
            MediaType.isConfiguration(manifest.config.mediaType) && platform.map(host.accepts) ?? true
        }
        let names = [own?.manifest.config.digest.description] + image.image.recordNames(of: image.entry.digest)
        for name in names.compactMap(\.self) {
            let labels = [ContainerdImage.managedLabel: "managed"]
            try await client.put(ContainerdImage(name: name, target: image.entry, labels: labels))
        }
    }
}

private struct LeasedIngest: BlobIngest {
    let ingest: ContainerdIngest
    let keep: @Sendable () -> Void

    var offset: Int64 { ingest.offset }

    func append(_ bytes: ByteBuffer) async throws {
        try await ingest.append(bytes)
    }

    func restart() async throws {
        try await ingest.restart()
    }

    func finish() async throws {
        try await ingest.commit()
    }

    func abandon(keepingData: Bool) async {
        keep()
        await ingest.abandon(keepingData: keepingData)
    }
}

extension ImageReference {
    /// From where the content is, so that containerd can mount it instead of pushing it.
    fileprivate var sourceLabel: [String: String] {
        let name = registry.name.filter { !"[]".contains($0) }
        return ["containerd.io/distribution.source.\(name)": repository.description]
    }

    fileprivate func recordNames(of target: Digest) -> [String?] {
        [digest == nil ? tag.map { "\(name):\($0)" } : nil, "\(name)@\(target)"]
    }
}
