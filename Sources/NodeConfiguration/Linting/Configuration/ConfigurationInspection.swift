import Registries

/// Looks through what a config.toml says, and notes what containerd makes of it otherwise than meant.
struct ConfigurationInspection {
    let lint: ConfigurationLint
    let document: TOMLDocument
    var report: FileReport

    mutating func inspect() {
        inspectTypes()
        inspectVersion()
        inspectTopLevel()
        inspectPaths()
        inspectRepeatedHeaders()
        inspectBrackets()
        let registries = registryTables
        for registry in registries { inspect(registry) }
        inspectPlugins(registries)
        inspectShortNames()
        inspectMissingPath(registries)
        inspectCredentials(registries)
    }

    /// A `registry` table of a plugin that reads, or once read, registry settings.
    struct RegistryTable {
        var plugin: TOMLTable.Entry
        var entry: TOMLTable.Entry
        var table: TOMLTable
        /// `plugins`, the plugin and `registry`, as they are to be written.
        var path: [TOMLContent.Key]

        /// A table inside that has entries.
        func entries(of name: String) -> [TOMLTable.Entry] { table[name]?.table?.entries ?? [] }
    }

    /// All of them, also those that this version of file does not have.
    var registryTables: [RegistryTable] {
        let plugins = document.root["plugins"]?.table?.entries ?? []
        return plugins.compactMap { plugin in
            guard CRIPlugin.withRegistry.contains(plugin.name), let entry = plugin.value.table?.entry("registry"),
                let table = entry.value.table
            else { return nil }
            let key = TOMLContent.Key(plugin.name)
            return RegistryTable(plugin: plugin, entry: entry, table: table, path: ["plugins", key, "registry"])
        }
    }

    /// Where to look for an entry: at the header of its table, or else at its key.
    func place(of entry: TOMLTable.Entry) -> Position {
        if case .header(let section)? = entry.value.table?.origin, let header = document.sections[section].header {
            return header.position
        }
        return entry.key.position
    }

    /// The name of a key; of one that a template makes, its action.
    func name(_ key: TOMLKey) -> String {
        guard lint.reading.isUnknown(key.range) else { return key.name }
        let range = key.style == .bare ? key.range : key.range.dropFirst().dropLast()
        return lint.reading.written(range.startIndex..<range.endIndex)
    }

    /// A header as it should be: below the plugin that reads it in this version of file.
    func header(_ path: [TOMLContent.Key]) -> String {
        var path = path
        // A version 2 file that lacks its version is better off with that.
        if lint.version >= 2, path.count > 1, CRIPlugin.withRegistry.contains(path[1].name) {
            path[1] = TOMLContent.Key(CRIPlugin.name(configVersion: lint.version))
        }
        return TOMLNames.header(path)
    }

    /// Whether a template decides what the value is.
    func isUnknown(_ value: TOMLValue) -> Bool { lint.reading.isUnknown(value.range) }

    /// The string, if the value is one and known.
    func text(_ value: TOMLValue?) -> String? {
        value.flatMap { isUnknown($0) ? nil : $0.string }
    }
}

extension CRIPlugin {
    /// The plugins with a `registry` table, in one version of file or another.
    static let withRegistry = [version1, version2, images]
}

// MARK: - Top level

extension ConfigurationInspection {
    private static let topLevel = [
        "version", "root", "state", "temp", "plugin_dir", "grpc", "ttrpc", "debug", "metrics", "disabled_plugins",
        "required_plugins", "plugins", "oom_score", "cgroup", "proxy_plugins", "timeouts", "imports",
        "stream_processors",
    ]

    /// Values of a type that containerd does not take, which keeps it from starting.
    private mutating func inspectTypes() {
        let root = document.root
        inspectType(
            root["version"],
            "integer",
            at: ["version"],
            correction: ["version = \(lint.target.version?.configVersion ?? 2)"]
        )
        inspectType(root["imports"], "strings", at: ["imports"])
        inspectType(root["plugins"], "table", at: ["plugins"])
        for plugin in root["plugins"]?.table?.entries ?? [] {
            let path = ["plugins", TOMLContent.Key(plugin.name)]
            inspectType(plugin.value, "table", at: path)
            guard CRIPlugin.withRegistry.contains(plugin.name) else { continue }
            inspectType(plugin.value.table?["registry"], "table", at: path + ["registry"])
        }
    }

    private mutating func inspectTopLevel() {
        for entry in document.root.entries where !Self.topLevel.contains(entry.name) {
            guard entry.name.utf8.count > 3, !lint.reading.isUnknown(entry.key.range),
                let nearest = nearestName(to: entry.name, among: Self.topLevel)
            else { continue }
            report.add(
                .unknownTopLevelTable,
                .error,
                at: place(of: entry),
                place: TOMLNames.dotted([TOMLContent.Key(entry.name)]),
                subject: entry.name,
                detail: nearest,
                correction: corrected(entry, to: [nearest])
            )
        }
        inspectPluginNames()
    }

    /// The plugin's name takes quotes, and the table inside is not part of it.
    private mutating func inspectPluginNames() {
        for entry in document.root["plugins"]?.table?.entries ?? [] where !lint.reading.isUnknown(entry.key.range) {
            var meant: [TOMLContent.Key]?
            if entry.name == "io" {
                meant = unquotedPlugin(below: entry)
            } else if let plugin = CRIPlugin.withRegistry.first(where: { entry.name.hasPrefix($0 + ".") }) {
                let rest = entry.name.dropFirst(plugin.count + 1).split(separator: ".")
                let known = ["registry", "containerd", "cni", "image_decryption", "pinned_images"]
                if let first = rest.first, known.contains(String(first)) {
                    meant = ["plugins", .quoted(plugin)] + rest.map { TOMLContent.Key(String($0)) }
                }
            }
            guard let meant else { continue }
            // "io" is no URI, and containerd 1 does not start with one that is none; it migrates a version 1 file.
            let stops = entry.name == "io" && lint.version == 2 && lint.target.version.map { $0.major == 1 } ?? true
            report.add(
                .unknownTopLevelTable,
                stops ? .fatal : .error,
                at: place(of: entry),
                place: "plugins." + TOMLNames.dotted([TOMLContent.Key(entry.name)]),
                subject: entry.name,
                detail: TOMLNames.dotted(meant),
                correction: [TOMLNames.header(meant)]
            )
        }
    }

    /// `[plugins.io.containerd.grpc.v1.cri.registry]`
    private func unquotedPlugin(below entry: TOMLTable.Entry) -> [TOMLContent.Key]? {
        var names = [entry.name]
        var table = entry.value.table
        while let inner = table, let next = inner.entries.first, names.count < 16 {
            names.append(next.name)
            table = next.value.table
            let name = names.joined(separator: ".")
            guard CRIPlugin.withRegistry.contains(name) else { continue }
            let rest = table?.entries.first.map { $0.value.table == nil ? [] : [TOMLContent.Key($0.name)] } ?? []
            return ["plugins", .quoted(name)] + rest
        }
        return nil
    }

    private func corrected(_ entry: TOMLTable.Entry, to path: [String]) -> [String] {
        guard case .header(let section)? = entry.value.table?.origin ?? firstHeader(below: entry),
            let header = document.sections[section].header
        else { return [] }
        let rest = header.path.dropFirst(path.count).map { TOMLContent.Key($0.name, isQuoted: $0.style != .bare) }
        return [TOMLNames.header(path.map { TOMLContent.Key($0) } + rest)]
    }

    private func firstHeader(below entry: TOMLTable.Entry) -> TOMLTable.Origin? {
        document.sections.firstIndex { $0.header?.path.first?.position == entry.key.position }.map {
            .header(section: $0)
        }
    }
}
