import Crypto
import SwiftASN1
import X509

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A certificate authority of one's own, as a company has it, and the certificate of one server.
struct DemoAuthority {
    /// The authority's certificate, for `ca_file`.
    let authorityPEM: String
    /// The server's certificate.
    let certificatePEM: String
    /// The server's key.
    let keyPEM: String

    /// - Parameters:
    ///   - name: a name of the server, such as `localhost`.
    ///   - address: its IPv4 address, four bytes.
    ///   - now: the certificates are good from an hour before for a year.
    init(server name: String, address: [UInt8], now: Date) throws {
        let authorityKey = P256.Signing.PrivateKey()
        let authorityName = try DistinguishedName {
            OrganizationName("Windlass demo")
            CommonName("Demo Root CA")
        }
        let key = P256.Signing.PrivateKey()
        let issue = { (subject: DistinguishedName, key: P256.Signing.PrivateKey, extensions: Certificate.Extensions) in
            try Certificate(
                version: .v3,
                serialNumber: Certificate.SerialNumber(),
                publicKey: Certificate.PublicKey(key.publicKey),
                notValidBefore: now - 3_600,
                notValidAfter: now + 365 * 86_400,
                issuer: authorityName,
                subject: subject,
                extensions: extensions,
                issuerPrivateKey: Certificate.PrivateKey(authorityKey)
            ).serializeAsPEM().pemString + "\n"
        }
        authorityPEM = try issue(
            authorityName,
            authorityKey,
            Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                Critical(KeyUsage(keyCertSign: true, cRLSign: true))
            }
        )
        certificatePEM = try issue(
            DistinguishedName { CommonName(name) },
            key,
            Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([.serverAuth])
                SubjectAlternativeNames([
                    .dnsName(name), .ipAddress(ASN1OctetString(contentBytes: address[...])),
                ])
            }
        )
        keyPEM = key.pemRepresentation + "\n"
    }
}
