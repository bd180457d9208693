import Credentials
import RegistryClient
import Synchronization

/// What went over the wire, kept until somebody asks.
final class Witness: Sendable {
    struct Seen: Sendable {
        var exchange: ObservedExchange
        /// When its answer came, in seconds since 1970.
        var time: Int64
    }

    private struct State {
        var exchanges: [Seen] = []
        var tokens: [ObservedToken] = []
    }

    private static let maximum = 1024
    private let state = Mutex(State())
    private let now: @Sendable () -> Int64

    init(now: @escaping @Sendable () -> Int64) {
        self.now = now
    }

    func see(_ exchange: ObservedExchange) {
        let seen = Seen(exchange: exchange, time: now())
        state.withLock { if $0.exchanges.count < Self.maximum { $0.exchanges.append(seen) } }
    }

    func see(_ token: ObservedToken) {
        state.withLock { if $0.tokens.count < Self.maximum { $0.tokens.append(token) } }
    }

    var exchanges: [Seen] { state.withLock { $0.exchanges } }

    var tokens: [ObservedToken] { state.withLock { $0.tokens } }
}

extension ObservedExchange {
    /// The first response header of that name.
    func header(_ name: String) -> String? {
        responseHeaders.first { $0.name.lowercased() == name }?.value
    }

    /// Whom was asked: without the query, in which secrets are masked and which is no URL's any more.
    var place: HTTPURL? { try? HTTPURL(parsing: String(url.prefix { $0 != "?" })) }

    /// Where a redirect leads, without the query; nil for another answer.
    var destination: HTTPURL? {
        guard (300..<400).contains(status), let location = header("location") else { return nil }
        return try? place?.resolving(String(location.prefix { $0 != "?" }))
    }
}
