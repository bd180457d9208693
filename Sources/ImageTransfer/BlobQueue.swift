import OCI
import Registries
import Synchronization

/// What makes two descriptors one blob of a run. The size counts: of two sizes for one digest one is a lie, and only
/// the image that tells it must fail.
struct BlobIdentity: Hashable, Sendable {
    var digest: Digest
    var size: Int64
}

extension Descriptor {
    var identity: BlobIdentity { BlobIdentity(digest: digest, size: size) }
}

/// The blobs of one run, each once, with everybody who needs it.
final class BlobQueue: Sendable {
    struct Source: Sendable {
        /// The image's place in the run.
        var image: Int
        var plan: PullPlan
        /// The endpoint that served the manifest.
        var endpoint: Int
    }

    struct Job: Sendable {
        var descriptor: Descriptor
        var sources: [Source]
    }

    /// All blobs of the run, the largest first, so that its last minutes are not spent on one connection.
    let jobs: [Job]
    private let next = Atomic(0)

    init(_ jobs: [Job]) {
        self.jobs = jobs.sorted { $0.descriptor.size > $1.descriptor.size }
    }

    func take() -> Job? {
        let number = next.add(1, ordering: .relaxed).oldValue
        return number < jobs.count ? jobs[number] : nil
    }
}

/// What became of each blob that a run had to fetch.
final class BlobLedger: Sendable {
    struct Entry: Sendable {
        var bytesDownloaded: Int64
        /// The image on whose behalf the bytes came.
        var image: Int
    }

    private let entries = Mutex<[BlobIdentity: Swift.Result<Entry, TransferError>]>([:])

    subscript(blob: BlobIdentity) -> Swift.Result<Entry, TransferError>? {
        entries.withLock { $0[blob] }
    }

    func record(_ blob: BlobIdentity, _ result: Swift.Result<Entry, TransferError>) {
        entries.withLock { $0[blob] = result }
    }
}
