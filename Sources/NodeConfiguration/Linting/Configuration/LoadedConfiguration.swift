import Registries

/// A config.toml or template with the files that it imports.
struct LoadedConfiguration {
    let lint: ConfigurationLint
    /// What is wrong with it and with those.
    var findings: [Finding]
    /// The files that it imports.
    var imported: [ConfigurationLint] = []

    /// Hosts for which it has credentials, be they in the wrong table; nil where that cannot be told.
    var hostsWithCredentials: Set<String>? {
        guard lint.reading.template?.includesBase != true else { return nil }
        var hosts: Set<String> = []
        for lint in [lint] + imported {
            guard let inspection = lint.inspection else { return nil }
            for registry in inspection.registryTables {
                guard let names = inspection.hostsWithCredentials(registry) else { return nil }
                hosts.formUnion(names)
            }
        }
        return hosts
    }

    /// The directories that `config_path` names.
    var hostsDirectories: [String] {
        ([lint] + imported).compactMap(\.inspection).flatMap { inspection in
            inspection.registryTables.flatMap { registry -> [String] in
                let system = inspection.lint.target.system ?? .linux
                let text = inspection.text(registry.table["config_path"]) ?? ""
                return text.split(separator: system.listSeparator).map(String.init)
            }
        }
    }
}

extension ConfigurationLint {
    /// To look at what the file says; nil where nothing can be made of it.
    var inspection: ConfigurationInspection? {
        reading.document.map { document in
            let readers = ReaderVersions(known: target.version, configVersion: version)
            return ConfigurationInspection(
                lint: self,
                document: document,
                report: FileReport(file: file, readers: readers)
            )
        }
    }
}

extension ConfigurationInspection {
    /// nil where a template makes the hosts.
    fileprivate func hostsWithCredentials(_ registry: RegistryTable) -> Set<String>? {
        var hosts: Set<String> = []
        for entry in registry.entries(of: "configs") {
            guard !lint.reading.isUnknown(entry.key.range) else { return nil }
            if entry.value.table?["auth"]?.table != nil { hosts.insert(entry.name) }
            if entry.name == "auth" {
                let misplaced = entry.value.table?.entries ?? []
                guard misplaced.allSatisfy({ !lint.reading.isUnknown($0.key.range) }) else { return nil }
                hosts.formUnion(misplaced.map(\.name))
            }
            hosts.formUnion(unquotedHosts(entry, leaves: ["auth", "tls"]).map(\.name))
        }
        for entry in registry.entries(of: "auths") {
            let start = entry.name.firstRange(of: "://")?.upperBound ?? entry.name.startIndex
            hosts.insert(String(entry.name[start...].prefix { $0 != "/" }))
        }
        return hosts
    }
}
