public import NIOCore

/// Where a blob's bytes go. The client calls it from one task at a time.
public protocol BlobDestination: Sendable {
    /// The bytes already held; the transfer goes on from here.
    var offset: Int64 { get }

    /// Takes bytes at the end. No more come before this returns, so a destination that is slower than the network
    /// slows the network down.
    func append(_ bytes: ByteBuffer) async throws

    /// Forgets all bytes: what came was not the blob.
    func restart() async throws

    /// Verifies size and digest and makes the blob visible. Throws ``BlobIntegrityError`` where they differ.
    func finish() async throws
}
