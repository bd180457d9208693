import AsyncHTTPClient
import Credentials
import NIOCore
import NIOHTTP1

/// Plain http through an HTTP proxy: the proxy gets the request itself, its target in absolute form (RFC 9112
/// §3.2.2). `CONNECT`, which the HTTP stack would use, is refused by most proxies for other ports than 443.
enum Forwarding {
    /// Makes a client for it: one that speaks to the proxy as it would to any server.
    static func configure(_ configuration: inout HTTPClient.Configuration) {
        // The limit is for each registry; the proxy stands for all of them.
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit *= 16
        let setUp = configuration.http1_1ConnectionDebugInitializer
        configuration.http1_1ConnectionDebugInitializer = { channel in
            let isSetUp = setUp?(channel) ?? channel.eventLoop.makeSucceededVoidFuture()
            return isSetUp.flatMapThrowing {
                let pipeline = channel.pipeline.syncOperations
                let encoder = try pipeline.handler(type: HTTPRequestEncoder.self)
                try pipeline.addHandler(AbsoluteForm(), position: .after(encoder))
            }
        }
    }

    /// Turns to the proxy what is meant for `url`.
    static func address(
        _ request: inout HTTPClientRequest,
        to url: HTTPURL,
        through proxy: ProxyEnvironment.Server
    ) {
        let host = proxy.host.contains(":") ? "[\(proxy.host)]" : proxy.host
        request.url = "http://\(host):\(proxy.port)\(url.target)"
        request.headers.replaceOrAdd(name: "Host", value: url.authority)
        if let authorization = proxy.proxyAuthorization {
            request.headers.replaceOrAdd(name: "Proxy-Authorization", value: authorization)
        }
    }

    /// Whether the proxy itself says no. For a 403 that is a guess: Squid marks its own answers; others give a web
    /// page and leave out the `Via` that they add to what comes from elsewhere (RFC 9110 §7.6.3).
    static func isRefusal(_ status: HTTPResponseStatus, _ headers: HTTPHeaders) -> Bool {
        switch status.code {
        case 407: return true
        case 502...504: return headers.contains(name: "X-Squid-Error")
        case 403:
            if headers.contains(name: "X-Squid-Error") { return true }
            let isRegistrys = ["Docker-Distribution-Api-Version", "Via"].contains { headers.contains(name: $0) }
            return !isRegistrys && headers.first(name: "Content-Type")?.lowercased().hasPrefix("text/html") == true
        default: return false
        }
    }

    static func refusal(
        of proxy: ProxyEnvironment.Server,
        request: WireRequest,
        status: HTTPResponseStatus
    ) -> RequestFailure {
        RequestFailure(
            RegistryClientError(
                .proxyRefused,
                stage: .proxy,
                url: request.url.redacted,
                status: Int(status.code),
                detail: proxy.variable
            )
        )
    }

    /// Writes the request target in absolute form; the `Host` header says for whom the request is.
    private final class AbsoluteForm: ChannelOutboundHandler {
        typealias OutboundIn = HTTPClientRequestPart
        typealias OutboundOut = HTTPClientRequestPart

        func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
            guard case .head(var head) = unwrapOutboundIn(data), let host = head.headers.first(name: "Host") else {
                return context.write(data, promise: promise)
            }
            head.uri = "http://\(host)\(head.uri)"
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        }
    }
}
