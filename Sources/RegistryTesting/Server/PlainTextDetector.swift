import NIOCore

/// Stands before TLS: tells a client that speaks plain HTTP to a TLS port so in plain HTTP, as Go's server does.
final class PlainTextDetector: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Told to the connection's handler.
    struct Found {}

    private let log: RequestLog
    private var isPlain = false

    init(log: RequestLog) {
        self.log = log
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = self.unwrapInboundIn(data)
        let handshakeRecord: UInt8 = 0x16
        guard !self.isPlain, buffer.readableBytesView.first != handshakeRecord else {
            if self.isPlain { return self.log.addOther(Array(buffer.readableBytesView)) }
            context.fireChannelRead(data)
            context.pipeline.syncOperations.removeHandler(self, promise: nil)
            return
        }
        self.isPlain = true
        self.log.addOther(Array(buffer.readableBytesView))
        context.fireUserInboundEventTriggered(Found())
        let answer = "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"
        let sent = context.writeAndFlush(self.wrapOutboundOut(context.channel.allocator.buffer(string: answer)))
        sent.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
    }
}
