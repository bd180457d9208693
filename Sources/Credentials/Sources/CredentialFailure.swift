/// Where a credential is, or was looked for.
public enum CredentialPlace: Hashable, Sendable {
    /// Under `configs` of registries.yaml; the path is nil where nobody knows it.
    case registries(path: String?, key: String, line: Int?)
    /// A kubelet's credential provider, and the key of its answer.
    case provider(name: String, key: String?)
    /// The file that lists the kubelet's credential providers.
    case providerConfiguration(path: String)
    /// Docker's or podman's file, and the key under its `auths`.
    case file(path: String, key: String?)
    /// A credential helper, and the file that names it.
    case helper(program: String, path: String)
}

/// Why the search for one registry's credential ended without an answer. It never carries any part of a secret.
public struct CredentialFailure: Error, Hashable, Sendable {
    /// What is wrong; an open set.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The stable spelling.
        public let rawValue: String

        /// A code of that spelling.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// A file that an option names is not there.
        public static let fileNotFound = Code(rawValue: "credential-file-not-found")
        /// A file is there and cannot be read.
        public static let fileUnreadable = Code(rawValue: "credential-file-unreadable")
        /// A file of more bytes than any has.
        public static let fileTooLarge = Code(rawValue: "credential-file-too-large")
        /// A file that is no JSON object, or not YAML; the detail is the rule broken and where.
        public static let fileNotJSON = Code(rawValue: "credential-file-syntax")
        /// A file with a key that is not as it should be; the detail is the key.
        public static let fileInvalid = Code(rawValue: "credential-file-invalid")
        /// A registry's entry that cannot be used; the detail says what of it.
        public static let entryInvalid = Code(rawValue: "credential-entry-invalid")
        /// One registry under two spellings with two credentials; the detail is the second.
        public static let entryAmbiguous = Code(rawValue: "credential-entry-ambiguous")
        /// A `registrytoken`, which cannot be sent.
        public static let registryTokenUnsupported = Code(rawValue: "registry-token-unsupported")
        /// A name for a program that is no plain file name.
        public static let programNameInvalid = Code(rawValue: "credential-program-name-invalid")
        /// A program that is not there.
        public static let programMissing = Code(rawValue: "credential-program-missing")
        /// A program that the system does not start; the detail is the system's number.
        public static let programNotStarted = Code(rawValue: "credential-program-not-started")
        /// A program that took too long.
        public static let programTimedOut = Code(rawValue: "credential-program-timed-out")
        /// A program that failed; the detail is its exit status.
        public static let programFailed = Code(rawValue: "credential-program-failed")
        /// A program that writes more than an answer can have.
        public static let programOutputTooLarge = Code(rawValue: "credential-program-output-too-large")
        /// An answer that is none; the detail says what of it.
        public static let programAnswerInvalid = Code(rawValue: "credential-program-answer-invalid")
        /// A helper's answer that names another registry than the one asked for.
        public static let answerForAnotherHost = Code(rawValue: "credential-for-another-host")
    }

    /// What is wrong, without the place.
    public struct Reason: Error, Hashable, Sendable {
        /// What is wrong.
        public var code: Code
        /// A second fact the code calls for.
        public var detail: String?

        /// A reason from its parts.
        public init(_ code: Code, detail: String? = nil) {
            self.code = code
            self.detail = detail
        }
    }

    /// What is wrong.
    public var reason: Reason
    /// Where.
    public var place: CredentialPlace

    /// A failure from its parts.
    public init(_ reason: Reason, at place: CredentialPlace) {
        self.reason = reason
        self.place = place
    }
}
