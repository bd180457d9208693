/// How a registry serves.
public struct RegistryServerConfiguration: Sendable {
    /// A certificate chain and its key, PEM files that are read again when they change.
    public struct TLS: Hashable, Sendable {
        /// The server's certificate, then those between it and the root.
        public var certificatePath: String
        /// The private key.
        public var keyPath: String

        /// A pair of files.
        public init(certificatePath: String, keyPath: String) {
            self.certificatePath = certificatePath
            self.keyPath = keyPath
        }
    }

    /// Where clients come to.
    public var address: ListenAddress
    /// Where `/metrics`, `/livez` and `/readyz` are; nil for nowhere.
    public var operationsAddress: ListenAddress?
    /// Plain HTTP if nil.
    public var tls: TLS?
    /// A file as `htpasswd -B` writes it; nil lets everybody in.
    public var passwordFile: String?
    /// Whether everybody may come in over an address that is not a loopback one.
    public var allowsAnonymous: Bool
    /// Refuses every change with 405.
    public var isReadOnly: Bool
    /// Takes the manifest of an image although layers of it are missing, as one who fills the registry on demand needs.
    public var acceptsSparseImages: Bool
    /// How long clients may take.
    public var limits: TimeLimits
    /// The version that the metrics tell.
    public var version: String

    /// A plain registry on that address.
    public init(address: ListenAddress, version: String) {
        self.address = address
        self.version = version
        operationsAddress = nil
        tls = nil
        passwordFile = nil
        allowsAnonymous = false
        isReadOnly = false
        acceptsSparseImages = false
        limits = TimeLimits()
    }
}
