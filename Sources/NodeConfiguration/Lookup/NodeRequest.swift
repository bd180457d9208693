package import OCI
package import Registries

/// A request for an image's manifest as a node makes it, in terms in which a plan and a node's files can be compared.
package struct NodeRequest: Hashable, Sendable {
    /// API root and repository, `https://h:5000/v2/team/app`.
    package var url: String
    /// The value of the `ns` query parameter.
    package var namespace: String?
    /// Whose credential: `user NAME`, `token`, `none`.
    package var credential: String
    /// The CA file, by the name that registries.yaml has for it.
    package var authority: String?
    /// The client certificate's file, by the name that registries.yaml has for it.
    package var client: String?
    /// Whether any certificate will do.
    package var skipVerify = false
    /// Whether https is tried before http.
    package var httpsFirst = false
    /// What decides whether two credentials are the same; not to be shown.
    private var secret: Secret?

    /// The request that a plan wants.
    package init(_ endpoint: Endpoint) {
        url = "\(endpoint.url)/\(endpoint.repository)"
        namespace = endpoint.namespace
        authority = endpoint.scheme == .https ? endpoint.tls?.caFile : nil
        client = endpoint.scheme == .https ? endpoint.tls?.certFile : nil
        skipVerify = endpoint.scheme == .https && endpoint.tls?.insecureSkipVerify == true
        httpsFirst = endpoint.httpsFirst
        (credential, secret) = Self.credential(endpoint.auth, kind: endpoint.authKind)
    }

    /// The request that a plan wants, with a credential that it does not know of.
    init(_ endpoint: Endpoint, auth: AuthConfiguration) {
        self.init(endpoint)
        (credential, secret) = Self.credential(auth, kind: auth.kind(in: .node))
    }

    /// The request that a node's files lead to.
    ///
    /// - Parameter names: What registries.yaml calls a file, by its path on the node.
    package init(
        _ host: HostsLookup.Host,
        image: ImageReference,
        credentials: [String: AuthConfiguration],
        names: [String: String]
    ) {
        let registry = image.registry.description
        let name = Self.rewritten(image.repository.description, by: host.rewrites)
        url = "\(host.scheme)://\(host.host.lowercased())\(host.path)/\(name)"
        let isHubsOwn = registry == DockerHub.name && host.host == DockerHub.apiHost
        namespace = host.host == registry || isHubsOwn ? nil : registry
        let isSecure = host.scheme == "https" || host.httpsFirst
        authority = isSecure ? host.authorities.first.map { names[$0] ?? $0 } : nil
        client = isSecure ? host.clients.first?.first.map { names[$0] ?? $0 } : nil
        skipVerify = isSecure && host.skipVerify
        httpsFirst = host.httpsFirst
        let auth = credentials[host.host]
        (credential, secret) = Self.credential(auth, kind: auth?.kind(in: .node) ?? .none)
    }

    /// The requests that a node sends to its hosts, in order: those that serve what the image asks for.
    package static func all(
        to hosts: [HostsLookup.Host],
        for image: ImageReference,
        credentials: [String: AuthConfiguration],
        names: [String: String] = [:]
    ) -> [NodeRequest] {
        var needed: Set = ["pull"]
        if image.digest == nil { needed.insert("resolve") }
        return hosts.filter { needed.isSubset(of: $0.capabilities) }.map {
            NodeRequest($0, image: image, credentials: credentials, names: names)
        }
    }

    private static func credential(_ auth: AuthConfiguration?, kind: AuthKind) -> (String, Secret?) {
        switch kind {
        case .none:
            return ("none", nil)
        case .basic:
            // A user without a password is sent with an empty one.
            return ("user \(auth?.username ?? "")", auth?.password ?? Secret(""))
        case .identityToken:
            return ("token", auth?.identityToken)
        case .authBase64:
            let bytes = Base64.decode(auth?.auth?.reveal() ?? "") ?? []
            let user = bytes.prefix { $0 != UInt8(ascii: ":") }
            let password = bytes.dropFirst(user.count + 1)
            return (
                "user \(String(decoding: user, as: UTF8.self))", Secret(String(decoding: password, as: UTF8.self))
            )
        }
    }

    private static func rewritten(_ name: String, by rules: [RegistriesConfiguration.RewriteRule]) -> String {
        for rule in rules {
            guard let pattern = try? RewritePattern(rule.pattern) else { continue }
            let result: String = pattern.replacingAll(in: name, with: rule.replacement)
            if result != name { return String(cleanedPath(result).dropFirst()) }
        }
        return name
    }

    /// What of two requests differs, by name, in words for both; the secret itself is only said to.
    package func differences(from other: NodeRequest) -> [(field: String, left: String, right: String)] {
        var result: [(field: String, left: String, right: String)] = []
        func compare(_ field: String, _ left: String, _ right: String) {
            if left != right { result.append((field, left, right)) }
        }
        compare("url", url, other.url)
        compare("ns", namespace ?? "none", other.namespace ?? "none")
        compare("credential", credential, other.credential)
        if credential == other.credential, secret != other.secret {
            result.append(("credential", credential, credential + " with another secret"))
        }
        compare("ca", authority ?? "none", other.authority ?? "none")
        compare("client certificate", client ?? "none", other.client ?? "none")
        compare("verification", skipVerify ? "off" : "on", other.skipVerify ? "off" : "on")
        compare("https first", httpsFirst ? "yes" : "no", other.httpsFirst ? "yes" : "no")
        return result
    }
}
