import NIOCore
import NIOSSL

/// How a test server speaks TLS.
public struct TestTLS: Sendable {
    /// The certificate and key it shows.
    public var identity: TestIdentity
    /// Clients must show a certificate of this authority; nil asks for none.
    public var clientAuthority: TestCertificateAuthority?

    /// Authorities whose certificates are shown behind its own, in this order.
    public var chain: [TestCertificateAuthority]
    /// The newest version spoken.
    public var newest: Version

    /// Versions of TLS.
    public enum Version: Sendable, Hashable {
        case tls11
        case tls12
        case tls13
    }

    /// Makes settings.
    public init(
        identity: TestIdentity,
        clientAuthority: TestCertificateAuthority? = nil,
        chain: [TestCertificateAuthority] = [],
        newest: Version = .tls13
    ) {
        self.identity = identity
        self.clientAuthority = clientAuthority
        self.chain = chain
        self.newest = newest
    }

    func serverConfiguration() throws -> TLSConfiguration {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try ([self.identity.tlsCertificate()] + self.chain.map { try $0.tlsCertificate() })
                .map { .certificate($0) },
            privateKey: .privateKey(try self.identity.tlsPrivateKey())
        )
        if let clientAuthority {
            configuration.trustRoots = .certificates([try clientAuthority.tlsCertificate()])
            configuration.certificateVerification = .noHostnameVerification
        }
        switch self.newest {
        case .tls11: configuration.maximumTLSVersion = .tlsv11
        case .tls12: configuration.maximumTLSVersion = .tlsv12
        case .tls13: break
        }
        configuration.applicationProtocols = ["http/1.1"]
        configuration.shutdownTimeout = .milliseconds(500)
        return configuration
    }
}
