/// Why a registry cannot start, or keep what it keeps.
public struct RegistryServerError: Error, Hashable, Sendable {
    /// What kind of failure this is; an open set.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The code as it stands in logs and JSON output.
        public let rawValue: String

        /// A code of that name, known to this version or not.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// The directory at `subject` holds something else than a registry's storage.
        public static let storageForeign = Code(rawValue: "storage-foreign")
        /// The storage at `subject` is of a layout, `detail`, that this version does not know.
        public static let storageVersion = Code(rawValue: "storage-version")
        /// Another server writes to the storage at `subject`.
        public static let storageInUse = Code(rawValue: "storage-in-use")
        /// Content at `subject` is no longer what its name says.
        public static let contentDamaged = Code(rawValue: "content-damaged")
        /// The password file `subject` cannot be read or is malformed; `detail` is `line-N` with the reason.
        public static let passwordFileInvalid = Code(rawValue: "htpasswd-invalid")
        /// Certificate or key cannot be read, or do not belong together; `detail` is the library's word.
        public static let tlsInvalid = Code(rawValue: "tls-invalid")
        /// The address `subject` cannot be listened on; `detail` is the system's word.
        public static let addressUnavailable = Code(rawValue: "address-unavailable")
        /// Anybody who reaches `subject` could push: it is not a loopback address, and nobody has to log in.
        public static let addressUnguarded = Code(rawValue: "address-unguarded")
    }

    /// The kind of failure.
    public var code: Code
    /// The file, directory or address it is about.
    public var subject: String
    /// A short token or another program's word; never a secret.
    public var detail: String?

    /// An error with that code.
    public init(_ code: Code, subject: String, detail: String? = nil) {
        self.code = code
        self.subject = subject
        self.detail = detail
    }
}
