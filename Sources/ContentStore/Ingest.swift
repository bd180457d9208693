public import OCI
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// One blob on its way into a layout, held by its one writer.
///
/// The bytes are in `.windlass/ingests` until ``commit()`` has verified them; until then no path under
/// `blobs` names them. The lock on the file goes with the object, and with the process if that is killed;
/// the bytes stay, and the next ``OCILayout/beginIngest(_:)`` continues after them.
///
/// The calls block on the disk: make them from a thread that may block.
public final class Ingest: Sendable {
    private struct State: Sendable {
        /// Nil once committed or abandoned.
        var file: OpenFile?
        var hasher: ContentHasher
        var offset: Int64
    }

    /// The digest the content must have.
    public let digest: Digest
    /// The size the content must have, in bytes.
    public let size: Int64

    private let directory: Directory
    private let path: String
    // One writer is the contract, so the lock is free whenever it is wanted: some 20 ns beside a write and a hash.
    private let state: Mutex<State>

    /// Takes over a locked file with the bytes it has.
    init(
        of digest: Digest,
        size: Int64,
        file: OpenFile,
        path: String,
        in directory: Directory
    ) throws(ContentStoreError) {
        self.digest = digest
        self.size = size
        self.directory = directory
        self.path = path
        var hasher = ContentHasher(digest.algorithm)
        var offset: Int64 = 0
        var isTooLong = false
        do throws(SystemError) {
            isTooLong = try file.status().size > size
            if !isTooLong { offset = try file.read { hasher.update($0) } }
        } catch {
            throw error.reading(directory.fullPath(path))
        }
        do throws(SystemError) {
            if isTooLong { try file.truncate() }
        } catch {
            throw error.writing(directory.fullPath(path))
        }
        self.state = Mutex(State(file: file, hasher: hasher, offset: offset))
    }

    /// How many bytes are held; the transfer continues here.
    public var offset: Int64 {
        state.withLock { $0.offset }
    }

    /// Adds bytes at ``offset``: written and hashed in one pass.
    ///
    /// What could be written before an error counts: ``offset`` and the hash are always those of the file.
    /// - Throws: `BlobIntegrityError` if there would be more bytes than the size (none of them is written);
    ///   `ContentStoreError` `disk-full`, `not-writable` or `ingest-closed`.
    public func append(_ bytes: UnsafeRawBufferPointer) throws {
        try state.withLock { state in
            let file = try open(state)
            guard Int64(bytes.count) <= size - state.offset else {
                throw BlobIntegrityError(
                    expectedDigest: digest,
                    actualDigest: nil,
                    expectedSize: size,
                    actualSize: state.offset + Int64(bytes.count)
                )
            }
            let (written, error) = file.write(bytes, at: state.offset)
            state.hasher.update(UnsafeRawBufferPointer(rebasing: bytes[..<written]))
            state.offset += Int64(written)
            if let error { throw error.writing(directory.fullPath(path)) }
        }
    }

    /// Forgets all bytes.
    ///
    /// - Throws: `not-writable` or `ingest-closed`.
    public func restart() throws(ContentStoreError) {
        try state.withLock { state throws(ContentStoreError) in
            try clear(try open(state), &state)
        }
    }

    /// Makes the content a blob of the layout, if it is what the descriptor promised: on the medium first,
    /// then under its name, then the name on the medium.
    ///
    /// - Throws: `BlobIntegrityError` if size or digest differ: the bytes are deleted, and the ingest, still
    ///   held, is at offset 0 again, ready for another source. `ContentStoreError` `disk-full`,
    ///   `not-writable` or `ingest-closed`.
    public func commit() throws {
        try state.withLock { state in
            let file = try open(state)
            let actual = state.offset == size ? state.hasher.digest : nil
            guard actual == digest else {
                let error = BlobIntegrityError(
                    expectedDigest: digest,
                    actualDigest: actual,
                    expectedSize: size,
                    actualSize: state.offset
                )
                try clear(file, &state)
                throw error
            }
            try publish(file, &state)
        }
    }

    /// Gives the ingest up, and its lock with it. Does nothing after ``commit()`` or a first call.
    ///
    /// - Parameter keepingData: whether the bytes stay, for the next attempt to continue.
    public func abandon(keepingData: Bool) {
        state.withLock { state in
            guard state.file != nil else { return }
            if keepingData && state.offset > 0 {
                state.file = nil
            } else {
                discard(&state)
            }
        }
    }

    private func clear(_ file: OpenFile, _ state: inout State) throws(ContentStoreError) {
        do throws(SystemError) {
            try file.truncate()
        } catch {
            throw error.writing(directory.fullPath(path))
        }
        state.hasher = ContentHasher(digest.algorithm)
        state.offset = 0
    }

    private func publish(_ file: OpenFile, _ state: inout State) throws(ContentStoreError) {
        do throws(SystemError) {
            try file.synchronize()
        } catch {
            // The kernel may have dropped what it could not write and report success next time.
            discard(&state)
            throw error.writing(directory.fullPath(path))
        }
        do throws(SystemError) {
            try directory.makeDirectories(LayoutPath.blobs(digest.algorithm))
            try directory.rename(path, to: LayoutPath.blob(digest))
            state.file = nil
            try directory.synchronize(LayoutPath.blobs(digest.algorithm))
            try synchronizeWorkFolder()
        } catch {
            throw error.writing(directory.fullPath(LayoutPath.blob(digest)))
        }
    }

    private func synchronizeWorkFolder() throws(SystemError) {
        do {
            try directory.synchronize(LayoutPath.folder(of: path))
        } catch let error where error.number == ENOENT {
            // Another process found it empty and tidied it up.
            return
        }
    }

    /// Removes the file while its lock is held, then gives up the lock.
    private func discard(_ state: inout State) {
        // If it cannot be removed, the next to open it hashes it again and finds the same fault.
        try? directory.remove(path)
        state.file = nil
    }

    private func open(_ state: State) throws(ContentStoreError) -> OpenFile {
        guard let file = state.file else {
            throw ContentStoreError(.ingestClosed, path: directory.fullPath(path))
        }
        return file
    }
}
