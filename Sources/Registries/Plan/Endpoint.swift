/// One place where the plan looks for the image, with everything that a request to it needs.
public struct Endpoint: Hashable, Sendable {
    /// How a request travels.
    public enum Scheme: String, Hashable, Sendable {
        /// Plain, readable on the way.
        case http
        /// Over TLS.
        case https
    }

    /// How requests travel.
    public let scheme: Scheme
    /// `host[:port]`, lower case, with a port only where one was written.
    public let host: String
    /// The API root, `/v2` or the path that replaces it.
    public let root: String
    /// Whether this is the registry's own endpoint rather than a mirror.
    public let isDefault: Bool
    /// The value of the `ns` query parameter.
    public let namespace: String?
    /// The repository asked for, after rewrites.
    public let repository: String
    /// The tag or digest asked for.
    public let reference: String
    /// What `configs` says of the credential; nil for anonymous.
    public let auth: AuthConfiguration?
    /// Which part of ``auth`` is used.
    public let authKind: AuthKind
    /// What `configs` says of TLS; nil for the system's roots and nothing else.
    public let tls: TLSSettings?
    /// Whether https is tried before this http endpoint (containerd, where TLS keys are set for it).
    public let httpsFirst: Bool
    /// Whether the file says `http://`, rather than a rule having chosen it.
    public let isExplicitHTTP: Bool
    /// Where the parts come from.
    public let why: Why

    /// Where the parts of an endpoint come from.
    public struct Why: Hashable, Sendable {
        /// The key under `mirrors` that lists the endpoint; nil for the default endpoint.
        public var mirrorKey: String?
        /// The rule that changed the repository's name.
        public var rewrite: AppliedRewrite?
        /// The key under `configs` that supplies the credential.
        public var authKey: String?
        /// The key under `configs` that supplies the TLS settings.
        public var tlsKey: String?
        /// Where a credential is from that registries.yaml does not have: a file's path, or a program's name.
        public var authSource: String?

        /// Reasons; none by default.
        public init(
            mirrorKey: String? = nil,
            rewrite: AppliedRewrite? = nil,
            authKey: String? = nil,
            tlsKey: String? = nil,
            authSource: String? = nil
        ) {
            self.mirrorKey = mirrorKey
            self.rewrite = rewrite
            self.authKey = authKey
            self.tlsKey = tlsKey
            self.authSource = authSource
        }
    }

    /// An endpoint from its parts; those with a default are the plain case.
    public init(
        scheme: Scheme,
        host: String,
        root: String = "/v2",
        isDefault: Bool = false,
        namespace: String? = nil,
        repository: String,
        reference: String,
        auth: AuthConfiguration? = nil,
        authKind: AuthKind = .none,
        tls: TLSSettings? = nil,
        httpsFirst: Bool = false,
        isExplicitHTTP: Bool = false,
        why: Why = Why()
    ) {
        self.scheme = scheme
        self.host = host
        self.root = root
        self.isDefault = isDefault
        self.namespace = namespace
        self.repository = repository
        self.reference = reference
        self.auth = auth
        self.authKind = authKind
        self.tls = tls
        self.httpsFirst = httpsFirst
        self.isExplicitHTTP = isExplicitHTTP
        self.why = why
    }
}

/// A rewrite rule that changed a repository's name.
public struct AppliedRewrite: Hashable, Sendable {
    /// The rule's pattern (RE2).
    public let pattern: String
    /// The rule's template.
    public let replacement: String
    /// The repository before.
    public let from: String
    /// The repository after.
    public let to: String

    /// A rule that changed `from` to `to`.
    public init(pattern: String, replacement: String, from: String, to: String) {
        self.pattern = pattern
        self.replacement = replacement
        self.from = from
        self.to = to
    }
}
