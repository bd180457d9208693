import NodeCommands
import RegistryClient

extension RegistryClientError {
    var exit: ProgramExit {
        switch code {
        case .notFound: .notFound
        case .authRequired, .authFailed, .authDenied, .authUnsupported, .credentialInvalid, .realmForeign, .tokenFailed,
            .tokenTooLarge:
            .authentication
        case .tlsUnknownCA, .tlsExpired, .tlsHostname, .tlsClientCertificate, .tlsError, .httpToHTTPS,
            .caFileUnreadable, .clientCertificateUnreadable:
            .tls
        case .nameNotFound, .connectRefused, .connectTimeout, .networkError, .noProgress, .proxyRefused,
            .proxyUnsupported, .httpsToHTTP, .redirectRefused, .redirectLoop, .serverError, .notARegistry,
            .unexpectedStatus:
            .network
        case .rateLimited: .rateLimited
        case .endpointInvalid, .noEndpoint: .invalidConfiguration
        case .pushRefused, .urlsRefused, .deleteUnsupported, .listTooLong: .findings
        default: stage == .integrity || stage == .manifest || stage == .blob ? .integrity : .findings
        }
    }

    /// What happened, in one line.
    var message: String {
        let place = url ?? endpoint ?? "the registry"
        let answer = [status.map { "status \($0)" }, registryCode, detail].compactMap(\.self).joined(separator: ", ")
        let said = answer.isEmpty ? "" : " (\(answer))"
        switch code {
        case .notFound: return "not found at any endpoint\(said)"
        case .authRequired: return "\(place) wants a password and there is none for it\(said)"
        case .authFailed: return "\(place) does not accept the credential\(said)"
        case .authDenied: return "\(place) accepts the credential but denies this repository\(said)"
        case .authUnsupported: return "\(place) asks for an authentication that is not supported\(said)"
        case .credentialInvalid: return "the credential for \(place) cannot be used\(said)"
        case .realmForeign:
            return "\(place) sends its token requests to \(realm?.origin ?? "another host"), "
                + "which is not known to belong to it: no secret was sent"
        case .tokenFailed, .tokenTooLarge: return "the token server of \(place) gave no token\(said)"
        case .tlsUnknownCA: return "the certificate of \(place) is signed by a CA that is not trusted\(certificateFact)"
        case .tlsExpired: return "the certificate of \(place) is not valid today\(certificateFact)"
        case .tlsHostname: return "the certificate of \(place) is for other names\(certificateFact)"
        case .tlsClientCertificate: return "\(place) demands a client certificate\(said)"
        case .tlsError: return "TLS with \(place) failed\(said)"
        case .httpToHTTPS: return "\(place) speaks plain http where https was expected\(said)"
        case .httpsToHTTP: return "\(place) speaks https where http was asked for\(said)"
        case .caFileUnreadable: return "the ca_file for \(place) cannot be used\(said)"
        case .clientCertificateUnreadable: return "the client certificate for \(place) cannot be used\(said)"
        case .nameNotFound: return "the name in \(place) does not resolve\(said)"
        case .connectRefused: return "\(place) refuses connections\(said)"
        case .connectTimeout: return "\(place) does not answer\(said)"
        case .noProgress: return "\(place) stopped sending\(said)"
        case .networkError: return "the connection to \(place) broke\(said)"
        case .proxyRefused: return "the proxy does not let us through to \(place)\(said)"
        case .proxyUnsupported: return "the proxy in the environment cannot be used\(said)"
        case .redirectRefused: return "\(place) redirects to where we do not follow\(said)"
        case .redirectLoop: return "\(place) redirects without end\(said)"
        case .rateLimited:
            let wait = retryAfter.map { ", asks to wait \($0.components.seconds) s" } ?? ""
            return "\(place) limits our rate\(wait)\(said)"
        case .serverError: return "\(place) fails\(said)"
        case .notARegistry: return "\(place) is no registry\(said)"
        case .unexpectedStatus: return "\(place) gives an answer that makes no sense here\(said)"
        case .pushRefused: return "\(place) does not take what is pushed\(said)"
        case .urlsRefused: return "\(place) takes no manifest whose layers have urls, as foreign layers do\(said)"
        case .deleteUnsupported: return "\(place) deletes nothing\(said)"
        case .listTooLong: return "the list at \(place) does not come to an end\(said)"
        case .contentEncoded: return "\(place) sends the blob encoded, so its bytes cannot be checked\(said)"
        case .digestMismatch: return "\(place) served other bytes than the digest promises\(said)"
        case .sizeMismatch: return "\(place) served another size than promised\(said)"
        default: return "\(place): \(code.rawValue)\(said)"
        }
    }

    /// What to do about it, in terms of registries.yaml.
    var hint: String {
        let host = endpoint.map(hostOfURL) ?? "HOST"
        switch code {
        case .authRequired: return "add configs.\"\(host)\".auth to registries.yaml"
        case .authFailed: return "check username and password under configs.\"\(host)\".auth"
        case .realmForeign:
            guard let entry = realm?.realmsEntry else { return "the token server's address is not acceptable at all" }
            return "if it is yours, add under configs.\"\(host)\".auth:  realms: [\"\(entry)\"]"
        case .tlsUnknownCA: return "add the CA's PEM file as configs.\"\(host)\".tls.ca_file"
        case .caFileUnreadable: return "check configs.\"\(host)\".tls.ca_file: a readable PEM file, on this machine"
        case .clientCertificateUnreadable: return "check cert_file and key_file under configs.\"\(host)\".tls"
        case .tlsClientCertificate: return "add cert_file and key_file under configs.\"\(host)\".tls"
        case .httpToHTTPS: return "if that is intended, write the endpoint as http://\(host)"
        case .httpsToHTTP: return "write the endpoint as https://\(host)"
        case .nameNotFound: return "check the name, and this machine's resolver"
        case .proxyRefused, .proxyUnsupported: return "see HTTPS_PROXY, HTTP_PROXY and NO_PROXY"
        case .notFound: return "`windlass explain` shows the names asked for; check rewrites and the tag"
        case .urlsRefused:
            return "for docker-registry, set validation.manifests.urls.allow in its configuration to patterns that "
                + "match them, or copy with --rewrite-foreign"
        case .deleteUnsupported: return "docker-registry deletes with storage.delete.enabled: true"
        case .notARegistry: return "a login page or another service answers there; the endpoint's path may be wrong"
        default: return ""
        }
    }

    private var certificateFact: String {
        certificate.map { " (\($0.summary), SHA-256 \($0.fingerprint))" } ?? ""
    }
}

private func hostOfURL(_ url: String) -> String {
    let rest = url.firstRange(of: "://").map { url[$0.upperBound...] } ?? url[...]
    return String(rest.prefix { $0 != "/" })
}
