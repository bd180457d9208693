import ContentStore
import OCI

extension DiskStore {
    /// The file of a blob that belongs to the repository.
    func blob(_ digest: Digest, in repository: Repository) throws -> (file: OpenFile, size: Int64)? {
        guard try exists(StoragePath.link(digest, in: StoragePath.repository(repository))) else { return nil }
        return try file(digest)
    }

    /// The file of content, whoever it belongs to.
    func file(_ digest: Digest) throws -> (file: OpenFile, size: Int64)? {
        do throws(ContentStoreError) {
            return try directory.openRegularFile(StoragePath.blob(digest))
        } catch {
            guard error.code == .notFound else { throw error }
            return nil
        }
    }

    func hasBlob(_ digest: Digest, inFolder folder: String) throws -> Bool {
        try exists(StoragePath.link(digest, in: folder)) && exists(StoragePath.blob(digest))
    }

    /// Makes content of the repository new in the eyes of a collection: somebody counts on it.
    func touch(_ digest: Digest, inFolder folder: String) throws {
        try touch(StoragePath.link(digest, in: folder))
        try touch(StoragePath.manifest(digest, in: folder))
        try touch(StoragePath.blob(digest))
    }

    /// As ``touch(_:inFolder:)``, at most once in some minutes: every look at content may ask for it.
    func touchIfOld(_ digest: Digest, in repository: Repository) throws {
        let folder = StoragePath.repository(repository)
        let isOld = try [StoragePath.link(digest, in: folder), StoragePath.manifest(digest, in: folder)].contains {
            path in
            let status = try reading(path) { () throws(SystemError) in try directory.status(path) }
            return status.map { Moment.now - $0.modificationTime > .seconds(300) } ?? false
        }
        if isOld { try touch(digest, inFolder: folder) }
    }

    func mount(_ digest: Digest, from source: Repository?, into repository: Repository) throws -> Bool {
        try withReferencesHeld {
            guard try hasBlob(digest, offeredBy: source) else { return false }
            try touch(StoragePath.blob(digest))
            try link(digest, in: repository)
            return true
        }
    }

    private func hasBlob(_ digest: Digest, offeredBy source: Repository?) throws -> Bool {
        guard try exists(StoragePath.blob(digest)) else { return false }
        if let source { return try exists(StoragePath.link(digest, in: StoragePath.repository(source))) }
        return try repositoryFolders().contains { try exists(StoragePath.link(digest, in: $0.folder)) }
    }

    /// Says that a blob belongs to the repository.
    func link(_ digest: Digest, in repository: Repository) throws {
        try withLock(on: repository) {
            try prepareFolder(of: repository)
            try writeIfChanged([], to: StoragePath.link(digest, in: StoragePath.repository(repository)))
        }
    }

    func removeBlob(_ digest: Digest, in repository: Repository) throws -> Bool {
        try withLock(on: repository) {
            try remove(StoragePath.link(digest, in: StoragePath.repository(repository)))
        }
    }
}
