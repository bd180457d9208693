import ContentStore
import OCI

/// Where things are in the storage directory.
enum StoragePath {
    /// Says what the directory is, and in which layout.
    static let marker = "windlass-registry.json"
    static let blobs = "blobs"
    static let repositories = "repositories"
    static let uploads = "uploads"
    /// Small files on their way to their names.
    static let work = "work"
    /// Held by the one server that writes.
    static let serverLock = "locks/server"
    /// Shared by those who add references to blobs, held alone by a collection that removes blobs without any.
    static let collectionLock = "locks/collection"

    static func blob(_ digest: Digest) -> String {
        "\(blobs)/\(digest.algorithm.rawValue)/\(digest.hex.prefix(2))/\(digest.hex)"
    }

    static func repository(_ repository: Repository) -> String {
        "\(repositories)/\(StorageName.encode(repository))"
    }

    /// That a blob belongs to a repository.
    static func link(_ digest: Digest, in repository: String) -> String {
        "\(links(in: repository))/\(StorageName.encode(digest))"
    }

    static func links(in repository: String) -> String { "\(repository)/blobs" }

    /// The type of a manifest; its bytes are a blob.
    static func manifest(_ digest: Digest, in repository: String) -> String {
        "\(manifests(in: repository))/\(StorageName.encode(digest))"
    }

    static func manifests(in repository: String) -> String { "\(repository)/manifests" }

    static func tag(_ tag: Tag, in repository: String) -> String {
        "\(tags(in: repository))/\(StorageName.encode(tag))"
    }

    static func tags(in repository: String) -> String { "\(repository)/tags" }

    static func referrers(of subject: Digest, in repository: String) -> String {
        "\(repository)/referrers/\(StorageName.encode(subject))"
    }

    static func upload(_ id: UploadID, in repository: Repository) -> String {
        "\(uploads)/\(id)-\(ContentHasher.digest(of: Array(repository.description.utf8), .sha256).hex.prefix(16))"
    }
}
