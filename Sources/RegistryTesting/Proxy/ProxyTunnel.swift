import NIOCore
import NIOPosix

/// What a proxy does with a request.
enum ProxyDecision: Sendable {
    case respond(TestResponse)
    case connect(ProxyConnection)
}

/// A connection to make on behalf of a client.
struct ProxyConnection: Sendable {
    var host: String
    var port: Int
    /// What the client is told when the connection is there.
    var greeting: [UInt8]
    /// What the target is sent first.
    var opening: [UInt8]
    /// How many bytes of the client's go through before the tunnel breaks.
    var limit: Int64?
}

/// Joins a client's connection with one to the target, byte for byte.
struct ProxyTunnel {
    let connection: ProxyConnection
    let log: RequestLog

    func start(replacing handler: ConnectionHandler, context: ChannelHandlerContext) {
        let client = context.channel
        let connecting = ClientBootstrap(group: context.eventLoop)
            .connectTimeout(.seconds(10))
            .connect(host: self.connection.host, port: self.connection.port)
        connecting.hop(to: context.eventLoop).assumeIsolated().whenComplete { result in
            switch result {
            case .success(let target):
                guard client.isActive else { return target.close(promise: nil) }
                try? self.join(client: client, target: target, handler: handler)
            case .failure:
                let answer = TestResponse(status: 502, headers: ["Connection": "close"], body: "no connection\n")
                handler.answerInsteadOfTunnel(answer, context: context)
            }
        }
    }

    private func join(client: any Channel, target: any Channel, handler: ConnectionHandler) throws {
        let early = handler.takeEarlyBytes()
        self.log.addOther(early)
        try client.pipeline.syncOperations.addHandler(
            Joint(partner: target, log: self.log, limit: self.connection.limit)
        )
        try target.pipeline.syncOperations.addHandler(Joint(partner: client, log: nil))
        client.pipeline.syncOperations.removeHandler(handler, promise: nil)
        client.writeAndFlush(client.allocator.buffer(bytes: self.connection.greeting), promise: nil)
        target.writeAndFlush(target.allocator.buffer(bytes: self.connection.opening + early), promise: nil)
    }
}

/// One end of a tunnel; it stops reading while the other end cannot write.
private final class Joint: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let partner: any Channel
    private let log: RequestLog?
    private let limit: Int64?
    private var count: Int64 = 0

    init(partner: any Channel, log: RequestLog?, limit: Int64? = nil) {
        self.partner = partner
        self.log = log
        self.limit = limit
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = self.unwrapInboundIn(data)
        self.count += Int64(buffer.readableBytes)
        if let limit = self.limit, self.count > limit {
            // What came before is on its way, and is to arrive.
            self.partner.flush()
            context.close(promise: nil)
            return
        }
        self.log?.addOther(Array(buffer.readableBytesView))
        self.partner.writeAndFlush(buffer, promise: nil)
        if !self.partner.isWritable { self.setReading(false, on: context.channel) }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { self.setReading(true, on: self.partner) }
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.partner.close(promise: nil)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func setReading(_ isReading: Bool, on channel: any Channel) {
        try? channel.syncOptions?.setOption(.autoRead, value: isReading)
    }
}
