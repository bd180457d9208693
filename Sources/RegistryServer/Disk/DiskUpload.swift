import ContentStore
import NIOCore
import NIOPosix
import OCI
import Synchronization

/// An upload in its file, held for one request. Its holder makes one call at a time.
final class DiskUpload: BlobUpload {
    struct State: Sendable {
        var file: OpenFile
        /// The file's length.
        var offset: Int64
        /// The hash of all of it; nil until somebody needs it, where it has to be made anew.
        var progress: UploadStates.Progress?
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
        _ state: State,
        store: DiskStore,
        pool: NIOThreadPool
    ) {
        self.id = id
        self.repository = repository
        self.store = store
        self.pool = pool
        self.state = Mutex(state)
    }

    var offset: Int64 { state.withLock { $0?.offset ?? 0 } }

    func append(_ bytes: ByteBuffer) async throws {
        try await pool.runIfActive { [self] in
            guard var taken = state.withLock({ state in state.take() }) else { return }
            defer { state.withLock { $0 = taken } }
            var progress = try taken.progress ?? store.hash(taken.file, path, .sha256)
            let error = bytes.withUnsafeReadableBytes { bytes in
                let (written, error) = taken.file.write(bytes, at: taken.offset)
                progress.hasher.update(UnsafeRawBufferPointer(rebasing: bytes[..<written]))
                progress.offset += Int64(written)
                return error
            }
            taken.progress = progress
            taken.offset = progress.offset
            if let error { throw error.writing(store.directory.fullPath(path)) }
        }
    }

    func commit(as digest: Digest) async throws -> Bool {
        try await pool.runIfActive { [self] in
            guard let taken = state.withLock({ state in state.take() }) else { return false }
            defer { store.uploads.drop(id) }
            let hashed = taken.progress.flatMap { $0.hasher.algorithm == digest.algorithm ? $0 : nil }
            let progress = try hashed ?? store.hash(taken.file, path, digest.algorithm)
            guard progress.hasher.digest == digest else {
                try store.remove(path)
                return false
            }
            try store.commitUpload(taken.file, path, as: digest, in: repository)
            return true
        }
    }

    func cancel() async throws {
        try await pool.runIfActive { [self] in
            guard state.withLock({ state in state.take() }) != nil else { return }
            defer { store.uploads.drop(id) }
            try store.remove(path)
        }
    }

    func release() async {
        guard let taken = state.withLock({ state in state.take() }) else { return }
        store.uploads.giveBack(id, taken.progress)
    }
}
