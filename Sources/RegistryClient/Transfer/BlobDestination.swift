/// Where a blob's bytes go. The client calls it from one task at a time.
public protocol BlobDestination: Sendable {
    /// The bytes already held; the transfer goes on from here.
    var offset: Int64 { get }

    /// Writes and hashes bytes at the end.
    func append(_ bytes: UnsafeRawBufferPointer) throws

    /// Forgets all bytes: what came was not the blob.
    func restart() throws

    /// Verifies size and digest and makes the blob visible. Throws ``BlobIntegrityError`` where they differ.
    func finish() async throws
}
