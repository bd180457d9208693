public import OCI

/// What became of one image of an archive.
public struct LoadOutcome: Sendable {
    /// The archive, as the caller named it.
    public var archive: String
    /// The image's names; empty for one that has none, and for an archive that could not be read.
    public var names: [String]
    /// Of the manifest or index.
    public var digest: Digest?
    /// Of the manifests below it that came.
    public var platforms: [String] = []
    /// Children of an index that the archive does not have.
    public var omitted: [Digest] = []
    /// Layers that are to be fetched from elsewhere, which the archive does not have.
    public var foreign: [Digest] = []
    /// Bytes of configurations and layers that were written for this image.
    public var bytesWritten: Int64 = 0
    /// Bytes that the destination had, or that another image of the same run brought.
    public var bytesReused: Int64 = 0
    /// Why it failed; nil for success.
    public var error: TransferError?

    init(archive: String, names: [String] = [], digest: Digest? = nil) {
        self.archive = archive
        self.names = names
        self.digest = digest
    }
}
