import AsyncHTTPClient
import Credentials
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// One connection for the sake of one TLS handshake. The server is sent nothing else, and no proxy more than where to
/// connect.
struct HandshakeAttempt: Sendable {
    var url: HTTPURL
    var route: ProxyEnvironment.Route
    /// Where to connect instead of what the name stands for; left aside where a proxy leads there.
    var address: String?
    var limit: Duration

    /// Runs to its end, which is soon after the limit at the latest.
    ///
    /// - Parameters:
    ///   - verify: takes the place of the configuration's own verification; runs on the event loop.
    ///   - lingers: whether to wait, after a handshake of TLS 1.3, for a server that takes offence at the client's
    ///     certificate, or the want of one: it says so only then.
    /// - Returns: the version agreed on.
    /// - Throws: what the HTTP client would run into.
    func run(
        _ configuration: TLSConfiguration,
        verify: (@Sendable ([NIOSSLCertificate], EventLoopPromise<NIOSSLVerificationResult>, any Channel) -> Void)? =
            nil,
        lingers: EventLoopFuture<Bool>? = nil
    ) async throws -> TLSVersion? {
        var configuration = configuration
        configuration.applicationProtocols = ["http/1.1"]
        configuration.shutdownTimeout = .milliseconds(500)
        let context = try NIOSSLContext(configuration: configuration)
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let end = loop.makePromise(of: TLSVersion?.self)
        let phase = HandshakePhase()
        let timeout = loop.scheduleTask(in: TimeAmount(limit)) { end.fail(phase.timeout(on: route)) }
        let name = serverName
        let startTLS: @Sendable (any Channel) throws -> Void = { channel in
            let handler =
                if let verify {
                    try NIOSSLClientHandler(context: context, serverHostname: name) { chain, promise in
                        verify(chain, promise, channel)
                    }
                } else {
                    try NIOSSLClientHandler(context: context, serverHostname: name)
                }
            let pipeline = channel.pipeline.syncOperations
            let watch = try pipeline.handler(type: HandshakeWatch.self)
            try pipeline.addHandler(handler, position: .before(watch))
            watch.awaitCompletion(of: handler, on: channel)
        }
        let isDirect = route == .direct
        let bootstrap = ClientBootstrap(group: loop)
            .connectTimeout(TimeAmount(limit))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let watch = HandshakeWatch(end, phase: phase, isDirect: isDirect, lingers: lingers)
                    try channel.pipeline.syncOperations.addHandler(watch)
                    end.futureResult.whenComplete { _ in channel.close(promise: nil) }
                    guard let dialogue = TunnelDialogue(route, to: url) else { return try startTLS(channel) }
                    let tunnel = Tunnel(dialogue) { channel in
                        phase.enter(.tls)
                        try startTLS(channel)
                    }
                    try channel.pipeline.syncOperations.addHandler(tunnel, position: .first)
                }
            }
        connect(bootstrap).whenFailure { end.fail($0) }
        defer { timeout.cancel() }
        return try await withTaskCancellationHandler {
            try await end.futureResult.get()
        } onCancel: {
            end.fail(CancellationError())
        }
    }

    private var host: String { url.bareHost }

    /// For SNI and the comparison with the certificate; an address is none (RFC 6066 §3).
    private var serverName: String? { (try? SocketAddress(ipAddress: host, port: 0)) == nil ? host : nil }

    private func connect(_ bootstrap: ClientBootstrap) -> EventLoopFuture<any Channel> {
        if let proxy = route.server { return bootstrap.connect(host: proxy.host, port: proxy.port) }
        return bootstrap.connect(host: address ?? host, port: Int(url.port))
    }
}

/// How far an attempt has come, which is what a timeout is about.
private final class HandshakePhase: Sendable {
    enum Phase {
        case connecting
        case tunnel
        case tls
    }

    private let phase = Mutex(Phase.connecting)

    var isTunnel: Bool { phase.withLock { $0 == .tunnel } }

    func enter(_ next: Phase) {
        phase.withLock { $0 = next }
    }

    func timeout(on route: ProxyEnvironment.Route) -> HTTPClientError {
        switch phase.withLock({ $0 }) {
        case .connecting: .connectTimeout
        case .tls: .tlsHandshakeTimeout
        case .tunnel:
            if case .socks = route { .socksHandshakeTimeout } else { .httpProxyHandshakeTimeout }
        }
    }
}

/// Sees how the handshake ends.
private final class HandshakeWatch: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    static let patience = TimeAmount.milliseconds(300)

    private let end: EventLoopPromise<TLSVersion?>
    private let phase: HandshakePhase
    private let isDirect: Bool
    private let lingers: EventLoopFuture<Bool>?

    init(
        _ end: EventLoopPromise<TLSVersion?>,
        phase: HandshakePhase,
        isDirect: Bool,
        lingers: EventLoopFuture<Bool>?
    ) {
        self.end = end
        self.phase = phase
        self.isDirect = isDirect
        self.lingers = lingers
    }

    /// A write of nothing waits for the handshake like any other, and leaves nothing on the wire.
    func awaitCompletion(of handler: NIOSSLClientHandler, on channel: any Channel) {
        let (end, lingers, loop) = (end, lingers, channel.eventLoop)
        let handler = NIOLoopBound(handler, eventLoop: loop)
        channel.writeAndFlush(ByteBuffer()).whenSuccess {
            let version = handler.value.tlsVersion
            guard let lingers, version == .tlsv13 else { return end.succeed(version) }
            loop.scheduleTask(in: Self.patience) { end.succeed(version) }
            lingers.whenComplete { if case .success(false) = $0 { end.succeed(version) } }
        }
    }

    func channelActive(context: ChannelHandlerContext) {
        phase.enter(isDirect ? .tls : .tunnel)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        end.fail(phase.isTunnel ? HTTPClientError.remoteConnectionClosed : ChannelError.eof)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A proxy that hangs up may do so with a reset.
        end.fail(phase.isTunnel && error is IOError ? HTTPClientError.remoteConnectionClosed : error)
        context.close(promise: nil)
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
        context.fireChannelActive()
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
                context.fireErrorCaught(error)
            }
        case .refused:
            let wantsLogin = dialogue.status == 407
            context.fireErrorCaught(
                wantsLogin ? HTTPClientError.proxyAuthenticationRequired : .invalidProxyResponse
            )
        }
    }

    private func send(_ bytes: [UInt8], context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
    }
}
