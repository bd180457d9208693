import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// An HTTP/1.1 server on loopback that can go wrong at any byte.
///
/// It answers what its handler says, keeps connections alive, and remembers every request. The handler runs on an
/// event loop: it must not block.
public final class TestServer: TestPeer {
    /// Decides on a response.
    public typealias Handler = @Sendable (TestRequest) -> TestResponse

    /// What happens to a connection that was accepted.
    public enum ConnectionBehaviour: Sendable {
        /// Requests are answered.
        case serve
        /// It is reset at once.
        case reset
        /// It is closed at once.
        case close
        /// Nothing is read or written: a TLS handshake never gets its answer.
        case stall
        /// These bytes are sent without waiting for anything, then it is closed.
        case send([UInt8])
    }

    /// The loopback address it listens on.
    public let address: String
    /// The port it listens on.
    public let port: Int
    /// Whether it speaks TLS.
    public let isTLS: Bool

    let log: RequestLog
    private let listener: any Channel
    private let connections: ConnectionSet

    /// `host:port`, as in a URL; an IPv6 address stands in brackets.
    public var host: String {
        (self.address.contains(":") ? "[\(self.address)]" : self.address) + ":\(self.port)"
    }
    /// `http://host:port` or `https://host:port`.
    public var origin: String { "\(self.isTLS ? "https" : "http")://\(self.host)" }

    /// The requests received so far, in order of arrival.
    public var requests: [TestRequest] { self.log.requests }
    /// The number of connections accepted so far.
    public var connectionCount: Int { self.log.connections }
    /// What TLS handshakes failed of, one text for each.
    public var handshakeFailures: [String] { self.log.handshakeFailures }
    /// Every byte string received so far.
    public var received: [[UInt8]] { self.log.everything }
    /// Whether ``received`` is all there was: it is bounded to 64 MiB.
    public var receivedIsComplete: Bool { self.log.isComplete }

    /// Starts a server.
    ///
    /// - Parameters:
    ///   - address: An address of this machine, usually of loopback: `127.0.0.1`, `127.0.0.2`, `::1`.
    ///   - port: The port; 0 takes a free one.
    ///   - tls: The certificate to show; nil is plain HTTP.
    ///   - connections: What to do with the n-th connection, counted from 0.
    ///   - handler: Decides on each response.
    /// - Throws: What binding throws, and `NIOSSLError` for an unusable identity.
    public convenience init(
        address: String = "127.0.0.1",
        port: Int = 0,
        tls: TestTLS? = nil,
        connections: @escaping @Sendable (Int) -> ConnectionBehaviour = { _ in .serve },
        handler: @escaping Handler
    ) async throws {
        try await self.init(
            address: address,
            port: port,
            tls: tls,
            connections: connections,
            service: .responses(handler)
        )
    }

    init(
        address: String,
        port: Int,
        tls: TestTLS?,
        connections behaviour: @escaping @Sendable (Int) -> ConnectionBehaviour,
        service: ConnectionHandler.Service
    ) async throws {
        let context = try tls.map { try NIOSSLContext(configuration: $0.serverConfiguration()) }
        let log = RequestLog()
        let connections = ConnectionSet()
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.backlog, value: 256)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard connections.insert(channel) else { return channel.close(promise: nil) }
                    let number = log.addConnection()
                    let handler = ConnectionHandler(number: number, service: service, log: log)
                    try handler.install(on: channel, tls: context, behaviour: behaviour(number))
                }
            }
            .bind(host: address, port: port)
            .get()
        self.address = address
        self.port = listener.localAddress?.port ?? port
        self.isTLS = tls != nil
        self.log = log
        self.listener = listener
        self.connections = connections
    }

    /// Returns the requests once there are that many, or once the server is shut down.
    public func requests(atLeast count: Int) async -> [TestRequest] {
        await self.log.requests(atLeast: count)
    }

    /// Forgets the requests; the count of connections stays.
    public func clearLog() {
        self.log.clear()
    }

    /// Closes every open connection with a reset, and goes on listening.
    public func resetConnections() async {
        await self.connections.closeAll(andRefuseMore: false)
    }

    /// Stops listening and closes every connection.
    public func shutdown() async {
        try? await self.listener.close()
        await self.connections.closeAll(andRefuseMore: true)
        self.log.close()
    }
}

/// The open connections of a server.
final class ConnectionSet: Sendable {
    private struct State {
        var channels: [ObjectIdentifier: any Channel] = [:]
        var isClosed = false
    }

    private let state = Mutex(State())

    /// Whether the connection may live; it leaves the set by itself.
    func insert(_ channel: any Channel) -> Bool {
        let key = ObjectIdentifier(channel)
        let isOpen = self.state.withLock { state in
            if !state.isClosed { state.channels[key] = channel }
            return !state.isClosed
        }
        channel.closeFuture.whenComplete { _ in
            self.state.withLock { _ = $0.channels.removeValue(forKey: key) }
        }
        return isOpen
    }

    func closeAll(andRefuseMore isClosed: Bool) async {
        let channels = self.state.withLock { state in
            if isClosed { state.isClosed = true }
            return Array(state.channels.values)
        }
        for channel in channels {
            channel.eventLoop.execute { Wire.reset(channel) }
        }
        for channel in channels { try? await channel.closeFuture.get() }
    }
}
