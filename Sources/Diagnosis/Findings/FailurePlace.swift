import Credentials
import OCI
import RegistryClient

/// Says which stage a client's error belongs to, and what it is there.
enum FailurePlace {
    /// - Parameters:
    ///   - step: the step that was being taken.
    ///   - endpoint: the origin asked; nil where the error is known to be about it.
    ///   - realms: origins of token servers seen on the way.
    ///   - hasClientCertificate: whether one was to be shown.
    ///   - usedToken: whether the registry was shown a token.
    static func finding(
        for error: RegistryClientError,
        at step: Stage,
        endpoint: HTTPURL? = nil,
        realms: Set<String> = [],
        hasClientCertificate: Bool = false,
        usedToken: Bool = false
    ) -> EndpointFinding {
        let code = EndpointFinding.Code(error.code)
        let place = error.url.flatMap { try? HTTPURL(parsing: $0) }
        let isElsewhere = if let endpoint, let place { !place.hasSameOrigin(as: endpoint) } else { false }
        let facts = evidence(of: error)
        func found(_ code: EndpointFinding.Code, _ stage: Stage, _ more: [JSON.Member] = []) -> EndpointFinding {
            EndpointFinding(code, stage: stage, evidence: more + facts)
        }
        if let finding = proxy(error, found) { return finding }
        switch error.code {
        case .realmForeign:
            return found(code, .challenge)
        case .authRequired where error.detail == "no challenge", .authFailed where error.detail == "no challenge":
            return found(.challengeInvalid, .challenge)
        case .authRequired where error.stage != .token && !isElsewhere, .authUnsupported, .credentialInvalid:
            return found(code, .challenge)
        case .redirectRefused, .redirectLoop:
            return found(code, .redirect)
        case .caFileUnreadable, .clientCertificateUnreadable:
            return found(code, .tls)
        case .endpointInvalid:
            return found(code, .name)
        default:
            break
        }
        if error.stage == .token || isElsewhere && place.map({ realms.contains($0.origin) }) == true {
            let isReachable = !isAboutTheWay(error.code)
            let host = place?.origin ?? ""
            // A web page of a token server is as good as none.
            let isPage = error.code == .notARegistry
            return isReachable
                ? found(isPage ? .init(RegistryClientError.Code.tokenFailed) : code, .token)
                : found(.tokenUnreachable, .token, [.init("host", host), .init("reason", error.code.rawValue)])
        }
        if isElsewhere {
            let kind: EndpointFinding.Code = isAboutTheWay(error.code) ? .redirectUnreachable : .redirectFailed
            return found(kind, .redirect, [.init("host", place?.origin ?? ""), .init("reason", error.code.rawValue)])
        }
        switch error.code {
        case .authFailed:
            return found(usedToken ? .tokenRefused : code, usedToken ? .token : .challenge)
        case .tlsClientCertificate:
            return found(hasClientCertificate ? .tlsClientCertificateRefused : code, .tls)
        case .httpToHTTPS, .tlsUnknownCA, .tlsExpired, .tlsHostname, .tlsError:
            return found(code, .tls)
        default:
            return found(code, step)
        }
    }

    private static func proxy(
        _ error: RegistryClientError,
        _ found: (EndpointFinding.Code, Stage, [JSON.Member]) -> EndpointFinding
    ) -> EndpointFinding? {
        switch error.code {
        case .proxyRefused:
            return found(error.status == 407 ? .proxyLoginRequired : .init(error.code), .proxy, [])
        case .proxyUnsupported:
            return found(.init(error.code), .proxy, [])
        case _ where error.stage == .proxy:
            return found(.proxyUnreachable, .proxy, [.init("reason", error.code.rawValue)])
        default:
            return nil
        }
    }

    /// Whether an error is about the way to a host rather than what the host says.
    private static func isAboutTheWay(_ code: RegistryClientError.Code) -> Bool {
        switch code {
        case .nameNotFound, .connectRefused, .connectTimeout, .networkError, .noProgress, .tlsUnknownCA, .tlsExpired,
            .tlsHostname, .tlsClientCertificate, .tlsError, .httpToHTTPS, .httpsToHTTP, .caFileUnreadable,
            .clientCertificateUnreadable:
            true
        default:
            false
        }
    }

    static func evidence(of error: RegistryClientError) -> [JSON.Member] {
        var facts: [JSON.Member] = []
        if let url = error.url { facts.append(.init("url", url)) }
        if let status = error.status { facts.append(JSON.Member(key: "status", value: .init(status))) }
        if let said = error.registryCode { facts.append(.init("registryCode", said)) }
        if let detail = error.detail, !detail.isEmpty { facts.append(.init("detail", detail)) }
        if let wait = error.retryAfter {
            facts.append(JSON.Member(key: "retryAfterSeconds", value: .number(String(wait.components.seconds))))
        }
        if let realm = error.realm {
            facts.append(.init("realm", realm.origin ?? ""))
            facts.append(.init("rule", realm.rule))
            if let entry = realm.realmsEntry { facts.append(.init("realmsEntry", entry)) }
        }
        if let certificate = error.certificate {
            facts.append(.init("certificate", certificate.summary))
            facts.append(.init("sha256", certificate.fingerprint))
        }
        return facts
    }
}
