import NIOCore
import NIOHTTP1
import Synchronization

/// `/livez`, `/readyz` and `/metrics`, for whoever watches over the registry.
final class OperationsHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let metrics: ServerMetrics
    private var head: HTTPRequestHead?

    init(metrics: ServerMetrics) {
        self.metrics = metrics
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): self.head = head
        case .body: break
        case .end:
            guard let head else { return }
            let (status, text) = answer(to: head)
            let body = ByteBuffer(string: text)
            let response = HTTPResponseHead(
                version: head.version,
                status: status,
                headers: [
                    "Content-Type": "text/plain; version=0.0.4; charset=utf-8",
                    "Content-Length": String(body.readableBytes),
                ]
            )
            context.write(wrapOutboundOut(.head(response)), promise: nil)
            if head.method != .HEAD { context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil) }
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            if !head.isKeepAlive { context.close(promise: nil) }
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is IdleStateHandler.IdleStateEvent || event is DrainEvent { context.close(promise: nil) }
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
        return name == "localhost" || (try? SocketAddress(ipAddress: String(name), port: 0)) != nil
    }
}
