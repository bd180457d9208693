/// Puts parts of an image into directories: layer over layer, as wharfie does it, and nothing outside of them.
///
/// As in wharfie files have the mode of their member without write access for others, directories 0755, and nobody is
/// made an owner. What is neither file, directory nor link is left out, and so is a link that leads out.
package final class LayerExtraction {
    package struct Limits: Hashable, Sendable {
        /// Of all files, and of what a layer's decompression yields.
        package var bytes: Int64 = 256 << 30
        /// Files, directories and links in all.
        package var entries = 2_000_000

        package init() {}
    }

    /// What was done.
    package struct Summary: Hashable, Sendable {
        package var files = 0
        package var links = 0
        package var bytes: Int64 = 0
        /// Devices, pipes, and links that lead out of their destination.
        package var leftOut = 0
    }

    package private(set) var summary = Summary()
    private let trees: [(source: LayerPath, tree: ExtractedTree)]
    private let limits: Limits
    private var layer = 0

    /// - Parameter mappings: the longest source that fits a path counts.
    package init(_ mappings: [ExtractionMapping], limits: Limits = Limits()) {
        // The longest source first.
        trees = mappings.map { ($0.source, ExtractedTree($0.destination)) }
            .sorted { $0.source.components.count > $1.source.components.count }
        self.limits = limits
    }

    /// Applies the next layer, the lowest first.
    ///
    /// - Throws: what ``TarStream`` throws; `archive-invalid` for a member with `..` in its name, or a hard link to what
    ///   is not extracted; `archive-limit`; `disk-full` or `not-writable`.
    package func apply(_ source: any ByteSource, progress: () throws -> Void = {}) throws {
        layer += 1
        let stream = try TarStream(source, limit: limits.bytes)
        while let member = try stream.next() {
            try progress()
            guard let path = LayerPath(member.name), !member.name.contains(0) else {
                throw fault("member-name", member, source)
            }
            try apply(member, at: path, stream, source, progress)
            guard trees.reduce(0, { $0 + $1.tree.count }) <= limits.entries else {
                throw ArchiveFault(.archiveLimit, "entries").at(source.path)
            }
        }
    }

    private func fault(_ detail: String, _ member: TarMember, _ source: any ByteSource) -> ContentStoreError {
        ArchiveFault(.archiveInvalid, detail, member: member.name).at(source.path)
    }

    private func apply(
        _ member: TarMember,
        at path: LayerPath,
        _ stream: TarStream,
        _ source: any ByteSource,
        _ progress: () throws -> Void
    ) throws {
        if let name = path.components.last, name.starts(with: ".wh.".utf8) {
            try whiteOut(Array(name.dropFirst(4)), in: path.parent, member, source)
            return
        }
        if member.kind != .directory { try removeLower(path) }
        guard let (tree, place) = place(of: path) else { return }
        switch member.kind {
        case .directory:
            try tree.makeDirectory(place, layer: layer)
        case .file:
            try tree.makeFile(place, mode: member.mode, layer: layer) { file in
                try write(stream, to: file, below: tree.destination, progress)
            }
            summary.files += 1
        case .symbolicLink:
            guard !place.components.isEmpty, Self.staysWithin(member.linkName, from: place) else {
                summary.leftOut += 1
                return
            }
            try tree.makeSymbolicLink(place, to: member.linkName, layer: layer)
            summary.links += 1
        case .hardLink:
            guard let target = LayerPath(member.linkName), let (other, there) = self.place(of: target), other === tree,
                !place.components.isEmpty, try tree.makeHardLink(place, to: there, layer: layer)
            else { throw fault("hard-link-target", member, source) }
            summary.links += 1
        case .characterDevice, .blockDevice, .fifo:
            summary.leftOut += 1
        }
    }

    /// The directory that a path of the image goes into, and the path below it.
    private func place(of path: LayerPath) -> (tree: ExtractedTree, path: LayerPath)? {
        for (source, tree) in trees {
            if let rest = path.below(source) { return (tree, rest) }
        }
        return nil
    }

    private func write(
        _ stream: TarStream,
        to file: OpenFile,
        below path: String,
        _ progress: () throws -> Void
    ) throws {
        var offset: Int64 = 0
        while let piece = try stream.piece() {
            try progress()
            summary.bytes += Int64(piece.count)
            guard summary.bytes <= limits.bytes else { throw ArchiveFault(.archiveLimit, "bytes").at(path) }
            if let error = file.write(piece, at: offset).error { throw error.writing(path) }
            offset += Int64(piece.count)
        }
    }

    /// `.wh.NAME` removes what lower layers have there, `.wh..wh..opq` all that they have in the directory (image-spec,
    /// layer.md, "Whiteouts"); other names with `.wh.` twice are a storage driver's own business.
    private func whiteOut(
        _ name: [UInt8],
        in folder: LayerPath,
        _ member: TarMember,
        _ source: any ByteSource
    ) throws {
        if name.elementsEqual(".wh..opq".utf8) {
            try removeLower(folder, contentOnly: true)
        } else if !name.starts(with: ".wh.".utf8) {
            guard !name.isEmpty, !name.elementsEqual(".".utf8), !name.elementsEqual("..".utf8) else {
                throw fault("whiteout", member, source)
            }
            try removeLower(folder.appending(name))
        }
    }

    private func removeLower(_ path: LayerPath, contentOnly: Bool = false) throws {
        guard layer > 1 else { return }
        for (source, tree) in trees where source.below(path) != nil && source != path {
            try tree.remove(LayerPath(), madeBefore: layer)
        }
        guard let (tree, place) = place(of: path) else { return }
        try tree.remove(place, madeBefore: layer, contentOnly: contentOnly)
    }

    /// Whether a symbolic link at a place leads to something of the same tree, whatever links lie on its way: steps up
    /// are exact only at its start, where directories are known to be real ones.
    static func staysWithin(_ target: [UInt8], from place: LayerPath) -> Bool {
        guard !target.isEmpty, target.first != UInt8(ascii: "/"), !target.contains(0) else { return false }
        var depth = place.components.count - 1
        var goesDown = false
        for part in target.split(separator: UInt8(ascii: "/")) {
            if part.elementsEqual(".".utf8) { continue }
            guard part.elementsEqual("..".utf8) else {
                goesDown = true
                continue
            }
            guard !goesDown, depth > 0 else { return false }
            depth -= 1
        }
        return true
    }
}
