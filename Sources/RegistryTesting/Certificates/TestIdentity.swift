import NIOSSL
import SwiftASN1

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A certificate and its private key.
public struct TestIdentity: Sendable {
    /// A text that is no IP address.
    public struct InvalidAddress: Error {
        /// The text.
        public var text: String
    }

    /// The certificate in PEM.
    public let certificatePEM: String
    /// The private key in PEM (PKCS #8).
    public let keyPEM: String

    init(certificatePEM: String, keyPEM: String) {
        self.certificatePEM = certificatePEM + "\n"
        self.keyPEM = keyPEM + "\n"
    }

    /// The certificate in DER, to compare with ``TestRequest/clientCertificate``.
    public var certificateDER: [UInt8] {
        (try? PEMDocument(pemString: self.certificatePEM).derBytes) ?? []
    }

    /// Writes `NAME.crt` and `NAME.key` (readable by the owner only) to a directory and returns their paths.
    ///
    /// - Throws: `PEMFile.NotWritten`.
    @discardableResult
    public func write(
        toDirectory directory: String,
        name: String = "tls"
    ) throws -> (certificate: String, key: String) {
        let paths = (certificate: "\(directory)/\(name).crt", key: "\(directory)/\(name).key")
        try PEMFile.write(self.certificatePEM, to: paths.certificate, isSecret: false)
        try PEMFile.write(self.keyPEM, to: paths.key, isSecret: true)
        return paths
    }

    func tlsCertificate() throws -> NIOSSLCertificate {
        try NIOSSLCertificate(bytes: Array(self.certificatePEM.utf8), format: .pem)
    }

    func tlsPrivateKey() throws -> NIOSSLPrivateKey {
        try NIOSSLPrivateKey(bytes: Array(self.keyPEM.utf8), format: .pem)
    }

    static func addressBytes(_ text: String) throws(InvalidAddress) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &bytes) == 1 { return Array(bytes.prefix(4)) }
        if inet_pton(AF_INET6, text, &bytes) == 1 { return bytes }
        throw InvalidAddress(text: text)
    }
}

/// Writing of PEM files.
public enum PEMFile {
    /// A file that could not be written.
    public struct NotWritten: Error {
        /// Its path.
        public var path: String
    }

    static func write(_ text: String, to path: String, isSecret: Bool) throws(NotWritten) {
        let mode = isSecret ? 0o600 : 0o644
        let isWritten = FileManager.default.createFile(
            atPath: path,
            contents: Data(text.utf8),
            attributes: [.posixPermissions: mode]
        )
        guard isWritten else { throw NotWritten(path: path) }
    }
}
