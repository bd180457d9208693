import Credentials
import RegistryClient
import SwiftASN1
import X509

extension Certificate {
    var isSelfIssued: Bool { subject == issuer }

    /// Its fields, bounded and cleaned; nil for what the TLS library does not take for a certificate.
    var fields: RegistryClientError.PeerCertificate? {
        var serializer = DER.Serializer()
        guard (try? serializer.serialize(self)) != nil else { return nil }
        return RegistryClientError.PeerCertificate(der: serializer.serializedBytes)
    }

    /// Whether a client that goes by the alternative names alone, as Go's do, takes it for that host's.
    ///
    /// - Parameter host: a DNS name or an address, with or without brackets.
    func isFor(host: String) -> Bool {
        let names = (try? extensions.subjectAlternativeNames) ?? SubjectAlternativeNames()
        if let address = NetworkAddress(host: host) {
            return names.contains { name in
                guard case .ipAddress(let octets) = name else { return false }
                return NetworkAddress(octets: Array(octets.bytes)) == address
            }
        }
        let host = Self.canonical(host)
        return names.contains { name in
            guard case .dnsName(let pattern) = name else { return false }
            return Self.matches(Self.canonical(pattern), host)
        }
    }

    /// Without the extension it is for everything (RFC 5280 §4.2.1.12).
    var isForServers: Bool {
        guard let usages = try? extensions.extendedKeyUsage else { return true }
        return usages.contains { $0 == .serverAuth || $0 == .any }
    }

    /// Whether its issuer looks like one that has an issuer itself.
    func pointsBelowRoot(knowing roots: [Certificate]) -> Bool {
        let words = (fields?.issuer ?? "").lowercased().split { !$0.isLetter }
        guard !words.contains("root") else { return false }
        if let organization = issuer.organization, roots.contains(where: { $0.subject.organization == organization }) {
            return true
        }
        let access = (try? extensions.authorityInformationAccess) ?? AuthorityInformationAccess()
        return access.contains { $0.method == .issuingCA }
    }

    private static func canonical(_ name: String) -> Substring {
        let name = name.lowercased()
        return name.hasSuffix(".") ? name.dropLast() : name[...]
    }

    /// A wildcard stands for one whole label, the first (RFC 6125 §6.4.3).
    private static func matches(_ pattern: Substring, _ host: Substring) -> Bool {
        guard pattern.hasPrefix("*.") else { return !pattern.isEmpty && pattern == host }
        guard let dot = host.firstIndex(of: "."), dot > host.startIndex else { return false }
        return host[dot...] == pattern.dropFirst()
    }
}

extension NetworkAddress {
    fileprivate init?(octets: [UInt8]) {
        switch octets.count {
        case 4: self.init(v4: octets.reduce(0) { $0 << 8 | UInt32($1) })
        case 16: self.init(v6: octets)
        default: return nil
        }
    }
}

extension DistinguishedName {
    fileprivate var organization: String? {
        for attribute in lazy.flatMap({ $0 }) where attribute.type == .RDNAttributeType.organizationName {
            return attribute.value.description
        }
        return nil
    }
}

extension ChainAnalysis.Link {
    init(der: [UInt8], _ certificate: Certificate?) {
        self.certificate =
            der.count <= ChainAnalysis.maximumSize ? RegistryClientError.PeerCertificate(der: der) : nil
        if let constraints = try? certificate?.extensions.basicConstraints,
            case .isCertificateAuthority = constraints
        {
            isAuthority = true
        } else {
            isAuthority = false
        }
        signature = Self.signature(der)
    }

    /// From the bytes, for a certificate with a broken hash is not read at all.
    private static func signature(_ der: [UInt8]) -> Signature {
        guard der.count <= ChainAnalysis.maximumSize, let node = try? DER.parse(der),
            case .constructed(let parts) = node.content, let algorithm = parts.dropFirst().first(where: { _ in true }),
            case .constructed(let fields) = algorithm.content, let name = fields.first(where: { _ in true }),
            let identifier = try? ASN1ObjectIdentifier(derEncoded: name)
        else { return .other }
        switch identifier {
        case [1, 2, 840, 113_549, 1, 1, 2], [1, 2, 840, 113_549, 1, 1, 4]: return .md5
        case [1, 2, 840, 113_549, 1, 1, 5], [1, 2, 840, 10_045, 4, 1], [1, 2, 840, 10_040, 4, 3]: return .sha1
        default: return .other
        }
    }
}
