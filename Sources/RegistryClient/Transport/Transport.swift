import AsyncHTTPClient
import Credentials
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Registries
import Synchronization

/// Sends single requests: no redirects, no authentication, no second try.
///
/// There is one `HTTPClient` for each route, all on one event-loop group.
final class Transport: Sendable {
    private struct State {
        var clients: [ProxyEnvironment.Route: HTTPClient] = [:]
        var isShutDown = false
    }

    private let state = Mutex(State())
    private let configuration: HTTPClient.Configuration
    private let proxies: ProxyEnvironment
    private let userAgent: String
    private let observe: (@Sendable (ObservedExchange) -> Void)?

    init(_ configuration: RegistryClientConfiguration) {
        self.configuration = Self.makeConfiguration(configuration)
        self.proxies = ProxyEnvironment(configuration.environment)
        self.userAgent = configuration.userAgent
        self.observe = configuration.observe
    }

    /// Whether the connection is made here, so that what the name resolves to matters.
    func isDirect(_ url: HTTPURL) -> Bool { (try? proxies.route(to: url)) == .direct }

    func send(_ request: WireRequest) async throws(RequestFailure) -> WireResponse {
        let route = try route(to: request.url)
        let client = try client(for: route)
        var wire = HTTPClientRequest(url: request.url.description)
        wire.method = request.form == nil ? HTTPMethod(rawValue: request.method) : .POST
        wire.headers = HTTPHeaders(request.headers)
        wire.headers.replaceOrAdd(name: "User-Agent", value: userAgent)
        if let form = request.form {
            wire.headers.replaceOrAdd(name: "Content-Type", value: "application/x-www-form-urlencoded")
            wire.body = .bytes(ByteBuffer(string: form))
        } else if let body = request.body {
            wire.body = body.content
        }
        wire.tlsConfiguration = request.url.scheme == .https ? request.tls : nil
        if case .forwarded(let proxy) = route { Forwarding.address(&wire, to: request.url, through: proxy) }
        let response: HTTPClientResponse
        do {
            // The no-progress timer bounds the wait for an answer; the deadline is one that never comes.
            response = try await client.execute(wire, deadline: .now() + .hours(24 * 365))
        } catch {
            throw await TransportFault(error, request: request, route: route).requestFailure()
        }
        if case .forwarded(let proxy) = route, Forwarding.isRefusal(response.status, response.headers) {
            throw Forwarding.refusal(of: proxy, request: request, status: response.status)
        }
        let answer = WireResponse(response, request: request, route: route)
        if let observe { observe(ObservedExchange(request, answer)) }
        return answer
    }

    func shutdown() async throws {
        let clients = state.withLock { state in
            state.isShutDown = true
            defer { state.clients = [:] }
            return state.clients
        }
        for client in clients.values { try await client.shutdown() }
    }

    /// Begins to shut down, and waits for nothing: a connection that is just being made cannot be called off.
    func abandon() {
        let clients = state.withLock { state in
            state.isShutDown = true
            defer { state.clients = [:] }
            return state.clients
        }
        for client in clients.values { client.shutdown { _ in } }
    }

    private func route(to url: HTTPURL) throws(RequestFailure) -> ProxyEnvironment.Route {
        do throws(ProxyEnvironment.Problem) {
            return try proxies.route(to: url)
        } catch {
            throw RequestFailure(error.clientError(for: url))
        }
    }

    private func client(for route: ProxyEnvironment.Route) throws(RequestFailure) -> HTTPClient {
        let client = state.withLock { state -> HTTPClient? in
            guard !state.isShutDown else { return nil }
            if let client = state.clients[route] { return client }
            var configuration = configuration
            configuration.proxy = route.proxy
            if case .forwarded = route { Forwarding.configure(&configuration) }
            let client = HTTPClient(
                eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton),
                configuration: configuration
            )
            state.clients[route] = client
            return client
        }
        guard let client else { throw .cancelled }
        return client
    }

    private static func makeConfiguration(_ settings: RegistryClientConfiguration) -> HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.decompression = .disabled
        configuration.httpVersion = .http1Only
        configuration.timeout.connect = TimeAmount(settings.connectTimeout)
        configuration.timeout.read = TimeAmount(settings.noProgressTimeout)
        // What is sent may come from another registry, which gets its own time first.
        configuration.timeout.write = TimeAmount(settings.noProgressTimeout * 2)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = max(1, settings.jobs)
        // With the default every refused connection and every bad certificate uses up the connect timeout.
        configuration.connectionPool.retryConnectionEstablishment = false
        // Fewer, larger reads: a quarter less CPU for a blob than with the default of 64 KiB.
        configuration.http1_1ConnectionDebugInitializer = { channel in
            let buffers = FixedSizeRecvByteBufferAllocator(capacity: 262_144)
            return channel.setOption(.recvAllocator, value: buffers).flatMap {
                channel.setOption(.maxMessagesPerRead, value: 4)
            }
        }
        return configuration
    }
}

extension ProxyEnvironment.Problem {
    func clientError(for url: HTTPURL) -> RegistryClientError {
        let detail = "\(variable): \(CleanText.line(detail))"
        return RegistryClientError(.proxyUnsupported, stage: .proxy, url: url.redacted, detail: detail)
    }
}

extension ProxyEnvironment.Route {
    fileprivate var proxy: HTTPClient.Configuration.Proxy? {
        switch self {
        case .direct, .forwarded:
            nil
        case .tunnelled(let server):
            .server(
                host: server.host,
                port: server.port,
                authorization: server.authorization.map { .basic(credentials: $0.reveal()) }
            )
        case .socks(let server):
            .socksServer(host: server.host, port: server.port)
        }
    }
}
