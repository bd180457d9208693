import Registries

// What stands in the file, and where.
extension HostsFileRules {
    private static let hostKeys = [
        "capabilities", "ca", "client", "skip_verify", "header", "override_path", "dial_timeout", "rewrite",
    ]
    private static let credentialKeys: Set<String> = [
        "auth", "username", "password", "user", "pass", "token", "identitytoken", "identity_token", "registrytoken",
        "credential", "credentials", "basic_auth", "bearer",
    ]
    /// What other files call the same.
    private static let aliases = [
        "tls": "ca", "ca_file": "ca", "cacert": "ca", "ca_cert": "ca", "cert": "client", "cert_file": "client",
        "key": "client", "key_file": "client", "insecure": "skip_verify", "insecure_skip_verify": "skip_verify",
        "endpoint": "host", "endpoints": "host", "mirrors": "host", "rewrites": "rewrite", "headers": "header",
    ]

    func aboutTheText() -> [Finding] {
        guard document.hasByteOrderMark else { return [] }
        let mark = finding(
            .encodingUTF16,
            .fatal,
            at: Position(line: 1, column: 1),
            subject: "utf-8-bom"
        )
        return [mark.limited(to: .fromVersion2, on: target)].compactMap(\.self)
    }

    /// Headers that containerd 1 cannot read.
    func aboutHeaders() -> [Finding] {
        let headers = BracketedHeader.all(in: document)
        return zip(headers, headers.corrections(in: document)).compactMap { header, correction in
            finding(
                .tomlBracketInHeader,
                .fatal,
                at: header.name.position,
                subject: ShownText.url(header.name.name),
                detail: TOMLNames.header(header.parent),
                correction: correction
            ).limited(to: .beforeVersion2, on: target)
        }
    }

    /// Keys of a host that stand below `[host]` itself, where containerd expects the tables of hosts.
    private func plainKey(_ fault: HostsFile.TypeFault) -> Finding {
        // Its version 1 compares the places of what stands there; with one thing alone there is nothing to compare.
        let isCompared = (document.root["host"]?.table?.entries.count ?? 0) > 1
        let ends = isCompared ? ReleaseRange.beforeVersion2.extent(on: target) : .none
        return finding(
            .hostsPlainKeyInHost,
            .fatal,
            at: fault.position,
            subject: fault.key.contains("/") ? ShownText.url(fault.key) : ShownText.key(fault.key),
            detail: ends == .none ? nil : ends == .all ? "panic" : "may-panic"
        )
    }

    /// Keys that containerd does not know, or not there, and values that it refuses.
    func aboutKeys() -> [Finding] {
        var found = endpoints.flatMap { endpoint in
            endpoint.entry.table.entries.compactMap { about($0, in: endpoint) }
        }
        found += hosts.typeFaults.compactMap { fault in
            if fault.isInHost { return plainKey(fault) }
            let wrong = finding(
                fault.key == "client" ? .hostsClientPair : .tomlWrongType,
                .fatal,
                at: fault.position,
                subject: ShownText.url(fault.key),
                detail: fault.expected
            )
            return fault.key == "dial_timeout" ? wrong.limited(to: .withDialTimeout, on: target) : wrong
        }
        for endpoint in endpoints {
            guard let timeout = endpoint.entry.dialTimeout, !Self.isDuration(timeout.value) else { continue }
            let fault = finding(
                .tomlWrongType,
                .fatal,
                at: timeout.position,
                in: endpoint,
                key: "dial_timeout",
                subject: "dial_timeout",
                detail: "duration"
            )
            found += [fault.limited(to: .withDialTimeout, on: target)].compactMap(\.self)
        }
        return found
    }

    private func about(_ entry: TOMLTable.Entry, in endpoint: Endpoint) -> Finding? {
        let name = entry.name
        let position = entry.key.position
        if endpoint.isServer, name == "server" || name == "host" { return nil }
        if Self.hostKeys.contains(name) { return nil }
        switch name {
        case "server":
            return finding(
                .hostsServerInsideHost,
                .error,
                at: position,
                in: endpoint,
                key: name,
                subject: ShownText.url(entry.value.string ?? ""),
                correction: entry.value.string.map { [ShownText.line("server", .string(ShownText.url($0)))] } ?? []
            )
        case "host":
            let inner = entry.value.table?.entries.first
            return finding(
                .hostsNestedHost,
                .error,
                at: position,
                in: endpoint,
                key: name,
                subject: ShownText.url(inner?.name ?? name),
                correction: inner.map { ["[" + ShownText.table("host", ShownText.url($0.name)) + "]"] } ?? []
            )
        default:
            break
        }
        if Self.credentialKeys.contains(name.lowercased()) { return nil }
        if let dotted = dottedHost(entry, in: endpoint) { return dotted }
        let known = Self.hostKeys + (endpoint.isServer ? ["server", "host"] : [])
        let lower = name.lowercased()
        return finding(
            .unknownKey,
            // go-toml takes some spellings in capitals, depending on its version.
            known.contains(lower) ? .warning : .error,
            at: position,
            in: endpoint,
            key: ShownText.key(name),
            subject: ShownText.key(name),
            detail: Self.aliases[lower].flatMap { known.contains($0) ? $0 : nil } ?? nearestName(to: name, among: known)
        )
    }

    /// `[host.registry.example.com]`: the host `registry` with a key `example`.
    private func dottedHost(_ entry: TOMLTable.Entry, in endpoint: Endpoint) -> Finding? {
        guard !endpoint.isServer, var table = entry.value.table,
            let host = document.root["host"]?.table?.entry(endpoint.entry.url.value), host.key.style == .bare
        else { return nil }
        var names = [host.name, entry.name]
        while table.entries.count == 1, let only = table.entries.first, let inner = only.value.table,
            !Self.hostKeys.contains(only.name)
        {
            names.append(only.name)
            table = inner
        }
        let name = ShownText.url(names.joined(separator: "."))
        return finding(
            .unquotedHostKey,
            .error,
            at: host.key.position,
            in: endpoint,
            subject: name,
            correction: ["[" + ShownText.table("host", "https://" + name) + "]"]
        )
    }

    /// Credentials, in keys that containerd ignores or in headers that it sends.
    func aboutCredentials() -> [Finding] {
        var found: [Finding] = []
        var hasSecret = false
        for endpoint in endpoints {
            let keys = endpoint.entry.table.entries.filter { Self.credentialKeys.contains($0.name.lowercased()) }
            let isInURL = endpoint.url?.hasUserInfo == true
            hasSecret = hasSecret || !keys.isEmpty || isInURL
            if let key = keys.first {
                found.append(unsupported(at: key.key.position, key: key.name, in: endpoint))
            } else if isInURL {
                found.append(unsupported(at: endpoint.entry.url.position, key: nil, in: endpoint))
            }
            for header in endpoint.entry.headers
            where ["authorization", "proxy-authorization"].contains(header.value.lowercased()) {
                hasSecret = true
                found.append(
                    finding(
                        .hostsPlaintextCredentials,
                        .warning,
                        at: header.position,
                        in: endpoint,
                        key: "header." + header.value,
                        subject: header.value
                    )
                )
            }
        }
        if hasSecret, lint.isReadableByOthers == true {
            found.append(finding(.fileMode, .warning, at: nil, subject: lint.file))
        }
        return found
    }

    private func unsupported(at position: Position?, key: String?, in endpoint: Endpoint) -> Finding {
        let host = requestHost(of: endpoint)
        let plugin =
            target.version?.registryPlugin ?? target.configVersion.map(CRIPlugin.name) ?? CRIPlugin.version2
        let table = ShownText.table("plugins", plugin, "registry", "configs", host ?? "HOST", "auth")
        return finding(
            .hostsAuthUnsupported,
            .error,
            at: position,
            in: endpoint,
            key: key,
            subject: host ?? "",
            detail: key ?? "url",
            correction: ["[" + table + "]", #"  username = "...""#, #"  password = "...""#]
        )
    }

    /// A duration as Go's `time.ParseDuration` takes it: numbers with units.
    private static func isDuration(_ text: String) -> Bool {
        var rest = text.first == "-" || text.first == "+" ? text.dropFirst() : text[...]
        if rest == "0" { return true }
        guard !rest.isEmpty else { return false }
        while !rest.isEmpty {
            let number = rest.prefix { $0.isASCII && $0.isNumber || $0 == "." }
            rest = rest.dropFirst(number.count)
            let unit = rest.prefix { !($0.isASCII && $0.isNumber) && $0 != "." }
            rest = rest.dropFirst(unit.count)
            let isNumber = number.contains { $0 != "." } && number.count { $0 == "." } <= 1
            guard isNumber, ["ns", "us", "µs", "μs", "ms", "s", "m", "h"].contains(unit) else { return false }
        }
        return true
    }
}
