import NIOCore
import NIOHTTP2

/// The end of one HTTP/2 stream: hands out messages as they are asked for, and reads no further than that.
final class GRPCStreamHandler: ChannelInboundHandler {
    typealias InboundIn = HTTP2Frame.FramePayload

    private let method: String
    private var answer = GRPCAnswer()
    private var waiting: EventLoopPromise<ByteBuffer?>?
    private var context: ChannelHandlerContext?

    init(method: String) {
        self.method = method
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        end(GRPCStatus(code: .unavailable, message: "the connection was closed"))
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        answer.receive(Self.unwrapInboundIn(data))
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        serve()
        context.fireChannelReadComplete()
    }

    func channelInactive(context: ChannelHandlerContext) {
        end(GRPCStatus(code: .unavailable, message: "the connection was closed"))
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        end(GRPCStatus(code: .unavailable, message: "\(error)"))
        context.close(promise: nil)
    }

    /// The next message; nil behind the last one of a call that ended well.
    func next(on eventLoop: any EventLoop) -> EventLoopFuture<ByteBuffer?> {
        let promise = eventLoop.makePromise(of: ByteBuffer?.self)
        guard waiting == nil else {
            promise.fail(GRPCStatus(code: .internalError, message: "two readers on one stream", method: method))
            return promise.futureResult
        }
        waiting = promise
        serve()
        return promise.futureResult
    }

    /// The call is over for us, whatever the server still says.
    func end(_ status: GRPCStatus) {
        answer.end(status)
        serve()
    }

    private func serve() {
        guard let promise = waiting else { return }
        do {
            if let message = try answer.message() {
                waiting = nil
                promise.succeed(message)
            } else if var status = answer.status {
                waiting = nil
                status.method = method
                status.code == .ok ? promise.succeed(nil) : promise.fail(status)
            } else {
                context?.read()
            }
        } catch {
            waiting = nil
            var status = error
            status.method = method
            promise.fail(status)
        }
    }
}
