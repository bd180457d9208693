import Registries

// What the plugin makes of the registry's table as a whole when it starts.
extension ConfigurationInspection {
    mutating func inspectPlugins(_ registries: [RegistryTable]) {
        let right = CRIPlugin.name(configVersion: lint.version)
        for registry in registries {
            let plugin = registry.plugin.name
            // Settings that stand under both names are meant for two releases of containerd.
            let twin = registries.first { $0.plugin.name == right }
            if plugin != right, twin == nil || registry.table.firstKey(missingFrom: twin?.table) != nil {
                inspectPlugin(of: registry, right: right)
            }
            let isRead = plugin == right || lint.version < 3 && plugin == CRIPlugin.version2
            if isRead { inspectStart(of: registry) }
        }
    }

    /// A version that the node's containerd does not read, or none that is known.
    mutating func inspectVersion() {
        guard lint.reading.template == nil, lint.surroundings.importingVersion == nil,
            let written = document.root["version"], lint.version > report.readers.newestConfigVersion
        else { return }
        // The first releases of containerd 1 do not look at it, and find nothing that they know.
        let isIgnored = [(6, 32), (7, 17)].contains { minor, patch in
            lint.target.version.map { $0.major == 1 && $0.minor == minor && $0.patch.map { $0 < patch } ?? false }
                ?? false
        }
        report.add(
            .configVersionTooNew,
            isIgnored ? .error : .fatal,
            at: written.position,
            place: "version",
            subject: String(lint.version),
            detail: String(report.readers.newestConfigVersion),
            // The plugins of version 2 have other names.
            correction: report.readers.newestConfigVersion > 2 ? ["version = 3"] : []
        )
    }

    /// Names that are no URI, which containerd 1 insists on in a version 2 file, whatever stands below them.
    mutating func inspectShortNames() {
        guard lint.version == 2 else { return }
        let full = [CRIPlugin.version1: CRIPlugin.version2, "linux": "io.containerd.runtime.v1.linux"]
        for entry in document.root["plugins"]?.table?.entries ?? [] {
            let hasRegistry = registryTables.contains { $0.plugin.name == entry.name && !$0.table.entries.isEmpty }
            guard let name = full[entry.name], !hasRegistry, !lint.reading.isUnknown(entry.key.range) else { continue }
            report.add(
                .wrongPluginForVersion,
                .fatal,
                at: place(of: entry),
                place: TOMLNames.dotted(["plugins", TOMLContent.Key(entry.name)]),
                subject: entry.name,
                detail: name,
                only: .before2,
                correction: [TOMLNames.header(["plugins", .quoted(name)])]
            )
        }
    }

    private mutating func inspectPlugin(of registry: RegistryTable, right: String) {
        guard !registry.table.entries.allSatisfy({ $0.value.table?.entries.isEmpty ?? false }) else { return }
        let plugin = registry.plugin.name
        var severity = Finding.Severity.error
        var span: VersionSpan?
        switch (lint.version, plugin) {
        // The short name is no URI, which containerd 1 insists on.
        case (2, CRIPlugin.version1): if lint.target.version.map({ $0.major == 1 }) ?? true { severity = .fatal }
        case (..<3, CRIPlugin.version2), (..<3, CRIPlugin.images): span = .before2
        case (3, CRIPlugin.version2): span = VersionSpan(first: ContainerdVersion(2, 0), end: ContainerdVersion(2, 3))
        default: break
        }
        let isVersionMissing = lint.version == 1 && document.root["version"] == nil
        let path = ["plugins", TOMLContent.Key(right)] + registry.path.dropFirst(2)
        report.add(
            .wrongPluginForVersion,
            severity,
            at: place(of: registry.entry),
            place: TOMLNames.dotted(registry.path),
            subject: plugin,
            detail: right,
            only: span,
            correction: isVersionMissing && plugin == CRIPlugin.version2 ? ["version = 2"] : [TOMLNames.header(path)]
        )
    }

    private mutating func inspectStart(of registry: RegistryTable) {
        let path = registry.table["config_path"]
        let isUnknown = path.map(isUnknown) ?? (lint.reading.template?.includesBase == true)
        let directories = text(path) ?? ""
        let mirrors = registry.table.entry("mirrors").flatMap { $0.value.table?.entries.isEmpty == false ? $0 : nil }
        inspectTLS(of: registry, hasPath: !directories.isEmpty)
        if let mirrors, !directories.isEmpty {
            report.add(
                .mirrorsWithConfigPath,
                .fatal,
                at: place(of: mirrors),
                place: TOMLNames.dotted(registry.path + ["mirrors"]),
                subject: directories
            )
        }
        if let mirrors, directories.isEmpty, !isUnknown, lint.version < 3, lint.target.system != .windows {
            report.add(
                .emptyConfigPathMigrates,
                .error,
                at: path?.position ?? place(of: mirrors),
                place: TOMLNames.dotted(registry.path + (path == nil ? ["mirrors"] : ["config_path"])),
                subject: "config_path",
                only: VersionSpan(first: ContainerdVersion(2, 2), end: ContainerdVersion(2, 3))
            )
        }
        if let path, !directories.isEmpty { inspectDirectories(directories, path, registry) }
        let deprecated = ["mirrors", "configs", "auths"].compactMap { name in
            registry.entries(of: name).isEmpty ? nil : registry.table.entry(name)
        }
        if let first = deprecated.min(by: { $0.key.position < $1.key.position }) {
            report.add(
                .localPullFallback,
                .info,
                at: place(of: first),
                place: TOMLNames.dotted(registry.path + [TOMLContent.Key(first.name)]),
                subject: first.name,
                only: .from(2, 1)
            )
        }
    }

    private mutating func inspectTLS(of registry: RegistryTable, hasPath: Bool) {
        for config in registry.entries(of: "configs") {
            guard let tls = config.value.table?.entry("tls"), tls.value.table != nil,
                !(config.name == "auth" || config.name == "tls")
            else { continue }
            let place = TOMLNames.dotted(registry.path + ["configs", key(config), "tls"])
            let host = withoutUserInfo(name(config.key))
            let position = self.place(of: tls)
            if hasPath {
                report.add(.tlsWithConfigPath, .fatal, at: position, place: place, subject: host, only: .before2)
            }
            report.add(.tlsRemovedIn2, .error, at: position, place: place, subject: host, only: .from2)
        }
    }

    // MARK: config_path

    private mutating func inspectDirectories(_ text: String, _ value: TOMLValue, _ registry: RegistryTable) {
        let place = TOMLNames.dotted(registry.path + ["config_path"])
        let system = lint.target.system ?? (NodeSystem.windows.isAbsolute(text) ? .windows : .linux)
        inspectForm(of: text, key: "config_path", value, place: place)
        // On Linux the colon of a drive parts no list that anybody meant.
        guard system == .windows || !NodeSystem.windows.isAbsolute(text) else { return }
        let directories = text.split(separator: system.listSeparator).map(String.init)
        let first = system == .windows ? (directories.first ?? text).untilListColon : directories.first ?? text
        let correction = [TOMLNames.line("config_path", first)]
        if system == .windows, first != text, directories.count == 1 {
            report.add(
                .configPathListSeparator,
                .error,
                at: value.position,
                place: place,
                subject: text,
                correction: correction
            )
        }
        let isLocal = ["mirrors", "configs", "auths"].contains { !registry.entries(of: $0).isEmpty }
        guard directories.count > 1, !isLocal else { return }
        // containerd 2.2 writes this list into its own default file, where nobody may need a directory.
        let isDefault = text == "/etc/containerd/certs.d:/etc/docker/certs.d"
        report.add(
            .configPathListTransfer,
            isDefault && lint.surroundings.hostsDirectory == nil ? .warning : .error,
            at: value.position,
            place: place,
            subject: text,
            only: .from(2, 1),
            correction: correction
        )
    }

    /// Without a config_path a Windows node reads no certs.d at all.
    mutating func inspectMissingPath(_ registries: [RegistryTable]) {
        guard lint.target.system == .windows, let directory = lint.surroundings.hostsDirectory,
            lint.reading.template == nil, lint.surroundings.importingVersion == nil,
            !registries.contains(where: { $0.table["config_path"].map { $0.string != "" } ?? false })
        else { return }
        let right = CRIPlugin.name(configVersion: lint.version)
        let registry = registries.first { $0.plugin.name == right }
        let path: [TOMLContent.Key] = ["plugins", TOMLContent.Key(right), "registry"]
        let position = registry.map { $0.table["config_path"]?.position ?? place(of: $0.entry) }
        report.add(
            .configPathMissingWindows,
            .error,
            at: position,
            place: TOMLNames.dotted(path + ["config_path"]),
            subject: directory,
            correction: [TOMLNames.header(path), "  " + TOMLNames.line("config_path", directory)]
        )
    }

    // MARK: Paths of the other system

    mutating func inspectTLS(_ table: TOMLTable?, at path: [TOMLContent.Key]) {
        guard let table else { return }
        inspectKeys(of: table, at: path, known: Self.tlsKeys)
        for name in Self.tlsKeys {
            let own = path + [TOMLContent.Key(name)]
            inspectType(table[name], name == "insecure_skip_verify" ? "boolean" : "string", at: own)
            guard let value = table[name], let file = text(value), !file.isEmpty else { continue }
            inspectForm(of: file, key: name, value, place: TOMLNames.dotted(own))
        }
    }

    private mutating func inspectForm(of path: String, key: String, _ value: TOMLValue, place: String) {
        let isForeign =
            switch lint.target.system {
            case .windows?: path.hasPrefix("/") && !path.hasPrefix("//")
            case .linux?: NodeSystem.windows.isAbsolute(path) && !path.hasPrefix("/")
            case nil: false
            }
        guard isForeign else { return }
        report.add(.linuxPathOnWindows, .warning, at: value.position, place: place, subject: path, detail: key)
    }
}

extension String {
    /// The text before the first colon that is not a drive's.
    fileprivate var untilListColon: String {
        var rest = self[...]
        var end = startIndex
        if dropFirst().first == ":", first?.isLetter == true { rest = dropFirst(2) }
        guard let colon = rest.firstIndex(of: ":") else { return self }
        end = colon
        return String(self[..<end])
    }
}
