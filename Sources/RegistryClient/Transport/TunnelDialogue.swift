import Credentials

/// How a proxy is asked for a connection, and how its answers are read: `CONNECT` (RFC 9110 §9.3.6) or SOCKS5
/// without a login (RFC 1928). Bytes only; somebody else sends them.
struct TunnelDialogue {
    enum Event: Hashable {
        case send([UInt8])
        case wait
        /// What follows is the target's.
        case open
        case refused
    }

    private enum Phase {
        case head
        case method
        case reply
    }

    static let maximumAnswer = 16_384

    /// What the proxy is sent first.
    let opening: [UInt8]
    /// The status of an answer to `CONNECT`.
    private(set) var status: Int?
    private let target: [UInt8]
    private var phase: Phase
    private var received: [UInt8] = []

    /// - Returns: nil for a route that needs no dialogue.
    init?(_ route: ProxyEnvironment.Route, to url: HTTPURL) {
        switch route {
        case .direct, .forwarded:
            return nil
        case .tunnelled(let proxy):
            let authority = "\(url.host):\(url.port)"
            let login = proxy.proxyAuthorization.map { "Proxy-Authorization: \($0)\r\n" } ?? ""
            opening = Array("CONNECT \(authority) HTTP/1.1\r\nHost: \(authority)\r\n\(login)\r\n".utf8)
            target = []
            phase = .head
        case .socks:
            opening = [5, 1, 0]
            let port = [UInt8(url.port >> 8), UInt8(truncatingIfNeeded: url.port)]
            target = [5, 1, 0] + Self.socksAddress(url) + port
            phase = .method
        }
    }

    /// Takes bytes from the proxy. The target speaks second in TLS, so an answer with bytes behind it is no answer.
    mutating func receive(_ bytes: some Sequence<UInt8>) -> Event {
        let seen = received.count
        received.append(contentsOf: bytes)
        guard received.count <= Self.maximumAnswer else { return .refused }
        switch phase {
        case .head:
            let mark = Array("\r\n\r\n".utf8)
            guard let end = received[max(0, seen - mark.count + 1)...].firstRange(of: mark)?.upperBound else {
                return .wait
            }
            let line = String(decoding: received.prefix { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
            let words = line.split(separator: " ", maxSplits: 2)
            let isAccepted = words.count >= 2 && words[0].hasPrefix("HTTP/1.") && words[1].hasPrefix("2")
            status = words.count >= 2 ? Int(words[1]) : nil
            return isAccepted && end == received.count ? .open : .refused
        case .method:
            guard received.count >= 2 else { return .wait }
            guard received == [5, 0] else { return .refused }
            received = []
            phase = .reply
            return .send(target)
        case .reply:
            guard received.count >= 5 else { return .wait }
            guard received.starts(with: [5, 0, 0]), let length = Self.addressLength(received[3...]) else {
                return .refused
            }
            let end = 3 + length + 2
            if received.count < end { return .wait }
            return received.count == end ? .open : .refused
        }
    }

    private static func socksAddress(_ url: HTTPURL) -> [UInt8] {
        guard let address = url.address else { return [3, UInt8(url.host.utf8.count)] + Array(url.host.utf8) }
        return address.v4 == nil ? [4] + address.bytes : [1] + address.bytes.suffix(4)
    }

    /// Of an address with its type before it; nil for a type that does not exist.
    private static func addressLength(_ bytes: ArraySlice<UInt8>) -> Int? {
        switch bytes.first {
        case 1: 5
        case 3: bytes.dropFirst().first.map { 2 + Int($0) }
        case 4: 17
        default: nil
        }
    }
}
