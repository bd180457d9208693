import OCI
import Registries
import Synchronization

/// The blobs of one run: each digest once, with everybody who needs it.
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

    private let entries = Mutex<[Digest: Swift.Result<Entry, TransferError>]>([:])

    subscript(digest: Digest) -> Swift.Result<Entry, TransferError>? {
        entries.withLock { $0[digest] }
    }

    func record(_ digest: Digest, _ result: Swift.Result<Entry, TransferError>) {
        entries.withLock { $0[digest] = result }
    }
}
