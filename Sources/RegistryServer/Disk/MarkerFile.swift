import ContentStore
import OCI

/// `windlass-registry.json`, by which a directory is known for a registry's storage.
struct MarkerFile {
    let directory: Directory

    /// The version of the layout; nil if there is no marker.
    func read() throws -> Int64? {
        let bytes: [UInt8]
        do throws(ContentStoreError) {
            bytes = try directory.contents(of: StoragePath.marker, limit: 4_096)
        } catch {
            guard error.code == .notFound else { throw error }
            return nil
        }
        guard let version = (try? JSON(parsing: bytes))?["version"]?.integer else {
            throw RegistryServerError(.storageForeign, subject: directory.path)
        }
        return version
    }

    /// Whether nothing else is in the directory, but for what a file system brings along.
    func isAlone() throws -> Bool {
        do {
            return try directory.names().allSatisfy { $0 == "lost+found" || $0 == StoragePath.work }
        } catch {
            throw error.reading(directory.path)
        }
    }

    func write(_ version: Int64) throws {
        let draft = StoragePath.work + "/marker"
        let bytes = JSON.object([JSON.Member(key: "version", value: .number(String(version)))]).bytes()
        do throws(SystemError) {
            try directory.makeDirectories(StoragePath.work)
            let file = try directory.openForWriting(draft, mode: 0o600)
            try file.truncate()
            if let error = bytes.withUnsafeBytes({ file.write($0, at: 0).error }) { throw error }
            try file.synchronize()
            try directory.rename(draft, to: StoragePath.marker)
            try directory.synchronize(".")
        } catch {
            throw error.writing(directory.fullPath(StoragePath.marker))
        }
    }
}

extension Directory {
    /// Opens a directory that has to be there.
    convenience init(openingStorage path: String) throws {
        do {
            try self.init(opening: path)
        } catch {
            throw error.reading(path)
        }
    }
}
