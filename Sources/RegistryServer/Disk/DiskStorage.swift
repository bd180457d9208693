import ContentStore
public import NIOPosix
public import OCI

/// A registry's content in a directory. The calls go to a pool of threads: a slow disk holds up nobody else.
public struct DiskStorage: RegistryStorage {
    private let store: DiskStore
    private let pool: NIOThreadPool

    /// Opens a storage directory.
    ///
    /// - Parameters:
    ///   - path: the directory; made, readable by this user alone, if it is not there and `isReadOnly` is false.
    ///   - isReadOnly: reads what another server writes, and writes nothing.
    ///   - pool: threads that may block.
    /// - Throws: `RegistryServerError` `storage-foreign`, `storage-version` or `storage-in-use`; `ContentStoreError`.
    public init(path: String, isReadOnly: Bool = false, pool: NIOThreadPool) throws {
        store = try DiskStore(path: path, isWriter: !isReadOnly)
        self.pool = pool
    }

    /// See ``RegistryStorage``.
    public func manifest(_ reference: ManifestReference, in repository: Repository) async throws -> StoredManifest? {
        try await pool.runIfActive { try store.manifest(reference, in: repository) }
    }

    /// See ``RegistryStorage``.
    public func put(_ manifest: PushedManifest, in repository: Repository) async throws -> [Digest] {
        try await pool.runIfActive { try store.put(manifest, in: repository) }
    }

    /// See ``RegistryStorage``.
    public func removeManifest(_ digest: Digest, in repository: Repository) async throws -> Bool {
        try await pool.runIfActive { try store.removeManifest(digest, in: repository) }
    }

    /// See ``RegistryStorage``.
    public func removeTag(_ tag: Tag, in repository: Repository) async throws -> Bool {
        try await pool.runIfActive { try store.removeTag(tag, in: repository) }
    }

    /// See ``RegistryStorage``.
    public func tags(in repository: Repository, after last: String?, limit: Int) async throws -> NamePage? {
        try await pool.runIfActive { try store.tags(in: repository, after: last, limit: limit) }
    }

    /// See ``RegistryStorage``.
    public func repositories(after last: String?, limit: Int) async throws -> NamePage {
        try await pool.runIfActive { try store.repositories(after: last, limit: limit) }
    }

    /// See ``RegistryStorage``.
    public func referrers(of digest: Digest, in repository: Repository) async throws -> [Descriptor] {
        try await pool.runIfActive { try store.referrers(of: digest, in: repository) }
    }

    /// See ``RegistryStorage``.
    public func blob(_ digest: Digest, in repository: Repository) async throws -> (any BlobContent)? {
        try await pool.runIfActive {
            try store.blob(digest, in: repository).map { file, size in
                DiskBlob(file: file, size: size, path: StoragePath.blob(digest), pool: pool)
            }
        }
    }

    /// See ``RegistryStorage``.
    public func touchBlob(_ digest: Digest, in repository: Repository) async throws {
        try await pool.runIfActive { try store.touchIfOld(digest, in: repository) }
    }

    /// See ``RegistryStorage``.
    public func mount(_ digest: Digest, from source: Repository?, into repository: Repository) async throws -> Bool {
        try await pool.runIfActive { try store.mount(digest, from: source, into: repository) }
    }

    /// See ``RegistryStorage``.
    public func removeBlob(_ digest: Digest, in repository: Repository) async throws -> Bool {
        try await pool.runIfActive { try store.removeBlob(digest, in: repository) }
    }

    /// See ``RegistryStorage``.
    public func beginUpload(in repository: Repository, algorithm: Digest.Algorithm) async throws -> UploadID {
        try await pool.runIfActive { try store.beginUpload(in: repository, algorithm: algorithm) }
    }

    /// See ``RegistryStorage``.
    public func uploadOffset(_ id: UploadID, in repository: Repository) async throws -> Int64? {
        try await pool.runIfActive { try store.uploadOffset(id, in: repository) }
    }

    /// See ``RegistryStorage``.
    public func openUpload(_ id: UploadID, in repository: Repository) async throws -> UploadOpening {
        try await pool.runIfActive {
            guard case .taken(let progress) = store.uploads.take(id) else { return .busy }
            do {
                let path = StoragePath.upload(id, in: repository)
                guard let (file, size) = try store.uploadFile(path) else {
                    // The id may be good in another repository.
                    store.uploads.giveBack(id, progress)
                    return .unknown
                }
                let hashed = progress?.offset == size ? progress : nil
                let state = DiskUpload.State(file: file, offset: size, progress: hashed)
                return .opened(DiskUpload(id, in: repository, state, store: store, pool: pool))
            } catch {
                store.uploads.giveBack(id, progress)
                throw error
            }
        }
    }

    /// See ``RegistryStorage``.
    public func isReady() async -> Bool {
        let found = try? await pool.runIfActive { try store.exists(StoragePath.marker) }
        return found ?? false
    }

    /// See ``RegistryStorage``.
    public func removeAbandonedUploads() async throws {
        _ = try await pool.runIfActive { try store.removeUploads(idleFor: .seconds(86_400)) }
    }
}
