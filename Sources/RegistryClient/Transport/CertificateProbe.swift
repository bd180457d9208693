import Credentials
import Crypto
import NIOCore
import NIOPosix
import NIOSSL

/// Fetches the certificate of a server that failed verification, to tell why. The handshake is broken off as soon
/// as the certificate is there: the server is sent nothing else, and no proxy more than where to connect.
enum CertificateProbe {
    static func certificate(
        of url: HTTPURL,
        through route: ProxyEnvironment.Route
    ) async -> RegistryClientError.PeerCertificate? {
        let host = url.host.hasPrefix("[") ? String(url.host.dropFirst().dropLast()) : url.host
        let serverName = url.address == nil ? host : nil
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let found = loop.makePromise(of: NIOSSLCertificate.self)
        let timeout = loop.scheduleTask(in: .seconds(5)) { found.fail(ChannelError.connectTimeout(.seconds(5))) }
        let startTLS: @Sendable (any Channel) throws -> Void = { channel in
            var configuration = TLSConfiguration.makeClientConfiguration()
            // Nothing is verified here, so the system's roots need not be read.
            configuration.trustRoots = .certificates([])
            let handler = try NIOSSLClientHandler(
                context: NIOSSLContext(configuration: configuration),
                serverHostname: serverName,
                customVerificationCallback: { chain, promise in
                    if let leaf = chain.first { found.succeed(leaf) }
                    promise.succeed(.failed)
                }
            )
            try channel.pipeline.syncOperations.addHandler(handler)
        }
        let connection = ClientBootstrap(group: loop)
            .connectTimeout(.seconds(5))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    channel.closeFuture.whenComplete { _ in found.fail(ChannelError.eof) }
                    guard let dialogue = TunnelDialogue(route, to: url) else { return try startTLS(channel) }
                    try channel.pipeline.syncOperations.addHandler(Tunnel(dialogue, whenOpen: startTLS))
                }
            }
            .connect(host: route.server?.host ?? host, port: route.server?.port ?? Int(url.port))
        connection.cascadeFailure(to: found)
        let leaf = try? await found.futureResult.get()
        timeout.cancel()
        _ = try? await connection.flatMap { $0.close() }.get()
        return leaf.flatMap(describe)
    }

    private static func describe(_ certificate: NIOSSLCertificate) -> RegistryClientError.PeerCertificate? {
        guard let der = try? certificate.toDERBytes() else { return nil }
        let digits = Array("0123456789abcdef".utf8)
        let hex = SHA256.hash(data: der).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        let fields = CertificateFields(der: der)
        return RegistryClientError.PeerCertificate(
            fingerprint: String(decoding: hex, as: UTF8.self),
            subject: fields.subject,
            issuer: fields.issuer,
            isSelfIssued: fields.isSelfIssued,
            names: fields.names,
            notBefore: Int64(certificate.notValidBefore),
            notAfter: Int64(certificate.notValidAfter)
        )
    }
}

/// Holds the dialogue with a proxy, and makes room for TLS when it is through.
private final class Tunnel: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var dialogue: TunnelDialogue
    private let whenOpen: (any Channel) throws -> Void

    init(_ dialogue: TunnelDialogue, whenOpen: @escaping (any Channel) throws -> Void) {
        self.dialogue = dialogue
        self.whenOpen = whenOpen
    }

    func channelActive(context: ChannelHandlerContext) {
        send(dialogue.opening, context: context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch dialogue.receive(unwrapInboundIn(data).readableBytesView) {
        case .wait:
            break
        case .send(let bytes):
            send(bytes, context: context)
        case .open:
            do {
                try whenOpen(context.channel)
                context.pipeline.syncOperations.removeHandler(self, promise: nil)
            } catch {
                context.close(promise: nil)
            }
        case .refused:
            context.close(promise: nil)
        }
    }

    private func send(_ bytes: [UInt8], context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
    }
}
