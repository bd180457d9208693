public import OCI
public import Registries

/// One image to be pulled into a layout.
public struct PullRequest: Sendable {
    /// Which children of an index are wanted.
    public enum Selection: Hashable, Sendable {
        /// The one that a host chooses.
        case node(Node)
        /// Those whose own platform matches one of the selectors.
        case platforms([PlatformSelector])
    }

    /// Where to look.
    public var plan: PullPlan
    /// What to take.
    public var selection: Selection
    /// The entry's `org.opencontainers.image.ref.name` in the layout's index.json.
    public var name: String

    /// A request from its parts.
    public init(plan: PullPlan, selection: Selection, name: String) {
        self.plan = plan
        self.selection = selection
        self.name = name
    }
}

/// What became of one image for one platform.
public struct PullOutcome: Sendable {
    /// The image, normalized.
    public var image: ImageReference
    /// Of the index that the image's name led to; nil where it led to a manifest.
    public var indexDigest: Digest?
    /// Of the manifest; nil if the search for it failed.
    public var digest: Digest?
    /// The manifest's platform, else what was asked for.
    public var platform: String
    /// The child that containerd on the same host takes instead, where its order by text leads elsewhere.
    public var containerdChoice: Descriptor?
    /// The API root of the endpoint that served the manifest.
    public var endpoint: String?
    /// How many layers the manifest has.
    public var layers: Int
    /// Bytes of configuration and layers that crossed the network for this outcome.
    public var bytesDownloaded: Int64
    /// Bytes that the layout, or another image of the same run, had already.
    public var bytesReused: Int64
    /// From the start of the run to the end of this image.
    public var duration: Duration
    /// Why it failed; nil for success.
    public var error: TransferError?

    init(image: ImageReference, platform: String) {
        self.image = image
        self.platform = platform
        layers = 0
        bytesDownloaded = 0
        bytesReused = 0
        duration = .zero
    }
}
