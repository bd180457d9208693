/// Why something could not be fetched: what failed, at which stage and endpoint, and everything that was tried.
///
/// Codes and data only; words and exit codes are the command line's.
public struct RegistryClientError: Error, Hashable, Sendable {
    /// How far a request had come.
    public enum Stage: String, Hashable, Sendable {
        case configuration
        case name
        case connect
        case proxy
        case tls
        case challenge
        case token
        case manifest
        case blob
        case upload
        case redirect
        case integrity
    }

    /// A realm that gets no secret, and what would change that.
    public struct ForeignRealm: Hashable, Sendable {
        /// The realm's origin; nil when its text is no URL.
        public var origin: String?
        /// The rule that refused: `malformed`, `plain-http`, `address`, `foreign`.
        public var rule: String
        /// The value to add to `configs.<host>.auth.realms`; nil where no entry would help.
        public var realmsEntry: String?

        /// A realm and the rule that refused it.
        public init(origin: String?, rule: String, realmsEntry: String?) {
            self.origin = origin
            self.rule = rule
            self.realmsEntry = realmsEntry
        }
    }

    /// What went wrong.
    public var code: Code
    /// Where it went wrong.
    public var stage: Stage
    /// The API root of the endpoint, `https://h:5000/v2`; nil when none was reached.
    public var endpoint: String?
    /// The URL asked, without its query.
    public var url: String?
    /// The status of the answer, where there was one.
    public var status: Int?
    /// The registry's own error code, `MANIFEST_UNKNOWN`.
    public var registryCode: String?
    /// What the other side said, or the offending value: at most 1 KiB, without control characters.
    public var detail: String?
    /// How long the server wants to be left alone.
    public var retryAfter: Duration?
    /// Set with `realm-foreign`.
    public var realm: ForeignRealm?
    /// Set where a certificate was not accepted and could be looked at.
    public var certificate: PeerCertificate?
    /// Every try on every endpoint, in order.
    public var attempts: [Attempt]

    /// An error; what is not known is left out.
    public init(
        _ code: Code,
        stage: Stage,
        endpoint: String? = nil,
        url: String? = nil,
        status: Int? = nil,
        registryCode: String? = nil,
        detail: String? = nil,
        retryAfter: Duration? = nil,
        realm: ForeignRealm? = nil,
        certificate: PeerCertificate? = nil,
        attempts: [Attempt] = []
    ) {
        self.code = code
        self.stage = stage
        self.endpoint = endpoint
        self.url = url
        self.status = status
        self.registryCode = registryCode
        self.detail = detail
        self.retryAfter = retryAfter
        self.realm = realm
        self.certificate = certificate
        self.attempts = attempts
    }
}

/// One try: a request, with its redirects and its token, and how it ended.
public struct Attempt: Hashable, Sendable {
    /// The API root of the endpoint.
    public var endpoint: String
    /// The URL asked first, without its query.
    public var url: String
    /// The last status received.
    public var status: Int?
    /// Nil for a success.
    public var code: RegistryClientError.Code?
    /// What the other side said, or the offending value.
    public var detail: String?
    /// How long the try took.
    public var seconds: Double

    /// One try and how it ended.
    public init(
        endpoint: String,
        url: String,
        status: Int?,
        code: RegistryClientError.Code?,
        detail: String? = nil,
        seconds: Double
    ) {
        self.endpoint = endpoint
        self.url = url
        self.status = status
        self.code = code
        self.detail = detail
        self.seconds = seconds
    }
}
