#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The error number of a failed system call.
package struct SystemError: Error, Equatable {
    package let number: Int32

    package init(number: Int32) {
        self.number = number
    }

    /// Whether there is nothing at the path.
    package var isMissing: Bool { number == ENOENT }

    /// A store's error for a failure to create, write, rename or remove.
    package func writing(_ path: String) -> ContentStoreError {
        switch number {
        case ENOSPC, EDQUOT: ContentStoreError(.diskFull, path: path, errno: number)
        case ENOLCK: ContentStoreError(.lockUnavailable, path: path, errno: number)
        default: ContentStoreError(.notWritable, path: path, errno: number)
        }
    }

    /// A store's error for a failure to look up or read.
    package func reading(_ path: String) -> ContentStoreError {
        switch number {
        case ENOENT, ENOTDIR: ContentStoreError(.notFound, path: path, errno: number)
        default: ContentStoreError(.notReadable, path: path, errno: number)
        }
    }
}

/// Calls again while a signal interrupts, and turns -1 into the error number.
@discardableResult
package func systemCall<Result: FixedWidthInteger>(_ body: () -> Result) throws(SystemError) -> Result {
    while true {
        let result = body()
        if result != -1 { return result }
        let number = errno
        if number != EINTR { throw SystemError(number: number) }
    }
}
