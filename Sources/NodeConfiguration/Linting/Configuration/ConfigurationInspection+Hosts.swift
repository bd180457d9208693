import Registries

/// A host whose dots parted it into tables inside each other, as `configs.registry.example.com` does.
struct UnquotedHost {
    var names: [String]
    /// The key below that shows where the name ends.
    var leaf: String
    var position: Position

    var name: String { withoutUserInfo(names.joined(separator: ".")) }
}

extension ConfigurationInspection {
    /// The hosts that tables inside an entry spell, until one has a key of a host's own.
    func unquotedHosts(_ entry: TOMLTable.Entry, leaves: [String]) -> [UnquotedHost] {
        guard let table = entry.value.table, !leaves.contains(where: { table[$0] != nil }) else { return [] }
        return table.entries.flatMap { inner -> [UnquotedHost] in
            guard let next = inner.value.table else { return [] }
            guard let leaf = next.entries.first(where: { leaves.contains($0.name) }) else {
                return unquotedHosts(inner, leaves: leaves).map { host in
                    UnquotedHost(names: [name(entry.key)] + host.names, leaf: host.leaf, position: host.position)
                }
            }
            let position = leaf.value.table == nil ? place(of: inner) : place(of: leaf)
            let names = [name(entry.key), name(inner.key)]
            return [UnquotedHost(names: names, leaf: leaf.name, position: position)]
        }
    }

    mutating func report(_ host: UnquotedHost, at path: [TOMLContent.Key], corrected: [TOMLContent.Key]) {
        report.add(
            .unquotedHostKey,
            .error,
            at: host.position,
            place: TOMLNames.dotted(path + host.names.map { TOMLContent.Key(withoutUserInfo($0)) }),
            subject: host.name,
            correction: [header(corrected)]
        )
    }

    /// What is compared is a host, with its port if it has one: nothing with a scheme, a
    /// user or a path is equal to that.
    mutating func inspectHostKey(_ entry: TOMLTable.Entry, at path: [TOMLContent.Key], tail: [TOMLContent.Key]) {
        guard !lint.reading.isUnknown(entry.key.range), entry.name.contains(where: { $0 == "/" || $0 == "@" }) else {
            return
        }
        let start = entry.name.firstRange(of: "://")?.upperBound ?? entry.name.startIndex
        var host = withoutUserInfo(String(entry.name[start...].prefix { $0 != "/" }))
        // `https://index.docker.io/v1/` is how Docker writes it; the host that is asked is another.
        if tail.first?.name == "auth", DockerHub.names.contains(host) { host = DockerHub.apiHost }
        report.add(
            .hostKeyHasScheme,
            .error,
            at: place(of: entry),
            place: TOMLNames.dotted(path + [key(entry)]),
            subject: withoutUserInfo(entry.name),
            detail: host,
            correction: host.isEmpty ? [] : [header(path + [.quoted(host)] + tail)]
        )
    }

    // MARK: Credentials

    mutating func inspectAuth(_ table: TOMLTable?, host: String, at path: [TOMLContent.Key]) {
        guard let table else { return }
        inspectKeys(of: table, at: path, known: Self.authKeys)
        for name in Self.authKeys { inspectType(table[name], "string", at: path + [TOMLContent.Key(name)]) }
        if host == "*", Self.hasCredential(table), let position = report(placeOf: path) {
            report.add(
                .wildcardAuthIgnored,
                .error,
                at: position,
                place: TOMLNames.dotted(path),
                subject: host,
                correction: [header(path.dropLast(2) + [.quoted("HOST"), "auth"])]
            )
        }
        // A user name or a token goes before it.
        let isUsed = ["username", "identitytoken"].allSatisfy { table[$0]?.string?.isEmpty != false }
        if isUsed, let entry = table.entry("auth"), let encoded = text(entry.value), !encoded.isEmpty,
            !Self.isUserAndPassword(encoded)
        {
            report.add(
                .authNotBase64,
                .error,
                at: entry.value.position,
                place: TOMLNames.dotted(path + ["auth"]),
                subject: withoutUserInfo(host)
            )
        }
    }

    static func hasCredential(_ table: TOMLTable) -> Bool {
        authKeys.contains { table[$0]?.string?.isEmpty == false }
    }

    /// Go's decoder wants the padding, and takes line ends but no other blanks.
    private static func isUserAndPassword(_ encoded: String) -> Bool {
        let letters = encoded.utf8.filter { $0 != 0x0A && $0 != 0x0D }
        return letters.count % 4 == 0 && !letters.contains(0x20) && !letters.contains(0x09)
            && Secret(encoded).isUserAndPassword
    }

    private func report(placeOf path: [TOMLContent.Key]) -> Position? {
        var entry: TOMLTable.Entry?
        var table: TOMLTable? = document.root
        for key in path {
            entry = table?.entry(key.name)
            table = entry?.value.table
        }
        return entry.map(place)
    }

    /// `auths` has URLs for keys.
    mutating func inspectAuths(_ registry: RegistryTable) {
        guard let entry = registry.table.entry("auths"), let first = registry.entries(of: "auths").first else { return }
        let url = withoutUserInfo(name(first.key))
        let start = url.firstRange(of: "://")?.upperBound ?? url.startIndex
        let host = String(url[start...].prefix { $0 != "/" })
        report.add(
            .authsDeprecated,
            .warning,
            at: entry.key.position,
            place: TOMLNames.dotted(registry.path + ["auths"]),
            subject: host,
            correction: [header(registry.path + ["configs", .quoted(host), "auth"])]
        )
    }

    /// What is asked is `registry-1.docker.io`, and stock containerd looks for the host that is asked.
    mutating func inspectHub(_ registry: RegistryTable) {
        let configs = registry.table["configs"]?.table
        let hasAuth: (String) -> Bool = { configs?[$0]?.table?["auth"]?.table.map(Self.hasCredential) ?? false }
        guard !hasAuth(DockerHub.apiHost) else { return }
        for host in [DockerHub.name, DockerHub.indexHost] where hasAuth(host) {
            let isK3s = lint.target.isK3sBuild
            // Which line of it has the change is not known; that 2.1 and later have it is.
            if isK3s == true, host == DockerHub.name, lint.target.version?.isAtLeast(2, 1) == true { continue }
            let path = registry.path + ["configs", .quoted(host), "auth"]
            let hub = registry.path + ["configs", .quoted(DockerHub.apiHost), "auth"]
            var finding = Finding(
                .dockerIOAuthKey,
                isK3s == true ? .warning : .error,
                file: report.file,
                at: report(placeOf: path),
                place: TOMLNames.dotted(path),
                subject: host,
                detail: DockerHub.apiHost,
                correction: [header(hub)]
            )
            if host == DockerHub.name {
                let old = "K3s and RKE2 before July 2025"
                finding.versions = isK3s == true ? old : isK3s == nil ? "stock containerd; \(old)" : nil
            }
            report.add(finding)
        }
    }

    /// Whether the file holds secrets, and who can read them.
    mutating func inspectCredentials(_ registries: [RegistryTable]) {
        let holders = registries.flatMap { registry in
            registry.entries(of: "auths").compactMap(\.value.table)
                + registry.entries(of: "configs").flatMap { config -> [TOMLTable] in
                    let table = config.value.table
                    // Where they are misplaced they are in the file all the same.
                    let misplaced = config.name == "auth" ? table?.entries.compactMap(\.value.table) ?? [] : []
                    return [table?["auth"]?.table, config.name == "auth" ? table : nil].compactMap(\.self) + misplaced
                }
        }
        let secrets = holders.compactMap { table in
            ["password", "auth", "identitytoken"].compactMap { table.entry($0) }.first {
                text($0.value)?.isEmpty == false
            }
        }
        guard let first = secrets.min(by: { $0.key.position < $1.key.position }) else { return }
        report.add(.plaintextCredentials, .info, at: first.key.position, subject: String(secrets.count))
        if lint.surroundings.isReadableByOthers == true {
            report.add(.fileMode, .warning, at: nil, subject: report.file)
        }
    }
}
