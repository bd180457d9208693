import NIOCore
import NIOHPACK
import NIOHTTP2
import NIOPosix

/// A connection to a gRPC server behind a Unix socket.
///
/// Go's server sends a PING for every window it receives, to measure the line. swift-nio-http2 takes more than 200 in
/// 30 s for an attack, which ends every stream of some 100 MB; so that limit is out of reach here.
struct GRPCConnection: Sendable {
    private let channel: any Channel
    private let multiplexer: NIOHTTP2Handler.StreamMultiplexer
    private var metadata: [(String, String)]

    private static let window = 4 * 1024 * 1024

    /// - Parameter metadata: header fields for every call.
    /// - Throws: what the system says of the socket, such as `IOError`.
    init(socket: String, metadata: [(String, String)], on group: any EventLoopGroup) async throws {
        let bootstrap = ClientBootstrap(group: group).connectTimeout(.seconds(10))
            .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 64 * 1024))
        (channel, multiplexer) = try await bootstrap.connect(unixDomainSocketPath: socket) { channel in
            channel.configureHTTP2Pipeline(
                mode: .client,
                connectionConfiguration: Self.connectionConfiguration,
                streamConfiguration: Self.streamConfiguration
            ) { stream in
                // A server opens no streams.
                stream.close()
            }.map { (channel, $0) }
        }
        self.metadata = metadata
    }

    private static var connectionConfiguration: NIOHTTP2Handler.ConnectionConfiguration {
        var connection = NIOHTTP2Handler.ConnectionConfiguration()
        connection.initialSettings = [
            HTTP2Setting(parameter: .enablePush, value: 0),
            HTTP2Setting(parameter: .initialWindowSize, value: window),
            HTTP2Setting(parameter: .maxHeaderListSize, value: 64 * 1024),
        ]
        connection.targetWindowSize = window
        connection.controlFrameRateLimit.maximumCount = .max
        return connection
    }

    private static var streamConfiguration: NIOHTTP2Handler.StreamConfiguration {
        var stream = NIOHTTP2Handler.StreamConfiguration()
        stream.targetWindowSize = window
        return stream
    }

    /// The same connection, with one more header field for every call.
    func adding(_ name: String, _ value: String) -> GRPCConnection {
        var copy = self
        copy.metadata.append((name, value))
        return copy
    }

    /// Begins a call.
    func open<Request, Response>(
        _ method: GRPCMethod<Request, Response>
    ) async throws -> GRPCStream<Request, Response> {
        let promise = channel.eventLoop.makePromise(of: (any Channel).self)
        multiplexer.createStreamChannel(promise: promise) { stream in
            stream.setOption(.autoRead, value: false).flatMapThrowing {
                try stream.pipeline.syncOperations.addHandler(GRPCStreamHandler(method: method.path))
            }
        }
        let (stream, handler): (any Channel, NIOLoopBound<GRPCStreamHandler>)
        do {
            (stream, handler) = try await promise.futureResult.flatMapThrowing { stream in
                let handler = try stream.pipeline.syncOperations.handler(type: GRPCStreamHandler.self)
                return (stream, NIOLoopBound(handler, eventLoop: stream.eventLoop))
            }.get()
        } catch {
            throw GRPCStatus(code: .unavailable, message: "\(error)", method: method.path)
        }
        var headers: HPACKHeaders = [
            ":method": "POST",
            ":scheme": "http",
            ":path": method.path,
            ":authority": "localhost",
            "te": "trailers",
            "content-type": "application/grpc",
            "user-agent": "windlass",
        ]
        for (name, value) in metadata {
            headers.add(name: name, value: value)
        }
        stream.writeAndFlush(HTTP2Frame.FramePayload.headers(.init(headers: headers)), promise: nil)
        return GRPCStream(stream, handler, method)
    }

    /// One message there and one back.
    ///
    /// - Throws: ``GRPCStatus``, or `CancellationError`.
    func call<Request, Response>(
        _ method: GRPCMethod<Request, Response>,
        _ request: Request,
        within timeout: TimeAmount = .seconds(120)
    ) async throws -> Response {
        let stream = try await open(method)
        stream.send(request, isLast: true)
        guard let response = try await stream.receive(within: timeout) else {
            throw GRPCStatus(code: .internalError, message: "no answer", method: method.path)
        }
        // Behind the answer comes how it went.
        _ = try await stream.receive(within: timeout)
        return response
    }

    func close() async {
        try? await channel.close()
    }
}
