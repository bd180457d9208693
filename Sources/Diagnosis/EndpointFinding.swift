public import OCI

/// Something wrong at an endpoint, or worth knowing about it, as data; the command line has the words.
public struct EndpointFinding: Hashable, Sendable {
    /// A stable name such as `tls-missing-intermediate`, documented in `docs/findings.md`. Codes of
    /// `RegistryClientError` appear here unchanged where nothing more is known.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The name.
        public let rawValue: String

        /// A code of that name.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }
    }

    /// How much it matters, the worst first.
    public enum Severity: Int, Comparable, Hashable, Sendable {
        /// The endpoint does not give the image.
        case error
        /// It does, but not to everybody, or not for long.
        case warning
        /// Worth knowing.
        case info

        /// The worse first.
        public static func < (left: Severity, right: Severity) -> Bool { left.rawValue < right.rawValue }
    }

    /// What it is.
    public var code: Code
    /// How much it matters.
    public var severity: Severity
    /// The step that it is about.
    public var stage: Stage
    /// The facts behind it by their names, in the order in which they are shown. Never a secret.
    public var evidence: [JSON.Member]

    /// A finding from its parts.
    public init(_ code: Code, _ severity: Severity = .error, stage: Stage, evidence: [JSON.Member] = []) {
        self.code = code
        self.severity = severity
        self.stage = stage
        self.evidence = evidence
    }

    /// A fact of that name; nil where there is none.
    public subscript(name: String) -> JSON? { evidence.first { $0.key == name }?.value }
}
