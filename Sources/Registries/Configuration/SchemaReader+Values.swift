// Fields, entries and scalars, taken the way go-yaml v2 decodes into a struct, a map and a string.
extension SchemaReader {
    /// The known fields of a mapping, in document order, duplicates included.
    mutating func fields(
        of node: YAMLNode,
        named name: String,
        known: [String]
    ) -> [(key: String, value: YAMLNode, position: Position)] {
        pairs(of: node, named: name).filter { key, _, position in
            guard !known.contains(key) else { return true }
            // A key of another place is no slip of the pen; and nobody is to write `auths`, which is ignored.
            let isMisplaced = Self.keys.contains(key)
            let nearest = isMisplaced ? nil : nearest(to: key, among: known.filter { $0 != "auths" })
            complain(.unknownKey, .strict, subject: key, detail: nearest, at: position)
            return false
        }
    }

    /// All keys of the schema, wherever they belong.
    private static let keys: Set = [
        "mirrors", "configs", "endpoint", "rewrite", "auth", "tls", "username", "password", "identity_token", "realms",
        "ca_file", "cert_file", "key_file", "insecure_skip_verify",
    ]

    /// The entries of a mapping whose keys are the user's.
    mutating func entries(of node: YAMLNode, named name: String) -> [(key: Located<String>, value: YAMLNode)] {
        pairs(of: node, named: name).map { (Located($0.key, at: $0.position), $0.value) }
    }

    private mutating func pairs(
        of node: YAMLNode,
        named name: String
    ) -> [(key: String, value: YAMLNode, position: Position)] {
        guard !node.isNull else { return [] }
        guard let pairs = node.pairs else {
            complain(.wrongType, .fatal, subject: name, detail: "a mapping", at: Position(node.mark))
            return []
        }
        var first: [String: Int] = [:]
        return pairs.compactMap { pair in
            let position = Position(pair.key.mark)
            guard let key = pair.key.scalar?.text else {
                complain(.wrongType, .fatal, subject: name, detail: "a mapping with plain keys", at: position)
                return nil
            }
            if !pair.isMerged {
                if let line = first[key] {
                    complain(.duplicateKey, .strict, subject: key, detail: String(line), at: position)
                }
                first[key] = first[key] ?? position.line
            }
            return (key, pair.value, position)
        }
    }

    /// Text; null is empty.
    mutating func text(_ node: YAMLNode, named name: String) -> String {
        if node.scalar == nil {
            complain(.wrongType, .fatal, subject: name, detail: "text", at: Position(node.mark))
        }
        return node.asString ?? ""
    }

    /// A secret; empty counts as not set.
    mutating func secret(_ node: YAMLNode, named name: String) -> Secret? {
        let text = text(node, named: name)
        return text.isEmpty ? nil : Secret(text)
    }

    /// A path; empty counts as not set.
    mutating func path(_ node: YAMLNode, named name: String) -> String? {
        let text = text(node, named: name)
        return text.isEmpty ? nil : text
    }

    mutating func truth(_ node: YAMLNode, named name: String) -> Bool {
        guard !node.isNull else { return false }
        guard let truth = node.asBool else {
            complain(
                .wrongType,
                .fatal,
                subject: name,
                detail: "true or false, without quotes",
                at: Position(node.mark)
            )
            return false
        }
        return truth
    }

    /// Keys of `mirrors` and `configs` are compared with hosts: anything but `host[:port]` and `*` never matches.
    mutating func check(hostKey key: String, at position: Position?) {
        guard key != "*" else { return }
        if YAMLSuspicion(in: key) != nil {
            // Pasted with typographic quotes or blanks, which YAML takes for a part of the name.
            let meant = String(key.filter { YAMLSuspicion(in: String($0)) == nil })
            warn(.hostKeyInvalid, subject: withoutUserInfo(key), detail: withoutUserInfo(meant), at: position)
            return
        }
        let address = EndpointAddress(parsing: key)
        let host = address?.host ?? ""
        if address?.scheme != nil || address?.path != "" || HostAndPort(host).name.isEmpty {
            warn(.hostKeyInvalid, subject: withoutUserInfo(key), detail: host.isEmpty ? nil : host, at: position)
        }
    }

    /// Two entries for Docker Hub under two of its names, with different content.
    mutating func warnAboutHub(_ configuration: RegistriesConfiguration) {
        let names = [DockerHub.apiHost, DockerHub.name, DockerHub.indexHost].filter { configuration.configs[$0] != nil }
        guard let first = names.first else { return }
        for name in names.dropFirst() where configuration.configs[name] != configuration.configs[first] {
            warn(.hubAliasesDisagree, subject: first, detail: name, at: configuration.configs.position(of: name))
        }
    }

    /// The known key that is the fewest edits away, if that is close enough to be a slip.
    private func nearest(to key: String, among known: [String]) -> String? {
        let aliases = [
            "token": "identity_token", "identitytoken": "identity_token", "insecure": "insecure_skip_verify",
        ]
        if let alias = aliases[key.lowercased()], known.contains(alias) {
            return alias
        }
        return nearestName(to: key, among: known)
    }
}

extension Secret {
    /// Whether this is base64, with or without padding and line breaks, of a text with a colon in it.
    package var isUserAndPassword: Bool {
        guard let bytes = Base64.decode(reveal()) else { return false }
        return bytes.contains(UInt8(ascii: ":"))
    }
}
