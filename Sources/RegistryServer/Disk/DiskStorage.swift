import ContentStore
public import NIOPosix
public import OCI

/// A registry's content in a directory. The calls go to pools of threads: those who push, and may have to wait for a
/// collection or for old bytes to be hashed, do not hold up those who pull.
public struct DiskStorage: RegistryStorage {
    private let store: DiskStore
    private let readers: NIOThreadPool
    private let writers: NIOThreadPool

    /// Opens a storage directory.
    ///
    /// - Parameters:
    ///   - path: the directory; made, readable by this user alone, if it is not there and `isReadOnly` is false.
    ///   - isReadOnly: reads what another server writes, and writes nothing.
    ///   - readers: threads that may block for as long as the disk takes to answer.
    ///   - writers: threads that may block longer.
    /// - Throws: `RegistryServerError` `storage-foreign`, `storage-version` or `storage-in-use`; `ContentStoreError`.
    public init(
        path: String,
        isReadOnly: Bool = false,
        readers: NIOThreadPool,
        writers: NIOThreadPool
    ) throws {
        store = try DiskStore(path: path, isWriter: !isReadOnly)
        self.readers = readers
        self.writers = writers
    }

    /// See ``RegistryStorage``.
    public func manifest(_ reference: ManifestReference, in repository: Repository) async throws -> FoundManifest? {
        try await readers.runIfActive {
            let folder = StoragePath.repository(repository)
            guard let digest = try store.digest(of: reference, inFolder: folder) else { return nil }
            let large = try store.largeManifest(digest, inFolder: folder, above: ManifestCache.largest)
            guard let (mediaType, file, size) = large else {
                return try store.manifest(digest, inFolder: folder).map { .small($0) }
            }
            let content = DiskBlob(file: file, size: size, path: StoragePath.blob(digest), pool: readers)
            return .large(mediaType: mediaType, digest: digest, content)
        }
    }

    /// See ``RegistryStorage``.
    public func put(_ manifest: PushedManifest, in repository: Repository) async throws -> [Digest] {
        try await writers.runIfActive { try store.put(manifest, in: repository) }
    }

    /// See ``RegistryStorage``.
    public func removeManifest(_ digest: Digest, in repository: Repository) async throws -> Bool {
        try await writers.runIfActive { try store.removeManifest(digest, in: repository) }
    }

    /// See ``RegistryStorage``.
    public func removeTag(_ tag: Tag, in repository: Repository) async throws -> Bool {
        try await writers.runIfActive { try store.removeTag(tag, in: repository) }
    }

    /// See ``RegistryStorage``.
    public func tags(in repository: Repository, after last: String?, limit: Int) async throws -> NamePage? {
        try await readers.runIfActive { try store.tags(in: repository, after: last, limit: limit) }
    }

    /// See ``RegistryStorage``.
    public func repositories(after last: String?, limit: Int) async throws -> NamePage {
        try await readers.runIfActive { try store.repositories(after: last, limit: limit) }
    }

    /// See ``RegistryStorage``.
    public func referrers(_ query: ReferrerQuery, in repository: Repository) async throws -> ReferrerPage {
        try await readers.runIfActive { try store.referrers(query, in: repository) }
    }

    /// See ``RegistryStorage``.
    public func blob(_ digest: Digest, in repository: Repository) async throws -> (any BlobContent)? {
        try await readers.runIfActive {
            try store.blob(digest, in: repository).map { file, size in
                DiskBlob(file: file, size: size, path: StoragePath.blob(digest), pool: readers)
            }
        }
    }

    /// See ``RegistryStorage``.
    public func touch(_ digest: Digest, in repository: Repository) async throws {
        try await writers.runIfActive { try store.touchIfOld(digest, in: repository) }
    }

    /// See ``RegistryStorage``.
    public func mount(_ digest: Digest, from source: Repository?, into repository: Repository) async throws -> Bool {
        try await writers.runIfActive { try store.mount(digest, from: source, into: repository) }
    }

    /// See ``RegistryStorage``.
    public func removeBlob(_ digest: Digest, in repository: Repository) async throws -> Bool {
        try await writers.runIfActive { try store.removeBlob(digest, in: repository) }
    }

    /// See ``RegistryStorage``.
    public func beginUpload(in repository: Repository, algorithm: Digest.Algorithm) async throws -> UploadID {
        try await writers.runIfActive { try store.beginUpload(in: repository, algorithm: algorithm) }
    }

    /// See ``RegistryStorage``.
    public func uploadOffset(_ id: UploadID, in repository: Repository) async throws -> Int64? {
        try await readers.runIfActive { try store.uploadOffset(id, in: repository) }
    }

    /// See ``RegistryStorage``.
    public func openUpload(_ id: UploadID, in repository: Repository) async throws -> UploadOpening {
        try await writers.runIfActive {
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
                return .opened(DiskUpload(id, in: repository, state, store: store, pool: writers))
            } catch {
                store.uploads.giveBack(id, progress)
                throw error
            }
        }
    }

    /// See ``RegistryStorage``.
    public func isReady() async -> Bool {
        let found = try? await readers.runIfActive { try store.exists(StoragePath.marker) }
        return found ?? false
    }

    /// See ``RegistryStorage``.
    public func removeAbandonedUploads() async throws {
        _ = try await writers.runIfActive { try store.removeUploads(idleFor: .seconds(86_400)) }
    }
}
