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
