import Diagnosis
import OCI
import Registries

extension EndpointFinding {
    func loginWords(_ place: EndpointPlace) -> FindingWords? {
        let host = place.host
        switch code.rawValue {
        case "auth-required" where stage == .token:
            return FindingWords(
                "\(host) gives nobody in particular a token for \(place.endpoint.repository), and there is no credential for it",
                fix: "add username and password under \(place.auth)"
            )
        case "auth-required":
            return FindingWords(
                "\(host) wants a login, and registries.yaml has none for it",
                fix: "add username and password under configs.\"\(host)\".auth"
            )
        case "auth-failed" where stage == .token:
            return FindingWords(
                "the token server of \(host) does not accept \(credential(place))",
                fix: "check username and password under \(place.auth)"
            )
        case "auth-failed":
            return FindingWords(
                "\(host) does not accept \(credential(place))",
                fix: "check username and password under \(place.auth)"
            )
        case "auth-denied" where stage == .token:
            return FindingWords(
                "the token server of \(host) refuses \(credential(place))",
                fix: "give that user the right to pull \(place.endpoint.repository)"
            )
        case "auth-denied":
            return FindingWords(
                "\(host) knows \(credential(place)) but does not let it pull \(place.endpoint.repository)",
                fix:
                    "give that user the right to pull \(place.endpoint.repository), or check rewrites if the name is wrong"
            )
        case "auth-unsupported":
            return FindingWords(
                "\(host) asks for a kind of login that no container runtime speaks (\(fact("detail")))",
                fix: "have the registry offer Basic or Bearer"
            )
        case "credential-invalid":
            return FindingWords(
                "the credential under \(place.auth) cannot be used (\(fact("detail")))",
                fix: "write username and password, or auth as base64 of user:password"
            )
        case "challenge-invalid":
            return FindingWords(
                "\(host) refuses without saying what login it wants",
                fix:
                    "its 401 must have a WWW-Authenticate header with Basic or Bearer: look at the proxy before the registry"
            )
        case "realm-foreign":
            return realmWords(place)
        case "token-unreachable":
            return FindingWords(
                "the token server \(fact("host")) of \(host) cannot be reached: \(reasonWords)",
                fix: tokenServerFix(place)
            )
        case "token-refused":
            return FindingWords(
                "\(host) does not take the token that its own token server gave",
                fix:
                    "the registry and its token server disagree (issuer, service, key, or clocks): look at the registry's log"
            )
        case "token-scope-missing":
            return FindingWords(
                "the token server granted \(fact("granted")) instead of \(fact("asked")) to \(credential(place))",
                fix:
                    "give that user the right to pull \(place.endpoint.repository), or check rewrites if the name is wrong"
            )
        case "token-failed":
            return FindingWords(
                "the token server of \(host) gave no token\(fact("status").isEmpty ? "" : " (status \(fact("status")))")",
                fix: "ask \(fact("url")) by hand; the token server's log says more"
            )
        case "token-too-large":
            return FindingWords(
                "the token server of \(host) answers with more than 64 KiB, which is no token",
                fix: "check the realm that the registry names"
            )
        default:
            return nil
        }
    }

    private func credential(_ place: EndpointPlace) -> String {
        switch place.endpoint.authKind {
        case .basic: "user \(place.endpoint.auth?.username ?? "")"
        case .identityToken: "the identity token"
        case .authBase64: "the credential in auth"
        case .none: "anonymous pulls"
        }
    }

    private func realmWords(_ place: EndpointPlace) -> FindingWords {
        let realm = fact("realm").isEmpty ? fact("detail") : fact("realm")
        let entry = fact("realmsEntry")
        return FindingWords(
            "\(place.host) sends token requests to \(realm), which is not known to belong to it: no secret was sent",
            fix: entry.isEmpty
                ? "have the registry name a token server with an https address that is its own"
                : "if that server is yours, add under \(place.auth):  realms: [\"\(entry)\"]"
        )
    }

    private func tokenServerFix(_ place: EndpointPlace) -> String {
        let host = String(fact("host").drop { $0 != ":" }.dropFirst(3))
        switch fact("reason") {
        case "no-progress", "network-error", "out-of-time":
            return "look at the token server and at what is before it: the connection is taken and then no token comes"
        case let reason where reason.hasPrefix("tls-"):
            return "name the CA of the token server as ca_file under configs.\"\(host)\".tls"
        default:
            return "the nodes need a way to \(host): name, firewall, proxy (NO_PROXY)"
        }
    }
}
