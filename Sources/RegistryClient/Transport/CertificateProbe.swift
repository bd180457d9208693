import Credentials
import Crypto
import NIOCore
import NIOSSL
import Synchronization

/// Looks at what a server shows, whatever is to be thought of it. Nothing but the handshake is sent.
enum CertificateProbe {
    /// What was seen until the look ended.
    struct Sight: Sendable {
        /// DER, at most ``maximumCertificates`` of at most ``maximumSize`` bytes.
        var chain: [[UInt8]] = []
        var version: TLSVersion?
        /// Nil where the handshake did not come so far.
        var asksForClientCertificate: Bool?
    }

    static let maximumCertificates = 16
    static let maximumSize = 65_536

    /// The certificate of a server that failed verification, to tell why. The handshake is broken off as soon as it is
    /// there.
    static func certificate(
        of url: HTTPURL,
        through route: ProxyEnvironment.Route
    ) async -> RegistryClientError.PeerCertificate? {
        let attempt = HandshakeAttempt(url: url, route: route, limit: .seconds(5))
        let sight = await look(attempt, breaksOff: true)
        return sight.chain.first.flatMap { RegistryClientError.PeerCertificate(der: $0) }
    }

    /// Does a handshake that accepts any certificate.
    ///
    /// - Parameter breaksOff: whether to end it with the certificates, before it is seen what the server asks for.
    static func look(_ attempt: HandshakeAttempt, breaksOff: Bool = false) async -> Sight {
        let seen = Seen()
        var configuration = TLSConfiguration.makeClientConfiguration()
        // Nothing is verified here, so the system's roots need not be read.
        configuration.trustRoots = .certificates([])
        configuration.certificateVerification = .noHostnameVerification
        // A client is asked for the certificate to use when the server wants one, and only then.
        configuration.sslContextCallback = { _, promise in
            seen.sight.withLock { $0.asksForClientCertificate = true }
            promise.fail(CancellationError())
        }
        let version = try? await attempt.run(configuration) { chain, promise, channel in
            let version = try? channel.pipeline.syncOperations.nioSSL_tlsVersion()
            seen.sight.withLock { sight in
                sight.chain = chain.prefix(maximumCertificates).compactMap { try? $0.toDERBytes() }
                    .filter { $0.count <= maximumSize }
                sight.version = version
            }
            promise.succeed(breaksOff ? .failed : .certificateVerified)
        }
        return seen.sight.withLock { sight in
            if version != nil, sight.asksForClientCertificate == nil { sight.asksForClientCertificate = false }
            return sight
        }
    }

    private final class Seen: Sendable {
        let sight = Mutex(Sight())
    }
}

extension RegistryClientError.PeerCertificate {
    /// Reads a certificate.
    ///
    /// - Returns: nil for what the TLS library does not take for one.
    package init?(der: [UInt8]) {
        guard let certificate = try? NIOSSLCertificate(bytes: der, format: .der) else { return nil }
        let fields = CertificateFields(der: der)
        let digits = Array("0123456789abcdef".utf8)
        let fingerprint = SHA256.hash(data: der).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        self.init(
            fingerprint: String(decoding: fingerprint, as: UTF8.self),
            subject: fields.subject,
            issuer: fields.issuer,
            isSelfIssued: fields.isSelfIssued,
            names: fields.names,
            notBefore: Int64(certificate.notValidBefore),
            notAfter: Int64(certificate.notValidAfter)
        )
    }
}
