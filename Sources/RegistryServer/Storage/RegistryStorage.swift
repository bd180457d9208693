public import OCI

/// Where a registry keeps its content: a disk now, an object store as well as it can do these calls.
///
/// What a call has returned from is there for good: it survives the process and the machine. Errors are those of the
/// medium; that something is not there is no error.
public protocol RegistryStorage: Sendable {
    /// A manifest of a repository, its bytes verified.
    func manifest(_ reference: ManifestReference, in repository: Repository) async throws -> FoundManifest?

    /// Keeps a manifest under its digest and gives it the tags.
    ///
    /// - Returns: what it names and the repository does not have; then nothing is kept.
    func put(_ manifest: PushedManifest, in repository: Repository) async throws -> [Digest]

    /// Removes a manifest with every tag that names it.
    ///
    /// - Returns: whether it was there.
    func removeManifest(_ digest: Digest, in repository: Repository) async throws -> Bool

    /// Removes a tag, and nothing that it names.
    ///
    /// - Returns: whether it was there.
    func removeTag(_ tag: Tag, in repository: Repository) async throws -> Bool

    /// The tags of a repository in lexical order, after `last` where that is given; nil for an unknown repository.
    func tags(in repository: Repository, after last: String?, limit: Int) async throws -> NamePage?

    /// The repositories that have, or had, a manifest, in lexical order.
    func repositories(after last: String?, limit: Int) async throws -> NamePage

    /// The manifests whose subject is a digest, ordered by their own.
    func referrers(_ query: ReferrerQuery, in repository: Repository) async throws -> ReferrerPage

    /// A blob of a repository.
    func blob(_ digest: Digest, in repository: Repository) async throws -> (any BlobContent)?

    /// Tells the storage that somebody who may push has seen the blob or manifest, and may count on it for a while.
    func touch(_ digest: Digest, in repository: Repository) async throws

    /// Makes a blob of another repository, or of any where none is named, one of this one too.
    ///
    /// - Returns: whether there was such a blob.
    func mount(_ digest: Digest, from source: Repository?, into repository: Repository) async throws -> Bool

    /// Removes a blob from a repository, and from no other.
    ///
    /// - Returns: whether it was there.
    func removeBlob(_ digest: Digest, in repository: Repository) async throws -> Bool

    /// Begins an upload.
    ///
    /// - Parameter algorithm: of the digest it is expected to end with; another costs a second reading.
    func beginUpload(in repository: Repository, algorithm: Digest.Algorithm) async throws -> UploadID

    /// How many bytes an upload has; nil for an unknown one.
    func uploadOffset(_ id: UploadID, in repository: Repository) async throws -> Int64?

    /// Takes an upload for the length of one request.
    func openUpload(_ id: UploadID, in repository: Repository) async throws -> UploadOpening

    /// Whether the medium answers.
    func isReady() async -> Bool

    /// Removes what uploads left that nobody has added to for a day.
    func removeAbandonedUploads() async throws
}

/// A manifest as a registry gives it back.
public struct StoredManifest: Hashable, Sendable {
    /// The type it was pushed with.
    public var mediaType: String
    /// The digest of the bytes.
    public var digest: Digest
    /// The bytes as they were pushed.
    public var bytes: [UInt8]

    /// A manifest of these parts.
    public init(mediaType: String, digest: Digest, bytes: [UInt8]) {
        self.mediaType = mediaType
        self.digest = digest
        self.bytes = bytes
    }
}

/// A manifest that somebody asked for.
public enum FoundManifest: Sendable {
    /// In memory.
    case small(StoredManifest)
    /// Too large to be in memory for each of a hundred slow clients.
    case large(mediaType: String, digest: Digest, any BlobContent)

    /// The digest of the bytes.
    public var digest: Digest {
        switch self {
        case .small(let manifest): manifest.digest
        case .large(_, let digest, _): digest
        }
    }
}

/// A manifest that somebody pushes.
public struct PushedManifest: Sendable {
    /// The bytes, under the digest that they were proven to have.
    public var content: StoredManifest
    /// What they say.
    public var document: ManifestDocument
    /// The names it gets.
    public var tags: [Tag]
    /// Whether it is kept although blobs that it names are missing.
    public var mayBeSparse: Bool

    /// A manifest of these parts.
    public init(content: StoredManifest, document: ManifestDocument, tags: [Tag], mayBeSparse: Bool = false) {
        self.content = content
        self.document = document
        self.tags = tags
        self.mayBeSparse = mayBeSparse
    }
}

/// Some names of a longer list.
public struct NamePage: Hashable, Sendable {
    /// The names, in lexical order.
    public var names: [String]
    /// Whether more follow.
    public var hasMore: Bool

    /// The first `limit` names after `last`.
    ///
    /// - Parameter sorted: all names, in lexical order.
    public init(of sorted: [String], after last: String?, limit: Int) {
        let rest = last.map { last in sorted.drop { $0 <= last } } ?? sorted[...]
        names = Array(rest.prefix(limit))
        hasMore = rest.count > limit
    }
}

/// Which referrers are wanted.
public struct ReferrerQuery: Hashable, Sendable {
    /// What they refer to.
    public var subject: Digest
    /// Of this type alone.
    public var artifactType: String?
    /// After this digest alone.
    public var last: String?
    /// No more than so many bytes of descriptors, unless the first alone has more.
    public var limit: Int

    /// A query of these parts.
    public init(subject: Digest, artifactType: String? = nil, last: String? = nil, limit: Int) {
        self.subject = subject
        self.artifactType = artifactType
        self.last = last
        self.limit = limit
    }
}

/// Some referrers of a longer list.
public struct ReferrerPage: Hashable, Sendable {
    /// The referrers, ordered by digest.
    public var descriptors: [Descriptor]
    /// Whether more follow.
    public var hasMore: Bool

    /// A page of these parts.
    public init(descriptors: [Descriptor] = [], hasMore: Bool = false) {
        self.descriptors = descriptors
        self.hasMore = hasMore
    }
}

extension ManifestDocument {
    /// What a repository must have before it takes the manifest: configuration and layers, but not layers that are to
    /// be fetched elsewhere, and not the children of an index, which may be sparse (image-spec, image-index.md).
    var requiredBlobs: [Digest] {
        guard case .manifest(let manifest) = self else { return [] }
        let layers = manifest.layers.filter { !MediaType.isForeignLayer($0.mediaType) && $0.urls.isEmpty }
        return ([manifest.config] + layers).map(\.digest)
    }

    /// Everything that it names, whether it has to be there or not.
    var namedContent: [Digest] {
        switch self {
        case .manifest(let manifest): ([manifest.config] + manifest.layers).map(\.digest)
        case .index(let index): index.manifests.map(\.digest)
        }
    }

    /// The manifest that this one is about.
    var subject: Descriptor? {
        switch self {
        case .manifest(let manifest): manifest.subject
        case .index(let index): index.subject
        }
    }

    /// How a list of referrers describes it (distribution-spec, "Listing Referrers").
    func referrer(digest: Digest, size: Int) -> Descriptor {
        switch self {
        case .manifest(let manifest):
            Descriptor(
                mediaType: manifest.mediaType,
                digest: digest,
                size: Int64(size),
                annotations: manifest.annotations,
                artifactType: manifest.artifactType ?? manifest.config.mediaType
            )
        case .index(let index):
            Descriptor(
                mediaType: index.mediaType,
                digest: digest,
                size: Int64(size),
                annotations: index.annotations,
                artifactType: index.artifactType
            )
        }
    }
}
