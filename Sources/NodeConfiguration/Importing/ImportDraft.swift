import Registries

/// A configuration in the making, from several files of several formats.
///
/// Whatever is put in is checked first, so that what comes out is valid; where two entries disagree, the first stays.
struct ImportDraft {
    private(set) var configuration = RegistriesConfiguration()
    private(set) var notes: [ImportedConfiguration.Note] = []
    private var seen: Set<ImportedConfiguration.Note> = []
    /// The file that is being read.
    var file = ""
    /// Where each thing was first said.
    private var origins: [String: Origin] = [:]

    private struct Origin {
        var file: String
        var position: Position?

        var text: String { file + (position.map { ":\($0.line)" } ?? "") }
    }

    mutating func note(
        _ code: ImportedConfiguration.Note.Code,
        _ subject: String,
        detail: String? = nil,
        at position: Position? = nil
    ) {
        let note = ImportedConfiguration.Note(
            code: code,
            subject: subject,
            detail: detail,
            file: file,
            position: position
        )
        if seen.insert(note).inserted { notes.append(note) }
    }

    // MARK: - Entries

    mutating func add(_ mirror: RegistriesConfiguration.Mirror, for registry: String, at position: Position?) {
        guard registry == "*" || isHost(registry, at: position) else { return }
        guard registry != DockerHub.indexHost, registry != DockerHub.apiHost else {
            note(.hubMirrorKey, registry, at: position)
            return
        }
        guard let present = configuration.mirrors[registry] else {
            configuration.mirrors.set(registry, to: Located(mirror, at: position))
            origins["mirrors " + registry] = Origin(file: file, position: position)
            return
        }
        let isSame =
            present.endpoints.map(\.value) == mirror.endpoints.map(\.value)
            && present.rewrites.map { [$0.pattern, $0.replacement] }
                == mirror.rewrites.map { [$0.pattern, $0.replacement] }
        if !isSame { noteConflict("mirrors", registry, at: position) }
    }

    mutating func add(_ auth: AuthConfiguration, for host: String, at position: Position?) {
        guard isConfigurable(host, at: position) else { return }
        var auth = auth
        if let encoded = auth.auth, !encoded.isEmpty, !encoded.isUserAndPassword {
            note(.authNotBase64, host, at: position)
            auth.auth = nil
        }
        if auth.username.isEmpty, auth.password?.isEmpty == false {
            note(.passwordWithoutUsername, host, at: position)
            auth.password = nil
        }
        guard auth.kind(in: .node) != .none else { return }
        var settings = configuration.configs[host] ?? RegistriesConfiguration.Host()
        guard settings.auth == nil else {
            if settings.auth != auth { noteConflict("auth", host, at: position) }
            return
        }
        settings.auth = auth
        origins["auth " + host] = Origin(file: file, position: position)
        set(settings, for: host, at: position)
    }

    mutating func add(_ tls: TLSSettings, for host: String, at position: Position?) {
        guard isConfigurable(host, at: position) else { return }
        var tls = tls
        if (tls.certFile == nil) != (tls.keyFile == nil) {
            note(.clientPairIncomplete, host, at: position)
            (tls.certFile, tls.keyFile) = (nil, nil)
        }
        guard !tls.isEmpty else { return }
        var settings = configuration.configs[host] ?? RegistriesConfiguration.Host()
        guard settings.tls == nil else {
            if settings.tls != tls { noteConflict("tls", host, at: position) }
            return
        }
        settings.tls = tls
        origins["tls " + host] = Origin(file: file, position: position)
        set(settings, for: host, at: position)
    }

    /// A host whose certificate nobody looks at, and which may answer in plain http as well.
    mutating func addInsecure(_ host: String, at position: Position?) {
        guard isHost(host, at: position) else { return }
        add(TLSSettings(insecureSkipVerify: true), for: host, at: position)
        note(.plainHTTPNotTried, host, at: position)
    }

    private mutating func set(_ settings: RegistriesConfiguration.Host, for host: String, at position: Position?) {
        let position = configuration.configs.position(of: host) ?? position
        configuration.configs.set(host, to: Located(settings, at: position))
    }

    // MARK: - Checks

    /// Whether a key of `configs` can ever have been used by the program that it comes from.
    private mutating func isConfigurable(_ host: String, at position: Position?) -> Bool {
        guard host != "*" else {
            note(.wildcardConfig, host, at: position)
            return false
        }
        return isHost(host, at: position)
    }

    private mutating func isHost(_ key: String, at position: Position?) -> Bool {
        let address = EndpointAddress(parsing: key)
        let host = address?.host ?? ""
        let isBare = address?.scheme == nil && address?.path.isEmpty == true && address?.hasUserInfo == false
        guard isBare, host == key, !HostAndPort(host).name.isEmpty else {
            note(.hostKeyInvalid, withoutUserInfo(key), detail: host.isEmpty ? nil : host, at: position)
            return false
        }
        return true
    }

    /// Whether a rule compiles.
    mutating func isPattern(_ rule: RegistriesConfiguration.RewriteRule) -> Bool {
        do {
            _ = try RewritePattern(rule.pattern)
            return true
        } catch {
            note(.rewriteInvalidPattern, rule.pattern, detail: error.code.rawValue, at: rule.position)
            return false
        }
    }

    private mutating func noteConflict(_ kind: String, _ key: String, at position: Position?) {
        note(.conflict, "\(kind) of \(key)", detail: origins["\(kind) \(key)"]?.text, at: position)
    }

    /// What the entries do to each other once K3s or RKE2 has made hosts.toml files of them.
    mutating func noteInteractions() {
        if configuration.mirrors["*"]?.endpoints.isEmpty == false {
            let endpoints = configuration.mirrors.keys.flatMap { configuration.mirrors[$0]?.endpoints ?? [] }
            let mirrorHosts = Set(endpoints.compactMap { EndpointAddress(parsing: $0.value)?.host })
            for host in configuration.configs.keys
            where configuration.mirrors[host] == nil && !mirrorHosts.contains(host) {
                let origin = origins["auth " + host] ?? origins["tls " + host]
                file = origin?.file ?? ""
                note(.configHidesWildcard, host, at: origin?.position)
            }
        }
        for key in configuration.mirrors.keys {
            for endpoint in configuration.mirrors[key]?.endpoints ?? [] {
                guard let address = EndpointAddress(parsing: endpoint.value), address.effectiveScheme == "http",
                    configuration.configs[address.host]?.tls != nil
                else { continue }
                file = origins["mirrors " + key]?.file ?? ""
                note(.tlsOnHTTPEndpoint, endpoint.value, at: endpoint.position)
            }
        }
    }
}

// MARK: - Values of TOML

extension ImportDraft {
    /// Texts of an array; nothing where it is none.
    mutating func strings(_ entry: TOMLTable.Entry) -> [Located<String>] {
        guard let elements = entry.value.array else {
            note(.wrongType, entry.name, detail: "strings", at: entry.value.position)
            return []
        }
        return elements.compactMap { element in
            guard let text = element.string else {
                note(.wrongType, entry.name, detail: "strings", at: element.position)
                return nil
            }
            return Located(text, at: element.position)
        }
    }

    mutating func string(_ entry: TOMLTable.Entry) -> String {
        if let text = entry.value.string { return text }
        note(.wrongType, entry.name, detail: "string", at: entry.value.position)
        return ""
    }

    mutating func boolean(_ entry: TOMLTable.Entry) -> Bool {
        if let truth = entry.value.boolean { return truth }
        note(.wrongType, entry.name, detail: "boolean", at: entry.value.position)
        return false
    }

    mutating func table(_ entry: TOMLTable.Entry) -> TOMLTable? {
        if let table = entry.value.table { return table }
        note(.wrongType, entry.name, detail: "table", at: entry.value.position)
        return nil
    }
}
