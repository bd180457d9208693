import NIOCore
import NIOPosix
import NIOSSL
import RegistryTesting

/// One HTTPS exchange that verifies the server as a careful client does.
enum TLSClient {
    struct NoAnswer: Error {}

    static func get(
        port: Int,
        trusting authority: String,
        name: String? = nil,
        certificate: (certificate: String, key: String)? = nil
    ) async throws -> WireResponse {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .certificates([try NIOSSLCertificate(bytes: Array(authority.utf8), format: .pem)])
        if let certificate {
            let chain = try NIOSSLCertificate(bytes: Array(certificate.certificate.utf8), format: .pem)
            configuration.certificateChain = [.certificate(chain)]
            configuration.privateKey = .privateKey(
                try NIOSSLPrivateKey(bytes: Array(certificate.key.utf8), format: .pem)
            )
        }
        let context = try NIOSSLContext(configuration: configuration)
        let eventLoop = MultiThreadedEventLoopGroup.singleton.any()
        let promise = eventLoop.makePromise(of: [UInt8].self)
        let channel = try await ClientBootstrap(group: eventLoop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let operations = channel.pipeline.syncOperations
                    try operations.addHandler(NIOSSLClientHandler(context: context, serverHostname: name))
                    try operations.addHandler(Collector(promise: promise))
                }
            }
            .connect(host: "127.0.0.1", port: port)
            .get()
        let request = "GET /v2/ HTTP/1.1\r\nHost: \(name ?? "127.0.0.1"):\(port)\r\nConnection: close\r\n\r\n"
        channel.writeAndFlush(channel.allocator.buffer(string: request), promise: nil)
        return WireResponse(try await promise.futureResult.get())
    }

    private final class Collector: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let promise: EventLoopPromise<[UInt8]>
        private var bytes: [UInt8] = []

        init(promise: EventLoopPromise<[UInt8]>) {
            self.promise = promise
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            self.bytes += self.unwrapInboundIn(data).readableBytesView
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            self.promise.fail(error)
            context.close(promise: nil)
        }

        func channelInactive(context: ChannelHandlerContext) {
            if self.bytes.isEmpty { self.promise.fail(NoAnswer()) } else { self.promise.succeed(self.bytes) }
        }
    }
}
