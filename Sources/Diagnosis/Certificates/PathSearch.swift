import RegistryClient
import SwiftASN1
@_spi(DisableValidityCheck) @_spi(FixedExpiryValidationTime) import X509

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Looks for a path from a server's certificate to a root.
struct PathSearch {
    private let leaf: Certificate
    private let intermediates: [Certificate]

    init(leaf: Certificate, intermediates: [Certificate]) {
        self.leaf = leaf
        self.intermediates = intermediates
    }

    /// The root that a path ends in.
    ///
    /// - Parameter now: seconds since 1970; nil leaves dates aside.
    func root(among source: AuthoritySource, at now: Int64?) async -> Certificate? {
        var verifier = Verifier(rootCertificates: CertificateStore(source.certificates)) {
            if let now {
                RFC5280Policy(fixedExpiryValidationTime: Date(timeIntervalSince1970: Double(now)))
            } else {
                RFC5280Policy.withValidityCheckDisabled()
            }
            OtherExtensions()
        }
        let result = await verifier.validate(leaf: leaf, intermediates: CertificateStore(candidates))
        guard case .validCertificate(let path) = result else { return nil }
        return path.last
    }

    /// What a stranger's chain can make the search do is bounded: with many certificates for one key, which all sign
    /// each other, the number of paths would grow beyond all measure.
    private var candidates: [Certificate] {
        struct Identity: Hashable {
            var subject: DistinguishedName
            var key: Certificate.PublicKey
        }
        var counts: [Identity: Int] = [:]
        return intermediates.filter { certificate in
            let identity = Identity(subject: certificate.subject, key: certificate.publicKey)
            counts[identity, default: 0] += 1
            return counts[identity, default: 0] <= 2
        }
    }

    /// Whether each certificate is followed by its issuer.
    var isInOrder: Bool {
        zip([leaf] + intermediates, intermediates).allSatisfy { $0.issuer == $1.subject }
    }

    /// What is wrong where nobody who is trusted has a path.
    func brokenEnd(trusting trusted: [Certificate], knowing roots: [Certificate]) -> ChainAnalysis.Problem {
        if leaf.isSelfIssued { return .selfSigned }
        let top = top
        let issuer = top.fields?.issuer ?? ""
        if trusted.contains(where: {
            $0.subject == top.issuer && $0.publicKey.isValidSignature(top.signature, for: top)
        }) {
            return .unfitAuthority(issuer: issuer)
        }
        let isEnd = top.isSelfIssued || roots.contains { $0.subject == top.issuer }
        return isEnd || !top.pointsBelowRoot(knowing: roots)
            ? .unknownAuthority(issuer: issuer) : .missingIntermediate(issuer: issuer)
    }

    /// Where the names lead to within what was shown.
    private var top: Certificate {
        var top = leaf
        var left = intermediates
        while !top.isSelfIssued, let index = left.firstIndex(where: { $0.subject == top.issuer }) {
            top = left.remove(at: index)
        }
        return top
    }
}

/// Extensions that say nothing about the path, and may be critical all the same.
private struct OtherExtensions: VerifierPolicy {
    let verifyingCriticalExtensions: [ASN1ObjectIdentifier] = [
        .X509ExtensionID.subjectAlternativeName,
        .X509ExtensionID.extendedKeyUsage,
        [2, 5, 29, 32],  // certificate policies
        [2, 5, 29, 36],  // policy constraints
        [2, 5, 29, 54],  // inhibit any policy
    ]

    func chainMeetsPolicyRequirements(chain: UnverifiedCertificateChain) -> PolicyEvaluationResult { .meetsPolicy }
}
