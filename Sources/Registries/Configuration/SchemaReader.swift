/// Reads the tree of a registries.yaml against its schema, and collects every complaint on the way.
struct SchemaReader {
    private(set) var complaints: [Complaint] = []

    mutating func read(_ root: YAMLNode?) -> RegistriesConfiguration {
        var configuration = RegistriesConfiguration()
        guard let root, !root.isNull else { return configuration }
        for (key, value, position) in fields(of: root, named: "the file", known: ["mirrors", "configs", "auths"]) {
            switch key {
            case "mirrors":
                // A second `mirrors` adds to the first, and one without a value empties it: go-yaml decodes into the
                // map that is already there.
                if value.isNull { configuration.mirrors = [:] }
                for (host, entry) in entries(of: value, named: key) {
                    configuration.mirrors.set(host.value, to: mirror(entry, named: host.value, at: host.position))
                }
            case "configs":
                if value.isNull { configuration.configs = [:] }
                for (host, entry) in entries(of: value, named: key) {
                    configuration.configs.set(host.value, to: self.host(entry, named: host.value, at: host.position))
                }
            default:
                _ = entries(of: value, named: key)
                warn(.authsIgnored, subject: key, at: position)
            }
        }
        warnAboutHub(configuration)
        return configuration
    }

    // MARK: - mirrors

    private mutating func mirror(
        _ node: YAMLNode,
        named name: String,
        at position: Position?
    ) -> Located<RegistriesConfiguration.Mirror> {
        var mirror = RegistriesConfiguration.Mirror()
        check(hostKey: name, at: position)
        for (key, value, position) in fields(of: node, named: "a mirror", known: ["endpoint", "rewrite"]) {
            if key == "endpoint" {
                mirror.endpoints = endpoints(value, at: position)
            } else {
                for (pattern, replacement) in entries(of: value, named: key) {
                    mirror.rewrites.removeAll { $0.pattern == pattern.value }
                    mirror.rewrites.append(rule(pattern, replacement: text(replacement, named: pattern.value)))
                }
            }
        }
        return Located(mirror, at: position)
    }

    private mutating func endpoints(_ node: YAMLNode, at position: Position) -> [Located<String>] {
        guard !node.isNull else { return [] }
        guard let elements = node.elements else {
            complain(.wrongType, .fatal, subject: "endpoint", detail: "a list", at: Position(node.mark))
            return []
        }
        return elements.map { element in
            let endpoint = Located(text(element, named: "endpoint"), at: Position(element.mark))
            check(endpoint)
            return endpoint
        }
    }

    private mutating func check(_ endpoint: Located<String>) {
        let text = endpoint.value
        let shown = withoutUserInfo(text)
        guard let address = EndpointAddress(parsing: text),
            Endpoint.Scheme(rawValue: address.effectiveScheme) != nil, !HostAndPort(address.host).name.isEmpty
        else {
            complain(.endpointInvalid, .strict, subject: shown, at: endpoint.position)
            return
        }
        if address.hasUserInfo {
            warn(.endpointUserInfo, subject: shown, at: endpoint.position)
        }
        let path = cleanedPath(address.path)
        if path != "/", !path.hasSuffix("/v2") {
            warn(.endpointPathNotV2, subject: shown, at: endpoint.position)
        }
    }

    private mutating func rule(
        _ pattern: Located<String>,
        replacement: String
    ) -> RegistriesConfiguration.RewriteRule {
        do {
            let compiled = try RewritePattern(pattern.value)
            if let group = compiled.unknownGroup(in: replacement) {
                warn(.rewriteTemplateName, subject: replacement, detail: group, at: pattern.position)
            }
        } catch {
            complain(
                .rewriteInvalidPattern,
                .strict,
                subject: pattern.value,
                detail: error.detail.isEmpty ? error.code.rawValue : "\(error.code.rawValue) \(error.detail)",
                at: pattern.position
            )
        }
        return RegistriesConfiguration.RewriteRule(
            pattern: pattern.value,
            replacement: replacement,
            at: pattern.position
        )
    }

    // MARK: - configs

    private mutating func host(
        _ node: YAMLNode,
        named name: String,
        at position: Position?
    ) -> Located<RegistriesConfiguration.Host> {
        check(hostKey: name, at: position)
        var host = RegistriesConfiguration.Host()
        for (key, value, position) in fields(of: node, named: name, known: ["auth", "tls"]) {
            if key == "auth" {
                host.auth = value.isNull ? nil : auth(value, of: name, at: position, onto: host.auth)
            } else {
                host.tls = value.isNull ? nil : tls(value, of: name, at: position, onto: host.tls)
            }
        }
        return Located(host, at: position)
    }

    private mutating func auth(
        _ node: YAMLNode,
        of host: String,
        at position: Position,
        onto earlier: AuthConfiguration?
    ) -> AuthConfiguration {
        var auth = earlier ?? AuthConfiguration()
        let known = ["username", "password", "auth", "identity_token", "realms"]
        for (key, value, position) in fields(of: node, named: "auth", known: known) {
            switch key {
            case "username": auth.username = text(value, named: key)
            case "password": auth.password = secret(value, named: key)
            case "identity_token": auth.identityToken = secret(value, named: key)
            case "realms": auth.realms = realms(value)
            default:
                auth.auth = secret(value, named: key)
                if let encoded = auth.auth, !encoded.isUserAndPassword {
                    complain(.authNotBase64, .strict, subject: host, at: position)
                }
            }
        }
        if auth.username.isEmpty, auth.password != nil {
            complain(.passwordWithoutUsername, .strict, subject: host, at: position)
        }
        if !auth.username.isEmpty, auth.identityToken != nil {
            warn(.authTokenBesideUsername, subject: host, at: position)
        }
        return auth
    }

    private mutating func realms(_ node: YAMLNode) -> [String] {
        guard !node.isNull else { return [] }
        guard let elements = node.elements else {
            complain(.wrongType, .fatal, subject: "realms", detail: "a list", at: Position(node.mark))
            return []
        }
        return elements.compactMap { element in
            let realm = text(element, named: "realms")
            guard let address = EndpointAddress(parsing: realm), address.scheme == "https", !address.hasUserInfo,
                !HostAndPort(address.host).name.isEmpty, ["", "/"].contains(address.path)
            else {
                complain(.realmInvalid, .strict, subject: withoutUserInfo(realm), at: Position(element.mark))
                return nil
            }
            return "https://" + address.host.lowercased()
        }
    }

    private mutating func tls(
        _ node: YAMLNode,
        of host: String,
        at position: Position,
        onto earlier: TLSSettings?
    ) -> TLSSettings {
        var tls = earlier ?? TLSSettings()
        let known = ["ca_file", "cert_file", "key_file", "insecure_skip_verify"]
        for (key, value, _) in fields(of: node, named: "tls", known: known) {
            switch key {
            case "ca_file": tls.caFile = path(value, named: key)
            case "cert_file": tls.certFile = path(value, named: key)
            case "key_file": tls.keyFile = path(value, named: key)
            default: tls.insecureSkipVerify = truth(value, named: key)
            }
        }
        if tls.certFile != nil, tls.keyFile == nil {
            complain(.clientCertificateWithoutKey, .strict, subject: host, at: position)
        }
        if tls.keyFile != nil, tls.certFile == nil {
            complain(.clientKeyWithoutCertificate, .strict, subject: host, at: position)
        }
        return tls
    }

    // MARK: - complaints

    mutating func warn(
        _ code: Complaint.Code,
        subject: String,
        detail: String? = nil,
        at position: Position? = nil
    ) {
        complain(code, .warning, subject: subject, detail: detail, at: position)
    }

    mutating func complain(
        _ code: Complaint.Code,
        _ severity: Complaint.Severity,
        subject: String,
        detail: String? = nil,
        at position: Position?
    ) {
        complaints.append(Complaint(code, severity, subject: subject, detail: detail, at: position))
    }
}
