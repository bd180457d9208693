extension RegistryClientError {
    /// What went wrong; an open set of stable texts. Codes of ``OCIError`` appear here unchanged.
    public struct Code: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
        /// The stable spelling, such as `not-found`.
        public let rawValue: String

        /// A code of that spelling.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// The spelling.
        public var description: String { rawValue }

        // The network

        /// The name does not exist.
        public static let nameNotFound = Code(rawValue: "name-not-found")
        /// Nobody listens on the port.
        public static let connectRefused = Code(rawValue: "connect-refused")
        /// No answer to the connection attempt, or to the TLS handshake.
        public static let connectTimeout = Code(rawValue: "connect-timeout")
        /// The connection broke, or no way leads to the host.
        public static let networkError = Code(rawValue: "network-error")
        /// No byte for the whole no-progress time, or a body that kept breaking off at the same byte.
        public static let noProgress = Code(rawValue: "no-progress")
        /// The proxy would not connect, or wants a login.
        public static let proxyRefused = Code(rawValue: "proxy-refused")
        /// A proxy variable that names a kind of proxy Windlass does not speak to.
        public static let proxyUnsupported = Code(rawValue: "proxy-unsupported")

        // TLS

        /// No trusted authority signed the certificate.
        public static let tlsUnknownCA = Code(rawValue: "tls-unknown-ca")
        /// The certificate is past its time, or before it.
        public static let tlsExpired = Code(rawValue: "tls-expired")
        /// The certificate is for another host.
        public static let tlsHostname = Code(rawValue: "tls-hostname")
        /// The server wants a client certificate, or another one.
        public static let tlsClientCertificate = Code(rawValue: "tls-client-certificate")
        /// TLS failed in another way.
        public static let tlsError = Code(rawValue: "tls-error")
        /// The server answered plain HTTP to a TLS handshake.
        public static let httpToHTTPS = Code(rawValue: "http-to-https")
        /// The server wants TLS and was spoken to in plain HTTP.
        public static let httpsToHTTP = Code(rawValue: "https-to-http")
        /// `ca_file` cannot be read, or holds no certificate.
        public static let caFileUnreadable = Code(rawValue: "ca-file-unreadable")
        /// `cert_file` or `key_file` cannot be read, or one of the two is missing.
        public static let clientCertificateUnreadable = Code(rawValue: "client-certificate-unreadable")

        // Who may

        /// No credential is configured, and nobody in particular may not.
        public static let authRequired = Code(rawValue: "auth-required")
        /// The credential was refused.
        public static let authFailed = Code(rawValue: "auth-failed")
        /// The credential is good, but not for this.
        public static let authDenied = Code(rawValue: "auth-denied")
        /// Only schemes that Windlass does not speak (`Digest`, `Negotiate`).
        public static let authUnsupported = Code(rawValue: "auth-unsupported")
        /// The `auth` in registries.yaml cannot be used.
        public static let credentialInvalid = Code(rawValue: "credential-invalid")
        /// The challenge names a token server that does not get the secret.
        public static let realmForeign = Code(rawValue: "realm-foreign")
        /// The token server gave no token.
        public static let tokenFailed = Code(rawValue: "token-failed")
        /// The token server's answer is larger than 64 KiB.
        public static let tokenTooLarge = Code(rawValue: "token-too-large")

        // Answers

        /// A redirect to a place that no rule allows.
        public static let redirectRefused = Code(rawValue: "redirect-refused")
        /// More than ten redirects.
        public static let redirectLoop = Code(rawValue: "redirect-loop")
        /// The registry does not have it.
        public static let notFound = Code(rawValue: "not-found")
        /// The registry wants fewer requests.
        public static let rateLimited = Code(rawValue: "rate-limited")
        /// The registry, or something before it, is in trouble.
        public static let serverError = Code(rawValue: "server-error")
        /// A web page, or another answer that no registry gives.
        public static let notARegistry = Code(rawValue: "not-a-registry")
        /// A status that has no meaning here.
        public static let unexpectedStatus = Code(rawValue: "unexpected-status")
        /// A blob that came compressed for the way (`Content-Encoding`), though nothing asked for that.
        public static let contentEncoded = Code(rawValue: "content-encoded")
        /// The plan names no endpoint to ask.
        public static let noEndpoint = Code(rawValue: "no-endpoint")
        /// The endpoint's URL cannot be read.
        public static let endpointInvalid = Code(rawValue: "endpoint-invalid")

        /// The registry does not take what is pushed, or does not do what it was asked to; it may say why.
        public static let pushRefused = Code(rawValue: "push-refused")
        /// The registry takes no manifest with `urls` in its layers.
        public static let urlsRefused = Code(rawValue: "urls-refused")
        /// The registry deletes nothing.
        public static let deleteUnsupported = Code(rawValue: "delete-unsupported")
        /// A list of tags or of referrers goes on beyond what is read of one.
        public static let listTooLong = Code(rawValue: "list-too-long")

        // Content

        /// A manifest of more than 4,393,216 bytes.
        public static let manifestTooLarge = Code(rawValue: "manifest-too-large")
        /// Bytes other than those of the digest.
        public static let digestMismatch = Code(rawValue: "digest-mismatch")
        /// More or fewer bytes than the descriptor says.
        public static let sizeMismatch = Code(rawValue: "size-mismatch")

        /// The surrounding task was cancelled.
        public static let cancelled = Code(rawValue: "cancelled")
    }
}
