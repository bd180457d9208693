import Crypto
import NIOSSL
import SwiftASN1
import X509

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A certificate authority that lives as long as its test, with P-256 keys.
public struct TestCertificateAuthority: Sendable {
    /// When a certificate is good.
    public enum Validity: Sendable, Hashable {
        /// From an hour ago for a day.
        case valid
        /// It ended yesterday.
        case expired
        /// It begins tomorrow.
        case notYetValid

        var dates: (from: Date, to: Date) {
            let now = Date()
            let (hour, day) = (3_600.0, 86_400.0)
            return switch self {
            case .valid: (now - hour, now + day)
            case .expired: (now - 30 * day, now - day)
            case .notYetValid: (now + day, now + 30 * day)
            }
        }
    }

    private let key: P256.Signing.PrivateKey
    private let certificate: Certificate

    /// Its certificate in PEM, as a `ca_file` has it.
    public let certificatePEM: String

    /// Makes an authority with a new key.
    ///
    /// - Throws: What signing throws.
    public init(name: String = "Test Authority", organization: String? = nil, validity: Validity = .valid) throws {
        try self.init(name: name, organization: organization, validity: validity, parent: nil)
    }

    private init(name: String, organization: String?, validity: Validity, parent: Self?) throws {
        self.key = P256.Signing.PrivateKey()
        let subject = try DistinguishedName {
            if let organization { OrganizationName(organization) }
            CommonName(name)
        }
        let dates = validity.dates
        self.certificate = try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(),
            publicKey: Certificate.PublicKey(self.key.publicKey),
            notValidBefore: dates.from,
            notValidAfter: dates.to,
            issuer: parent?.certificate.subject ?? subject,
            subject: subject,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                Critical(KeyUsage(keyCertSign: true, cRLSign: true))
            },
            issuerPrivateKey: Certificate.PrivateKey(parent?.key ?? self.key)
        )
        self.certificatePEM = try self.certificate.serializeAsPEM().pemString + "\n"
    }

    /// Its certificate in DER.
    public var certificateDER: [UInt8] {
        (try? PEMDocument(pemString: self.certificatePEM).derBytes) ?? []
    }

    /// Makes an authority below this one.
    public func makeIntermediate(
        name: String,
        organization: String? = nil,
        validity: Validity = .valid
    ) throws -> TestCertificateAuthority {
        try TestCertificateAuthority(name: name, organization: organization, validity: validity, parent: self)
    }

    /// Issues the certificate of a server.
    ///
    /// - Parameters:
    ///   - names: DNS names, wildcards included.
    ///   - addresses: IPv4 and IPv6 addresses as text.
    ///   - validity: When it is good.
    ///   - issuerURL: where it says that its issuer's certificate is found.
    /// - Throws: `TestIdentity.InvalidAddress`, and what signing throws.
    public func issue(
        names: [String] = ["localhost"],
        addresses: [String] = ["127.0.0.1", "::1"],
        validity: Validity = .valid,
        issuerURL: String? = nil
    ) throws -> TestIdentity {
        let alternatives =
            names.map { GeneralName.dnsName($0) }
            + (try addresses.map { .ipAddress(ASN1OctetString(contentBytes: try TestIdentity.addressBytes($0)[...])) })
        return try self.issue(
            name: names.first ?? addresses.first ?? "server",
            alternatives: alternatives,
            usage: .serverAuth,
            validity: validity,
            issuerURL: issuerURL
        )
    }

    /// Issues the certificate of a client.
    public func issueClient(name: String = "node", validity: Validity = .valid) throws -> TestIdentity {
        try self.issue(name: name, alternatives: [], usage: .clientAuth, validity: validity)
    }

    /// Writes the certificate in PEM.
    public func writeCertificate(to path: String) throws {
        try PEMFile.write(self.certificatePEM, to: path, isSecret: false)
    }

    func tlsCertificate() throws -> NIOSSLCertificate {
        try NIOSSLCertificate(bytes: Array(self.certificatePEM.utf8), format: .pem)
    }

    private func issue(
        name: String,
        alternatives: [GeneralName],
        usage: ExtendedKeyUsage.Usage,
        validity: Validity,
        issuerURL: String? = nil
    ) throws -> TestIdentity {
        let key = P256.Signing.PrivateKey()
        let dates = validity.dates
        let certificate = try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(),
            publicKey: Certificate.PublicKey(key.publicKey),
            notValidBefore: dates.from,
            notValidAfter: dates.to,
            issuer: self.certificate.subject,
            subject: try DistinguishedName { CommonName(name) },
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                KeyUsage(digitalSignature: true)
                try ExtendedKeyUsage([usage])
                if !alternatives.isEmpty { SubjectAlternativeNames(alternatives) }
                if let issuerURL {
                    AuthorityInformationAccess([
                        .init(method: .issuingCA, location: .uniformResourceIdentifier(issuerURL))
                    ])
                }
            },
            issuerPrivateKey: Certificate.PrivateKey(self.key)
        )
        return TestIdentity(certificatePEM: try certificate.serializeAsPEM().pemString, keyPEM: key.pemRepresentation)
    }
}
