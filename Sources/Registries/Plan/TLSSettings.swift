/// What `configs.<host>.tls` says; empty texts count as not set.
public struct TLSSettings: Hashable, Sendable {
    /// A PEM file trusted besides the system's own roots.
    public var caFile: String?
    /// The client certificate, PEM.
    public var certFile: String?
    /// The client certificate's key, PEM.
    public var keyFile: String?
    /// Whether any certificate will do.
    public var insecureSkipVerify: Bool

    /// Settings; nothing is set by default.
    public init(
        caFile: String? = nil,
        certFile: String? = nil,
        keyFile: String? = nil,
        insecureSkipVerify: Bool = false
    ) {
        self.caFile = caFile
        self.certFile = certFile
        self.keyFile = keyFile
        self.insecureSkipVerify = insecureSkipVerify
    }

    /// Whether nothing is set.
    public var isEmpty: Bool { self == TLSSettings() }

    /// The files named, with the key that names each.
    public var files: [(key: String, path: String)] {
        [("ca_file", caFile), ("cert_file", certFile), ("key_file", keyFile)].compactMap { key, path in
            path.map { (key, $0) }
        }
    }
}
