import Registries

/// Reads registries.conf of podman, CRI-O, buildah and skopeo: version 2, and version 1 that it replaced.
struct PodmanRegistriesImport {
    private var registries: [PodmanRegistry] = []

    static func read(_ utf8: [UInt8], into draft: inout ImportDraft) throws(ImportError) {
        let document = try ImportError.document(utf8)
        var reader = PodmanRegistriesImport()
        for entry in document.root.entries {
            switch entry.name {
            case "registry":
                for element in entry.value.array ?? [] {
                    guard let table = element.table else { continue }
                    reader.read(table, into: &draft)
                }
                if entry.value.array == nil {
                    draft.note(.wrongType, entry.name, detail: "tables", at: entry.value.position)
                }
            case "registries": readVersion1(entry, into: &draft)
            case "unqualified-search-registries": noteSearch(entry, into: &draft)
            case "aliases":
                if let table = draft.table(entry), !table.entries.isEmpty {
                    draft.note(.shortNames, entry.name, at: entry.key.position)
                }
            case "credential-helpers":
                let helpers = draft.strings(entry).filter { $0.value != "containers-auth.json" }
                for helper in helpers { draft.note(.credentialHelpers, helper.value, at: helper.position) }
            // How to ask somebody at a terminal which of several names is meant.
            case "short-name-mode": break
            default: draft.note(.unknownKey, entry.name, at: entry.key.position)
            }
        }
        reader.addMirrors(to: &draft)
    }

    private static func readVersion1(_ entry: TOMLTable.Entry, into draft: inout ImportDraft) {
        for section in draft.table(entry)?.entries ?? [] {
            guard let list = draft.table(section)?.entry("registries") else { continue }
            switch section.name {
            case "search":
                noteSearch(list, into: &draft)
            case "insecure":
                for host in draft.strings(list) { draft.addInsecure(host.value, at: host.position) }
            case "block":
                for name in draft.strings(list) { draft.note(.blocked, name.value, at: name.position) }
            default:
                draft.note(.unknownKey, section.name, at: section.key.position)
            }
        }
    }

    /// Names without a registry are Docker Hub's in Kubernetes, so only that needs no word.
    private static func noteSearch(_ entry: TOMLTable.Entry, into draft: inout ImportDraft) {
        let hosts = draft.strings(entry)
        if !hosts.isEmpty, hosts.map(\.value) != [DockerHub.name] {
            draft.note(
                .shortNames,
                "unqualified-search-registries",
                detail: hosts.map(\.value).joined(separator: ", "),
                at: entry.key.position
            )
        }
    }

    // MARK: - [[registry]]

    private mutating func read(_ table: TOMLTable, into draft: inout ImportDraft) {
        var prefixText = ""
        var location = Located("", at: table.position)
        var mirrors: [TOMLTable] = []
        var flags: [String: Bool] = [:]
        for entry in table.entries {
            switch entry.name {
            case "prefix": prefixText = draft.string(entry)
            case "location": location = Located(draft.string(entry), at: entry.value.position)
            case "insecure", "blocked", "mirror-by-digest-only": flags[entry.name] = draft.boolean(entry)
            case "mirror": mirrors = entry.value.array?.compactMap(\.table) ?? []
            default: draft.note(.unknownKey, entry.name, at: entry.key.position)
            }
        }
        let name = prefixText.isEmpty ? location.value : prefixText
        if flags["blocked"] == true {
            draft.note(.blocked, name, at: table.position)
            return
        }
        if name.hasPrefix("*.") {
            draft.note(.wildcardPrefix, name, at: table.position)
            return
        }
        guard let prefix = PodmanNamespace(name), let primary = PodmanNamespace(location.value) else {
            let subject = PodmanNamespace(name) == nil ? name : location.value
            draft.note(.locationInvalid, withoutUserInfo(subject), at: table.position)
            return
        }
        var targets: [PodmanRegistry.Target] = []
        for mirror in mirrors {
            let isDigestOnly = flags["mirror-by-digest-only"] == true
            if let target = target(mirror, of: prefix, isDigestOnly: isDigestOnly, into: &draft) {
                targets.append(target)
            }
        }
        if primary != prefix {
            let position = location.position ?? table.position
            targets.append(PodmanRegistry.Target(location: primary, position: position))
            draft.note(.defaultEndpointAdded, prefix.host, at: position)
        }
        if flags["insecure"] == true {
            Self.addInsecure(primary, of: prefix, at: table.position, into: &draft)
        }
        registries.append(PodmanRegistry(prefix: prefix, targets: targets, position: table.position))
    }

    private func target(
        _ table: TOMLTable,
        of prefix: PodmanNamespace,
        isDigestOnly: Bool,
        into draft: inout ImportDraft
    ) -> PodmanRegistry.Target? {
        var location = Located("", at: table.position)
        var isInsecure = false
        var pulls = isDigestOnly ? "digest-only" : "all"
        for entry in table.entries {
            switch entry.name {
            case "location": location = Located(draft.string(entry), at: entry.value.position)
            case "insecure": isInsecure = draft.boolean(entry)
            case "pull-from-mirror":
                let text = draft.string(entry)
                if !text.isEmpty { pulls = text }
            default: draft.note(.unknownKey, entry.name, at: entry.key.position)
            }
        }
        let position = location.position ?? table.position
        guard let namespace = PodmanNamespace(location.value) else {
            draft.note(.locationInvalid, withoutUserInfo(location.value), at: position)
            return nil
        }
        guard pulls == "all" else {
            draft.note(.pullFromMirror, namespace.description, detail: pulls, at: position)
            return nil
        }
        if isInsecure {
            Self.addInsecure(namespace, of: prefix, at: position, into: &draft)
        }
        return PodmanRegistry.Target(location: namespace, position: position)
    }

    private static func addInsecure(
        _ location: PodmanNamespace,
        of prefix: PodmanNamespace,
        at position: Position,
        into draft: inout ImportDraft
    ) {
        let host = location.host == DockerHub.name ? DockerHub.apiHost : location.host
        draft.addInsecure(host, at: position)
        if !location.path.isEmpty || !prefix.path.isEmpty {
            draft.note(.insecureForWholeHost, host, detail: prefix.description, at: position)
        }
    }

    // MARK: - All tables of a registry

    private func addMirrors(to draft: inout ImportDraft) {
        var hosts: [String] = []
        var tables: [String: [PodmanRegistry]] = [:]
        for registry in registries {
            let host = registry.prefix.host
            if tables[host] == nil { hosts.append(host) }
            tables[host, default: []].append(registry)
        }
        for host in hosts {
            addMirror(of: host, tables[host] ?? [], to: &draft)
        }
    }

    /// One entry for all prefixes of a registry: its endpoints hold for every image, and only names can differ.
    private func addMirror(of host: String, _ tables: [PodmanRegistry], to draft: inout ImportDraft) {
        let mirrored = tables.filter { !$0.targets.isEmpty }.sorted { $0.prefix.path.count < $1.prefix.path.count }
        guard let first = mirrored.first else { return }
        let written = Self.canShare(mirrored) ? mirrored : [first]
        var mirror = RegistriesConfiguration.Mirror()
        for table in written {
            let part = table.mirror(into: &draft)
            if mirror.endpoints.isEmpty { mirror.endpoints = part.endpoints }
            mirror.rewrites += part.rewrites
            if !table.prefix.path.isEmpty, !part.endpoints.isEmpty {
                draft.note(.prefixForWholeRegistry, table.prefix.description, detail: host, at: table.position)
            }
        }
        for table in tables where !written.contains(where: { $0.position == table.position }) {
            draft.note(
                .prefixNotExpressible,
                table.prefix.description,
                detail: first.prefix.description,
                at: table.position
            )
        }
        if !mirror.endpoints.isEmpty {
            draft.add(mirror, for: host, at: first.position)
        }
    }

    /// Whether all are looked for at the same hosts, each by a rule of its own that no other's images match.
    private static func canShare(_ tables: [PodmanRegistry]) -> Bool {
        let hosts = Set(tables.map { $0.targets.map(\.location.host) })
        guard hosts.count == 1 else { return false }
        for (index, table) in tables.enumerated() {
            let rules = table.targets.map { table.prefix.rewrite(to: $0.location, at: nil) }
            guard Set(rules).count == 1 else { return tables.count == 1 }
            for other in tables[..<index]
            where other.prefix.contains(table.prefix) || table.prefix.contains(other.prefix) {
                return false
            }
        }
        return true
    }
}
