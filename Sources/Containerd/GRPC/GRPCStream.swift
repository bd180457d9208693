import NIOCore
import NIOHPACK
import NIOHTTP2

/// One call with any number of messages either way. One task at a time uses it.
final class GRPCStream<Request: ProtobufMessage, Response: ProtobufMessage>: Sendable {
    private let channel: any Channel
    private let handler: NIOLoopBound<GRPCStreamHandler>
    private let method: GRPCMethod<Request, Response>

    init(_ channel: any Channel, _ handler: NIOLoopBound<GRPCStreamHandler>, _ method: GRPCMethod<Request, Response>) {
        self.channel = channel
        self.handler = handler
        self.method = method
    }

    /// Sends a message and does not wait until it has left: whoever sends much waits for answers now and then.
    func send(_ request: Request, isLast: Bool = false) {
        let message = request.encoded
        var prefix = ByteBuffer()
        prefix.writeInteger(UInt8(0))
        prefix.writeInteger(UInt32(message.readableBytes))
        channel.write(HTTP2Frame.FramePayload.data(.init(data: .byteBuffer(prefix))), promise: nil)
        let body = HTTP2Frame.FramePayload.data(.init(data: .byteBuffer(message), endStream: isLast))
        channel.writeAndFlush(body, promise: nil)
    }

    /// The next answer; nil once the call has ended well.
    ///
    /// - Parameter timeout: how long to wait at most; the call is given up then.
    /// - Throws: ``GRPCStatus``, or `CancellationError`.
    func receive(within timeout: TimeAmount) async throws -> Response? {
        let handler = handler
        let eventLoop = channel.eventLoop
        let next = eventLoop.flatSubmit {
            let deadline = eventLoop.scheduleTask(in: timeout) {
                handler.value.end(GRPCStatus(code: .deadlineExceeded, message: "no answer in time"))
            }
            return handler.value.next(on: eventLoop).always { _ in deadline.cancel() }
        }
        let message = try await withTaskCancellationHandler {
            try await next.get()
        } onCancel: {
            cancel()
        }
        do {
            return try message.map { try Response(decoding: $0) }
        } catch {
            cancel()
            throw GRPCStatus(code: .internalError, message: "an answer is not as it should be", method: method.path)
        }
    }

    /// Breaks the call off; what the server has not been asked to keep, it forgets.
    func cancel() {
        channel.close(promise: nil)
    }
}
