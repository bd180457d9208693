#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A directory held open: every path below is relative to it, whatever becomes of the working directory.
///
/// The relative paths are made of constants and validated digests only, never of text from outside.
package final class Directory: Sendable {
    /// The path it was opened by, for errors.
    package let path: String
    private let handle: OpenFile

    package init(opening path: String) throws(SystemError) {
        self.path = path
        self.handle = OpenFile(try systemCall { open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) })
    }

    /// How an error names the file at that relative path.
    package func fullPath(_ relative: String) -> String {
        path.hasSuffix("/") ? path + relative : path + "/" + relative
    }

    /// Opens a file for writing, creating it if it is missing; a symbolic link is refused.
    package func openForWriting(
        _ relative: String,
        mustBeNew: Bool = false,
        mode: UInt32 = 0o644
    ) throws(SystemError) -> OpenFile {
        // Non-blocking, so that something that is no regular file cannot hang us; regular files ignore it.
        let flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | (mustBeNew ? O_EXCL : 0)
        return OpenFile(try systemCall { openat(handle.descriptor, relative, flags, mode_t(mode)) })
    }

    /// Opens a file for reading. Symbolic links are followed: build tools make layouts of them, and what is
    /// read is held against a digest.
    package func openForReading(_ relative: String) throws(SystemError) -> OpenFile {
        OpenFile(try systemCall { openat(handle.descriptor, relative, O_RDONLY | O_CLOEXEC | O_NONBLOCK) })
    }

    /// Nil if there is nothing at that path.
    package func status(_ relative: String, followingLinks: Bool = false) throws(SystemError) -> FileStatus? {
        var status = stat()
        do {
            try systemCall {
                fstatat(handle.descriptor, relative, &status, followingLinks ? 0 : AT_SYMLINK_NOFOLLOW)
            }
            return FileStatus(status)
        } catch let error where error.number == ENOENT || error.number == ENOTDIR {
            return nil
        }
    }

    /// Makes the directory and those above it, below this one, durably.
    package func makeDirectories(_ relative: String) throws(SystemError) {
        var made = ""
        for component in relative.split(separator: "/") {
            let parent = made.isEmpty ? "." : made
            made += made.isEmpty ? String(component) : "/" + component
            do {
                try systemCall { mkdirat(handle.descriptor, made, 0o755) }
                try synchronize(parent)
            } catch let error where error.number == EEXIST {
                continue
            }
        }
    }

    /// Replaces what is at `destination`, in one step.
    package func rename(_ source: String, to destination: String) throws(SystemError) {
        try systemCall { renameat(handle.descriptor, source, handle.descriptor, destination) }
    }

    /// Gives a file the present as its time of modification. Nothing happens if it is missing.
    package func touch(_ relative: String) throws(SystemError) {
        do {
            try systemCall { utimensat(handle.descriptor, relative, nil, AT_SYMLINK_NOFOLLOW) }
        } catch let error where error.number == ENOENT {
            return
        }
    }

    package func remove(_ relative: String) throws(SystemError) {
        try systemCall { unlinkat(handle.descriptor, relative, 0) }
    }

    /// Leaves directories that are in use alone.
    package func removeDirectoryIfEmpty(_ relative: String) {
        _ = unlinkat(handle.descriptor, relative, AT_REMOVEDIR)
    }

    /// Waits until the directory's entries are on the medium.
    package func synchronize(_ relative: String) throws(SystemError) {
        let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC
        let directory = OpenFile(try systemCall { openat(handle.descriptor, relative, flags) })
        do {
            try directory.synchronize()
        } catch let error where error.number == EINVAL || error.number == EOPNOTSUPP {
            // FAT, some FUSE and network file systems cannot, and have nothing better to offer.
            return
        }
    }

    /// The names in a directory but `.` and `..`, in no order; empty if the directory is missing.
    package func names(in relative: String = ".") throws(SystemError) -> [String] {
        let descriptor: Int32
        do {
            descriptor = try systemCall {
                openat(handle.descriptor, relative, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            }
        } catch let error where error.number == ENOENT {
            return []
        }
        guard let stream = fdopendir(descriptor) else {
            let number = errno
            close(descriptor)
            throw SystemError(number: number)
        }
        defer { closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                if errno != 0 { throw SystemError(number: errno) }
                return names
            }
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
    }

    /// Bytes that an unprivileged process may still write to this file system.
    package func availableSpace() throws(SystemError) -> Int64 {
        var status = statvfs()
        try systemCall { fstatvfs(handle.descriptor, &status) }
        let (bytes, overflow) = UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize))
        return overflow ? .max : Int64(clamping: bytes)
    }
}
