public import ContentStore
import NIOCore
public import OCI

/// Into an OCI layout.
public struct LayoutDestination: ImageDestination {
    private let store: OCILayout
    private let clock: any Clock<Duration>

    /// - Parameter clock: what sleeps while another process is at a blob.
    public init(_ store: OCILayout, clock: any Clock<Duration> = ContinuousClock()) {
        self.store = store
        self.clock = clock
    }

    /// A layout's entry is the manifest itself.
    public var keepsIndexes: Bool { false }

    /// Those that are not there in their size.
    public func missing(of blobs: [Descriptor]) -> [Descriptor] {
        blobs.filter { !store.contains($0) }
    }

    /// The file system must have room for what is not even begun of them.
    public func prepare(for missing: [Descriptor]) throws {
        try store.ensureFreeSpace(for: store.missingBytes(of: missing))
    }

    /// A blob of the layout, verified.
    public func read(_ digest: Digest, limit: Int) throws -> [UInt8] {
        try store.read(digest, limit: limit)
    }

    /// What is there already is hashed again before it counts.
    public func ingest(_ blob: Descriptor, for image: ImageReference) async throws -> (any BlobIngest)? {
        try store.dropIfBroken(blob)
        return try await store.ingestWhenFree(blob, clock: clock).map(LayoutIngest.init)
    }

    /// A blob like any other.
    public func write(_ document: [UInt8], of descriptor: Descriptor, for image: ImageReference) throws {
        try store.write(document, digest: descriptor.digest)
    }

    /// An entry of index.json.
    public func publish(_ image: PublishedImage) throws {
        var entry = image.entry
        entry.annotations = [ImageArchive.imageNameKey: image.image.description]
        try store.setReference(image.name, to: entry)
    }
}

private struct LayoutIngest: BlobIngest {
    let ingest: Ingest

    var offset: Int64 { ingest.offset }

    func append(_ bytes: ByteBuffer) throws {
        try bytes.withUnsafeReadableBytes { try ingest.append($0) }
    }

    func restart() throws {
        try ingest.restart()
    }

    func finish() throws {
        try ingest.commit()
    }

    func abandon(keepingData: Bool) {
        ingest.abandon(keepingData: keepingData)
    }
}

extension Sequence<Descriptor> {
    /// Never more than `Int64.max`, whatever sizes a manifest claims.
    var totalSize: Int64 {
        reduce(0) { sum, blob in
            let (total, overflow) = sum.addingReportingOverflow(Swift.max(0, blob.size))
            return overflow ? .max : total
        }
    }
}
