import Synchronization

/// An HTTP proxy on loopback: `CONNECT`, and requests in absolute form for plain HTTP.
///
/// It can stand for names that do not exist, so that a test needs no DNS.
public final class TestProxy: TestPeer {
    /// How a proxy behaves.
    public struct Configuration: Sendable {
        /// `user:password` that clients must show; nil asks for none.
        public var credentials: String?
        /// Where to connect for a `host:port`, as `host:port`; what is not listed is connected to as it is.
        public var routes: [String: String] = [:]
        /// Responses given instead of a connection, by `host:port`; `*` is for all.
        public var refusals: [String: TestResponse] = [:]
        /// After how many bytes from the client a tunnel, counted from 0, breaks; nil lets it be.
        public var limit: @Sendable (Int) -> Int64? = { _ in nil }

        /// Makes a configuration; as it is, every target is connected to.
        public init(credentials: String? = nil, routes: [String: String] = [:]) {
            self.credentials = credentials
            self.routes = routes
        }
    }

    /// The server behind it, with the log.
    public let server: TestServer

    /// `host:port`.
    public var host: String { self.server.host }
    /// `http://host:port`, as in `HTTPS_PROXY`.
    public var url: String { self.server.origin }
    /// The requests it was asked for: the target of a `CONNECT` is the ``TestRequest/uri``.
    public var requests: [TestRequest] { self.server.requests }
    /// Every byte string received from clients, those inside tunnels included.
    public var received: [[UInt8]] { self.server.received }
    /// Whether ``received`` is all there was.
    public var receivedIsComplete: Bool { self.server.receivedIsComplete }

    /// Starts a proxy.
    public init(
        address: String = "127.0.0.1",
        tls: TestTLS? = nil,
        configuration: Configuration = Configuration()
    ) async throws {
        let tunnels = Atomic(0)
        self.server = try await TestServer(
            address: address,
            port: 0,
            tls: tls,
            connections: { _ in .serve },
            service: .proxy { request in
                var decision = Self.decision(for: request, configuration)
                if case .connect(var connection) = decision {
                    connection.limit = configuration.limit(tunnels.add(1, ordering: .relaxed).oldValue)
                    decision = .connect(connection)
                }
                return decision
            }
        )
    }

    /// Stops listening and closes every connection and tunnel.
    public func shutdown() async {
        await self.server.shutdown()
    }

    private static func decision(for request: TestRequest, _ configuration: Configuration) -> ProxyDecision {
        if let credentials = configuration.credentials {
            let expected = "Basic \(Base64.encoded(Array(credentials.utf8)))"
            guard request.headers["Proxy-Authorization"] == expected else {
                return .respond(TestResponse(status: 407, headers: ["Proxy-Authenticate": "Basic realm=\"proxy\""]))
            }
        }
        guard let target = Target(request) else { return .respond(TestResponse(status: 400)) }
        if let refusal = configuration.refusals[target.authority] ?? configuration.refusals["*"] {
            return .respond(refusal)
        }
        guard let place = Target.split(configuration.routes[target.authority] ?? target.authority) else {
            return .respond(TestResponse(status: 400))
        }
        let isTunnel = request.method == "CONNECT"
        return .connect(
            ProxyConnection(
                host: place.host,
                port: place.port,
                greeting: isTunnel ? Array("HTTP/1.1 200 Connection established\r\n\r\n".utf8) : [],
                opening: isTunnel ? [] : target.forwarded(request)
            )
        )
    }
}

/// Where a request to a proxy wants to go.
private struct Target {
    /// `host:port`.
    var authority: String
    /// Path and query for the origin server.
    var path: String

    init?(_ request: TestRequest) {
        if request.method == "CONNECT" {
            (self.authority, self.path) = (request.uri, "")
            return
        }
        let scheme = "http://"
        guard request.uri.lowercased().hasPrefix(scheme) else { return nil }
        let rest = request.uri.dropFirst(scheme.count)
        let slash = rest.firstIndex(where: { $0 == "/" || $0 == "?" }) ?? rest.endIndex
        let authority = String(rest[..<slash])
        self.authority = Self.split(authority) == nil ? "\(authority):80" : authority
        self.path = rest[slash...].hasPrefix("/") ? String(rest[slash...]) : "/\(rest[slash...])"
    }

    static func split(_ authority: String) -> (host: String, port: Int)? {
        guard let colon = authority.lastIndex(of: ":"), let port = Int(authority[authority.index(after: colon)...])
        else { return nil }
        return (authority[..<colon].filter { $0 != "[" && $0 != "]" }, port)
    }

    /// The request as the origin server gets it: one request for one connection.
    func forwarded(_ request: TestRequest) -> [UInt8] {
        var lines = ["\(request.method) \(self.path) HTTP/1.1"]
        let dropped = ["connection", "proxy-connection", "proxy-authorization", "transfer-encoding", "content-length"]
        for field in request.headers.fields where !dropped.contains(field.name.lowercased()) {
            lines.append("\(field.name): \(field.value)")
        }
        if !request.body.isEmpty { lines.append("Content-Length: \(request.body.count)") }
        lines.append("Connection: close")
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + request.body
    }
}
