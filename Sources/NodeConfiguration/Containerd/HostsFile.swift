package import Registries

/// A hosts.toml as it is written: what each key says and where, with nothing decided about it.
///
/// Unknown keys are not here. Values of a type that containerd refuses are in ``typeFaults``.
package struct HostsFile: Sendable {
    /// The keys that describe one host: those of a `[host."URL"]` table, or those of the root for the server.
    package struct Entry: Sendable {
        /// The URL of the table's name, or the value of `server`; empty where there is no server.
        package var url: Located<String>
        /// `pull`, `resolve`, `push`, `referrers`, as written; nil for all of them.
        package var capabilities: [Located<String>]?
        /// Certificate files.
        package var authorities: [Located<String>] = []
        /// Client certificate and key; one file with both where the key is nil.
        package var clients: [(certificate: Located<String>, key: Located<String>?)] = []
        /// Whether any certificate will do; nil where the key is not there.
        package var skipVerify: Located<Bool>?
        /// The names of headers sent.
        package var headers: [Located<String>] = []
        /// Whether the path of the URL stands as it is.
        package var overridePath: Located<Bool>?
        /// A duration such as `5s`.
        package var dialTimeout: Located<String>?
        /// Pattern and replacement, in the order of the file: K3s's build of containerd alone.
        package var rewrites: [RegistriesConfiguration.RewriteRule] = []
        /// Whether the table stands below a header; containerd 2 takes the order of hosts from headers alone.
        package var hasHeader: Bool
        /// The table itself; the document's root for the server.
        package var table: TOMLTable

        /// Whether containerd counts TLS as configured for it.
        package var hasTLS: Bool { !authorities.isEmpty || !clients.isEmpty || skipVerify != nil }
    }

    /// A value that makes containerd reject the whole file.
    package struct TypeFault: Hashable, Sendable {
        /// The key.
        package var key: String
        /// What it may be: `string`, `boolean`, `strings`, `client`, `table`.
        package var expected: String
        /// Where the value is.
        package var position: Position
    }

    /// The root's keys, tried last; its URL is empty without `server`.
    package private(set) var server: Entry
    /// Whether there is a `server` key, be it empty: K3s's build of containerd tells that from none.
    package private(set) var hasServerKey = false
    /// The hosts in the order in which their names first appear.
    package private(set) var hosts: [Entry] = []
    /// Whether `[host]` or a table below it is there.
    package private(set) var hasHostTable = false
    /// Values that containerd refuses, in no order.
    package private(set) var typeFaults: [TypeFault] = []

    /// Reads a document.
    package init(_ document: TOMLDocument) {
        let root = document.root
        server = Entry(url: Located(""), hasHeader: true, table: root)
        var faults: [TypeFault] = []
        server.read(root, faults: &faults)
        if let value = root["server"] {
            hasServerKey = true
            if let text = value.string {
                server.url = Located(text, at: value.position)
            } else {
                faults.append(TypeFault(key: "server", expected: "string", position: value.position))
            }
        }
        if let value = root["host"] {
            if let table = value.table {
                hasHostTable = true
                for entry in table.entries {
                    guard let host = entry.value.table else {
                        faults.append(TypeFault(key: entry.name, expected: "table", position: entry.value.position))
                        continue
                    }
                    let url = Located(entry.name, at: entry.key.position)
                    var read = Entry(url: url, hasHeader: host.isBelowHeader, table: host)
                    read.read(host, faults: &faults)
                    hosts.append(read)
                }
            } else {
                faults.append(TypeFault(key: "host", expected: "table", position: value.position))
            }
        }
        typeFaults = faults
    }
}

extension HostsFile.Entry {
    fileprivate mutating func read(_ table: TOMLTable, faults: inout [HostsFile.TypeFault]) {
        func fault(_ entry: TOMLTable.Entry, _ expected: String) {
            faults.append(HostsFile.TypeFault(key: entry.name, expected: expected, position: entry.value.position))
        }
        for entry in table.entries {
            let value = entry.value
            switch entry.name {
            case "capabilities":
                let texts = value.strings
                if texts == nil { fault(entry, "strings") }
                // An empty list is as good as none.
                capabilities = texts?.isEmpty == false ? texts : nil
            case "ca":
                if let texts = value.string.map({ [Located($0, at: value.position)] }) ?? value.strings {
                    authorities = texts
                } else {
                    fault(entry, "strings")
                }
            case "client":
                if let pairs = value.clientPairs { clients = pairs } else { fault(entry, "client") }
            case "skip_verify":
                skipVerify = value.boolean.map { Located($0, at: value.position) }
                if skipVerify == nil { fault(entry, "boolean") }
            case "override_path":
                overridePath = value.boolean.map { Located($0, at: value.position) }
                if overridePath == nil { fault(entry, "boolean") }
            case "dial_timeout":
                dialTimeout = value.string.map { Located($0, at: value.position) }
                if dialTimeout == nil { fault(entry, "string") }
            case "header":
                guard let table = value.table else {
                    fault(entry, "table")
                    continue
                }
                headers = table.entries.map { Located($0.name, at: $0.key.position) }
                for header in table.entries where header.value.string == nil && header.value.strings == nil {
                    fault(header, "strings")
                }
            case "rewrite":
                rewrites = (value.table?.entries ?? []).compactMap { rule in
                    rule.value.string.map {
                        RegistriesConfiguration.RewriteRule(
                            pattern: rule.name,
                            replacement: $0,
                            at: rule.key.position
                        )
                    }
                }
            default:
                break
            }
        }
    }
}

extension TOMLTable {
    /// Whether a header in brackets leads to the table, its own or one of a table inside.
    fileprivate var isBelowHeader: Bool {
        switch origin {
        case .header, .arrayHeader, .headerBelow: true
        case .root, .dottedKey, .inline: false
        }
    }
}

extension TOMLValue {
    /// The elements of an array that has strings alone.
    fileprivate var strings: [Located<String>]? {
        guard let array else { return nil }
        let texts = array.compactMap { element in element.string.map { Located($0, at: element.position) } }
        return texts.count == array.count ? texts : nil
    }

    /// What `client` says: a file, files, or pairs of a certificate and its key.
    fileprivate var clientPairs: [(certificate: Located<String>, key: Located<String>?)]? {
        if let string { return [(Located(string, at: position), nil)] }
        guard let array else { return nil }
        var pairs: [(certificate: Located<String>, key: Located<String>?)] = []
        for element in array {
            if let file = element.string {
                pairs.append((Located(file, at: element.position), nil))
            } else if let files = element.strings, files.count == 2 {
                // A pair without the second name is one file again.
                pairs.append((files[0], files[1].value.isEmpty ? nil : files[1]))
            } else {
                return nil
            }
        }
        return pairs
    }
}
