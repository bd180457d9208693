import Registries

// `imports = ["conf.d/*.toml"]`: files that containerd reads behind the one that names them.
extension NodeLint {
    private static let mostImports = 100

    /// Looks at a file and at all that it imports.
    func load(_ path: String, _ file: NodeFile) -> LoadedConfiguration {
        let surroundings = ConfigurationLint.Surroundings(
            hostsDirectory: set.hostsDirectory.map { imports == .all ? $0 : nodesHostsDirectory },
            isReadableByOthers: file.isReadableByOthers
        )
        let root = ConfigurationLint(file: path, bytes: file.bytes, target: target, surroundings: surroundings)
        var loaded = LoadedConfiguration(lint: root, findings: root.findings())
        var seen: Set = [path]
        var pending = importedPaths(of: root)
        while !pending.isEmpty, seen.count <= Self.mostImports {
            let path = pending.removeFirst()
            guard seen.insert(path).inserted, let file = files.file(at: path) else { continue }
            let lint = ConfigurationLint(
                file: path,
                bytes: file.bytes,
                target: target,
                surroundings: ConfigurationLint.Surroundings(
                    isReadableByOthers: file.isReadableByOthers,
                    importingVersion: root.version
                )
            )
            loaded.findings += lint.findings() + aboutImporting(lint, into: root, behind: loaded.imported)
            loaded.imported.append(lint)
            pending += importedPaths(of: lint)
        }
        return loaded
    }

    /// Where certs.d will be on the node, of whose files these are copies.
    private var nodesHostsDirectory: String {
        NodeLayout(target.flavor ?? .stock, on: target.system ?? .linux).hostsDirectory
    }

    private func importedPaths(of lint: ConfigurationLint) -> [String] {
        let values = lint.reading.document?.root["imports"]?.array ?? []
        let patterns = values.compactMap { lint.reading.isUnknown($0.range) ? nil : $0.string }
        let isSeparator: (Character) -> Bool = { $0 == "/" || system == .windows && $0 == "\\" }
        let directory = lint.file.lastIndex(where: isSeparator).map { String(lint.file[..<$0]) }
        return patterns.flatMap { pattern -> [String] in
            var path = pattern
            if !system.isAbsolute(pattern) { path = directory.map { system.path($0, pattern) } ?? pattern }
            guard imports == .all || directory.map({ path.hasPrefix($0) }) ?? !system.isAbsolute(pattern) else {
                return []
            }
            let cut = path.lastIndex(where: isSeparator)
            let name = cut.map { path[path.index(after: $0)...] } ?? path[...]
            guard name.contains("*") else { return [path] }
            let parent = cut.map { String(path[..<$0]) } ?? "."
            let names = files.names(inDirectory: parent) ?? []
            return names.filter { $0.matches(pattern: name) }.map { cut == nil ? $0 : system.path(parent, $0) }
        }
    }

    // MARK: What importing does

    private func aboutImporting(
        _ lint: ConfigurationLint,
        into root: ConfigurationLint,
        behind earlier: [ConfigurationLint]
    ) -> [Finding] {
        guard let inspection = lint.inspection else { return [] }
        var report = inspection.report
        if lint.version > root.version, let written = lint.reading.document?.root["version"] {
            report.add(
                .dropInVersionHigher,
                .fatal,
                at: written.position,
                place: "version",
                subject: String(lint.version),
                detail: String(root.version),
                only: .from(2, 3),
                correction: ["version = \(root.version)"]
            )
        }
        for entry in inspection.document.root["plugins"]?.table?.entries ?? [] {
            let lost = ([root] + earlier).lazy.compactMap { above -> String? in
                let table = above.reading.document?.root.value(at: ["plugins", entry.name])?.table
                return table?.firstKey(missingFrom: entry.value.table)
            }.first
            guard let lost else { continue }
            report.add(
                .dropInReplacesPlugin,
                .fatal,
                at: inspection.place(of: entry),
                place: TOMLNames.dotted(["plugins", TOMLContent.Key(entry.name)]),
                subject: entry.name,
                detail: lost,
                only: .before2
            )
        }
        return report.findings
    }
}

extension TOMLTable {
    /// The first key with a value, in it or in a table inside, that another table lacks.
    func firstKey(missingFrom other: TOMLTable?) -> String? {
        for entry in entries {
            if let inner = entry.value.table {
                guard let lost = inner.firstKey(missingFrom: other?[entry.name]?.table) else { continue }
                return withoutUserInfo(entry.name) + "." + lost
            }
            if other?[entry.name] == nil { return entry.name }
        }
        return nil
    }
}

extension String {
    /// Whether it is what a pattern stands for in which `*` is any text.
    fileprivate func matches(pattern: Substring) -> Bool {
        let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
        guard let first = parts.first, let last = parts.last, hasPrefix(first), hasSuffix(last),
            count >= first.count + last.count
        else { return false }
        var rest = dropFirst(first.count).dropLast(last.count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let found = rest.firstRange(of: part) else { return false }
            rest = rest[found.upperBound...]
        }
        return true
    }
}
