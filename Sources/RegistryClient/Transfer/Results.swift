public import OCI

/// A manifest or an index, byte for byte as the registry sent it.
public struct FetchedManifest: Sendable {
    /// The body, unchanged.
    public let bytes: [UInt8]
    /// The bytes, read: what could not be read counts as a failure of the endpoint.
    public let document: ManifestDocument
    /// The type of the body, as found in it or in its `Content-Type`.
    public let mediaType: String
    /// Computed from the bytes; equal to the digest asked for, where one was.
    public let digest: Digest
    /// The place in the plan of the endpoint that answered.
    public let endpoint: Int
    /// Every try, the last one the success.
    public let attempts: [Attempt]
}

/// How a blob arrived.
public struct BlobTransfer: Sendable {
    /// Bytes of the body received in this transfer, those fetched twice included.
    public let bytesDownloaded: Int64
    /// The place in the plan of the endpoint that was read last.
    public let endpoint: Int
    /// Set when the bytes came from one of the layer's own `urls`.
    public let foreignURL: String?
    /// Every try, the last one the success; empty if no request was needed.
    public let attempts: [Attempt]
}
