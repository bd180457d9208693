import OCI

/// `FILE.sha256` beside an archive, as `sha256sum` writes and checks it: a line a file, its name without directories.
package struct ChecksumFile: Sendable {
    /// Hex digests by file name.
    private(set) var sums: [(name: String, hex: String)] = []

    package init() {}

    /// - Throws: `archive-invalid` at `path` for what `sha256sum` did not write.
    package init(parsing bytes: [UInt8], path: String) throws(ContentStoreError) {
        for line in bytes.split(whereSeparator: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) {
            let text = String(decoding: line, as: UTF8.self)
            let hex = text.prefix { $0 != " " }
            // Two blanks, or a blank and the star of binary mode.
            let name = text.dropFirst(hex.count).drop { $0 == " " }.drop { $0 == "*" }
            guard (try? Digest(parsing: "sha256:\(hex.lowercased())")) != nil, !name.isEmpty else {
                throw ArchiveFault(.archiveInvalid, "checksum-file").at(path)
            }
            sums.append((String(name), hex.lowercased()))
        }
    }

    mutating func add(_ name: String, _ digest: Digest) {
        sums.append((name, digest.hex))
    }

    package var bytes: [UInt8] { sums.flatMap { Array("\($0.hex)  \($0.name)\n".utf8) } }

    /// Where the checksum file of an archive is.
    package static func path(of archive: String) -> String { archive + ".sha256" }

    /// Checks an archive's files against the checksum file beside them, if there is one.
    ///
    /// - Parameter progress: called with the bytes of each piece; what it throws ends the check.
    /// - Returns: whether there was one.
    /// - Throws: `checksum-mismatch` naming the file that differs, or that the checksum file has and that is not there.
    @discardableResult
    package static func check(
        _ archive: String,
        parts: [String],
        progress: (Int) throws -> Void = { _ in }
    ) throws -> Bool {
        let path = path(of: archive)
        guard let bytes = try contents(of: path) else { return false }
        let file = try ChecksumFile(parsing: bytes, path: path)
        let names = Dictionary(parts.map { (LayoutPath.name(of: $0), $0) }) { first, _ in first }
        for sum in file.sums where names[sum.name] == nil {
            let missing = LayoutPath.folder(of: archive) + "/" + sum.name
            throw ContentStoreError(.checksumMismatch, path: missing, detail: path)
        }
        for part in parts {
            guard let expected = file.sums.first(where: { $0.name == LayoutPath.name(of: part) })?.hex,
                try digest(of: part, progress: progress).hex == expected
            else { throw ContentStoreError(.checksumMismatch, path: part, detail: path) }
        }
        return true
    }

    /// Nil where there is none.
    private static func contents(of path: String) throws(ContentStoreError) -> [UInt8]? {
        let source: JoinedFiles
        do throws(ContentStoreError) {
            source = try JoinedFiles([path])
        } catch {
            if error.code == .notFound { return nil }
            throw error
        }
        guard source.size <= 1 << 20 else { throw ArchiveFault(.archiveLimit, "checksum-file").at(path) }
        return try source.all()
    }

    private static func digest(of path: String, progress: (Int) throws -> Void) throws -> Digest {
        let source = try JoinedFiles([path])
        var hasher = ContentHasher(.sha256)
        try source.forEachPiece { piece in
            hasher.update(piece)
            try progress(piece.count)
        }
        return hasher.digest
    }
}

extension ByteSource {
    /// Everything that is left, in memory; the caller has looked at how much that is.
    func all() throws(ContentStoreError) -> [UInt8] {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
        defer { buffer.deallocate() }
        var bytes: [UInt8] = []
        while true {
            let count = try read(into: buffer)
            if count == 0 { return bytes }
            bytes += buffer[..<count]
        }
    }

    func forEachPiece(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
        defer { buffer.deallocate() }
        while true {
            let count = try read(into: buffer)
            if count == 0 { return }
            try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }
}
