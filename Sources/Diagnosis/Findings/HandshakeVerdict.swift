import OCI
import Registries
import RegistryClient

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What a handshake shows: facts for the stage, and what is wrong.
///
/// Whether it succeeded is the client's word; the analysis of the chain only says why, and what would change it.
struct HandshakeVerdict {
    private(set) var detail: JSON = [:]
    private(set) var findings: [EndpointFinding] = []

    init(_ handshake: Handshake, host: String, tls: TLSSettings?, settings: CheckSettings) async {
        let caFile = tls?.caFile.flatMap { $0.isEmpty ? nil : $0 }
        let analysis = await ChainAnalysis(
            chain: handshake.chain,
            host: host,
            configured: settings.authorities.first { $0.name == caFile },
            others: settings.authorities.filter { $0.name != caFile },
            now: settings.now()
        )
        detail = Self.detail(handshake, analysis)
        guard let failure = handshake.failure else {
            let isVerified = tls?.insecureSkipVerify != true
            if isVerified, let problem = analysis.problems.first(where: \.isRefusedByNodes) {
                findings = [
                    EndpointFinding(
                        Self.code(for: problem, else: .init(.tlsError)),
                        stage: .tls,
                        evidence: Self.evidence(problem, analysis, caFile: caFile)
                    )
                ]
            } else if !isVerified, let problem = analysis.problems.first {
                let code = Self.code(for: problem, else: .init(.tlsError))
                let facts =
                    [JSON.Member("reason", code.rawValue)]
                    + Self.evidence(problem, analysis, caFile: caFile)
                findings = [EndpointFinding(.verificationOff, .warning, stage: .tls, evidence: facts)]
            }
            return
        }
        findings = [Self.finding(failure, analysis, tls: tls, caFile: caFile)]
    }

    private static func finding(
        _ failure: RegistryClientError,
        _ analysis: ChainAnalysis,
        tls: TLSSettings?,
        caFile: String?
    ) -> EndpointFinding {
        let code = EndpointFinding.Code(failure.code)
        func found(_ code: EndpointFinding.Code, at stage: Stage = .tls, _ evidence: [JSON.Member]) -> EndpointFinding {
            EndpointFinding(
                code,
                stage: stage,
                evidence: evidence + (failure.detail.map { [.init("detail", $0)] } ?? [])
            )
        }
        switch failure.code {
        case .tlsUnknownCA, .tlsExpired, .tlsHostname:
            guard let problem = analysis.problems.first(where: { Self.explains($0, failure.code) }) else {
                let facts = failure.certificate.map { [JSON.Member("certificate", $0.summary)] } ?? []
                return found(code, facts)
            }
            return EndpointFinding(
                Self.code(for: problem, else: code),
                stage: .tls,
                evidence: Self.evidence(problem, analysis, caFile: caFile)
            )
        case .tlsClientCertificate:
            let certificate = tls?.certFile ?? ""
            guard !certificate.isEmpty else { return found(code, []) }
            return found(.tlsClientCertificateRefused, [.init("certFile", certificate)])
        case .connectTimeout where failure.stage == .tls:
            return found(.tlsTimeout, [])
        default:
            return FailurePlace.finding(for: failure, at: .tls)
        }
    }

    /// Whether a problem of the chain is one that the client's error can stand for.
    private static func explains(_ problem: ChainAnalysis.Problem, _ code: RegistryClientError.Code) -> Bool {
        switch problem {
        case .hostname: code == .tlsHostname
        case .expired, .notYetValid, .untimelyRoot: code != .tlsHostname
        case .wrongOrder: false
        default: code == .tlsUnknownCA
        }
    }

    private static func code(
        for problem: ChainAnalysis.Problem,
        else code: EndpointFinding.Code
    ) -> EndpointFinding.Code {
        switch problem {
        case .expired: .init(.tlsExpired)
        case .notYetValid: .tlsNotYetValid
        case .hostname: .init(.tlsHostname)
        case .selfSigned: .tlsSelfSigned
        case .missingIntermediate: .tlsMissingIntermediate
        case .unknownAuthority: .init(.tlsUnknownCA)
        case .weakSignature: .tlsWeakSignature
        case .untimelyRoot: .tlsRootExpired
        case .unfitAuthority: .tlsUnfitAuthority
        case .notForServers: .tlsNotForServers
        case .wrongOrder, .unreadable: code
        }
    }

    /// The certificate that a problem is about, who signed it, and who would accept it.
    private static func evidence(
        _ problem: ChainAnalysis.Problem,
        _ analysis: ChainAnalysis,
        caFile: String?
    ) -> [JSON.Member] {
        var facts: [JSON.Member] = []
        var place = 0
        switch problem {
        case .expired(let index), .notYetValid(let index), .weakSignature(let index), .unreadable(let index):
            place = index
        case .missingIntermediate(let issuer), .unknownAuthority(let issuer), .unfitAuthority(let issuer),
            .untimelyRoot(let issuer):
            facts.append(.init("authority", issuer))
        case .notForServers, .hostname, .selfSigned, .wrongOrder:
            break
        }
        if analysis.links.indices.contains(place), let certificate = analysis.links[place].certificate {
            facts.append(.init("certificate", certificate.summary))
            facts.append(.init("sha256", certificate.fingerprint))
            switch problem {
            case .expired: facts.append(.init("since", Self.date(certificate.notAfter)))
            case .notYetValid: facts.append(.init("from", Self.date(certificate.notBefore)))
            case .hostname: facts.append(JSON.Member(key: "names", value: .array(certificate.names.map(JSON.string))))
            default: break
            }
        }
        facts.append(.init("shown", "\(analysis.links.count) certificate\(analysis.links.count == 1 ? "" : "s")"))
        facts.append(.init("trusted", caFile.map { "\($0) and the system's roots" } ?? "the system's roots"))
        if let acceptance = analysis.acceptedBy.first(where: { $0.source != caFile }) {
            facts.append(.init("acceptedBy", acceptance.source))
            facts.append(.init("acceptedRoot", acceptance.root))
        }
        return facts
    }

    private static func detail(_ handshake: Handshake, _ analysis: ChainAnalysis) -> JSON {
        [
            "version": handshake.tlsVersion.map(JSON.string) ?? .null,
            "clientCertificateAsked": handshake.asksForClientCertificate.map(JSON.bool) ?? .null,
            "chain": .array(
                analysis.links.map { link in
                    guard let certificate = link.certificate else { return .null }
                    return [
                        "subject": .string(certificate.subject),
                        "issuer": .string(certificate.issuer),
                        "names": .array(certificate.names.map(JSON.string)),
                        "notBefore": .string(date(certificate.notBefore)),
                        "notAfter": .string(date(certificate.notAfter)),
                        "sha256": .string(certificate.fingerprint),
                        "signature": .string(link.signature.rawValue),
                    ]
                }
            ),
            "acceptedBy": .array(
                analysis.acceptedBy.map { ["source": .string($0.source), "root": .string($0.root)] }
            ),
        ]
    }

    static func date(_ seconds: Int64) -> String {
        Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
    }
}

extension ChainAnalysis.Problem {
    /// What our TLS library lets pass, a common name or SHA-1, and Go's in containerd does not.
    fileprivate var isRefusedByNodes: Bool {
        switch self {
        case .hostname, .weakSignature: true
        default: false
        }
    }
}
