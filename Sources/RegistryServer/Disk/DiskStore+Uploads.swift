import ContentStore
import OCI

extension DiskStore {
    func beginUpload(in repository: Repository, algorithm: Digest.Algorithm) throws -> UploadID {
        var generator = SystemRandomNumberGenerator()
        let id = UploadID(using: &generator)
        let path = StoragePath.upload(id, in: repository)
        try writing(path) { () throws(SystemError) in
            try directory.makeDirectories(StoragePath.uploads)
            _ = try directory.openForWriting(path, mustBeNew: true, mode: 0o600)
        }
        uploads.giveBack(id, UploadStates.Progress(hasher: ContentHasher(algorithm), offset: 0))
        return id
    }

    func uploadOffset(_ id: UploadID, in repository: Repository) throws -> Int64? {
        let path = StoragePath.upload(id, in: repository)
        return try reading(path) { () throws(SystemError) in try directory.status(path)?.size }
    }

    /// The upload's file and how long it is; nil if there is none.
    ///
    /// The caller has taken the upload, and gives it back.
    func uploadFile(_ path: String) throws -> (file: OpenFile, size: Int64)? {
        guard try exists(path) else { return nil }
        return try writing(path) { () throws(SystemError) in
            let file = try directory.openForWriting(path)
            return (file, try file.status().size)
        }
    }

    /// Hashes a file from its start.
    func hash(
        _ file: OpenFile,
        _ path: String,
        _ algorithm: Digest.Algorithm
    ) throws -> UploadStates.Progress {
        var hasher = ContentHasher(algorithm)
        let offset = try reading(path) { () throws(SystemError) in try file.read { hasher.update($0) } }
        return UploadStates.Progress(hasher: hasher, offset: offset)
    }

    /// Makes an upload's file a blob of the repository.
    func commitUpload(_ file: OpenFile, _ path: String, as digest: Digest, in repository: Repository) throws {
        try writing(path) { () throws(SystemError) in try file.synchronize() }
        try withReferencesHeld {
            // Its bytes may be older than a collection that runs just now.
            try touch(path)
            // In place of what may be there: these bytes were hashed a moment ago, those may have suffered since.
            try publish(path, as: StoragePath.blob(digest))
            try link(digest, in: repository)
        }
    }

    /// Removes uploads that nobody holds and nobody has added to for that long.
    ///
    /// - Returns: how many.
    func removeUploads(idleFor age: Duration, isDryRun: Bool = false) throws -> Int {
        let now = Moment.now
        return try names(in: StoragePath.uploads).count { name in
            let path = "\(StoragePath.uploads)/\(name)"
            let status = try reading(path) { () throws(SystemError) in try directory.status(path) }
            guard let status, now - status.modificationTime > age else { return false }
            let id = UploadID(parsing: String(name.prefix { $0 != "-" }))
            if let id, uploads.isHeld(id) { return false }
            if isDryRun { return true }
            id.map(uploads.drop)
            return try remove(path)
        }
    }
}
