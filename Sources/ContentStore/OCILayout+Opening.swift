import OCI

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

extension OCILayout {
    /// More than any such file needs: it is 30 bytes long.
    private static let maximumLayoutFile = 64 * 1024

    /// Whether `oci-layout` is there, and if so, of the one version that is understood.
    static func hasLayoutFile(_ directory: Directory) throws(ContentStoreError) -> Bool {
        let path = directory.fullPath(LayoutPath.layoutFile)
        let bytes: [UInt8]
        do throws(ContentStoreError) {
            bytes = try directory.contents(of: LayoutPath.layoutFile, limit: maximumLayoutFile)
        } catch let error where error.code == .notFound {
            return false
        } catch let error where error.code == .tooLarge {
            throw invalid(.layoutFileBroken, path)
        }
        guard let json = try? JSON(parsing: bytes), let found = json["imageLayoutVersion"]?.string else {
            throw invalid(.layoutFileBroken, path)
        }
        guard found == version else { throw invalid(.versionUnsupported, path) }
        return true
    }

    /// - Throws: `layout-invalid` if the directory has files of somebody else's.
    static func checkIsEmpty(_ directory: Directory) throws(ContentStoreError) {
        let names: [String]
        do throws(SystemError) {
            names = try directory.names()
        } catch {
            throw error.reading(directory.path)
        }
        // `.windlass` alone is a creation that was interrupted; a file system of its own may have `lost+found`.
        if names.allSatisfy({ $0 == LayoutPath.work || $0 == "lost+found" }) { return }
        // Another process may have created the layout since we looked for it.
        guard try hasLayoutFile(directory) else { throw invalid(.noLayoutFile, directory.path) }
    }

    /// Makes what is missing of a layout. `oci-layout` comes first: a directory with that alone is known for a
    /// layout whose creation was interrupted here.
    static func completeLayout(_ directory: Directory) throws(ContentStoreError) {
        if try hasLayoutFile(directory), try hasIndex(directory) { return }
        let lock = try directory.openLocked(LayoutPath.indexLock)
        defer { withExtendedLifetime(lock) {} }
        // Asked again with the lock held: another process may have been faster, and have added to its index.
        if try !hasLayoutFile(directory) {
            let layout: JSON = ["imageLayoutVersion": .string(version)]
            try directory.replace(LayoutPath.layoutFile, with: layout.bytes())
        }
        do throws(SystemError) {
            try directory.makeDirectories(LayoutPath.blobs(.sha256))
        } catch {
            throw error.writing(directory.fullPath(LayoutPath.blobs))
        }
        if try !hasIndex(directory) {
            try directory.replace(LayoutPath.index, with: LayoutIndex().bytes)
        }
    }

    private static func hasIndex(_ directory: Directory) throws(ContentStoreError) -> Bool {
        do throws(SystemError) {
            return try directory.status(LayoutPath.index, followingLinks: true) != nil
        } catch {
            throw error.reading(directory.fullPath(LayoutPath.index))
        }
    }

    static func openingFailure(_ error: SystemError, _ path: String) -> ContentStoreError {
        error.number == ENOTDIR ? invalid(.notADirectory, path) : error.reading(path)
    }
}

extension Directory {
    /// Opens a directory, making it and those above it where they are missing.
    package convenience init(creating path: String, mode: UInt32 = 0o755) throws(ContentStoreError) {
        do throws(SystemError) {
            try Self.make(path, mode: mode)
        } catch let error where error.number == EEXIST {
            // There already; whether it is a directory shows below.
        } catch {
            throw error.number == ENOTDIR ? OCILayout.invalid(.notADirectory, path) : error.writing(path)
        }
        do throws(SystemError) {
            try self.init(opening: path)
        } catch {
            throw OCILayout.openingFailure(error, path)
        }
    }

    private static func make(_ path: String, mode: UInt32 = 0o755) throws(SystemError) {
        let parent = parent(of: path)
        do {
            try systemCall { mkdir(path, mode_t(mode)) }
        } catch let error where error.number == ENOENT && parent != path && !path.isEmpty {
            do {
                try make(parent)
            } catch let error where error.number == EEXIST {
                // Made by another process meanwhile.
            }
            try systemCall { mkdir(path, mode_t(mode)) }
        }
        try Directory(opening: parent).synchronize(".")
    }

    /// `a` for `a/b/`, `.` for `a`, `/` for `/a`.
    package static func parent(of path: String) -> String {
        var rest = path[...]
        while rest.count > 1, rest.last == "/" { rest.removeLast() }
        guard let slash = rest.lastIndex(of: "/") else { return "." }
        return slash == rest.startIndex ? "/" : String(rest[..<slash])
    }
}
