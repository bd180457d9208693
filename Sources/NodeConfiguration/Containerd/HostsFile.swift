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
        /// Whether it stands right below `[host]`, where there are tables of hosts alone.
        package var isInHost = false
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
        var reader = EntryReader(entry: Entry(url: Located(""), hasHeader: true, table: root))
        reader.read()
        server = reader.entry
        var faults = reader.faults
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
                        let position = entry.key.position
                        faults.append(
                            TypeFault(key: entry.name, expected: "table", position: position, isInHost: true)
                        )
                        continue
                    }
                    let url = Located(entry.name, at: entry.key.position)
                    var reader = EntryReader(entry: Entry(url: url, hasHeader: host.isBelowHeader, table: host))
                    reader.read()
                    hosts.append(reader.entry)
                    faults += reader.faults
                }
            } else {
                faults.append(TypeFault(key: "host", expected: "table", position: value.position))
            }
        }
        typeFaults = faults
    }
}

/// Reads the keys of one host.
private struct EntryReader {
    var entry: HostsFile.Entry
    var faults: [HostsFile.TypeFault] = []

    mutating func read() {
        for entry in entry.table.entries { read(entry) }
    }

    private mutating func read(_ key: TOMLTable.Entry) {
        let value = key.value
        switch key.name {
        case "capabilities":
            // An empty list is as good as none.
            if let words = required(value.strings, "strings", key), !words.isEmpty { entry.capabilities = words }
        case "ca":
            entry.authorities = required(value.oneOrMoreStrings, "strings", key) ?? []
        case "client":
            entry.clients = required(value.clientPairs, "client", key) ?? []
        case "skip_verify":
            entry.skipVerify = required(value.boolean, "boolean", key).map { Located($0, at: value.position) }
        case "override_path":
            entry.overridePath = required(value.boolean, "boolean", key).map { Located($0, at: value.position) }
        case "dial_timeout":
            entry.dialTimeout = required(value.string, "string", key).map { Located($0, at: value.position) }
        case "header":
            let headers = required(value.table, "table", key)?.entries ?? []
            entry.headers = headers.map { Located($0.name, at: $0.key.position) }
            for header in headers { _ = required(header.value.oneOrMoreStrings, "strings", header) }
        case "rewrite":
            entry.rewrites = value.table?.rewriteRules ?? []
        default:
            break
        }
    }

    private mutating func required<Value>(_ value: Value?, _ expected: String, _ key: TOMLTable.Entry) -> Value? {
        if value == nil {
            faults.append(HostsFile.TypeFault(key: key.name, expected: expected, position: key.value.position))
        }
        return value
    }
}

extension TOMLTable {
    /// Patterns and replacements, in the order of the file.
    var rewriteRules: [RegistriesConfiguration.RewriteRule] {
        entries.compactMap { rule in
            rule.value.string.map {
                RegistriesConfiguration.RewriteRule(pattern: rule.name, replacement: $0, at: rule.key.position)
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

    /// A string, or an array that has strings alone.
    fileprivate var oneOrMoreStrings: [Located<String>]? {
        string.map { [Located($0, at: position)] } ?? strings
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
                pairs.append((files[0], files[1]))
            } else {
                return nil
            }
        }
        return pairs
    }
}
