public import OCI
public import RegistryClient

/// Where images go: a layout, containerd, the repository of a registry.
///
/// Blobs come first, in any order and several at a time; then a manifest's bytes, those of the indexes above it, and
/// last the names. So whatever moment a run ends, no name leads to something that is not there.
public protocol ImageDestination: CopyDestination {
    /// Whether the indexes on the way to a single manifest are kept: what reads the destination chooses once more.
    var keepsIndexes: Bool { get }

    /// Whether ``unpack(_:platform:arrival:)`` does anything.
    var unpacks: Bool { get }

    /// Small content that the destination has already.
    ///
    /// - Throws: where it has not, or it is not what it is named after.
    func read(_ digest: Digest, limit: Int) async throws -> [UInt8]

    /// Begins a blob, or goes on with it; waits while another process or task is at the same one.
    ///
    /// - Parameter image: on whose behalf.
    /// - Returns: nil if the blob is there, whole and right.
    func ingest(_ blob: Descriptor, for image: ImageReference) async throws -> (any BlobIngest)?

    /// Does with a manifest's layers what the destination wants done, each as soon as it is there.
    ///
    /// - Parameter arrival: waits for a blob; false means that it will not come.
    func unpack(
        _ manifest: Manifest,
        platform: Platform?,
        arrival: @Sendable (Descriptor) async -> Bool
    ) async throws
}

extension ImageDestination {
    /// Not.
    public var unpacks: Bool { false }

    /// Nothing.
    public func unpack(
        _ manifest: Manifest,
        platform: Platform?,
        arrival: @Sendable (Descriptor) async -> Bool
    ) async throws {}
}

/// A blob on its way into an ``ImageDestination``.
public protocol BlobIngest: BlobDestination {
    /// Gives the blob up.
    ///
    /// - Parameter keepingData: whether the next attempt may go on with what came.
    func abandon(keepingData: Bool) async
}

/// What a name is given to.
public struct PublishedImage: Sendable {
    /// The image, normalized.
    public var image: ImageReference
    /// How the destination is to call it.
    public var name: String
    /// The manifest or the index.
    public var entry: Descriptor
    /// The manifests below it that were brought, with their platforms.
    public var manifests: [(manifest: Manifest, platform: Platform?)]

    /// An image from its parts.
    public init(
        image: ImageReference,
        name: String,
        entry: Descriptor,
        manifests: [(manifest: Manifest, platform: Platform?)]
    ) {
        self.image = image
        self.name = name
        self.entry = entry
        self.manifests = manifests
    }
}
