import ContentStore
import NIOCore
import NIOPosix
import OCI
import Synchronization

/// An upload in its file, held for one request. Its holder makes one call at a time.
final class DiskUpload: BlobUpload {
    private struct State: Sendable {
        var file: OpenFile
        var progress: UploadStates.Progress
    }

    private let store: DiskStore
    private let pool: NIOThreadPool
    private let id: UploadID
    private let repository: Repository
    /// Nil once the upload is over, or given back.
    private let state: Mutex<State?>

    private var path: String { StoragePath.upload(id, in: repository) }

    init(
        _ id: UploadID,
        in repository: Repository,
        file: OpenFile,
        progress: UploadStates.Progress,
        store: DiskStore,
        pool: NIOThreadPool
    ) {
        self.id = id
        self.repository = repository
        self.store = store
        self.pool = pool
        state = Mutex(State(file: file, progress: progress))
    }

    var offset: Int64 { state.withLock { $0?.progress.offset ?? 0 } }

    func append(_ bytes: ByteBuffer) async throws {
        try await pool.runIfActive { [self] in
            let error: SystemError? = state.withLock { state in
                guard var taken = state else { return nil }
                state = nil
                let error = bytes.withUnsafeReadableBytes { bytes in
                    let (written, error) = taken.file.write(bytes, at: taken.progress.offset)
                    taken.progress.hasher.update(UnsafeRawBufferPointer(rebasing: bytes[..<written]))
                    taken.progress.offset += Int64(written)
                    return error
                }
                state = taken
                return error
            }
            if let error { throw error.writing(store.directory.fullPath(path)) }
        }
    }

    func commit(as digest: Digest) async throws -> Bool {
        try await pool.runIfActive { [self] in
            guard var taken = state.withLock({ state in state.take() }) else { return false }
            defer { store.uploads.drop(id) }
            if taken.progress.hasher.algorithm != digest.algorithm {
                taken.progress = try store.hash(taken.file, path, digest.algorithm)
            }
            guard taken.progress.hasher.digest == digest else {
                try store.remove(path)
                return false
            }
            try store.commitUpload(taken.file, path, as: digest, in: repository)
            return true
        }
    }

    func release() async {
        guard let taken = state.withLock({ state in state.take() }) else { return }
        store.uploads.put(id, taken.progress)
    }
}
