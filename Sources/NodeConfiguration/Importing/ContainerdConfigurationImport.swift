import Registries

/// Reads the registry settings of a config.toml of containerd 1.x, and what is left of them in 2.x.
struct ContainerdConfigurationImport {
    /// Of the file.
    private let version: Int

    static func read(_ utf8: [UInt8], into draft: inout ImportDraft) throws(ImportError) {
        // The template of old RKE2 on Windows opens tables twice; containerd refuses its file, but what it says is clear.
        let document = try ImportError.document(utf8, redefinitions: .collected)
        for fault in document.redefinitions {
            draft.note(.definedTwice, fault.text, detail: fault.first.map { String($0.line) }, at: fault.position)
        }
        let version = Int(document.root["version"]?.integer ?? 1)
        if let imports = document.root.entry("imports"), imports.value.array?.isEmpty != true {
            draft.note(.importsNotFollowed, "imports", at: imports.key.position)
        }
        let own = CRIPlugin.name(configVersion: version)
        let plugins = [own] + [CRIPlugin.images, CRIPlugin.version2, CRIPlugin.version1].filter { $0 != own }
        for plugin in plugins {
            guard let table = document.root.value(at: ["plugins", plugin])?.table,
                let entry = table.entry("registry")
            else { continue }
            guard let registry = draft.table(entry), !registry.entries.isEmpty else { continue }
            if plugin != own {
                draft.note(.pluginNotRead, plugin, detail: String(version), at: entry.key.position)
            }
            ContainerdConfigurationImport(version: version).read(registry, into: &draft)
        }
    }

    private func read(_ registry: TOMLTable, into draft: inout ImportDraft) {
        let path = registry["config_path"]?.string ?? ""
        if !path.isEmpty {
            draft.note(.configPath, path, at: registry["config_path"]?.position)
            if let mirrors = registry["mirrors"]?.table, !mirrors.entries.isEmpty {
                draft.note(.mirrorsWithConfigPath, path, at: mirrors.position)
            }
        }
        // `auths` goes first, for containerd puts it in the place of what `configs` says.
        for entry in registry.entries where entry.name == "auths" {
            readAuths(entry, into: &draft)
        }
        for entry in registry.entries {
            switch entry.name {
            case "auths", "config_path": break
            case "mirrors":
                for mirror in draft.table(entry)?.entries ?? [] { readMirror(mirror, into: &draft) }
            case "configs":
                for host in draft.table(entry)?.entries ?? [] { readHost(host, into: &draft) }
            case "headers":
                for header in draft.table(entry)?.entries ?? [] {
                    draft.note(.headers, header.name, at: header.key.position)
                }
            default: draft.note(.unknownKey, entry.name, at: entry.key.position)
            }
        }
    }

    // MARK: - mirrors

    private func readMirror(_ entry: TOMLTable.Entry, into draft: inout ImportDraft) {
        guard let table = draft.table(entry) else { return }
        var mirror = RegistriesConfiguration.Mirror()
        for field in table.entries {
            switch field.name {
            case "endpoint": mirror.endpoints = endpoints(draft.strings(field), of: entry, into: &draft)
            case "rewrite": mirror.rewrites = rules(draft.table(field), into: &draft)
            default: draft.note(.unknownKey, field.name, at: field.key.position)
            }
        }
        draft.add(mirror, for: entry.name, at: entry.key.position)
    }

    /// Endpoints with what containerd makes of them spelled out: a scheme by the host's name, with or without a port;
    /// and the registry itself at the end, unless its host is there already.
    private func endpoints(
        _ written: [Located<String>],
        of entry: TOMLTable.Entry,
        into draft: inout ImportDraft
    ) -> [Located<String>] {
        let registry = entry.name
        var endpoints: [Located<String>] = []
        var hasOwnHost = false
        var hasDefault = false
        let fallback = EndpointAddress(parsing: registry)
        for text in written {
            guard let address = EndpointAddress(parsing: text.value) else {
                draft.note(.endpointInvalid, withoutUserInfo(text.value), at: text.position)
                continue
            }
            hasOwnHost = hasOwnHost || address.host == registry
            guard let url = url(of: address, written: text, into: &draft) else { continue }
            let isPlain = ["", "/v2"].contains(address.path.isEmpty ? "" : cleanedPath(address.path))
            let scheme = EndpointAddress(parsing: url)?.scheme
            hasDefault =
                hasDefault || address.host == registry && isPlain && scheme == fallback?.effectiveScheme
            endpoints.append(Located(url, at: text.position))
        }
        guard registry != "*" else { return endpoints }
        if hasOwnHost {
            if !hasDefault { draft.note(.defaultEndpointAdded, registry, at: entry.key.position) }
        } else if HostAndPort(registry).isLocalhost, fallback?.effectiveScheme == "https" {
            endpoints.append(Located("http://" + registry, at: entry.key.position))
            draft.note(.defaultEndpointAdded, registry, at: entry.key.position)
        }
        return endpoints
    }

    private func url(
        of address: EndpointAddress,
        written text: Located<String>,
        into draft: inout ImportDraft
    ) -> String? {
        let scheme = address.scheme ?? (HostAndPort(address.host).isLocalhost ? "http" : "https")
        guard scheme == "http" || scheme == "https", !HostAndPort(address.host).name.isEmpty else {
            draft.note(.endpointInvalid, withoutUserInfo(text.value), at: text.position)
            return nil
        }
        let url = "\(scheme)://\(address.host)\(address.path)"
        if address.hasUserInfo {
            draft.note(.endpointUserInfo, url, at: text.position)
        }
        guard address.path.isEmpty || cleanedPath(address.path) != "/" else {
            draft.note(.endpointWithoutV2, url, at: text.position)
            return nil
        }
        if address.host.lowercased() == DockerHub.name {
            draft.note(.endpointDockerIO, url, at: text.position)
        }
        return url
    }

    /// Rewrites, which the build of containerd in K3s and RKE2 knows.
    private func rules(
        _ table: TOMLTable?,
        into draft: inout ImportDraft
    ) -> [RegistriesConfiguration.RewriteRule] {
        let rules = (table?.entries ?? []).map { entry in
            RegistriesConfiguration.RewriteRule(
                pattern: entry.name,
                replacement: draft.string(entry),
                at: entry.key.position
            )
        }
        return rules.filter { draft.isPattern($0) }
    }

    // MARK: - configs

    private func readHost(_ entry: TOMLTable.Entry, into draft: inout ImportDraft) {
        guard let table = draft.table(entry) else { return }
        for field in table.entries {
            switch (entry.name, field.name) {
            case (_, "auth"):
                addAuth(draft.table(field), of: entry.name, at: field.key.position, into: &draft)
            case (_, "tls"):
                addTLS(draft.table(field), of: entry.name, at: field.key.position, into: &draft)
            case ("auth", _) where field.value.table != nil:
                draft.note(.authUnderConfigsAuth, field.name, at: field.key.position)
                addAuth(field.value.table, of: field.name, at: field.key.position, into: &draft)
            case ("tls", _) where field.value.table != nil:
                draft.note(.tlsUnderConfigsTLS, field.name, at: field.key.position)
                addTLS(field.value.table, of: field.name, at: field.key.position, into: &draft)
            default:
                draft.note(.unknownKey, field.name, at: field.key.position)
            }
        }
    }

    private func readAuths(_ entry: TOMLTable.Entry, into draft: inout ImportDraft) {
        for auth in draft.table(entry)?.entries ?? [] {
            let address = EndpointAddress(parsing: auth.name)
            let host = address?.scheme == nil ? auth.name : address?.host ?? auth.name
            draft.note(.authsMoved, withoutUserInfo(auth.name), detail: withoutUserInfo(host), at: auth.key.position)
            addAuth(draft.table(auth), of: host, at: auth.key.position, into: &draft)
        }
    }

    private func addAuth(
        _ table: TOMLTable?,
        of host: String,
        at position: Position,
        into draft: inout ImportDraft
    ) {
        guard let table else { return }
        var auth = AuthConfiguration()
        for field in table.entries {
            switch field.name {
            case "username": auth.username = draft.string(field)
            case "password": auth.password = draft.secret(field)
            case "auth": auth.auth = draft.secret(field)
            case "identitytoken": auth.identityToken = draft.secret(field)
            default: draft.note(.unknownKey, field.name, at: field.key.position)
            }
        }
        if host == DockerHub.name || host == DockerHub.indexHost {
            draft.note(.hubAuthKey, host, at: position)
        }
        draft.add(auth, for: host, at: position)
    }

    private func addTLS(
        _ table: TOMLTable?,
        of host: String,
        at position: Position,
        into draft: inout ImportDraft
    ) {
        guard let table else { return }
        var tls = TLSSettings()
        for field in table.entries {
            switch field.name {
            case "ca_file": tls.caFile = draft.path(field)
            case "cert_file": tls.certFile = draft.path(field)
            case "key_file": tls.keyFile = draft.path(field)
            case "insecure_skip_verify": tls.insecureSkipVerify = draft.boolean(field)
            default: draft.note(.unknownKey, field.name, at: field.key.position)
            }
        }
        if version >= 3, !tls.isEmpty {
            draft.note(.tlsRemovedIn2, host, at: position)
        }
        draft.add(tls, for: host, at: position)
    }
}

extension ImportDraft {
    /// A secret; empty counts as not set.
    fileprivate mutating func secret(_ entry: TOMLTable.Entry) -> Secret? {
        let text = string(entry)
        return text.isEmpty ? nil : Secret(text)
    }

    /// A path; empty counts as not set.
    fileprivate mutating func path(_ entry: TOMLTable.Entry) -> String? {
        let text = string(entry)
        return text.isEmpty ? nil : text
    }
}
