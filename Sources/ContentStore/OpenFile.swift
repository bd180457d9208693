#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// An open file descriptor, closed (and its lock given up) with the last reference.
package final class OpenFile: Sendable {
    package let descriptor: Int32

    package init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Opens a file that a user named, which may be a symbolic link.
    package convenience init(reading path: String) throws(SystemError) {
        // Non-blocking, so that a pipe cannot hang us; regular files ignore it.
        self.init(try systemCall { open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) })
    }

    deinit {
        close(descriptor)
    }

    package func status() throws(SystemError) -> FileStatus {
        var status = stat()
        try systemCall { fstat(descriptor, &status) }
        return FileStatus(status)
    }

    /// Takes the advisory lock, which dies with this descriptor (and so with the process).
    ///
    /// Separate descriptors exclude one another within one process too; those that share the lock do not.
    /// - Returns: false if another descriptor holds the lock and `waiting` is false.
    package func lock(waiting: Bool, shared: Bool = false) throws(SystemError) -> Bool {
        do {
            try systemCall { flock(descriptor, (shared ? LOCK_SH : LOCK_EX) | (waiting ? 0 : LOCK_NB)) }
            return true
        } catch let error where error.number == EWOULDBLOCK {
            return false
        }
    }

    /// Writes all bytes at `offset`.
    ///
    /// - Returns: how many were written, and why it stopped if these are not all.
    package func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) -> (written: Int, error: SystemError?) {
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
    package func read(
        by pieceSize: Int = 1 << 20,
        _ body: (UnsafeRawBufferPointer) -> Void
    ) throws(SystemError) -> Int64 {
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

    /// Reads at `offset` into memory of the caller's, up to its end or the file's.
    ///
    /// - Returns: how many bytes were read.
    package func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(SystemError) -> Int {
        var filled = 0
        while filled < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
            let count = try systemCall {
                pread(descriptor, rest.baseAddress, rest.count, off_t(offset) + off_t(filled))
            }
            if count == 0 { break }
            filled += count
        }
        return filled
    }

    package func truncate() throws(SystemError) {
        try systemCall { ftruncate(descriptor, 0) }
    }

    /// Waits until the data is on the medium.
    package func synchronize() throws(SystemError) {
        try systemCall { fsync(descriptor) }
    }
}

/// The part of `stat` the store looks at.
package struct FileStatus: Equatable, Sendable {
    package let device: UInt64
    package let inode: UInt64
    package let links: Int
    package let size: Int64
    package let isRegularFile: Bool
    /// Since 1970-01-01T00:00:00Z.
    package let modificationTime: Duration

    init(_ status: stat) {
        self.device = UInt64(status.st_dev)
        self.inode = UInt64(status.st_ino)
        self.links = Int(status.st_nlink)
        self.size = Int64(status.st_size)
        self.isRegularFile = status.st_mode & S_IFMT == S_IFREG
        self.modificationTime =
            .seconds(Int64(status.st_mtim.tv_sec)) + .nanoseconds(Int64(status.st_mtim.tv_nsec))
    }

    package func isSameFile(as other: FileStatus) -> Bool {
        device == other.device && inode == other.inode
    }
}
