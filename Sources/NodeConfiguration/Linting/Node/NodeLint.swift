import Registries

/// What is wrong with the files of a node, each by itself and all of them together.
package struct NodeLint {
    /// Which files that a file imports are looked at.
    package enum Imports: Hashable, Sendable {
        /// All, for paths are those of the node.
        case all
        /// Those below the directory of the file, for it may have been copied from a node.
        case besideFile
    }

    let set: NodeFileSet
    let files: any NodeFiles
    let system: NodeSystem
    let target: LintTarget
    let imports: Imports

    /// A node's files.
    ///
    /// - Parameters:
    ///   - system: whose rules the paths in `set` follow.
    ///   - target: the node, whose own system may be another.
    package init(
        _ set: NodeFileSet,
        in files: any NodeFiles,
        pathsOf system: NodeSystem,
        target: LintTarget,
        imports: Imports
    ) {
        self.set = set
        self.files = files
        self.system = system
        self.target = target
        self.imports = imports
    }

    /// The findings, by file and place.
    package func findings() -> [Finding] {
        var found: [Finding] = []
        var configurations: [LoadedConfiguration] = []
        for path in set.configurations {
            guard let file = files.file(at: path) else {
                found.append(.unreadable(path))
                continue
            }
            let loaded = load(path, file)
            found += loaded.findings
            configurations.append(loaded)
        }
        if let path = set.registries {
            if let file = files.file(at: path) {
                found += registriesFindings(path, file)
                found += missingCredentials(registries: file, at: path, in: configurations)
                found += staleDirectories(registries: file) + affectedVersion(registries: file, at: path)
            } else {
                found.append(.unreadable(path))
            }
        }
        var reader = target
        reader.configVersion = Self.configVersion(of: configurations.map(\.lint))
        for path in set.hostsFiles {
            found += files.file(at: path).map { hostsFileFindings(path, $0, on: reader) } ?? [.unreadable(path)]
        }
        for directory in hostsDirectories(of: configurations) {
            found += hostsDirectoryFindings(directory, on: reader)
        }
        return found.inOrder()
    }

    /// The version of the file that containerd reads, or of the templates of it; nil where none says one, or where
    /// templates for two releases lie side by side.
    private static func configVersion(of configurations: [ConfigurationLint]) -> Int? {
        let files = configurations.filter { $0.reading.template == nil }
        let versions = Set((files.isEmpty ? configurations : files).filter(\.saysVersion).map(\.version))
        return versions.count == 1 ? versions.first : nil
    }

    /// certs.d, and what config.toml names instead of it.
    private func hostsDirectories(of configurations: [LoadedConfiguration]) -> [String] {
        var directories = set.hostsDirectory.map { [$0] } ?? []
        guard imports == .all else { return directories }
        for directory in configurations.flatMap(\.hostsDirectories)
        where !directories.contains(directory) && files.names(inDirectory: directory) != nil {
            directories.append(directory)
        }
        return directories
    }
}

extension Finding {
    /// A file that is there, or should be, and that cannot be read.
    static func unreadable(_ path: String) -> Finding {
        Finding(.fileUnreadable, .error, file: path, subject: path)
    }
}

// MARK: - Credentials

extension NodeLint {
    /// Hosts for which registries.yaml has credentials and the file that containerd reads has none.
    private func missingCredentials(
        registries file: NodeFile,
        at path: String,
        in configurations: [LoadedConfiguration]
    ) -> [Finding] {
        guard let registries = try? RegistriesConfiguration(parsing: file.bytes, strictness: .lenient) else {
            return []
        }
        let hosts = registries.configs.keys.filter { host in
            host != "*" && registries.configs[host]?.auth.map { $0.kind(in: .node) != .none } ?? false
        }
        return configurations.flatMap { configuration -> [Finding] in
            guard let known = configuration.hostsWithCredentials else { return [] }
            let plugin = TOMLContent.Key(CRIPlugin.name(configVersion: configuration.lint.version))
            return hosts.compactMap { host in
                let names = DockerHub.names.contains(host) ? DockerHub.names : [host]
                guard known.isDisjoint(with: names) else { return nil }
                let name = withoutUserInfo(host)
                let header: [TOMLContent.Key] = ["plugins", plugin, "registry", "configs", .quoted(name), "auth"]
                return Finding(
                    .authMissingFromConfig,
                    .error,
                    file: configuration.lint.file,
                    place: TOMLNames.dotted(header),
                    subject: name,
                    detail: path,
                    correction: [TOMLNames.header(header)]
                )
            }
        }
    }
}
