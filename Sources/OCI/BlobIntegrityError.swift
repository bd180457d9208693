/// Content that is not what its descriptor promised.
public struct BlobIntegrityError: Error, Hashable, Sendable {
    /// The digest the descriptor names.
    public var expectedDigest: Digest
    /// The digest of the bytes that came; nil when the size alone already proved them wrong.
    public var actualDigest: Digest?
    /// The size the descriptor names, in bytes.
    public var expectedSize: Int64
    /// How many bytes came.
    public var actualSize: Int64

    /// A mismatch of digest, of size, or of both.
    public init(expectedDigest: Digest, actualDigest: Digest?, expectedSize: Int64, actualSize: Int64) {
        self.expectedDigest = expectedDigest
        self.actualDigest = actualDigest
        self.expectedSize = expectedSize
        self.actualSize = actualSize
    }
}
