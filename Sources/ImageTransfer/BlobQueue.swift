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
    /// One manifest of one image.
    struct Owner: Hashable, Sendable {
        /// The image's place in the run.
        var image: Int
        var manifest: Digest
    }

    struct Source: Sendable {
        var owner: Owner
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

    private struct State {
        var entries: [BlobIdentity: Swift.Result<Entry, TransferError>] = [:]
        var failures: [BlobQueue.Owner: TransferError] = [:]
    }

    private let state = Mutex(State())

    subscript(blob: BlobIdentity) -> Swift.Result<Entry, TransferError>? {
        state.withLock { $0.entries[blob] }
    }

    /// Why a manifest cannot be had any more; the rest of its blobs need not be asked for.
    func failure(of owner: BlobQueue.Owner) -> TransferError? {
        state.withLock { $0.failures[owner] }
    }

    func record(_ job: BlobQueue.Job, _ result: Swift.Result<Entry, TransferError>) {
        state.withLock { state in
            state.entries[job.descriptor.identity] = result
            guard case .failure(let error) = result else { return }
            for source in job.sources where state.failures[source.owner] == nil {
                state.failures[source.owner] = error
            }
        }
    }
}
