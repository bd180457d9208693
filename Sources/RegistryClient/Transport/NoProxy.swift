import Credentials

/// `NO_PROXY`, by the rules of Go's `httpproxy`: names with their sub-domains, addresses, networks and ports.
struct NoProxy: Sendable {
    fileprivate enum Rule: Sendable {
        case network(NetworkAddress, bits: Int)
        case address(NetworkAddress, port: UInt16?)
        /// `suffix` starts with a dot.
        case name(suffix: String, orItself: Bool, port: UInt16?)
    }

    private var rules: [Rule] = []
    private var matchesAll = false

    init(_ text: String) {
        for entry in text.lowercased().split(separator: ",") {
            let entry = entry.trimmingBlanks
            if entry == "*" {
                matchesAll = true
                return
            }
            if let rule = Self.rule(entry) { rules.append(rule) }
        }
    }

    /// Whether `url` may go through a proxy at all. This machine never does.
    func allowsProxy(for url: HTTPURL) -> Bool {
        let address = url.address
        if url.host == "localhost" || address?.scope == .loopback { return false }
        return !matchesAll && !rules.contains { $0.matches(url, address: address) }
    }

    private static func rule(_ entry: Substring) -> Rule? {
        if let slash = entry.firstIndex(of: "/") {
            if let network = NetworkAddress(literal: entry[..<slash]),
                let bits = Int(entry[entry.index(after: slash)...]),
                (0...(network.v4 == nil ? 128 : 32)).contains(bits)
            {
                return .network(network, bits: network.v4 == nil ? bits : bits + 96)
            }
            return nil
        }
        if let address = NetworkAddress(literal: entry) { return .address(address, port: nil) }
        var host = entry
        var port: UInt16?
        if let colon = entry.lastIndex(of: ":") {
            guard let number = UInt16(entry[entry.index(after: colon)...]) else { return nil }
            host = entry[..<colon]
            port = number
        }
        if let address = NetworkAddress(literal: host) { return .address(address, port: port) }
        if host.hasPrefix("*.") { host = host.dropFirst() }
        guard !host.isEmpty, host != "." else { return nil }
        let orItself = !host.hasPrefix(".")
        return .name(suffix: orItself ? ".\(host)" : String(host), orItself: orItself, port: port)
    }
}

extension NoProxy.Rule {
    fileprivate func matches(_ url: HTTPURL, address: NetworkAddress?) -> Bool {
        switch self {
        case .network(let network, let bits):
            guard let address, (address.v4 == nil) == (network.v4 == nil) else { return false }
            return (0..<16).allSatisfy { index in
                let kept = min(8, max(0, bits - index * 8))
                let mask = UInt8(truncatingIfNeeded: 0xFF00 >> kept)
                return (address.bytes[index] ^ network.bytes[index]) & mask == 0
            }
        case .address(let other, let port):
            return address == other && (port == nil || port == url.port)
        case .name(let suffix, let orItself, let port):
            guard url.host.hasSuffix(suffix) || (orItself && url.host == suffix.dropFirst()) else { return false }
            return port == nil || port == url.port
        }
    }
}

extension Substring {
    fileprivate var trimmingBlanks: Substring {
        var text = drop { $0 == " " || $0 == "\t" }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}
