import OCI
import Registries

extension Explanation {
    /// For a person: one block an endpoint, the reason behind each fact.
    var text: String {
        var lines = ["\(plan.image)   as \(plan.flavour.rawValue), for a node \(plan.node)"]
        if plan.endpoints.isEmpty {
            lines.append("  no endpoint")
        }
        for (index, endpoint) in plan.endpoints.enumerated() {
            lines.append(" \(index + 1). \(endpoint.url)\(endpoint.isDefault ? "   the registry's own" : "")")
            for (name, fact) in endpoint.facts {
                lines.append("      " + name.padded(to: 11) + printable(fact))
            }
        }
        lines += warnings.map { "  warning: " + $0.line }
        return lines.joined(separator: "\n")
    }
}

extension Endpoint {
    fileprivate var facts: [(String, String)] {
        var facts = [("asks for", manifestURL)]
        if let key = why.mirrorKey {
            facts.append(("mirror", "mirrors.\"\(key)\""))
        }
        if let rewrite = why.rewrite {
            let rule = "\"\(rewrite.pattern)\": \"\(rewrite.replacement)\""
            facts.append(("rewrite", "\(rewrite.from) -> \(rewrite.to)   by \(rule)"))
        }
        facts.append(("credential", credentialFact))
        if let tls {
            let source = why.tlsKey.map { "   from configs.\"\($0)\"" } ?? "   built in"
            let first = httpsFirst ? "; https is tried first" : ""
            facts.append(("tls", tls.fact + source + first))
        } else if scheme == .https {
            facts.append(("tls", "the system's roots"))
        }
        return facts
    }

    private var credentialFact: String {
        let source = why.authKey.map { "   from configs.\"\($0)\"" } ?? ""
        switch authKind {
        case .none: return "none, anonymous"
        case .basic: return "user \(auth?.username ?? "")\(source)"
        case .authBase64: return "auth (base64 of user:password)\(source)"
        case .identityToken: return "identity token\(source)"
        }
    }
}

extension TLSSettings {
    fileprivate var fact: String {
        var parts = files.map { "\($0.key) \($0.path)" }
        if insecureSkipVerify {
            parts.append("certificates are not verified")
        }
        return parts.joined(separator: ", ")
    }
}

extension String {
    package func padded(to width: Int) -> String {
        count >= width ? self : self + String(repeating: " ", count: width - count)
    }
}
