import NIOCore
import NIOSSL

/// How a test server speaks TLS.
public struct TestTLS: Sendable {
    /// The certificate and key it shows.
    public var identity: TestIdentity
    /// Clients must show a certificate of this authority; nil asks for none.
    public var clientAuthority: TestCertificateAuthority?

    /// Makes settings.
    public init(identity: TestIdentity, clientAuthority: TestCertificateAuthority? = nil) {
        self.identity = identity
        self.clientAuthority = clientAuthority
    }

    func serverConfiguration() throws -> TLSConfiguration {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: [.certificate(try self.identity.tlsCertificate())],
            privateKey: .privateKey(try self.identity.tlsPrivateKey())
        )
        if let clientAuthority {
            configuration.trustRoots = .certificates([try clientAuthority.tlsCertificate()])
            configuration.certificateVerification = .noHostnameVerification
        }
        configuration.applicationProtocols = ["http/1.1"]
        configuration.shutdownTimeout = .milliseconds(500)
        return configuration
    }
}
