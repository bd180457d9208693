public import OCI
public import RegistryClient

/// Where an image is copied from.
public protocol ImageSource: Sendable {
    /// The document that the image's name leads to.
    func root() async throws -> ImageDocument

    /// A manifest or index below it. It has the digest, the size and the media type of its descriptor.
    func document(_ descriptor: Descriptor) async throws -> ImageDocument

    /// Hands over the bytes of a blob from the destination's offset on, and finishes it.
    func blob(_ descriptor: Descriptor, into destination: any BlobDestination) async throws

    /// Whether it is known, without asking anybody, that this content is not here.
    func lacks(_ descriptor: Descriptor) -> Bool

    /// The manifests whose subject is this one.
    func referrers(of digest: Digest) async throws -> [Descriptor]

    /// What has a name that begins with `sha256-<hex>.` of one of these, as cosign names signatures.
    func signatures(of digests: [Digest]) async throws -> [(name: String, document: ImageDocument)]

    /// The repository that this image is from, if it is from this registry (`https://host:port`).
    func repository(at origin: String) -> String?
}

extension ImageSource {
    /// Not before it is asked for.
    public func lacks(_ descriptor: Descriptor) -> Bool { false }

    /// None.
    public func referrers(of digest: Digest) async throws -> [Descriptor] { [] }

    /// None.
    public func signatures(of digests: [Digest]) async throws -> [(name: String, document: ImageDocument)] { [] }

    /// None.
    public func repository(at origin: String) -> String? { nil }

    /// A small blob, in memory.
    ///
    /// - Throws: `manifest-too-large`.
    func smallBlob(_ descriptor: Descriptor) async throws -> [UInt8] {
        try descriptor.checkIsSmall()
        let destination = BufferDestination(descriptor)
        try await blob(descriptor, into: destination)
        return destination.bytes
    }
}

/// A manifest or an index, its bytes and what they say.
public struct ImageDocument: Sendable {
    /// The bytes, as they are stored.
    public let bytes: [UInt8]
    /// The bytes, read.
    public let content: ManifestDocument
    /// Of the bytes.
    public let digest: Digest

    /// A document as a registry served it.
    init(_ fetched: FetchedManifest) {
        self.init(bytes: fetched.bytes, content: fetched.document, digest: fetched.digest)
    }

    /// A document whose digest is known to be right.
    public init(bytes: [UInt8], content: ManifestDocument, digest: Digest) {
        self.bytes = bytes
        self.content = content
        self.digest = digest
    }

    /// Reads a document of our own making.
    init(bytes: [UInt8], mediaType: String) throws(OCIError) {
        self.init(
            bytes: bytes,
            content: try ManifestDocument(bytes: bytes, mediaType: mediaType),
            digest: Digest(hashing: bytes, with: .sha256)
        )
    }

    /// A descriptor of it, without a platform.
    public var descriptor: Descriptor {
        Descriptor(mediaType: content.mediaType, digest: digest, size: Int64(bytes.count))
    }

    /// What it is about, if it is a signature or the like.
    var subject: Descriptor? {
        switch content {
        case .manifest(let manifest): manifest.subject
        case .index(let index): index.subject
        }
    }

    /// Holds it against what the index above it says.
    func check(against descriptor: Descriptor) throws {
        guard Int64(bytes.count) == descriptor.size, digest == descriptor.digest else {
            throw BlobIntegrityError(
                expectedDigest: descriptor.digest,
                actualDigest: digest,
                expectedSize: descriptor.size,
                actualSize: Int64(bytes.count)
            )
        }
        guard content.mediaType == descriptor.mediaType else {
            throw OCIError(.mediaTypeMismatch, subject: content.mediaType, detail: descriptor.mediaType)
        }
    }
}
