import OCI
import Synchronization

/// What a test registry holds.
final class RegistryContent: Sendable {
    private struct Repository {
        var tags: [String: Digest] = [:]
        var manifests: [String: SampleContent] = [:]
        var blobs: [String: SampleContent] = [:]
    }

    private let repositories = Mutex<[String: Repository]>([:])
    private let uploads = Mutex<[String: [UInt8]]>([:])

    // MARK: uploads

    /// The names of the uploads begun and not ended.
    var openUploads: [String] { self.uploads.withLock { $0.keys.sorted() } }

    func beginUpload() -> String {
        let name = Canary.randomText(digits: 16)
        self.uploads.withLock { $0[name] = [] }
        return name
    }

    /// How many bytes an upload holds.
    func upload(_ name: String) -> Int64? {
        self.uploads.withLock { $0[name].map { Int64($0.count) } }
    }

    func append(_ bytes: [UInt8], to name: String) -> Int64 {
        self.uploads.withLock { uploads in
            uploads[name]?.append(contentsOf: bytes)
            return Int64(uploads[name]?.count ?? 0)
        }
    }

    func endUpload(_ name: String) -> [UInt8] {
        self.uploads.withLock { $0.removeValue(forKey: name) ?? [] }
    }

    // MARK: content

    func add(_ image: SampleImage, repository: String, tag: String?) {
        self.repositories.withLock { repositories in
            for manifest in image.manifests {
                repositories[repository, default: Repository()].manifests[manifest.digest.description] = manifest
            }
            for blob in image.blobs { repositories[repository]?.blobs[blob.digest.description] = blob }
            if let tag { repositories[repository]?.tags[tag] = image.digest }
        }
    }

    func add(blob: SampleContent, repository: String) {
        self.repositories.withLock { repositories in
            repositories[repository, default: Repository()].blobs[blob.digest.description] = blob
        }
    }

    func add(manifest: SampleContent, repository: String, tag: String?) {
        self.repositories.withLock { repositories in
            repositories[repository, default: Repository()].manifests[manifest.digest.description] = manifest
            if let tag { repositories[repository]?.tags[tag] = manifest.digest }
        }
    }

    func remove(_ digest: Digest, repository: String) {
        self.repositories.withLock { repositories in
            repositories[repository]?.manifests[digest.description] = nil
            repositories[repository]?.blobs[digest.description] = nil
        }
    }

    /// Removes a tag, manifest or blob; false if there is none.
    func remove(_ reference: String, repository: String) -> Bool {
        self.repositories.withLock { repositories in
            if repositories[repository]?.tags.removeValue(forKey: reference) != nil { return true }
            let manifest = repositories[repository]?.manifests.removeValue(forKey: reference)
            let blob = repositories[repository]?.blobs.removeValue(forKey: reference)
            return manifest != nil || blob != nil
        }
    }

    /// The manifests of a repository whose subject has this digest, in the order of their digests.
    func referrers(of digest: String, repository: String) -> [Descriptor] {
        let manifests = self.repositories.withLock { $0[repository]?.manifests ?? [:] }
        return manifests.values.sorted { $0.digest.hex < $1.digest.hex }.compactMap { manifest in
            switch try? ManifestDocument(bytes: manifest.bytes, mediaType: manifest.mediaType) {
            case .manifest(let image)? where image.subject?.digest.description == digest:
                var descriptor = manifest.descriptor
                descriptor.artifactType = image.artifactType ?? image.config.mediaType
                descriptor.annotations = image.annotations
                return descriptor
            case .index(let index)? where index.subject?.digest.description == digest:
                return manifest.descriptor
            default: return nil
            }
        }
    }

    func removeTag(_ tag: String, repository: String) {
        self.repositories.withLock { $0[repository]?.tags[tag] = nil }
    }

    func manifest(_ reference: String, repository: String) -> SampleContent? {
        self.repositories.withLock { repositories in
            let tagged = repositories[repository]?.tags[reference]?.description
            return repositories[repository]?.manifests[tagged ?? reference]
        }
    }

    func blob(_ digest: String, repository: String) -> SampleContent? {
        self.repositories.withLock { $0[repository]?.blobs[digest] }
    }

    /// The tags in lexical order; nil if there is no such repository.
    func tags(repository: String) -> [String]? {
        self.repositories.withLock { $0[repository]?.tags.keys.sorted() }
    }
}
