import Registries

/// A node's own config.toml, into which the registry part is put; every other byte of it stays.
struct BaseConfiguration {
    struct Merged {
        var bytes: [UInt8]
        /// Hosts whose settings were there before and are not ours.
        var replacedHosts: [String]
    }

    private let document: TOMLDocument
    private let target: RenderTarget
    private let configVersion: Int

    /// - Throws: what makes it no file for this containerd.
    init(_ bytes: [UInt8], for target: RenderTarget) throws(NodeRendering.Failure) {
        do {
            document = try TOMLDocument(bytes: bytes)
        } catch {
            throw .base(error)
        }
        self.target = target
        let version = document.root["version"]
        if let version, version.integer == nil { throw .baseVersionType(version.position) }
        // A file that says nothing is of the first version.
        let number = version?.integer ?? 1
        let highest: Int64 = target.version.isAtLeast(2, 3) ? 4 : Int64(target.version.configVersion)
        guard (1...highest).contains(number) else { throw .baseVersion(number, version?.position) }
        configVersion = Int(number)
    }

    /// The file with its registry settings replaced by ours.
    func merged(with tables: CredentialTables) throws(NodeRendering.Failure) -> Merged {
        let settings = RegistrySettings(target: target, configVersion: configVersion, tables: tables)
        let registry = settings.path.map(\.name)
        var replaced = hosts(at: registry)
        var changes: [TOMLDocument.Change] = []
        try replace(registry, with: settings, changes: &changes)
        if configVersion >= 3 {
            try replaceTransferPath(changes: &changes)
        }
        replaced.subtract(tables.tables.map(\.host))
        return Merged(bytes: document.source(with: changes), replacedHosts: replaced.sorted())
    }

    private func hosts(at registry: [String]) -> Set<String> {
        var hosts: Set<String> = []
        for key in ["mirrors", "configs", "auths"] {
            // The keys of `auths` are URLs.
            let names = document.root.value(at: registry + [key])?.table?.entries.map(\.name) ?? []
            hosts.formUnion(names.map(withoutUserInfo))
        }
        return hosts
    }

    /// Takes out what would contradict ours, and puts ours where the first of it was, or at the end.
    private func replace(
        _ registry: [String],
        with settings: RegistrySettings,
        changes: inout [TOMLDocument.Change]
    ) throws(NodeRendering.Failure) {
        try refuseInline(registry)
        var place: Int?
        for key in ["mirrors", "configs", "auths"] {
            for section in document.sections(under: registry + [key]) {
                changes.append(TOMLDocument.Change(withBlankLines(section), to: []))
                place = min(place ?? .max, section.range.lowerBound)
            }
            for pair in document.pairs(under: registry + [key]) {
                changes.append(TOMLDocument.Change(pair.line, to: []))
            }
        }
        let hasPath = try setPath(in: registry, changes: &changes)
        var content = TOMLContent()
        content.withTable(settings.path) { table in
            if !hasPath { table.set("config_path", to: .string(target.hostsDirectory)) }
            settings.tables.write(into: &table)
        }
        insert(content, at: place ?? document.source.count, changes: &changes)
    }

    /// `ctr` and the transfer service of containerd 2 have a setting of their own for the directory.
    private func replaceTransferPath(changes: inout [TOMLDocument.Change]) throws(NodeRendering.Failure) {
        let path = ["plugins", CRIPlugin.transfer]
        try refuseInline(path)
        guard try !setPath(in: path, changes: &changes) else { return }
        var content = TOMLContent()
        content.withTable(["plugins", .quoted(CRIPlugin.transfer)]) {
            $0.set("config_path", to: .string(target.hostsDirectory))
        }
        insert(content, at: document.source.count, changes: &changes)
    }

    /// Sets `config_path` in a table that is there: in its place, or first below the header.
    ///
    /// - Returns: whether there is a table to set it in.
    private func setPath(
        in table: [String],
        changes: inout [TOMLDocument.Change]
    ) throws(NodeRendering.Failure) -> Bool {
        let value = TOMLWriter.basicString(target.hostsDirectory)
        let key = table + ["config_path"]
        if let pair = document.pairs(under: key).first {
            changes.append(TOMLDocument.Change(pair.value.range, to: value.utf8))
            return true
        }
        if let header = document.sections(under: table).lazy.compactMap(\.header).first(where: {
            $0.path.count == table.count && !$0.isArray
        }) {
            let end = header.line.upperBound
            let line = "  config_path = " + value + document.lineEnding
            let before = document.source[header.line].last == 0x0A ? "" : document.lineEnding
            changes.append(TOMLDocument.Change(end..<end, to: (before + line).utf8))
            return true
        }
        // Dotted keys make a table that no header may name again, unless all of them go.
        let removed = ["mirrors", "configs", "auths"].flatMap { document.pairs(under: table + [$0]) }.map(\.range)
        if let pair = document.pairs(under: table).first(where: { !removed.contains($0.range) }) {
            throw .baseShape(table.last ?? "", pair.position)
        }
        return false
    }

    private func refuseInline(_ table: [String]) throws(NodeRendering.Failure) {
        for count in 1...table.count {
            guard let value = document.root.value(at: table.prefix(count)) else { continue }
            guard let found = value.table else { throw .baseShape(table[count - 1], value.position) }
            if case .inline = found.origin { throw .baseShape(table[count - 1], value.position) }
        }
    }

    /// A section and the blank lines behind it, so that a file that is rendered twice does not grow.
    private func withBlankLines(_ section: TOMLSection) -> Range<Int> {
        var end = section.body.upperBound
        while end < section.range.upperBound {
            let rest = document.source[end..<section.range.upperBound]
            let line = rest.prefix { $0 != 0x0A }
            guard line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) else { break }
            end = min(line.endIndex + 1, section.range.upperBound)
        }
        return section.range.lowerBound..<end
    }

    /// Puts tables at a place where a line begins, with one blank line before and behind, in the file's own line ends.
    private func insert(_ content: TOMLContent, at place: Int, changes: inout [TOMLDocument.Change]) {
        let text = TOMLWriter(for: target.version).text(of: content)
        guard !text.isEmpty else { return }
        let before = document.source[..<place].filter { $0 != 0x0D }
        let isFirst = before.isEmpty && !changes.contains { $0.range.lowerBound == place && $0.range.isEmpty }
        var end = place
        for range in changes.map(\.range).sorted(by: { $0.lowerBound < $1.lowerBound }) where range.lowerBound <= end {
            end = max(end, range.upperBound)
        }
        let isLast = end == document.source.count
        var lines = before.isEmpty || before.last == 0x0A ? "" : "\n"
        if !isFirst, !before.suffix(2).elementsEqual([0x0A, 0x0A]) || isLast && place == document.source.count {
            lines += "\n"
        }
        lines += text + (isLast ? "" : "\n")
        let written = document.lineEnding == "\n" ? lines : lines.replacingLineEnds(with: document.lineEnding)
        changes.append(TOMLDocument.Change(place..<place, to: written.utf8))
    }
}

extension String {
    fileprivate func replacingLineEnds(with ending: String) -> String {
        split(separator: "\n", omittingEmptySubsequences: false).joined(separator: ending)
    }
}
