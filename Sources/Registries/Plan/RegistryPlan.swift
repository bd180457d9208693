/// Where a node looks for the images of one registry: a ``PullPlan`` before the image is known, and what a node's
/// files can say.
public struct RegistryPlan: Hashable, Sendable {
    /// `host[:port]` in lower case; nil for every registry that has no plan of its own.
    public let registry: String?
    /// The key under `mirrors` that supplies the mirrors.
    public let mirrorKey: String?
    /// Where to look, in order.
    public let endpoints: [RegistryEndpoint]
    /// Whether the registry that the image names is asked last, though it is none of ``endpoints``: only in the plan of
    /// every registry that has none of its own.
    public let endsUpstream: Bool
    /// The TLS settings of a registry that only the image names.
    public let upstreamTLS: TLSSettings?
    /// What an operator should know.
    public let warnings: [Complaint]
}

/// One place where a plan looks for a registry's images.
public struct RegistryEndpoint: Hashable, Sendable {
    /// How requests travel.
    public let scheme: Endpoint.Scheme
    /// `host[:port]`, lower case.
    public let host: String
    /// The API root, `/v2` or the path that replaces it.
    public let root: String
    /// Whether this is the registry's own endpoint rather than a mirror.
    public let isDefault: Bool
    /// Whether this is the registry that K3s and RKE2 run on each node.
    public let isEmbedded: Bool
    /// The rules for the repository's name here, in the order of the file.
    public let rewrites: [RegistriesConfiguration.RewriteRule]
    /// The credential; nil for anonymous.
    public let auth: AuthConfiguration?
    /// Which part of ``auth`` is used.
    public let authKind: AuthKind
    /// The TLS settings; nil for the system's roots and nothing else.
    public let tls: TLSSettings?
    /// Whether the file says `http://`, rather than a rule having chosen it.
    public let isExplicitHTTP: Bool
    /// Where the parts come from; of the rewrites nothing is said.
    public let why: Endpoint.Why

    /// The API root's URL, `https://h:5000/v2`.
    public var url: String { "\(scheme.rawValue)://\(host)\(root)" }
}
