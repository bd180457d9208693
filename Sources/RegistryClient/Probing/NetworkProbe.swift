import Credentials
import NIOCore
import NIOPosix

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Takes the steps that lead to an answer one at a time, each within a limit, so that it can be said which one fails.
///
/// Nothing of HTTP is sent to the hosts asked, and no secret but a proxy's login to that proxy.
public struct NetworkProbe: Sendable {
    static let maximumAddresses = 32

    let proxies: ProxyEnvironment
    let limit: Duration

    /// A probe.
    ///
    /// - Parameters:
    ///   - environment: where the proxy variables are read.
    ///   - limit: how long each step may take.
    public init(environment: [String: String], limit: Duration = .seconds(5)) {
        self.proxies = ProxyEnvironment(environment)
        self.limit = limit
    }

    /// Asks the system what `host` stands for; an address stands for itself.
    public func addresses(of host: String) async -> NameAnswer {
        let name = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
        if let address = NetworkAddress(host: name) {
            return .addresses([Self.text(address.packed)].compactMap(\.self))
        }
        switch await NameLookup.run(name, limit: limit) {
        case .notFound: return .notFound
        case .unavailable: return .noAnswer
        case .addresses(let addresses):
            var seen: Set<[UInt8]> = []
            let texts = addresses.filter { seen.insert($0).inserted }.compactMap(Self.text)
            return texts.isEmpty ? .notFound : .addresses(Array(texts.prefix(Self.maximumAddresses)))
        }
    }

    /// Which way a request to `url` takes.
    public func route(to url: String) -> ProbedRoute {
        guard let url = try? HTTPURL(parsing: url) else { return .invalid }
        do throws(ProxyEnvironment.Problem) {
            let route = try proxies.route(to: url)
            guard let server = route.server else { return .direct }
            return .proxy(host: server.host, port: server.port, variable: server.variable, kind: route.kind)
        } catch {
            return .unusable(variable: error.variable, detail: CleanText.line(error.detail))
        }
    }

    /// Connects to an address, and closes the connection at once.
    ///
    /// - Parameter address: as ``addresses(of:)`` gives it; a name is unreachable.
    public func connect(to address: String, port: Int) async -> ConnectAnswer {
        guard (1...65_535).contains(port), let target = try? SocketAddress(ipAddress: address, port: port) else {
            return .unreachable(String(cString: strerror(EINVAL)))
        }
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let answer = loop.makePromise(of: ConnectAnswer.self)
        let attempt = ClientBootstrap(group: loop)
            .connectTimeout(TimeAmount(limit))
            .channelInitializer { channel in
                answer.futureResult.whenComplete { _ in channel.close(promise: nil) }
                return channel.eventLoop.makeSucceededVoidFuture()
            }
            .connect(to: target)
        attempt.whenComplete { result in
            switch result {
            case .success: answer.succeed(.open)
            case .failure(let error): answer.succeed(Self.answer(error))
            }
        }
        return await withTaskCancellationHandler {
            (try? await answer.futureResult.get()) ?? .noAnswer
        } onCancel: {
            answer.succeed(.noAnswer)
        }
    }

    private static func answer(_ error: any Error) -> ConnectAnswer {
        guard let code = (error as? IOError)?.errnoCode else { return .noAnswer }
        return switch code {
        case ECONNREFUSED: .refused
        case ETIMEDOUT: .noAnswer
        default: .unreachable(String(cString: strerror(code)))
        }
    }

    private static func text(_ bytes: [UInt8]) -> String? {
        try? SocketAddress(packedIPAddress: ByteBuffer(bytes: bytes), port: 0).ipAddress
    }
}

extension NetworkAddress {
    fileprivate var packed: [UInt8] { v4 == nil ? bytes : Array(bytes.suffix(4)) }
}

extension ProxyEnvironment.Route {
    fileprivate var kind: ProbedRoute.Kind {
        switch self {
        case .direct, .forwarded: .forward
        case .tunnelled: .tunnel
        case .socks: .socks
        }
    }
}
