import Registries

// The tables of a registry's settings: whose they are, and whether containerd knows their keys.
extension ConfigurationInspection {
    mutating func inspect(_ registry: RegistryTable) {
        let known = ["config_path", "mirrors", "configs", "auths", "headers"]
        inspectKeys(of: registry.table, at: registry.path, known: known)
        inspectType(registry.table["config_path"], "string", at: registry.path + ["config_path"])
        for name in ["mirrors", "configs", "auths", "headers"] {
            guard let value = registry.table[name] else { continue }
            let path = registry.path + [TOMLContent.Key(name)]
            inspectType(value, "table", at: path)
            for entry in value.table?.entries ?? [] {
                switch name {
                case "mirrors": inspectMirror(entry, path)
                case "configs": inspectConfig(entry, path, registry)
                case "auths":
                    inspectType(entry.value, "table", at: path + [key(entry)])
                    inspectKeys(of: entry.value.table, at: path + [key(entry)], known: Self.authKeys)
                default: inspectType(entry.value, "strings", at: path + [key(entry)])
                }
            }
        }
        inspectAuths(registry)
        inspectHub(registry)
    }

    static let authKeys = ["username", "password", "auth", "identitytoken"]
    static let tlsKeys = ["ca_file", "cert_file", "key_file", "insecure_skip_verify"]

    /// A host as a key to be written, its user information left out.
    func key(_ entry: TOMLTable.Entry) -> TOMLContent.Key {
        .quoted(withoutUserInfo(name(entry.key)))
    }

    // MARK: mirrors

    private mutating func inspectMirror(_ entry: TOMLTable.Entry, _ path: [TOMLContent.Key]) {
        let own = path + [key(entry)]
        inspectType(entry.value, "table", at: own)
        guard let table = entry.value.table else { return }
        let unquoted = unquotedHosts(entry, leaves: ["endpoint", "rewrite"])
        guard unquoted.isEmpty else {
            for host in unquoted { report(host, at: path, corrected: path + [.quoted(host.name)]) }
            return
        }
        inspectHostKey(entry, at: path, tail: [])
        inspectKeys(of: table, at: own, known: ["endpoint", "rewrite"])
        inspectType(
            table["endpoint"],
            "strings",
            at: own + ["endpoint"],
            correction: text(table["endpoint"]).map { ["endpoint = [\"\(withoutUserInfo($0))\"]"] } ?? []
        )
        inspectRewrite(table.entry("rewrite"), at: own)
    }

    private mutating func inspectRewrite(_ entry: TOMLTable.Entry?, at path: [TOMLContent.Key]) {
        guard let entry, lint.target.isK3sBuild != true else { return }
        var finding = Finding(
            .rewriteNeedsK3sContainerd,
            .warning,
            file: report.file,
            at: place(of: entry),
            place: TOMLNames.dotted(path + ["rewrite"]),
            subject: path.last?.name ?? ""
        )
        if lint.target.isK3sBuild == nil { finding.versions = "stock containerd" }
        report.add(finding)
    }

    // MARK: configs

    private mutating func inspectConfig(
        _ entry: TOMLTable.Entry,
        _ path: [TOMLContent.Key],
        _ registry: RegistryTable
    ) {
        let own = path + [key(entry)]
        if entry.name == "auth" || entry.name == "tls", let table = entry.value.table, isMisplaced(table) {
            inspectMisplaced(entry, table, path)
            return
        }
        inspectType(entry.value, "table", at: own)
        guard let table = entry.value.table else { return }
        let unquoted = unquotedHosts(entry, leaves: ["auth", "tls"])
        guard unquoted.isEmpty else {
            for host in unquoted {
                report(host, at: path, corrected: path + [.quoted(host.name), TOMLContent.Key(host.leaf)])
            }
            return
        }
        inspectHostKey(entry, at: path, tail: ["auth", "tls"].filter { table[$0] != nil }.prefix(1).map { .init($0) })
        inspectKeys(of: table, at: own, known: ["auth", "tls"])
        if let auth = table["auth"] {
            inspectType(auth, "table", at: own + ["auth"])
            inspectAuth(auth.table, host: name(entry.key), at: own + ["auth"])
        }
        if let tls = table["tls"] {
            inspectType(tls, "table", at: own + ["tls"])
            inspectTLS(tls.table, at: own + ["tls"])
        }
    }

    /// Whether a table called `auth` or `tls` is not that of a registry of that name.
    private func isMisplaced(_ table: TOMLTable) -> Bool {
        !table.entries.isEmpty && !table.entries.allSatisfy { ["auth", "tls"].contains($0.name) }
    }

    /// `configs.auth."HOST"` and `configs.tls."HOST"`.
    private mutating func inspectMisplaced(_ entry: TOMLTable.Entry, _ table: TOMLTable, _ path: [TOMLContent.Key]) {
        let code: Finding.Code = entry.name == "auth" ? .authUnderConfigsAuth : .tlsUnderConfigsTLS
        let known = entry.name == "auth" ? Self.authKeys : Self.tlsKeys
        let kind = TOMLContent.Key(entry.name)
        // For containerd 2 the right table would be of no use either.
        let isUnread = entry.name == "tls" && report.readers.extent(of: .from2) == .all
        if table.entries.contains(where: { $0.value.table == nil && known.contains($0.name) }) {
            // The host itself is forgotten.
            report.add(
                code,
                .error,
                at: place(of: entry),
                place: TOMLNames.dotted(path + [kind]),
                subject: "",
                detail: isUnread ? HostDirectory.fileName : nil,
                correction: isUnread ? [] : [header(path + [.quoted("HOST"), kind])]
            )
        }
        for inner in table.entries where inner.value.table != nil {
            let itself = UnquotedHost(names: [name(inner.key)], leaf: "", position: place(of: inner))
            let unquoted = unquotedHosts(inner, leaves: known)
            for host in unquoted.isEmpty ? [itself] : unquoted {
                report.add(
                    code,
                    .error,
                    at: host.position,
                    place: TOMLNames.dotted(path + [kind, .quoted(host.name)]),
                    subject: host.name,
                    detail: isUnread ? HostDirectory.fileName : nil,
                    correction: isUnread ? [] : [header(path + [.quoted(host.name), kind])]
                )
            }
            if entry.name == "tls" { inspectTLS(inner.value.table, at: path + [kind, .quoted(itself.name)]) }
        }
    }

    // MARK: Keys and types

    mutating func inspectKeys(of table: TOMLTable?, at path: [TOMLContent.Key], known: [String]) {
        for entry in table?.entries ?? [] {
            // The parsers take keys in other cases too.
            guard !known.contains(entry.name.lowercased()), !lint.reading.isUnknown(entry.key.range) else { continue }
            let nearest = nearestName(to: entry.name, among: known)
            var correction: [String] = []
            if let nearest {
                correction = [
                    entry.value.table == nil
                        ? "\(nearest) = \(shown(entry.value, of: [entry.name, nearest]))"
                        : header(path + [.init(nearest)])
                ]
            }
            report.add(
                .unknownKey,
                .error,
                at: place(of: entry),
                place: TOMLNames.dotted(path) + "." + ShownText.key(entry.name),
                subject: ShownText.key(entry.name),
                detail: nearest,
                correction: correction
            )
        }
    }

    /// A value as it is written, unless it may be a secret.
    private func shown(_ value: TOMLValue, of keys: [String]) -> String {
        let written = lint.reading.written(value.range)
        let isShort = !written.contains("\n") && written.utf8.count <= 200
        let isPublic = keys.allSatisfy { SecretSigns.areAbsent(fromKey: $0, header: "") }
        return isShort && isPublic && !written.contains("@") ? written : "..."
    }

    /// Notes a value of another type than the key takes; templates may make any.
    mutating func inspectType(
        _ value: TOMLValue?,
        _ expected: String,
        at path: [TOMLContent.Key],
        correction: [String] = []
    ) {
        guard let value, !isUnknown(value), !value.is(expected) else { return }
        report.add(
            .tomlWrongType,
            .fatal,
            at: value.position,
            place: TOMLNames.dotted(path),
            subject: path.last?.name ?? "",
            detail: expected,
            correction: correction
        )
    }
}

extension TOMLValue {
    fileprivate func `is`(_ type: String) -> Bool {
        switch type {
        case "string": string != nil
        case "strings": array.map { $0.allSatisfy { $0.string != nil } } ?? false
        case "boolean": boolean != nil
        case "integer": integer != nil
        default: table != nil
        }
    }
}
