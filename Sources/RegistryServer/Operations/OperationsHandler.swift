import NIOCore
import NIOHTTP1
import Synchronization

/// `/livez`, `/readyz` and `/metrics`, for whoever watches over the registry.
///
/// One request a connection: whoever watches asks now and then, and nobody can ask faster than the answers are read.
final class OperationsHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let metrics: ServerMetrics
    private let limit: TimeAmount
    private var head: HTTPRequestHead?
    private var isAnswered = false

    /// - Parameter limit: how long the request, and then the answer, may take.
    init(metrics: ServerMetrics, limit: TimeAmount) {
        self.metrics = metrics
        self.limit = limit
    }

    func channelActive(context: ChannelHandlerContext) {
        context.eventLoop.assumeIsolated().scheduleTask(in: limit) { context.close(promise: nil) }
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): self.head = head
        case .body: break
        case .end:
            guard let head, !isAnswered else { return }
            isAnswered = true
            let (status, text) = answer(to: head)
            let body = ByteBuffer(string: text)
            let response = HTTPResponseHead(
                version: head.version,
                status: status,
                headers: [
                    "Content-Type": "text/plain; version=0.0.4; charset=utf-8",
                    "Content-Length": String(body.readableBytes), "Connection": "close",
                ]
            )
            context.write(wrapOutboundOut(.head(response)), promise: nil)
            if head.method != .HEAD { context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil) }
            let sent = context.eventLoop.makePromise(of: Void.self)
            sent.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: sent)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // A client that is done asking and was not answered has not asked.
        if case ChannelEvent.inputClosed? = event as? ChannelEvent, !isAnswered { context.close(promise: nil) }
        context.fireUserInboundEventTriggered(event)
    }

    private func answer(to head: HTTPRequestHead) -> (status: HTTPResponseStatus, text: String) {
        guard head.method.isReading else { return (.methodNotAllowed, "") }
        // A browser that was led here by a name that resolves to this address must not read it (DNS rebinding).
        guard Self.isAddress(host: head.headers.first(name: "Host")) else { return (.misdirectedRequest, "") }
        switch head.uri.pathAndQuery.path {
        case "/livez": return (.ok, "ok\n")
        case "/readyz":
            return metrics.isReady.load(ordering: .relaxed) ? (.ok, "ok\n") : (.serviceUnavailable, "not ready\n")
        case "/metrics": return (.ok, metrics.text)
        default: return (.notFound, "")
        }
    }

    /// Whether a `Host` names an address itself, or `localhost`; a request without one is no browser's.
    static func isAddress(host: String?) -> Bool {
        guard let host, !host.isEmpty else { return true }
        if host.hasPrefix("[") { return true }
        let name = host.prefix { $0 != ":" }
        return name.lowercased() == "localhost" || (try? SocketAddress(ipAddress: String(name), port: 0)) != nil
    }
}
