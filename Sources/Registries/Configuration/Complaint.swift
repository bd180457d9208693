/// A place in a file: line and column, both from 1, columns counted in characters.
public struct Position: Hashable, Sendable, Comparable {
    /// The line, from 1.
    public let line: Int
    /// The column, from 1, in characters.
    public let column: Int

    /// A place.
    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// In the order of reading.
    public static func < (left: Position, right: Position) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}

/// Something wrong or worth knowing about a configuration or a plan, as data; the command line has the words.
public struct Complaint: Error, Hashable, Sendable {
    /// A stable name such as `unknown-key`.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The name, for machines.
        public let rawValue: String

        /// A code of that name.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }
    }

    /// What the programs that read the file make of it.
    public enum Severity: Hashable, Sendable {
        /// Worth knowing.
        case warning
        /// Refused by default, accepted by the real programs: a warning when lenient.
        case strict
        /// Refused by everybody.
        case fatal
    }

    /// What is wrong.
    public var code: Code
    /// Who minds.
    public var severity: Severity
    /// What it is about: a key, a host, a pattern. Never a secret.
    public var subject: String
    /// A second fact the code calls for: the nearest known key, the type expected, the rule broken.
    public var detail: String?
    /// Where in the file; nil where it is about no one place.
    public var position: Position?

    /// A complaint from its parts.
    public init(
        _ code: Code,
        _ severity: Severity = .warning,
        subject: String,
        detail: String? = nil,
        at position: Position? = nil
    ) {
        self.code = code
        self.severity = severity
        self.subject = subject
        self.detail = detail
        self.position = position
    }
}

extension Complaint.Code {
    // In the file.
    /// A key that the schema does not have; `detail` is the nearest one.
    public static let unknownKey = Self(rawValue: "unknown-key")
    /// A key that stands twice in one mapping; `detail` is the first one's line.
    public static let duplicateKey = Self(rawValue: "duplicate-key")
    /// A value of another type than the key takes; `detail` is the one it takes.
    public static let wrongType = Self(rawValue: "wrong-type")
    /// `auth` is not base64 of a text with a colon.
    public static let authNotBase64 = Self(rawValue: "auth-not-base64")
    /// A password that nobody can use.
    public static let passwordWithoutUsername = Self(rawValue: "password-without-username")
    /// A client certificate that cannot be shown.
    public static let clientCertificateWithoutKey = Self(rawValue: "client-cert-without-key")
    /// A key of no certificate.
    public static let clientKeyWithoutCertificate = Self(rawValue: "client-key-without-cert")
    /// A key of mirrors or configs that no host equals; `detail` is the host in it.
    public static let hostKeyInvalid = Self(rawValue: "host-key-invalid")
    /// A mirror endpoint that is no URL of a host.
    public static let endpointInvalid = Self(rawValue: "endpoint-invalid")
    /// A user name or password in an endpoint, where nobody reads them.
    public static let endpointUserInfo = Self(rawValue: "endpoint-userinfo-ignored")
    /// A pattern that RE2 refuses; `detail` is the reason.
    public static let rewriteInvalidPattern = Self(rawValue: "rewrite-invalid-pattern")
    /// A template that names a group the pattern does not have; `detail` is the name.
    public static let rewriteTemplateName = Self(rawValue: "rewrite-template-name")
    /// An entry of `realms` that is no https origin.
    public static let realmInvalid = Self(rawValue: "realm-invalid")
    /// The dead `auths` mapping.
    public static let authsIgnored = Self(rawValue: "auths-ignored")
    /// The file is UTF-16.
    public static let encodingUTF16 = Self(rawValue: "encoding-utf16")
    /// A user name beside an identity token: programs differ in what they take.
    public static let authTokenBesideUsername = Self(rawValue: "identity-token-beside-username")
    /// An endpoint path that replaces `/v2`.
    public static let endpointPathNotV2 = Self(rawValue: "endpoint-path-not-v2")

    // In a plan.
    /// A wildcard credential not sent to a host that only the image names.
    public static let wildcardAuthWithheld = Self(rawValue: "wildcard-auth-withheld")
    /// A wildcard credential, for containerd.
    public static let wildcardAuthIgnored = Self(rawValue: "wildcard-auth-ignored")
    /// Two of Docker Hub's names with different settings; `detail` is the one not used.
    public static let hubAliasesDisagree = Self(rawValue: "hub-aliases-disagree")
    /// An endpoint listed twice.
    public static let endpointDuplicate = Self(rawValue: "endpoint-duplicate")
    /// A second rule matches; `detail` is its pattern.
    public static let rewriteOverlap = Self(rawValue: "rewrite-overlap")
    /// A rule whose result is no repository; `detail` is its pattern.
    public static let rewriteInvalidResult = Self(rawValue: "rewrite-invalid-result")
    /// A rewrite that k3s's template cannot write down.
    public static let rewriteUnescaped = Self(rawValue: "rewrite-unescaped")
    /// Rewrites beside an endpoint that is the registry itself.
    public static let rewriteOnDefaultEndpoint = Self(rawValue: "rewrite-on-default-endpoint")
    /// TLS settings for plain http.
    public static let tlsOnHTTPEndpoint = Self(rawValue: "tls-on-http-endpoint")
    /// A key of configs with another port than the endpoint; `detail` is the endpoint's host.
    public static let configUnused = Self(rawValue: "config-unused")
    /// The default endpoint stays although it is switched off; `detail` is the flavour.
    public static let disableDefaultNoEffect = Self(rawValue: "disable-default-no-effect")
    /// A plan without endpoints.
    public static let noEndpoints = Self(rawValue: "no-endpoints")
    /// The embedded registry takes no part; `detail` says why: `windows` or `bootstrap`.
    public static let embeddedRegistryLeftOut = Self(rawValue: "embedded-registry-left-out")
    /// The embedded registry in the files of a Windows node.
    public static let embeddedRegistryOnWindows = Self(rawValue: "embedded-registry-on-windows")
    /// A Windows path for a Linux node; `detail` is the key.
    public static let pathOfOtherSystem = Self(rawValue: "path-of-other-system")
    /// A path without a drive for a Windows node; `detail` is the key.
    public static let linuxPathOnWindows = Self(rawValue: "linux-path-on-windows")
    /// A `ca_file` that cannot be used; `detail` says why.
    public static let caFileMissing = Self(rawValue: "ca-file-missing")
    /// A client certificate or key file that cannot be used; `detail` says why.
    public static let tlsFileMissing = Self(rawValue: "tls-file-missing")
}
