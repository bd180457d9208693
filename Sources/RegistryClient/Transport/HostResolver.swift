import Credentials

/// Asks the system what a name stands for.
///
/// The connection resolves the name once more by itself: a name server that changes its answer in between (DNS
/// rebinding) is not caught, only one that gives the forbidden address at the time of the check.
enum HostResolver {
    enum Answer: Hashable, Sendable {
        case addresses([NetworkAddress])
        /// The name does not exist.
        case notFound
        /// The name servers did not answer; later they may.
        case unavailable
    }

    /// - Parameter limit: how long an answer is waited for; nil is as long as the system takes.
    static func resolve(_ name: String, limit: Duration? = nil) async -> Answer {
        if let address = NetworkAddress(host: name) { return .addresses([address]) }
        return switch await NameLookup.run(name, limit: limit) {
        case .addresses(let addresses): .addresses(addresses.map(address))
        case .notFound: .notFound
        case .unavailable: .unavailable
        }
    }

    private static func address(_ bytes: [UInt8]) -> NetworkAddress {
        bytes.count == 4 ? NetworkAddress(v4: bytes.reduce(0) { $0 << 8 | UInt32($1) }) : NetworkAddress(v6: bytes)
    }
}
