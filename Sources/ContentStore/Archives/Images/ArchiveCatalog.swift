package import OCI

/// What one pass over an archive of images saw: its members by name, its small documents, and the digests of what is
/// not named after its own.
package struct ArchiveCatalog: Sendable {
    /// A file of the archive.
    package struct File: Hashable, Sendable {
        package var size: Int64
        /// Of the content as it stands; for a member below `blobs` what its name says, else computed.
        package var digest: Digest
        /// How the content is compressed; nil for a way that is not read.
        package var format: CompressionFormat?
        /// Where the content begins, after decompression.
        package var offset: Int64
    }

    /// Far more than any archive of images has.
    static let maximumMembers = 200_000
    /// Of all documents together; one of an image has some 10 KiB.
    static let maximumDocuments = 256 << 20

    package private(set) var files: [MemberPath: File] = [:]
    private var links: [MemberPath: MemberPath] = [:]
    private var documents: [MemberPath: [UInt8]] = [:]
    private var documentBytes = 0
    /// Of the bytes of the archive after decompression.
    package private(set) var contentBytes: Int64 = 0
    /// How the archive itself is compressed.
    package let format: CompressionFormat

    /// Reads an archive from the first member to the last.
    ///
    /// - Parameters:
    ///   - progress: called now and then; what it throws ends the pass.
    /// - Throws: what ``TarStream`` throws; `archive-invalid` for a member whose name leads out of the archive, and for
    ///   one that is there twice and differs.
    package init(_ source: any ByteSource, progress: () throws -> Void = {}) throws {
        var limits = TarReader.Limits()
        limits.members = Self.maximumMembers
        let stream = try TarStream(source, limits: limits)
        format = stream.format
        while let member = try stream.next() {
            try progress()
            do throws(ArchiveFault) {
                guard let name = MemberPath(member.name) else { throw ArchiveFault(.archiveInvalid, "member-name") }
                switch member.kind {
                case .symbolicLink: try add(link: name.followed(by: member.linkName), name)
                case .hardLink: try add(link: MemberPath(member.linkName), name)
                case .file: break
                default: continue
                }
                guard member.kind == .file else { continue }
                contentBytes += member.size
            } catch {
                throw ArchiveFault(error.code, error.detail, member: member.name).at(source.path)
            }
            guard let name = MemberPath(member.name) else { continue }
            try read(stream, name, size: member.size, path: source.path, progress: progress)
        }
    }

    /// The file of that name, links followed.
    package func file(_ name: MemberPath) -> File? {
        target(of: name).flatMap { files[$0] }
    }

    /// A small file that begins as JSON does.
    package func document(_ name: MemberPath) -> [UInt8]? {
        target(of: name).flatMap { documents[$0] }
    }

    /// Nil where links lead nowhere, or in a circle.
    package func target(of name: MemberPath) -> MemberPath? {
        var name = name
        for _ in 0..<8 {
            if files[name] != nil { return name }
            guard let next = links[name] else { return nil }
            name = next
        }
        return nil
    }

    private mutating func add(link target: MemberPath?, _ name: MemberPath) throws(ArchiveFault) {
        guard let target else { throw ArchiveFault(.archiveInvalid, "link-target") }
        guard files[name] == nil, links[name] ?? target == target else {
            throw ArchiveFault(.archiveInvalid, "duplicate-member")
        }
        links[name] = target
    }

    private mutating func read(
        _ stream: TarStream,
        _ name: MemberPath,
        size: Int64,
        path: String,
        progress: () throws -> Void
    ) throws {
        let offset = stream.offset
        let named = name.blobDigest
        var hasher = named == nil ? ContentHasher(.sha256) : nil
        var document: [UInt8]?
        var start: [UInt8] = []
        var isFirst = true
        while let piece = try stream.piece() {
            if isFirst {
                isFirst = false
                start = Array(piece.prefix(CompressionFormat.detectionSize))
                if size <= name.documentLimit, start.first.map(Self.beginsJSON) ?? false { document = [] }
            }
            // What is named after its digest and no document is read when it is wanted.
            if document == nil, hasher == nil { break }
            hasher?.update(piece)
            document? += piece
            try progress()
        }
        let file = File(
            size: size,
            digest: named ?? hasher?.digest ?? ContentHasher(.sha256).digest,
            format: try? CompressionFormat(detecting: start),
            offset: offset
        )
        if let earlier = files[name] {
            // Which of the two counts depends on the reader: both must say the same. A blob's content is verified.
            guard earlier.size == file.size, earlier.digest == file.digest else {
                throw ArchiveFault(.archiveInvalid, "duplicate-member: \(name)").at(path)
            }
            return
        }
        guard links[name] == nil else {
            throw ArchiveFault(.archiveInvalid, "duplicate-member: \(name)").at(path)
        }
        files[name] = file
        if let document {
            documentBytes += document.count
            guard documentBytes <= Self.maximumDocuments else {
                throw ArchiveFault(.archiveLimit, "documents").at(path)
            }
            documents[name] = document
        }
    }

    private static func beginsJSON(_ byte: UInt8) -> Bool {
        switch Unicode.Scalar(byte) {
        case "{", "[", " ", "\t", "\n", "\r": true
        default: false
        }
    }
}

extension MemberPath {
    /// The digest that a member `blobs/<algorithm>/<hex>` is named after.
    package var blobDigest: Digest? {
        guard components.count == 3, components[0] == LayoutPath.blobs else { return nil }
        return try? Digest(parsing: components[1] + ":" + components[2])
    }

    /// The lists of images grow with their number; everything else is about one.
    fileprivate var documentLimit: Int64 {
        let isList = [LayoutPath.index, DockerArchive.manifestFile].contains(description)
        return Int64(isList ? LayoutIndex.maximumSize : ManifestDocument.maximumSize)
    }
}
