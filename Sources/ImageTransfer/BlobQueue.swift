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

    /// All blobs of the run: the configurations, which say how layers are unpacked, then the largest first, so that the
    /// last minutes are not spent on one connection.
    var jobs: [Job] { list.items }
    private let list: WorkList<Job>

    init(_ jobs: [Job]) {
        let isFirst = { (job: Job) in MediaType.isConfiguration(job.descriptor.mediaType) }
        let rest = jobs.filter { !isFirst($0) }.sorted { $0.descriptor.size > $1.descriptor.size }
        list = WorkList(jobs.filter(isFirst) + rest)
    }

    func take() -> Job? { list.take() }
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
        var waiting: [BlobIdentity: [CheckedContinuation<Bool, Never>]] = [:]
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
        let blob = job.descriptor.identity
        let waiting = state.withLock { state in
            state.entries[blob] = result
            if case .failure(let error) = result {
                for source in job.sources where state.failures[source.owner] == nil {
                    state.failures[source.owner] = error
                }
            }
            return state.waiting.removeValue(forKey: blob) ?? []
        }
        waiting.forEach { $0.resume(returning: result.isSuccess) }
    }

    /// Counts a manifest as failed for a reason that is not one of its blobs'.
    func fail(_ owner: BlobQueue.Owner, _ error: TransferError) {
        state.withLock { state in
            state.failures[owner] = state.failures[owner] ?? error
        }
    }

    /// Waits until it is known what became of a blob of the run.
    ///
    /// - Returns: whether it is there.
    func arrival(of blob: BlobIdentity) async -> Bool {
        await withCheckedContinuation { continuation in
            let result: Bool? = state.withLock { state in
                if let entry = state.entries[blob] { return entry.isSuccess }
                state.waiting[blob, default: []].append(continuation)
                return nil
            }
            if let result { continuation.resume(returning: result) }
        }
    }
}

extension Swift.Result {
    fileprivate var isSuccess: Bool {
        if case .success = self { true } else { false }
    }
}
