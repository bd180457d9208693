#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// An open file descriptor, closed (and its lock given up) with the last reference.
final class OpenFile: Sendable {
    let descriptor: Int32

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    func status() throws(SystemError) -> FileStatus {
        var status = stat()
        try systemCall { fstat(descriptor, &status) }
        return FileStatus(status)
    }

    /// Takes the exclusive advisory lock, which dies with this descriptor (and so with the process).
    ///
    /// Separate descriptors exclude one another within one process too.
    /// - Returns: false if another descriptor holds the lock and `waiting` is false.
    func lock(waiting: Bool) throws(SystemError) -> Bool {
        do {
            try systemCall { flock(descriptor, waiting ? LOCK_EX : LOCK_EX | LOCK_NB) }
            return true
        } catch let error where error.number == EWOULDBLOCK {
            return false
        }
    }

    /// Writes all bytes at `offset`.
    ///
    /// - Returns: how many were written, and why it stopped if these are not all.
    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) -> (written: Int, error: SystemError?) {
        var written = 0
        while written < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
            do throws(SystemError) {
                let count = try systemCall {
                    pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset) + off_t(written))
                }
                // POSIX lets a write of more than 0 bytes return 0 only for odd devices; never spin on one.
                if count == 0 { return (written, SystemError(number: EIO)) }
                written += count
            } catch {
                return (written, error)
            }
        }
        return (written, nil)
    }

    /// Reads from the start to the end, piece by piece, each piece valid for the call only.
    ///
    /// - Returns: how many bytes there were.
    @discardableResult
    func read(by pieceSize: Int = 1 << 20, _ body: (UnsafeRawBufferPointer) -> Void) throws(SystemError) -> Int64 {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: pieceSize, alignment: 64)
        defer { buffer.deallocate() }
        var offset: Int64 = 0
        while true {
            let count = try systemCall { pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset)) }
            if count == 0 { return offset }
            body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            offset += Int64(count)
        }
    }

    func truncate() throws(SystemError) {
        try systemCall { ftruncate(descriptor, 0) }
    }

    /// Waits until the data is on the medium.
    func synchronize() throws(SystemError) {
        try systemCall { fsync(descriptor) }
    }
}

/// The part of `stat` the store looks at.
struct FileStatus: Equatable, Sendable {
    let device: UInt64
    let inode: UInt64
    let links: Int
    let size: Int64
    let isRegularFile: Bool
    /// Since 1970-01-01T00:00:00Z.
    let modificationTime: Duration

    init(_ status: stat) {
        self.device = UInt64(status.st_dev)
        self.inode = UInt64(status.st_ino)
        self.links = Int(status.st_nlink)
        self.size = Int64(status.st_size)
        self.isRegularFile = status.st_mode & S_IFMT == S_IFREG
        self.modificationTime =
            .seconds(Int64(status.st_mtim.tv_sec)) + .nanoseconds(Int64(status.st_mtim.tv_nsec))
    }

    func isSameFile(as other: FileStatus) -> Bool {
        device == other.device && inode == other.inode
    }
}
