/// A place in a file: line and column, both from 1, columns counted in characters.
public struct Position: Hashable, Sendable, Comparable {
    public let line: Int
    public let column: Int

    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    public static func < (left: Position, right: Position) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}

/// Something wrong or worth knowing about a configuration or a plan, as data; the command line has the words.
public struct Complaint: Error, Hashable, Sendable {
    /// A stable name such as `unknown-key`.
    public struct Code: RawRepresentable, Hashable, Sendable {
        public let rawValue: String

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

    public var code: Code
    public var severity: Severity
    /// What it is about: a key, a host, a pattern. Never a secret.
    public var subject: String
    /// A second fact the code calls for: the nearest known key, the type expected, the rule broken.
    public var detail: String?
    public var position: Position?

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
    public static let unknownKey = Self(rawValue: "unknown-key")
    public static let duplicateKey = Self(rawValue: "duplicate-key")
    public static let wrongType = Self(rawValue: "wrong-type")
    public static let authNotBase64 = Self(rawValue: "auth-not-base64")
    public static let passwordWithoutUsername = Self(rawValue: "password-without-username")
    public static let clientCertificateWithoutKey = Self(rawValue: "client-cert-without-key")
    public static let clientKeyWithoutCertificate = Self(rawValue: "client-key-without-cert")
    public static let hostKeyInvalid = Self(rawValue: "host-key-invalid")
    public static let endpointInvalid = Self(rawValue: "endpoint-invalid")
    public static let endpointUserInfo = Self(rawValue: "endpoint-userinfo-ignored")
    public static let rewriteInvalidPattern = Self(rawValue: "rewrite-invalid-pattern")
    public static let rewriteTemplateName = Self(rawValue: "rewrite-template-name")
    public static let realmInvalid = Self(rawValue: "realm-invalid")
    public static let authsIgnored = Self(rawValue: "auths-ignored")
    public static let encodingUTF16 = Self(rawValue: "encoding-utf16")
    public static let authTokenBesideUsername = Self(rawValue: "identity-token-beside-username")
    public static let endpointPathNotV2 = Self(rawValue: "endpoint-path-not-v2")

    // In a plan.
    public static let wildcardAuthWithheld = Self(rawValue: "wildcard-auth-withheld")
    public static let wildcardAuthIgnored = Self(rawValue: "wildcard-auth-ignored")
    public static let hubAliasesDisagree = Self(rawValue: "hub-aliases-disagree")
    public static let endpointDuplicate = Self(rawValue: "endpoint-duplicate")
    public static let rewriteOverlap = Self(rawValue: "rewrite-overlap")
    public static let rewriteInvalidResult = Self(rawValue: "rewrite-invalid-result")
    public static let rewriteOnDefaultEndpoint = Self(rawValue: "rewrite-on-default-endpoint")
    public static let tlsOnHTTPEndpoint = Self(rawValue: "tls-on-http-endpoint")
    public static let configUnused = Self(rawValue: "config-unused")
    public static let disableDefaultNoEffect = Self(rawValue: "disable-default-no-effect")
    public static let noEndpoints = Self(rawValue: "no-endpoints")
    public static let embeddedRegistryLeftOut = Self(rawValue: "embedded-registry-left-out")
    public static let embeddedRegistryOnWindows = Self(rawValue: "embedded-registry-on-windows")
    public static let pathOfOtherSystem = Self(rawValue: "path-of-other-system")
    public static let linuxPathOnWindows = Self(rawValue: "linux-path-on-windows")
    public static let systemDefaultRegistryNotApplied = Self(rawValue: "system-default-registry-not-applied")
    public static let caFileMissing = Self(rawValue: "ca-file-missing")
    public static let tlsFileMissing = Self(rawValue: "tls-file-missing")
}
