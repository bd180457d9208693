public import OCI

/// One image to be put into an archive.
public struct SaveRequest: Sendable {
    /// Which children of an index are wanted.
    public enum Selection: Hashable, Sendable {
        /// All that the layout has.
        case everything
        /// The one that a host chooses.
        case node(Node)
        /// Those whose own platform matches one of the selectors.
        case platforms([PlatformSelector])
    }

    /// The entry's name in the layout; nil for its only entry.
    public var entry: String?
    /// The image's name in the archive; nil for the one that the layout has for it.
    public var name: String?
    /// What to take.
    public var selection: Selection

    /// A request from its parts.
    public init(entry: String?, name: String? = nil, selection: Selection) {
        self.entry = entry
        self.name = name
        self.selection = selection
    }
}

/// An image that an archive has.
public struct SavedImage: Sendable {
    /// Its name in the archive.
    public var name: String?
    /// Of the manifest or index that the name leads to.
    public var digest: Digest
    /// Of the manifests below.
    public var platforms: [String]
    /// Children of an index that were not taken, or that the layout does not have.
    public var omitted: [Digest]
    /// Whether `manifest.json`, which knows images of one platform only, has it too.
    public var isInDockerManifest: Bool
}

/// An archive that was written.
public struct SavedArchive: Sendable {
    /// Its file, or its parts.
    public var files: [String]
    /// Of all files together, in bytes.
    public var size: Int64
    /// In the order of the requests.
    public var images: [SavedImage]
    /// Configurations and layers in it.
    public var blobs: Int
    /// Those left out because the older archive has them.
    public var blobsInOlder: Int
    /// The bytes of those.
    public var bytesInOlder: Int64
}
