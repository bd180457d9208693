import NIOCore

/// Answers datagrams, each for itself.
final class NameDatagramHandler: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>
    typealias OutboundOut = AddressedEnvelope<ByteBuffer>

    private let script: NameScript

    init(script: NameScript) {
        self.script = script
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let envelope = self.unwrapInboundIn(data)
        guard let response = self.script.response(to: Array(envelope.data.readableBytesView), over: .udp) else {
            return
        }
        let answer = AddressedEnvelope(
            remoteAddress: envelope.remoteAddress,
            data: context.channel.allocator.buffer(bytes: response)
        )
        context.writeAndFlush(self.wrapOutboundOut(answer), promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A client that has gone is told of by the kernel; the others are still there.
    }
}

/// Answers the queries of one connection, each with its length before it (RFC 1035, section 4.2.2).
final class NameConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let script: NameScript
    private var pending: [UInt8] = []

    init(script: NameScript) {
        self.script = script
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        self.pending += self.unwrapInboundIn(data).readableBytesView
        while self.pending.count >= 2 {
            let length = Int(self.pending[0]) << 8 | Int(self.pending[1])
            guard length <= NameMessage.largestQuery else { return context.close(promise: nil) }
            guard self.pending.count >= 2 + length else { return }
            let query = Array(self.pending[2..<(2 + length)])
            self.pending.removeFirst(2 + length)
            guard let response = self.script.response(to: query, over: .tcp) else { continue }
            var buffer = context.channel.allocator.buffer(capacity: 2 + response.count)
            buffer.writeInteger(UInt16(response.count))
            buffer.writeBytes(response)
            context.writeAndFlush(self.wrapOutboundOut(buffer), promise: nil)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
