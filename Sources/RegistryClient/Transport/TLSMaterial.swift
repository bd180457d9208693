import NIOSSL
import Registries

/// Turns the TLS keys of registries.yaml into what the TLS library takes. Files are read anew for every transfer, so
/// a rotated certificate needs no restart.
enum TLSMaterial {
    /// - Parameter alwaysVerify: leaves out `insecure_skip_verify`, for a host that a secret goes to on the word of
    ///   another.
    static func configuration(
        _ settings: TLSSettings?,
        alwaysVerify: Bool = false
    ) throws(RegistryClientError) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        guard let settings else { return configuration }
        if settings.insecureSkipVerify, !alwaysVerify { configuration.certificateVerification = .none }
        if let path = settings.caFile, !path.isEmpty {
            configuration.additionalTrustRoots = [.certificates(try certificates(path, code: .caFileUnreadable))]
        }
        let certificatePath = settings.certFile ?? ""
        let keyPath = settings.keyFile ?? ""
        if !certificatePath.isEmpty || !keyPath.isEmpty {
            guard !certificatePath.isEmpty else { throw unreadable(.clientCertificateUnreadable, "cert_file") }
            guard !keyPath.isEmpty else { throw unreadable(.clientCertificateUnreadable, "key_file") }
            let chain = try certificates(certificatePath, code: .clientCertificateUnreadable)
            guard let key = try? NIOSSLPrivateKey(file: keyPath, format: .pem) else {
                throw unreadable(.clientCertificateUnreadable, keyPath)
            }
            configuration.certificateChain = chain.map { .certificate($0) }
            configuration.privateKey = .privateKey(key)
        }
        return configuration
    }

    private static func certificates(
        _ path: String,
        code: RegistryClientError.Code
    ) throws(RegistryClientError) -> [NIOSSLCertificate] {
        guard let certificates = try? NIOSSLCertificate.fromPEMFile(path), !certificates.isEmpty else {
            throw unreadable(code, path)
        }
        return certificates
    }

    private static func unreadable(_ code: RegistryClientError.Code, _ detail: String) -> RegistryClientError {
        RegistryClientError(code, stage: .configuration, detail: CleanText.line(detail))
    }
}
