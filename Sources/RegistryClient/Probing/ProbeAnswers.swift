/// What a name stands for.
public enum NameAnswer: Hashable, Sendable {
    /// Addresses as text, IPv6 without brackets, in the system's order, each once; at most 32.
    case addresses([String])
    /// The name does not exist, or has no address.
    case notFound
    /// The name servers were silent, or in trouble.
    case noAnswer
}

/// How a request to a URL travels, by the proxy variables.
public enum ProbedRoute: Hashable, Sendable {
    /// How a proxy is spoken to.
    public enum Kind: String, Hashable, Sendable {
        /// Plain http: the proxy gets the whole request.
        case forward
        /// `CONNECT`.
        case tunnel
        /// SOCKS5.
        case socks
    }

    /// Without a proxy.
    case direct
    /// Through this proxy, which that variable names.
    case proxy(host: String, port: Int, variable: String, kind: Kind)
    /// The variable names a proxy that is not spoken to; `detail` is its scheme or the rule broken, never the value.
    case unusable(variable: String, detail: String)
    /// The text is no URL.
    case invalid
}

/// What came of a connection attempt.
public enum ConnectAnswer: Hashable, Sendable {
    /// It was made, and closed at once.
    case open
    /// Nobody listens there.
    case refused
    /// Neither yes nor no within the limit.
    case noAnswer
    /// No way leads there: what the system says.
    case unreachable(String)
}

/// What a TLS server showed, and what the client makes of it.
public struct Handshake: Hashable, Sendable {
    /// Certificates in DER as they were shown, the server's own first: at most 16 of at most 64 KiB each. A stranger's
    /// bytes, whatever ``failure`` says.
    public var chain: [[UInt8]]
    /// `1.0` to `1.3`; nil where none was agreed on.
    public var tlsVersion: String?
    /// Whether the server asks for a client certificate; nil where the handshake did not come so far.
    public var asksForClientCertificate: Bool?
    /// What the client runs into with these settings; nil if its handshake succeeds.
    public var failure: RegistryClientError?

    /// A handshake; what is not known is left out.
    public init(
        chain: [[UInt8]] = [],
        tlsVersion: String? = nil,
        asksForClientCertificate: Bool? = nil,
        failure: RegistryClientError? = nil
    ) {
        self.chain = chain
        self.tlsVersion = tlsVersion
        self.asksForClientCertificate = asksForClientCertificate
        self.failure = failure
    }
}
