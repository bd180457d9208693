public import Registries

/// Takes the steps that lead to an answer one at a time, each within a limit, so that it can be said which one fails.
///
/// Nothing of HTTP is sent to the hosts asked, and no secret but a proxy's login to that proxy.
public struct NetworkProbe: Sendable {
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
        .noAnswer
    }

    /// Which way a request to `url` takes.
    public func route(to url: String) -> ProbedRoute {
        .invalid
    }

    /// Connects to an address, and closes the connection at once.
    public func connect(to address: String, port: Int) async -> ConnectAnswer {
        .noAnswer
    }

    /// Does the client's handshake with the host of `url`, and beside it one that accepts any certificate, to see what
    /// is shown.
    ///
    /// - Parameters:
    ///   - address: where to connect instead of what the name stands for; left aside where a proxy leads there.
    ///   - tls: the settings that the client would use.
    public func handshake(with url: String, at address: String?, tls: TLSSettings?) async -> Handshake {
        Handshake()
    }
}
