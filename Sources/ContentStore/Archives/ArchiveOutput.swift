import OCI

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// An archive on its way to a file, or to several parts of a limited size: under other names until it is complete,
/// compressed, hashed for its checksum file.
package final class ArchiveOutput {
    private struct Part {
        var file: OpenFile
        var temporary: String
        var hasher = ContentHasher(.sha256)
        var size: Int64 = 0
        var digest: Digest?
    }

    /// The name that the user gave.
    package let path: String
    private let partSize: Int64?
    private let encoder: (any StreamEncoder)?
    private var parts: [Part] = []
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
    private var buffered = 0
    private var isFinished = false

    /// - Parameters:
    ///   - path: where the archive goes; what is there is replaced when the new one is complete.
    ///   - partSize: the most bytes of one part, nil for one file of any size.
    /// - Throws: `not-writable` or `disk-full`.
    package init(_ path: String, compression: Compression, partSize: Int64? = nil) throws(ContentStoreError) {
        self.path = path
        self.partSize = partSize
        do throws(ArchiveFault) {
            encoder = try compression.encoder()
        } catch {
            throw error.at(path)
        }
        removeAbandoned()
        try openPart()
    }

    deinit {
        buffer.deallocate()
        if !isFinished { parts.forEach { unlink($0.temporary) } }
    }

    /// Adds bytes of the archive.
    ///
    /// - Throws: `disk-full`, `not-writable`, or `archive-limit` for more than a thousand parts.
    package func write(_ bytes: UnsafeRawBufferPointer) throws {
        guard let encoder else { return try store(bytes) }
        try encoder.encode(bytes, isLast: false) { try store($0) }
    }

    package func write(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { try write($0) }
    }

    /// Puts the archive, and its checksum file, in the place of what had the name before.
    ///
    /// - Returns: the files, and their bytes in all.
    package func finish() throws -> (files: [String], size: Int64) {
        if let encoder {
            try encoder.encode(UnsafeRawBufferPointer(start: nil, count: 0), isLast: true) { try store($0) }
        }
        try flush()
        let names =
            partSize == nil ? [path] : parts.indices.map { ArchiveFile.part($0, of: path) }
        var sums = ChecksumFile()
        do throws(SystemError) {
            for index in parts.indices {
                try parts[index].file.synchronize()
                sums.add(LayoutPath.name(of: names[index]), parts[index].digest ?? parts[index].hasher.digest)
            }
            let directory = try Directory(opening: LayoutPath.folder(of: path))
            // A reader that finds the old checksum file beside the new archive would call it broken.
            try remove(ChecksumFile.path(of: path))
            for (part, name) in zip(parts, names) {
                try systemCall { rename(part.temporary, name) }
            }
            isFinished = true
            try removeStale(beside: names)
            try write(sums.bytes, to: ChecksumFile.path(of: path))
            try directory.synchronize(".")
        } catch {
            throw error.writing(path)
        }
        return (names, parts.reduce(0) { $0 + $1.size })
    }

    /// What an earlier archive of the same name would add to this one: a part after our last, or the whole beside parts.
    private func removeStale(beside names: [String]) throws(SystemError) {
        guard partSize != nil else { return }
        try remove(path)
        var number = names.count
        while try remove(ArchiveFile.part(number, of: path)) { number += 1 }
    }

    @discardableResult
    private func remove(_ path: String) throws(SystemError) -> Bool {
        do {
            try systemCall { unlink(path) }
            return true
        } catch let error where error.number == ENOENT {
            return false
        }
    }

    private func write(_ bytes: [UInt8], to path: String) throws(SystemError) {
        let temporary = Self.temporaryName(of: path)
        let file = try OpenFile(creating: temporary)
        let failure = bytes.withUnsafeBytes { file.write($0, at: 0).error }
        if let failure {
            unlink(temporary)
            throw failure
        }
        try file.synchronize()
        try systemCall { rename(temporary, path) }
    }

    private func store(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let taken = min(rest.count, buffer.count - buffered)
            UnsafeMutableRawBufferPointer(rebasing: buffer[buffered..<(buffered + taken)])
                .copyMemory(from: UnsafeRawBufferPointer(rebasing: rest.prefix(taken)))
            buffered += taken
            rest = rest.dropFirst(taken)
            if buffered == buffer.count { try flush() }
        }
    }

    private func flush() throws {
        var rest = UnsafeRawBufferPointer(rebasing: buffer[..<buffered])[...]
        buffered = 0
        while !rest.isEmpty {
            if let partSize, parts[parts.count - 1].size == partSize {
                parts[parts.count - 1].digest = parts[parts.count - 1].hasher.digest
                try openPart()
            }
            let part = parts[parts.count - 1]
            let room = partSize.map { Int(min(Int64(rest.count), $0 - part.size)) } ?? rest.count
            let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(room))
            if let error = part.file.write(piece, at: part.size).error { throw error.writing(path) }
            parts[parts.count - 1].hasher.update(piece)
            parts[parts.count - 1].size += Int64(piece.count)
            rest = rest.dropFirst(room)
        }
    }

    private func openPart() throws(ContentStoreError) {
        guard parts.count < ArchiveFile.maximumParts else {
            throw ArchiveFault(.archiveLimit, "parts").at(path)
        }
        let name = partSize == nil ? path : ArchiveFile.part(parts.count, of: path)
        let temporary = Self.temporaryName(of: name)
        do throws(SystemError) {
            let file = try OpenFile(creating: temporary)
            // Where a file system has no locks, an unfinished file is not known for one.
            _ = try? file.lock(waiting: false)
            parts.append(Part(file: file, temporary: temporary))
        } catch {
            throw error.writing(temporary)
        }
    }

    /// Removes what killed processes left of the same archive: nobody holds its lock.
    private func removeAbandoned() {
        guard let folder = try? Directory(opening: LayoutPath.folder(of: path)) else { return }
        let start = ".\(LayoutPath.name(of: path))."
        for name in (try? folder.names()) ?? [] where name.hasPrefix(start) && name.hasSuffix(".partial") {
            _ = try? folder.removeUnlocked(name)
        }
    }

    /// Beside the file, of this process alone, and hidden from who looks for archives.
    private static func temporaryName(of path: String) -> String {
        "\(LayoutPath.folder(of: path))/.\(LayoutPath.name(of: path)).\(getpid()).partial"
    }
}

extension OpenFile {
    /// A new, empty file in the place of what a dead process of the same number left.
    fileprivate convenience init(creating path: String) throws(SystemError) {
        self.init(
            try systemCall { open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode_t(0o644)) }
        )
    }
}
