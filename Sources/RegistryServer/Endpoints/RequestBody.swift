import NIOCore
import NIOHTTP1

/// The body of a request, read piece by piece, each piece asked for when the last one is dealt with.
final class RequestBody {
    private let pull: () async throws -> ByteBuffer?
    /// Whether its end was read.
    private(set) var isAtEnd = false
    private(set) var count: Int64 = 0

    /// - Parameter pull: the next piece; nil at the end, and not called after that.
    init(_ pull: @escaping () async throws -> ByteBuffer?) {
        self.pull = pull
    }

    /// The next piece; nil at the end.
    func next() async throws -> ByteBuffer? {
        guard !isAtEnd else { return nil }
        guard let piece = try await pull() else {
            isAtEnd = true
            return nil
        }
        count += Int64(piece.readableBytes)
        return piece
    }

    /// All of it.
    ///
    /// - Parameters:
    ///   - limit: the most bytes taken.
    ///   - share: what pays for the memory.
    /// - Returns: nil if it is longer than `limit`; the rest is not read then.
    /// - Throws: 503 if others have all the memory there is for that.
    func collect(limit: Int, from share: IntakeBudget.Share) async throws -> [UInt8]? {
        var bytes: [UInt8] = []
        while let piece = try await next() {
            guard count <= Int64(limit) else { return nil }
            guard share.take(piece.readableBytes) else {
                throw RegistryFault(.unavailable, .serviceUnavailable, headers: ["Retry-After": "1"])
            }
            bytes += piece.readableBytesView
        }
        return bytes
    }
}
