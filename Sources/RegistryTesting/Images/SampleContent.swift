import Crypto
public import OCI

/// A manifest or blob: its bytes, which may be made on demand, with their digest.
public struct SampleContent: Sendable {
    /// The media type.
    public let mediaType: String
    /// The SHA-256 digest of the bytes.
    public let digest: OCI.Digest
    /// The bytes.
    public let body: TestBody

    /// The number of bytes.
    public var size: Int64 { self.body.size }
    /// The bytes, in memory.
    public var bytes: [UInt8] { self.body.bytes }
    /// A descriptor of it without annotations and platform.
    public var descriptor: Descriptor {
        Descriptor(mediaType: self.mediaType, digest: self.digest, size: self.size)
    }

    /// Makes content and computes its digest, 64 KiB at a time.
    public init(mediaType: String, body: TestBody) {
        var hash = SHA256()
        for start in stride(from: 0, to: body.size, by: WireStep.largestPiece) {
            hash.update(data: body.bytes(in: start..<(start + Int64(WireStep.largestPiece))))
        }
        self.mediaType = mediaType
        self.digest = OCI.Digest(algorithm: .sha256, bytes: Array(hash.finalize()))
        self.body = body
    }

    /// Makes content of pseudo-random bytes.
    public static func random(
        size: Int64,
        seed: UInt64,
        mediaType: String = MediaType.ociLayerGzip
    ) -> SampleContent {
        SampleContent(mediaType: mediaType, body: .generated(size: size, seed: seed))
    }
}
