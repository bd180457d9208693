import ContentStore
import NIOCore
import NIOHTTP1

/// What a connection's task hands to its handler.
enum ResponsePart: Sendable {
    /// Everything at once, where it is in memory.
    case whole(HTTPResponseHead, ByteBuffer?)
    /// "Go on", before the answer.
    case go(HTTPResponseHead)
    case head(HTTPResponseHead)
    case bytes(ByteBuffer)
    /// Bytes that the kernel sends from an open file, which stays open until it has.
    case file(any BlobContent, descriptor: Int32, Range<Int64>)
    case end
}
