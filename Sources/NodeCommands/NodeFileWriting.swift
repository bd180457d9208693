#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#elseif os(Windows)
import WinSDK
import ucrt
#endif

/// Writes a file in one step: whoever looks finds the old bytes or all of the new ones, and they outlive a loss of
/// power. A file that holds a secret is never readable by others, not even while it is written.
///
/// - Parameters:
///   - isNew: Whether a file that is there already is to stay, and the call to fail.
///   - isLasting: Whether the bytes are to be on the disk when the call ends; a caller with many files asks the system
///     once, by ``synchronizeFiles()``.
/// - Throws: exit code 10 with `disk-full` or `not-writable`, 64 with `file-exists`.
package func writeAtomically(
    _ bytes: [UInt8],
    to path: String,
    isSecret: Bool,
    isNew: Bool = false,
    isLasting: Bool = true
) throws(CommandFailure) {
    if isNew, fileExists(path) { throw fileExistsFailure(path) }
    // A rename would put a file in the place of /dev/null.
    guard !isDevice(path) else {
        throw CommandFailure(
            .disk,
            code: "not-writable",
            "\(path) is a device or a pipe, which no file takes the place of"
        )
    }
    let temporary = temporaryName(beside: path)
    do {
        try create(temporary, bytes, isSecret: isSecret, isLasting: isLasting)
        try move(temporary, to: path, isNew: isNew)
        if isLasting { synchronizeDirectory(of: path) }
    } catch {
        removeFile(temporary)
        if isNew, error.isExistence { throw fileExistsFailure(path) }
        throw CommandFailure(
            .disk,
            code: error.isFull ? "disk-full" : "not-writable",
            "\(path) cannot be written: \(error.words)"
        )
    }
}

private func fileExistsFailure(_ path: String) -> CommandFailure {
    CommandFailure(.usage, code: "file-exists", "\(path) exists; --force replaces it")
}

/// A hidden name in the same directory, for only there a rename is one step.
private func temporaryName(beside path: String) -> String {
    let end = path.lastIndex { isSeparator($0) }.map { path.index(after: $0) } ?? path.startIndex
    return path[..<end] + ".windlass-" + String(UInt64.random(in: .min ... .max), radix: 36) + ".tmp"
}

#if os(Windows)
private func isSeparator(_ character: Character) -> Bool { character == "\\" || character == "/" || character == ":" }

private struct WriteError: Error {
    /// What `GetLastError` or `errno` says.
    var number: Int32
    var isSystem = false

    var isFull: Bool { isSystem ? number == ERROR_DISK_FULL : number == ENOSPC }
    var isExistence: Bool { isSystem && (number == ERROR_FILE_EXISTS || number == ERROR_ALREADY_EXISTS) }
    var words: String { isSystem ? "Windows error \(number)" : "error \(number)" }
}

private func fileExists(_ path: String) -> Bool {
    path.withCString(encodedAs: UTF16.self) { GetFileAttributesW($0) } != INVALID_FILE_ATTRIBUTES
}

/// Windows keeps the names of devices for them by itself.
private func isDevice(_ path: String) -> Bool { false }

/// The mode is the directory's affair: a new file inherits its access list.
private func create(
    _ path: String,
    _ bytes: [UInt8],
    isSecret: Bool,
    isLasting: Bool
) throws(WriteError) {
    var descriptor: Int32 = -1
    let flags = _O_WRONLY | _O_CREAT | _O_EXCL | _O_BINARY | _O_NOINHERIT
    let failed = path.withCString(encodedAs: UTF16.self) {
        _wsopen_s(&descriptor, $0, flags, _SH_DENYRW, _S_IREAD | _S_IWRITE)
    }
    guard failed == 0 else { throw WriteError(number: failed) }
    defer { _close(descriptor) }
    var rest = bytes[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { _write(descriptor, $0.baseAddress, UInt32(min($0.count, 1 << 20))) }
        guard count > 0 else { throw WriteError(number: errno) }
        rest = rest.dropFirst(Int(count))
    }
    guard !isLasting || _commit(descriptor) == 0 else { throw WriteError(number: errno) }
}

private func move(_ source: String, to destination: String, isNew: Bool) throws(WriteError) {
    let flags = DWORD(MOVEFILE_WRITE_THROUGH) | (isNew ? 0 : DWORD(MOVEFILE_REPLACE_EXISTING))
    let moved = source.withCString(encodedAs: UTF16.self) { source in
        destination.withCString(encodedAs: UTF16.self) { MoveFileExW(source, $0, flags) }
    }
    guard moved else { throw WriteError(number: Int32(bitPattern: GetLastError()), isSystem: true) }
}

/// The name of a file is the directory's affair here, and a move waits until it is written.
private func synchronizeDirectory(of path: String) {}

package func synchronizeFiles() {}

private func removeFile(_ path: String) {
    _ = path.withCString(encodedAs: UTF16.self) { _wunlink($0) }
}
#else
private func isSeparator(_ character: Character) -> Bool { character == "/" }

private struct WriteError: Error {
    var number: Int32

    var isFull: Bool { number == ENOSPC || number == EDQUOT }
    var isExistence: Bool { number == EEXIST }
    var words: String { String(cString: strerror(number)) }
}

@discardableResult
private func call(_ body: () -> Int) throws(WriteError) -> Int {
    while true {
        let result = body()
        if result != -1 { return result }
        let number = errno
        if number != EINTR { throw WriteError(number: number) }
    }
}

private func fileExists(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
}

/// Whether there is something that is neither a file nor a directory, at the end of a link too: /dev/stdout is one.
private func isDevice(_ path: String) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0 else { return false }
    return ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
}

private func create(
    _ path: String,
    _ bytes: [UInt8],
    isSecret: Bool,
    isLasting: Bool
) throws(WriteError) {
    let mode: mode_t = isSecret ? 0o600 : 0o644
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
    let descriptor = Int32(try call { Int(open(path, flags, mode)) })
    defer { close(descriptor) }
    // Whatever the umask: containerd may run as somebody else than the one who writes its files.
    try call { Int(fchmod(descriptor, mode)) }
    var rest = bytes[...]
    while !rest.isEmpty {
        rest = rest.dropFirst(try call { rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) } })
    }
    if isLasting { try call { Int(fsync(descriptor)) } }
}

private func move(_ source: String, to destination: String, isNew: Bool) throws(WriteError) {
    // A link, unlike a rename, never takes the place of a file; some file systems have none.
    if isNew, link(source, destination) == 0 {
        removeFile(source)
    } else if isNew, errno == EEXIST {
        throw WriteError(number: EEXIST)
    } else {
        try call { Int(rename(source, destination)) }
    }
}

/// Puts all that was written on the disk.
package func synchronizeFiles() {
    sync()
}

/// The new name is to outlive a loss of power too; some file systems cannot, and have nothing better to offer.
private func synchronizeDirectory(of path: String) {
    let slash = path.lastIndex(of: "/")
    let directory = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    _ = fsync(descriptor)
    close(descriptor)
}

private func removeFile(_ path: String) {
    _ = unlink(path)
}
#endif
