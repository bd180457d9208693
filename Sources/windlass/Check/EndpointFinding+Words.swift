import Diagnosis
import NodeCommands
import OCI
import Registries

/// The two lines that a finding has for an operator: what is wrong, and what to do.
struct FindingWords {
    var cause: String
    var fix: String

    init(_ cause: String, fix: String) {
        self.cause = cause
        self.fix = fix
    }
}

extension EndpointFinding {
    /// A fact as text; empty where there is none.
    func fact(_ name: String) -> String {
        switch self[name] {
        case .string(let text)?: text
        case .number(let text)?: text
        case .array(let values)?: values.compactMap(\.string).joined(separator: ", ")
        default: ""
        }
    }

    /// The words for it at an endpoint.
    func words(at endpoint: Endpoint) -> FindingWords {
        let place = EndpointPlace(endpoint)
        return wayWords(place) ?? tlsWords(place) ?? loginWords(place) ?? contentWords(place) ?? answerWords(place)
    }
}

/// How findings speak of an endpoint.
struct EndpointPlace {
    let endpoint: Endpoint
    /// `host[:port]`.
    var host: String { endpoint.host }
    /// The part of registries.yaml that its login is under.
    var auth: String { "configs.\"\(endpoint.why.authKey ?? host)\".auth" }
    /// The part of registries.yaml that its TLS settings are under.
    var tls: String { "configs.\"\(endpoint.why.tlsKey ?? host)\".tls" }
    /// Where the endpoint itself is written.
    var origin: String {
        endpoint.why.mirrorKey.map { "mirrors.\"\($0)\".endpoint" } ?? "the image's name"
    }

    init(_ endpoint: Endpoint) {
        self.endpoint = endpoint
    }
}

// MARK: - The way there

extension EndpointFinding {
    func wayWords(_ place: EndpointPlace) -> FindingWords? {
        let host = place.host
        switch code.rawValue {
        case "name-not-found":
            return FindingWords(
                "the name \(fact("host")) does not exist in the DNS that this machine asks",
                fix:
                    "check its spelling in \(place.origin); if it is right, the name servers in /etc/resolv.conf must know it"
            )
        case "name-no-answer":
            return FindingWords(
                "the name servers give no answer for \(fact("host"))",
                fix: "check the name servers in /etc/resolv.conf, and that UDP and TCP port 53 to them is open"
            )
        case "proxy-unsupported":
            return FindingWords(
                "\(fact("variable")) names a proxy that cannot be used (\(fact("detail")))",
                fix: "write it as http://host:port or socks5://host:port, or put \(host) into NO_PROXY"
            )
        case "proxy-unreachable":
            return FindingWords(
                "the proxy \(fact("proxy").isEmpty ? "of the environment" : fact("proxy")) cannot be reached: \(reasonWords)",
                fix: "check \(variable); if \(host) is to be reached directly, put it into NO_PROXY"
            )
        case "proxy-login-required":
            return FindingWords(
                "the proxy wants a login before it lets anybody through to \(host)",
                fix: "write user and password into \(variable), or put \(host) into NO_PROXY"
            )
        case "proxy-refused":
            let said = fact("status").isEmpty ? "" : " (status \(fact("status")))"
            return FindingWords(
                "the proxy does not connect to \(host)\(said)",
                fix: "let the proxy allow \(host), or put it into NO_PROXY if it is to be reached directly"
            )
        case "connect-refused":
            return FindingWords(
                "nobody listens at \(host): connections are refused",
                fix: "check that the registry runs, and the port in \(place.origin)"
            )
        case "connect-timeout":
            return FindingWords(
                "\(host) does not answer connection attempts",
                fix: "a firewall on the way drops them, or the host is down: open the port for this node"
            )
        case "host-unreachable":
            return FindingWords(
                "no route leads to \(host) (\(evidence.compactMap { $0.value.string }.first ?? ""))",
                fix: "check the node's routes and the address that the name stands for"
            )
        case "address-dead":
            let dead = evidence.map(\.key).joined(separator: ", ")
            return FindingWords(
                "\(host) has addresses that do not answer: \(dead)",
                fix: "take them out of the DNS, or repair them: clients that try them first wait for nothing"
            )
        case "out-of-time":
            return FindingWords(
                "the check ran out of time at the stage \(stage.rawValue) of \(host)",
                fix: "something on the way is very slow: try again with a longer --timeout"
            )
        case "endpoint-invalid":
            return FindingWords(
                "\(fact("url").isEmpty ? host : fact("url")) is no URL that a request can go to",
                fix: "write \(place.origin) as https://host[:port]"
            )
        default:
            return nil
        }
    }

    private var variable: String {
        [fact("variable"), fact("detail")].first { !$0.isEmpty } ?? "HTTPS_PROXY and HTTP_PROXY"
    }

    /// What stands for a code in the middle of a sentence.
    var reasonWords: String {
        switch fact("reason") {
        case "name-not-found": "its name does not exist"
        case "name-no-answer": "the name servers give no answer for its name"
        case "connect-refused": "it refuses connections"
        case "connect-timeout": "it does not answer"
        case "host-unreachable": "no route leads there"
        case "network-error": "the connection broke"
        case "no-progress", "tls-timeout": "it stopped answering"
        case "tls-unknown-ca", "tls-self-signed":
            "its certificate is not trusted\(fact("authority").isEmpty ? "" : " (signed by \"\(fact("authority"))\")")"
        case "tls-missing-intermediate": "it leaves out the certificate of \"\(fact("authority"))\""
        case "tls-expired": "its certificate has expired"
        case "tls-not-yet-valid": "its certificate is not valid yet"
        case "tls-hostname": "its certificate is for other names"
        case "http-to-https": "it speaks plain http"
        case "out-of-time": "it did not answer in time"
        case let other: other
        }
    }
}

// MARK: - TLS

extension EndpointFinding {
    func tlsWords(_ place: EndpointPlace) -> FindingWords? {
        let host = place.host
        let caFile = place.endpoint.tls?.caFile
        let trusted =
            caFile.map { "nodes trust only \($0) and the system's roots" } ?? "nodes trust only the system's roots"
        let authority = fact("authority").isEmpty ? "an authority that is not trusted" : "'\(fact("authority"))'"
        let accepted = fact("acceptedBy")
        switch code.rawValue {
        case "tls-unknown-ca":
            return FindingWords(
                "\(trusted), the chain of \(host) ends in \(authority)",
                fix: accepted.isEmpty
                    ? "add the PEM of \(authority) to tls.ca_file under configs.\"\(place.host)\""
                    : "\(accepted) would accept it: name that file as ca_file under \(place.tls)"
            )
        case "tls-self-signed":
            return FindingWords(
                "the certificate of \(host) is signed by itself, and nothing here trusts it",
                fix: "put that certificate into a file and name it as ca_file under \(place.tls), on every node"
            )
        case "tls-missing-intermediate":
            return FindingWords(
                "\(host) leaves out the certificate of \(authority), which signed its own",
                fix:
                    "the registry's server must send the whole chain (with nginx: append the intermediate to ssl_certificate)"
            )
        case "tls-expired":
            return FindingWords(
                "the certificate of \(host) has expired on \(fact("since"))",
                fix: "renew it on the registry; if it should still be valid, check this machine's clock"
            )
        case "tls-not-yet-valid":
            return FindingWords(
                "the certificate of \(host) is not valid before \(fact("from"))",
                fix: "check this machine's clock, then the certificate"
            )
        case "tls-hostname":
            let names = fact("names").isEmpty ? "no name at all" : fact("names")
            return FindingWords(
                "the certificate of \(host) is for \(names)",
                fix:
                    "write one of these names as the endpoint, or give the registry a certificate for \(host) (subjectAltName)"
            )
        case "tls-root-expired":
            return FindingWords(
                "the chain of \(host) ends in the root \(authority), which is trusted but past its time, or before it",
                fix: "put the authority's current root into ca_file under \(place.tls); check this machine's clock, too"
            )
        case "tls-unfit-authority":
            return FindingWords(
                "the chain of \(host) leads to \(authority), which may not sign it (CA:FALSE, path length or name constraint)",
                fix: "have the certificate signed again by an authority that may"
            )
        case "tls-not-for-servers":
            return FindingWords(
                "the certificate of \(host) is not for servers (extended key usage)",
                fix: "give the registry a certificate with serverAuth"
            )
        case "tls-weak-signature":
            return FindingWords(
                "the certificate of \(host) is signed with SHA-1 or MD5, which containerd refuses",
                fix: "have it signed again with SHA-256"
            )
        case "tls-client-certificate":
            return FindingWords(
                "\(host) demands a client certificate, and registries.yaml has none for it",
                fix: "name cert_file and key_file under \(place.tls)"
            )
        case "tls-client-certificate-refused":
            return FindingWords(
                "\(host) does not accept the client certificate \(fact("certFile"))",
                fix: "check that it has not expired, and that the registry trusts the CA that signed it"
            )
        case "tls-timeout":
            return FindingWords(
                "\(host) takes the connection and then does not answer the TLS handshake",
                fix: "check the load balancer or firewall before it, and the MTU of the network"
            )
        case "tls-error":
            return FindingWords(
                "the TLS handshake with \(host) fails\(fact("detail").isEmpty ? "" : " (\(fact("detail")))")",
                fix: "the server must speak TLS 1.2 or 1.3 with a certificate for servers"
            )
        case "http-to-https":
            return FindingWords(
                "\(host) speaks plain http where https was expected",
                fix: "write the endpoint as http://\(host), or have the registry speak TLS on that port"
            )
        case "ca-file-unreadable":
            return FindingWords(
                "the ca_file for \(host) cannot be read, or holds no certificate (\(fact("detail")))",
                fix: "put a PEM file there, readable, or change ca_file under \(place.tls)"
            )
        case "client-certificate-unreadable":
            return FindingWords(
                "the client certificate for \(host) cannot be used (\(fact("detail")))",
                fix: "cert_file and key_file under \(place.tls) must both be readable PEM files"
            )
        case "verification-off":
            return FindingWords(
                "insecure_skip_verify hides that the certificate of \(host) would not be accepted: \(reasonWords)",
                fix: "name the right ca_file under \(place.tls) and take insecure_skip_verify out"
            )
        default:
            return nil
        }
    }
}
