import NIOCore
import NIOPosix
import NIOSSL
import RegistryTesting

/// A connection over TLS that verifies the server as a careful client does.
struct TLSConnection {
    struct NoAnswer: Error {}

    private let channel: any Channel
    private var pieces: AsyncThrowingStream<[UInt8], any Error>.AsyncIterator
    private var rest: [UInt8] = []

    init(port: Int, trusting authority: TestCertificateAuthority) async throws {
        var configuration = TLSConfiguration.makeClientConfiguration()
        let root = try NIOSSLCertificate(bytes: Array(authority.certificatePEM.utf8), format: .pem)
        configuration.trustRoots = .certificates([root])
        let context = try NIOSSLContext(configuration: configuration)
        let (stream, arrived) = AsyncThrowingStream<[UInt8], any Error>.makeStream()
        channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let operations = channel.pipeline.syncOperations
                    try operations.addHandler(NIOSSLClientHandler(context: context, serverHostname: nil))
                    try operations.addHandler(Collector(arrived: arrived))
                }
            }
            .connect(host: "127.0.0.1", port: port)
            .get()
        pieces = stream.makeAsyncIterator()
    }

    func send(_ text: String) {
        channel.writeAndFlush(channel.allocator.buffer(string: text), promise: nil)
    }

    func send(_ bytes: [UInt8]) {
        channel.writeAndFlush(channel.allocator.buffer(bytes: bytes), promise: nil)
    }

    func close() {
        channel.close(promise: nil)
    }

    /// The next response, whose body has a `Content-Length`.
    mutating func response(isHead: Bool = false) async throws -> WireResponse {
        let mark = Array("\r\n\r\n".utf8)
        var end: Int?
        while end == nil {
            end = rest.indices.first { rest[$0...].starts(with: mark) }
            if end == nil { try await readOn() }
        }
        let start = (end ?? 0) + mark.count
        var response = WireResponse(Array(rest[..<start]))
        let length = isHead ? 0 : response.header("Content-Length").flatMap { Int($0) } ?? 0
        while rest.count < start + length { try await readOn() }
        response.body = Array(rest[start..<(start + length)])
        rest.removeFirst(start + length)
        return response
    }

    /// Whether the server has ended the connection, which is waited for.
    mutating func isClosed() async -> Bool {
        do {
            while true { try await readOn() }
        } catch {
            return rest.isEmpty
        }
    }

    private mutating func readOn() async throws {
        guard let piece = try await pieces.next() else { throw NoAnswer() }
        rest += piece
    }

    private final class Collector: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let arrived: AsyncThrowingStream<[UInt8], any Error>.Continuation

        init(arrived: AsyncThrowingStream<[UInt8], any Error>.Continuation) {
            self.arrived = arrived
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            arrived.yield(Array(unwrapInboundIn(data).readableBytesView))
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            arrived.finish(throwing: error)
            context.close(promise: nil)
        }

        func channelInactive(context: ChannelHandlerContext) {
            arrived.finish()
        }
    }
}
