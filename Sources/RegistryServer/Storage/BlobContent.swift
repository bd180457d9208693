public import NIOCore
public import OCI

/// A blob that is open for reading. It stays readable until the last reference goes, whatever becomes of its name.
public protocol BlobContent: Sendable {
    /// Its bytes in all.
    var size: Int64 { get }

    /// Some bytes; fewer than asked for only at the end.
    func read(at offset: Int64, count: Int) async throws -> ByteBuffer

    /// A descriptor that the kernel may send from directly; nil where there is none. It lives as long as this value.
    var fileDescriptor: Int32? { get }
}

/// An upload held for one request: no other can touch it meanwhile.
public protocol BlobUpload: Sendable {
    /// How many bytes there are.
    var offset: Int64 { get }

    /// Adds bytes at the end.
    func append(_ bytes: ByteBuffer) async throws

    /// Makes it a blob of its repository.
    ///
    /// - Returns: whether the bytes have that digest; the upload is over either way.
    func commit(as digest: OCI.Digest) async throws -> Bool

    /// Forgets it, bytes and all.
    func cancel() async throws

    /// Lets go of it; the bytes stay for the next request. Does nothing after ``commit(as:)`` and ``cancel()``.
    func release() async
}

/// What comes of the attempt to take an upload.
public enum UploadOpening: Sendable {
    case opened(any BlobUpload)
    /// Another request holds it.
    case busy
    case unknown
}
