public import RegistryClient

/// What there is to say about the certificates that a server shows: who they are, what is wrong, and who would
/// accept them.
public struct ChainAnalysis: Hashable, Sendable {
    /// What keeps a client from accepting the chain, or soon will.
    public enum Problem: Hashable, Sendable {
        /// The certificate at that place is past its time.
        case expired(Int)
        /// The certificate at that place is before its time.
        case notYetValid(Int)
        /// The server's certificate is for other names, or has none but its common name, which Go's clients
        /// (containerd) leave aside.
        case hostname
        /// The server's certificate is its own authority, and nobody trusts it.
        case selfSigned
        /// The chain breaks off below an authority of that name.
        case missingIntermediate(issuer: String)
        /// The chain leads to an authority of that name, which nobody trusts.
        case unknownAuthority(issuer: String)
        /// The server's certificate is not for servers (extended key usage).
        case notForServers
        /// The certificate at that place is signed with SHA-1 or MD5.
        case weakSignature(Int)
        /// The certificates are not in the order in which each signs the one before it.
        case wrongOrder
        /// The certificate at that place cannot be read.
        case unreadable(Int)
    }

    /// One certificate of the chain.
    public struct Link: Hashable, Sendable {
        /// How it was signed.
        public enum Signature: String, Hashable, Sendable {
            case sha2
            case sha1
            case md5
            case ed25519
            case other
        }

        /// Who it is; nil where it cannot be read.
        public var certificate: RegistryClientError.PeerCertificate?
        /// Whether it may sign others.
        public var isAuthority: Bool
        /// How it was signed.
        public var signature: Signature
    }

    /// Somebody who accepts the chain.
    public struct Acceptance: Hashable, Sendable {
        /// The name of the ``AuthoritySource``.
        public var source: String
        /// The root that the path ends in.
        public var root: String
    }

    /// The certificates as shown.
    public var links: [Link]
    /// What is wrong, the root of the trouble first.
    public var problems: [Problem]
    /// Who has a path to a root: each source at most once, the configured one first.
    public var acceptedBy: [Acceptance]
    /// Whether the configured source has.
    public var acceptedByConfigured: Bool

    /// Looks at a chain.
    ///
    /// - Parameters:
    ///   - chain: DER as shown, the server's own certificate first.
    ///   - host: DNS name or address, without port.
    ///   - configured: the endpoint's `ca_file`, besides which the system's roots count.
    ///   - others: other `ca_file`s and the system's roots.
    ///   - now: seconds since 1970.
    public init(
        chain: [[UInt8]],
        host: String,
        configured: AuthoritySource?,
        others: [AuthoritySource],
        now: Int64
    ) async {
        links = []
        problems = []
        acceptedBy = []
        acceptedByConfigured = false
    }
}
