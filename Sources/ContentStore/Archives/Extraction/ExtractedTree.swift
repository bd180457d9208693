#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A directory that parts of an image are put into.
///
/// Every step is one component below a directory held open, and no symbolic link is followed, whoever made it: no name
/// of a layer leads out. A file is written under another name and renamed, so it is never written through what was
/// there before.
final class ExtractedTree {
    private struct Made {
        var layer: Int
        var isDirectory: Bool
    }

    let destination: String
    private var root: OpenFile?
    /// What this run made, of which alone whiteouts remove anything.
    private var made: [LayerPath: Made] = [:]

    init(_ destination: String) {
        self.destination = destination
    }

    var count: Int { made.count }

    func makeDirectory(_ path: LayerPath, layer: Int) throws(ContentStoreError) {
        _ = try directory(path, layer: layer)
    }

    /// - Parameter body: writes the content.
    func makeFile(
        _ path: LayerPath,
        mode: UInt32,
        layer: Int,
        _ body: (OpenFile) throws -> Void
    ) throws {
        let (parent, name) = try place(path, layer: layer)
        let temporary = Self.temporaryName
        let file: OpenFile
        do throws(SystemError) {
            unlinkat(parent.descriptor, temporary, 0)
            let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
            file = OpenFile(try systemCall { openat(parent.descriptor, temporary, flags, mode_t(mode & 0o755)) })
        } catch {
            throw error.writing(shown(path))
        }
        do {
            try body(file)
        } catch {
            unlinkat(parent.descriptor, temporary, 0)
            throw error
        }
        try put(temporary, at: path, in: parent, name, layer: layer)
    }

    func makeSymbolicLink(_ path: LayerPath, to target: [UInt8], layer: Int) throws(ContentStoreError) {
        let (parent, name) = try place(path, layer: layer)
        do throws(SystemError) {
            unlinkat(parent.descriptor, Self.temporaryName, 0)
            try systemCall {
                target.withCString { symlinkat($0, parent.descriptor, Self.temporaryName) }
            }
        } catch {
            throw error.writing(shown(path))
        }
        try put(Self.temporaryName, at: path, in: parent, name, layer: layer)
    }

    /// - Returns: false where there is no file at `target` that this run made.
    func makeHardLink(_ path: LayerPath, to target: LayerPath, layer: Int) throws(ContentStoreError) -> Bool {
        guard let existing = made[target], !existing.isDirectory, target != path, let last = target.components.last
        else { return target == path && made[target] != nil }
        let source = try directory(target.parent, layer: layer)
        let (parent, name) = try place(path, layer: layer)
        do throws(SystemError) {
            var status = stat()
            try systemCall {
                last.withCString { fstatat(source.descriptor, $0, &status, AT_SYMLINK_NOFOLLOW) }
            }
            guard status.st_mode & S_IFMT == S_IFREG else { return false }
            unlinkat(parent.descriptor, Self.temporaryName, 0)
            try systemCall {
                last.withCString { linkat(source.descriptor, $0, parent.descriptor, Self.temporaryName, 0) }
            }
        } catch {
            throw error.writing(shown(path))
        }
        try put(Self.temporaryName, at: path, in: parent, name, layer: layer)
        // A link renamed onto another of the same file stays where it is.
        unlinkat(parent.descriptor, Self.temporaryName, 0)
        return true
    }

    /// Removes what lower layers made at a path and below it.
    ///
    /// - Parameter contentOnly: whether the directory itself stays.
    func remove(_ path: LayerPath, madeBefore layer: Int, contentOnly: Bool = false) throws(ContentStoreError) {
        do throws(SystemError) {
            if path.components.isEmpty {
                guard let root else { return }
                try removeContent(of: root, path, before: layer)
                return
            }
            guard let parent = try existing(path.parent), let name = path.components.last else { return }
            // It may have been there before, with something of ours in it.
            if made[path]?.isDirectory ?? true, let folder = try directoryIfAny(name, in: parent) {
                try removeContent(of: folder, path, before: layer)
            }
            if !contentOnly { try removeEntry(path, name, in: parent, before: layer) }
        } catch {
            throw error.writing(shown(path))
        }
    }

    // MARK: -

    /// Opens the directory of an entry, after what stands in the way of one that is no directory.
    private func place(_ path: LayerPath, layer: Int) throws(ContentStoreError) -> (parent: OpenFile, name: [UInt8]) {
        guard let name = path.components.last else {
            // The source itself is a file: it becomes the destination, which therefore is none of ours to open.
            let folder = Directory.parent(of: destination)
            _ = try Directory(creating: folder)
            do throws(SystemError) {
                let parent = try OpenFile(folder: folder)
                return (parent, Array(LayoutPath.name(of: destination).utf8))
            } catch {
                throw error.writing(folder)
            }
        }
        let parent = try directory(path.parent, layer: layer)
        if let there = made[path], there.isDirectory { try remove(path, madeBefore: layer) }
        return (parent, name)
    }

    private func put(
        _ temporary: String,
        at path: LayerPath,
        in parent: OpenFile,
        _ name: [UInt8],
        layer: Int
    ) throws(ContentStoreError) {
        do throws(SystemError) {
            try systemCall {
                name.withCString { renameat(parent.descriptor, temporary, parent.descriptor, $0) }
            }
        } catch {
            unlinkat(parent.descriptor, temporary, 0)
            throw error.writing(shown(path))
        }
        made[path] = Made(layer: layer, isDirectory: false)
    }

    /// Opens a directory below the root, making it and those above it where they are missing.
    private func directory(_ path: LayerPath, layer: Int) throws(ContentStoreError) -> OpenFile {
        var folder = try openedRoot()
        var place = LayerPath()
        for name in path.components {
            place.components.append(name)
            do throws(SystemError) {
                folder = try enter(name, of: folder, place, layer: layer)
            } catch {
                // Something of the same layer is a file or a link in one place and a directory in another.
                if let there = made[place], !there.isDirectory {
                    throw ContentStoreError(.archiveInvalid, path: shown(place), detail: "not-a-directory")
                }
                throw error.writing(shown(place))
            }
        }
        return folder
    }

    private func enter(
        _ name: [UInt8],
        of folder: OpenFile,
        _ place: LayerPath,
        layer: Int
    ) throws(SystemError) -> OpenFile {
        if let there = made[place] {
            if there.isDirectory {
                // Said again by a higher layer, it outlives the whiteouts of its own.
                made[place]?.layer = max(there.layer, layer)
            } else if there.layer < layer {
                try removeEntry(place, name, in: folder, before: layer)
            }
        }
        if let opened = try open(name, in: folder) { return opened }
        try systemCall { name.withCString { mkdirat(folder.descriptor, $0, 0o755) } }
        made[place] = Made(layer: layer, isDirectory: true)
        guard let opened = try open(name, in: folder) else { throw SystemError(number: ENOENT) }
        return opened
    }

    /// Nil where there is nothing.
    private func open(_ name: [UInt8], in folder: OpenFile) throws(SystemError) -> OpenFile? {
        do {
            let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
            return OpenFile(try systemCall { name.withCString { openat(folder.descriptor, $0, flags) } })
        } catch let error where error.number == ENOENT {
            return nil
        }
    }

    /// Nil where the path, or a part of it, is no directory.
    private func existing(_ path: LayerPath) throws(SystemError) -> OpenFile? {
        guard var folder = root else { return nil }
        for name in path.components {
            guard let next = try directoryIfAny(name, in: folder) else { return nil }
            folder = next
        }
        return folder
    }

    /// Nil where there is nothing, or no directory.
    private func directoryIfAny(_ name: [UInt8], in folder: OpenFile) throws(SystemError) -> OpenFile? {
        do {
            return try open(name, in: folder)
        } catch let error where error.number == ENOTDIR || error.number == ELOOP {
            return nil
        }
    }

    private func openedRoot() throws(ContentStoreError) -> OpenFile {
        if let root { return root }
        _ = try Directory(creating: destination)
        do throws(SystemError) {
            let opened = try OpenFile(folder: destination)
            root = opened
            return opened
        } catch {
            throw error.writing(destination)
        }
    }

    private func removeContent(
        of folder: OpenFile,
        _ path: LayerPath,
        before layer: Int
    ) throws(SystemError) {
        for name in try Self.names(in: folder) {
            let place = path.appending(name)
            guard let there = made[place] else { continue }
            if there.isDirectory, let inner = try open(name, in: folder) {
                try removeContent(of: inner, place, before: layer)
            }
            try removeEntry(place, name, in: folder, before: layer)
        }
    }

    private func removeEntry(
        _ path: LayerPath,
        _ name: [UInt8],
        in folder: OpenFile,
        before layer: Int
    ) throws(SystemError) {
        guard let there = made[path], there.layer < layer else { return }
        do {
            try systemCall {
                name.withCString { unlinkat(folder.descriptor, $0, there.isDirectory ? AT_REMOVEDIR : 0) }
            }
        } catch let error where error.number == ENOTEMPTY || error.number == EEXIST {
            // Something of a higher layer, or of somebody else, is in it.
            return
        } catch let error where error.number == ENOENT {}
        made[path] = nil
    }

    private static func names(in folder: OpenFile) throws(SystemError) -> [[UInt8]] {
        // Another descriptor, for the stream closes its own.
        let descriptor = try systemCall { openat(folder.descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard let stream = fdopendir(descriptor) else {
            let number = errno
            close(descriptor)
            throw SystemError(number: number)
        }
        defer { closedir(stream) }
        var names: [[UInt8]] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if !name.elementsEqual(".".utf8), !name.elementsEqual("..".utf8) { names.append(name) }
        }
        return names
    }

    private func shown(_ path: LayerPath) -> String {
        let inner = path.components.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "/")
        return inner.isEmpty ? destination : "\(destination)/\(inner)"
    }

    private static let temporaryName = ".windlass-\(getpid()).partial"
}

extension OpenFile {
    /// Opens a directory that a user named, which may be a symbolic link.
    fileprivate convenience init(folder path: String) throws(SystemError) {
        self.init(try systemCall { open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) })
    }
}

extension [UInt8] {
    /// A name without a zero, which no reader of archives lets through.
    fileprivate func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        (self + [0]).withUnsafeBufferPointer { bytes in
            bytes.withMemoryRebound(to: CChar.self) { body($0.baseAddress!) }
        }
    }
}
