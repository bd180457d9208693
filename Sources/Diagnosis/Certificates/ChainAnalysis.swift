public import RegistryClient
import SwiftASN1
import X509

/// What there is to say about the certificates that a server shows: who they are, what is wrong, and who would
/// accept them.
///
/// It is for telling why; whether the client accepts them is said by its own handshake alone.
public struct ChainAnalysis: Hashable, Sendable {
    /// What keeps a client from accepting the chain.
    public enum Problem: Hashable, Sendable {
        /// The certificate at that place is past its time.
        case expired(Int)
        /// The certificate at that place is before its time.
        case notYetValid(Int)
        /// The trusted root of that name is past its time, or before it.
        case untimelyRoot(name: String)
        /// The server's certificate is for other names, or has none but its common name, as Go's clients (containerd)
        /// read it. The client here also takes a common name, and a certificate for the address that the name stands
        /// for.
        case hostname
        /// The server's certificate is its own authority, and not trusted.
        case selfSigned
        /// The chain breaks off below an authority of that name. See ``ChainAnalysis/init(chain:host:configured:others:now:)``.
        case missingIntermediate(issuer: String)
        /// The chain ends in an authority of that name, which is not trusted.
        case unknownAuthority(issuer: String)
        /// The chain ends below an authority of that name, which is trusted, but it or another on the way may not sign:
        /// `CA:FALSE`, a path length or a name constraint.
        case unfitAuthority(issuer: String)
        /// The server's certificate is not for servers (extended key usage).
        case notForServers
        /// The certificate at that place is signed with SHA-1 or MD5, which no current client takes.
        case weakSignature(Int)
        /// The certificates are not in the order in which each is signed by the next, which RFC 5246 wants and most
        /// clients do without.
        case wrongOrder
        /// The certificate at that place cannot be read.
        case unreadable(Int)
    }

    /// One certificate of the chain.
    public struct Link: Hashable, Sendable {
        /// The hash in its signature.
        public enum Signature: String, Hashable, Sendable {
            case md5
            case sha1
            /// Anything that is not known to be broken.
            case other
        }

        /// Who it is; nil where it cannot be read.
        public var certificate: RegistryClientError.PeerCertificate?
        /// Whether it may sign others.
        public var isAuthority: Bool
        /// The hash in its signature.
        public var signature: Signature
    }

    /// Somebody who accepts the chain.
    public struct Acceptance: Hashable, Sendable {
        /// The name of the ``AuthoritySource``.
        public var source: String
        /// The subject of the root that the path ends in.
        public var root: String

        /// A source and a root in it.
        public init(source: String, root: String) {
            self.source = source
            self.root = root
        }
    }

    static let maximumLinks = 16
    static let maximumSize = 65_536

    /// The certificates as shown, at most 16.
    public var links: [Link]
    /// What is wrong, the root of the trouble first. `wrongOrder`, and `unreadable` but for the first certificate, stand
    /// last: a chain with no other problem is accepted by the endpoint's nodes.
    public var problems: [Problem]
    /// Who has a path from the chain to a root, names aside, and dates aside where they are among ``problems``: the
    /// configured source first, then the others in their order.
    public var acceptedBy: [Acceptance]
    /// Whether the configured source is among them.
    public var acceptedByConfigured: Bool

    /// Looks at a chain.
    ///
    /// Whether an authority is missing in between or not trusted cannot be told for certain from a chain that breaks
    /// off. An issuer that no source knows is said to be missing if it does not call itself a root, and either its
    /// organization is that of a root that some source has, or the certificate says where its issuer's is found (`CA
    /// Issuers`, as public authorities do below a root). Else it is taken for the end.
    ///
    /// - Parameters:
    ///   - chain: DER as shown, the server's own certificate first.
    ///   - host: DNS name or address, without port.
    ///   - configured: the endpoint's `ca_file`.
    ///   - others: `ca_file`s of other endpoints, which nobody here trusts, and the system's roots, which everybody does.
    ///   - now: seconds since 1970.
    public init(
        chain: [[UInt8]],
        host: String,
        configured: AuthoritySource?,
        others: [AuthoritySource],
        now: Int64
    ) async {
        let shown = chain.prefix(Self.maximumLinks)
        let certificates = shown.map { der in
            der.count <= Self.maximumSize ? try? Certificate(derEncoded: der) : nil
        }
        links = zip(shown, certificates).map { Link(der: $0, $1) }
        acceptedBy = []
        acceptedByConfigured = false
        problems = []
        guard let first = certificates.first, let leaf = first else {
            problems = links.unreadable + links.untimely(at: now, isLeafOnly: true) + links.weak
            return
        }

        let search = PathSearch(leaf: leaf, intermediates: certificates.dropFirst().compactMap(\.self))
        let sources = [configured].compactMap(\.self) + others
        let trusted = sources.filter { $0.name == configured?.name || $0.name == AuthoritySource.system }
        var hasCurrentPath = false
        for source in sources {
            var root = await search.root(among: source, at: now)
            if root != nil, trusted.contains(where: { $0.name == source.name }) { hasCurrentPath = true }
            if root == nil { root = await search.root(among: source, at: nil) }
            guard let root else { continue }
            acceptedBy.append(Acceptance(source: source.name, root: root.fields?.subject ?? ""))
        }
        acceptedByConfigured = acceptedBy.contains { $0.source == configured?.name }
        let path = acceptedBy.first { acceptance in trusted.contains { $0.name == acceptance.source } }

        problems += links.untimely(at: now, isLeafOnly: hasCurrentPath)
        if let path, !hasCurrentPath, problems.isEmpty { problems.append(.untimelyRoot(name: path.root)) }
        if !leaf.isFor(host: host) { problems.append(.hostname) }
        if path == nil {
            problems.append(
                search.brokenEnd(
                    trusting: trusted.flatMap(\.certificates),
                    knowing: sources.flatMap(\.certificates)
                )
            )
        }
        if !leaf.isForServers { problems.append(.notForServers) }
        problems += links.weak
        if !search.isInOrder { problems.append(.wrongOrder) }
        problems += links.unreadable
    }
}

extension [ChainAnalysis.Link] {
    fileprivate var unreadable: [ChainAnalysis.Problem] {
        indices.filter { self[$0].certificate == nil }.map { .unreadable($0) }
    }

    /// An authority's own signature does not matter: who trusts it has its key.
    fileprivate var weak: [ChainAnalysis.Problem] {
        indices.filter { self[$0].signature != .other && self[$0].certificate?.isSelfIssued != true }
            .map { .weakSignature($0) }
    }

    /// - Parameter isLeafOnly: whether the others do not matter, because there is a path without them.
    fileprivate func untimely(at now: Int64, isLeafOnly: Bool) -> [ChainAnalysis.Problem] {
        indices.prefix(isLeafOnly ? 1 : count).compactMap { index in
            guard let certificate = self[index].certificate else { return nil }
            if now > certificate.notAfter { return .expired(index) }
            return now < certificate.notBefore ? .notYetValid(index) : nil
        }
    }
}
