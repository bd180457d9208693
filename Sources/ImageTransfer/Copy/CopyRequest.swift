public import OCI

/// One image to be copied.
public struct CopyRequest: Sendable {
    /// From where.
    public var source: any ImageSource
    /// On whose behalf: the name by which the destination knows the image.
    public var image: ImageReference
    /// What the destination is to call it: a tag, or an entry of a layout.
    public var name: String
    /// Which children of an index; nil for all of it, byte for byte.
    public var platforms: [PlatformPattern]?
    /// Whether signatures and whatever else refers to it come along.
    public var withReferrers = false
    /// Whether foreign layers become ordinary ones, with new digests.
    public var rewritesForeign = false
    /// Whether the original index is kept beside one with fewer children, or changed ones.
    public var keepsOriginal = false
    /// Whether children of an index that the source does not have are left out, though the index lists them; else the
    /// copy fails.
    public var takesWhatIsThere = false
    /// Whether the destination has room for one platform alone, as Docker's archives have.
    public var takesOnePlatform = false
    /// Whether nothing more is asked for where the destination's name leads to just that document: names are given last.
    public var leavesUnchanged = false

    /// A request for all of an image.
    public init(source: any ImageSource, image: ImageReference, name: String) {
        self.source = source
        self.image = image
        self.name = name
    }
}

/// What became of an image.
public struct CopyOutcome: Sendable {
    /// Of the document that the source's name leads to.
    public var sourceDigest: Digest?
    /// Of what was written; differs from ``sourceDigest`` where children were left out or layers rewritten.
    public var digest: Digest?
    /// Whether the destination had it under that name.
    public var isUnchanged = false
    /// The platforms copied, in the order of the index; none for what has no platform.
    public var platforms: [Platform] = []
    /// Patterns that nothing fits.
    public var unmatched: [String] = []
    /// Manifests and indexes written.
    public var manifests = 0
    /// Of those, signatures and the like.
    public var referrers = 0
    /// Blobs whose bytes were sent; in a dry run, that would be.
    public var blobsCopied = 0
    /// Blobs that the registry took from another of its repositories.
    public var blobsMounted = 0
    /// Blobs that were there.
    public var blobsSkipped = 0
    /// Bytes of the blobs that were sent, or would be.
    public var bytesCopied: Int64 = 0
    /// Layers of the copy that containerd fetches from their `urls` first.
    public var foreignLayers: [Descriptor] = []
    /// Of those, the ones that the source does not have, so that the copy has not either.
    public var foreignLeftOut: [Descriptor] = []
    /// The manifest that holds the original index.
    public var original: Digest?
    /// How long it took.
    public var duration: Duration = .zero
    /// Why it failed; nil for success.
    public var error: TransferError?

    /// Nothing yet, or nothing at all.
    public init(failedWith error: TransferError? = nil) {
        self.error = error
    }
}
