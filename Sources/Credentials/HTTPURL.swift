/// An absolute `http` or `https` URL, read strictly: what this type accepts means the same to every other parser.
///
/// Secrets are bound to what a URL says, so a spelling that two parsers could read differently (user info,
/// backslashes, blanks, control or non-ASCII characters, an odd host) is refused instead of repaired.
public struct HTTPURL: Hashable, Sendable {
    /// The two schemes of registries.
    public enum Scheme: String, Hashable, Sendable {
        case http
        case https

        var defaultPort: UInt16 { self == .http ? 80 : 443 }
    }

    /// Why a text is not taken as a URL.
    public enum Problem: String, Error, Hashable, Sendable {
        case notAbsolute = "not-absolute"
        case scheme = "scheme"
        case userInfo = "user-info"
        case host = "host"
        case port = "port"
        case characters = "characters"
    }

    /// The scheme, which is the first thing that a secret is bound to.
    public let scheme: Scheme
    /// Lower case, without a trailing dot; IPv6 in brackets.
    public let host: String
    /// The port, written or implied.
    public let port: UInt16
    /// Path and query; starts with `/`. The fragment is dropped.
    public let target: String

    /// Reads an absolute URL.
    public init(parsing text: String) throws(Problem) {
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !Self.refused.contains($0) }) else {
            throw .characters
        }
        guard let separator = text.firstRange(of: "://") else { throw .notAbsolute }
        guard let scheme = Scheme(rawValue: text[..<separator.lowerBound].lowercased()) else { throw .scheme }
        let rest = text[separator.upperBound...]
        let authorityEnd = rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? rest.endIndex
        let authority = rest[..<authorityEnd]
        guard !authority.contains("@") else { throw .userInfo }

        let (hostText, portText) = Self.split(authority)
        self.scheme = scheme
        self.host = try Self.canonicalHost(hostText)
        if let portText, !portText.isEmpty {
            guard portText.utf8.allSatisfy({ (48...57).contains($0) }), let port = UInt16(portText), port > 0 else {
                throw .port
            }
            self.port = port
        } else {
            self.port = scheme.defaultPort
        }
        let tail = rest[authorityEnd...].prefix { $0 != "#" }
        self.target = tail.hasPrefix("/") ? String(tail) : "/" + tail
    }

    // `"`, `<`, `>`, `\`, `^`, backtick, `{`, `|`, `}`: in no URL (RFC 3986), and read in more than one way.
    private static let refused = Set(#""<>\^`{|}"#.utf8)

    private static func split(_ authority: Substring) -> (host: Substring, port: Substring?) {
        let hostEnd =
            authority.hasPrefix("[") ? authority.firstIndex(of: "]") ?? authority.startIndex : authority.startIndex
        guard let colon = authority[hostEnd...].firstIndex(of: ":") else { return (authority, nil) }
        return (authority[..<colon], authority[authority.index(after: colon)...])
    }

    private static func canonicalHost(_ text: Substring) throws(Problem) -> String {
        var host = text.lowercased()
        if host.hasPrefix("[") {
            guard host.hasSuffix("]"), NetworkAddress.parseV6(host.dropFirst().dropLast()) != nil else { throw .host }
            return host
        }
        if host.hasSuffix(".") { host.removeLast() }
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        guard !host.isEmpty, host.utf8.count <= 253, labels.allSatisfy({ (1...63).contains($0.utf8.count) }) else {
            throw .host
        }
        guard host.utf8.allSatisfy({ isHostByte($0) }) else { throw .host }
        return host
    }

    // The underscore is in no host name, but in many that private networks use.
    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"): true
        default: false
        }
    }
}

extension HTTPURL: CustomStringConvertible {
    /// `scheme://host[:port]`, with the port only where it is not the scheme's own.
    public var origin: String { "\(scheme.rawValue)://\(authority)" }

    /// `host[:port]`, with the port only where it is not the scheme's own.
    public var authority: String { port == scheme.defaultPort ? host : "\(host):\(port)" }

    /// The URL, with the port only where it is not the scheme's own.
    public var description: String { origin + target }

    /// The host as names and addresses are written elsewhere: IPv6 without brackets.
    package var bareHost: String { host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host }

    /// The URL without its query, which may hold a signature: for errors and logs.
    public var redacted: String { origin + target.prefix { $0 != "?" } }

    /// Whether scheme, host and port are equal (RFC 6454 §5).
    public func hasSameOrigin(as other: HTTPURL) -> Bool {
        scheme == other.scheme && host == other.host && port == other.port
    }

    /// The host's address, if it is written as one.
    public var address: NetworkAddress? { NetworkAddress(host: host) }

    /// Whether both name the same host: equal names, or spellings of one address.
    public func hasSameHost(as other: HTTPURL) -> Bool {
        if let address, let otherAddress = other.address { return address == otherAddress }
        return host == other.host
    }

    /// Resolves a `Location` or `Link` against this URL (RFC 3986 §5.2, without dot segments: servers send what
    /// they mean, and `..` is refused).
    public func resolving(_ reference: String) throws(Problem) -> HTTPURL {
        if reference.hasPrefix("//") { return try HTTPURL(parsing: "\(scheme.rawValue):\(reference)") }
        if reference.hasPrefix("/") { return try HTTPURL(parsing: origin + reference) }
        if reference.hasPrefix("?") {
            return try HTTPURL(parsing: "\(origin)\(target.prefix { $0 != "?" })\(reference)")
        }
        let head = reference.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        if head.contains(":") { return try HTTPURL(parsing: reference) }
        let path = target.prefix { $0 != "?" }
        let directory = path[...(path.lastIndex(of: "/") ?? path.startIndex)]
        return try HTTPURL(parsing: "\(origin)\(directory)\(reference)")
    }
}
