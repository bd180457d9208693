package import Registries

/// How containerd finds the hosts of a registry in certs.d: its own steps, from the choice of the directory to the
/// list of requests (`ConfigureHosts`, `loadHostDir`, `parseHostsFile`; the same for both systems but for paths).
package struct HostsLookup: Sendable {
    /// What containerd sends requests to.
    package struct Host: Hashable, Sendable {
        /// `http` or `https`.
        package var scheme: String
        /// `host[:port]`, as written.
        package var host: String
        /// The API root.
        package var path: String
        /// `pull`, `resolve`, `push`, `referrers`.
        package var capabilities: Set<String>
        /// Certificate files, as absolute paths.
        package var authorities: [String] = []
        /// Client certificates with their keys, as absolute paths; one file for both where they are the same.
        package var clients: [[String]] = []
        /// Whether any certificate will do.
        package var skipVerify = false
        /// Whether https is tried before this http host.
        package var httpsFirst = false
        /// Rules for the repository's name.
        package var rewrites: [RegistriesConfiguration.RewriteRule] = []
    }

    /// Why a hosts.toml is not used.
    package enum Rejection: Hashable, Sendable {
        /// It is no TOML.
        case syntax(TOMLError)
        /// It has no host table, and containerd is older than 1.7.32.
        case noHostTable
        /// A capability that this containerd does not know.
        case capability(String)
        /// A value of a wrong type.
        case type(HostsFile.TypeFault)
        /// A URL that is none.
        case url(String)
    }

    /// What comes of one registry.
    package struct Result: Hashable, Sendable {
        /// The directory's name; nil where none exists.
        package var directory: String?
        /// The hosts in order; empty where containerd has nobody to ask.
        package var hosts: [Host]
        /// Why the directory's file is not used, where it is not.
        package var rejection: Rejection?
    }

    private let files: any NodeFiles & Sendable
    private let directory: String
    private let system: NodeSystem
    private let version: ContainerdVersion

    /// The look-up in a node's hosts directory; without one containerd goes by its defaults.
    package init(
        _ files: any NodeFiles & Sendable,
        directory: String,
        system: NodeSystem,
        version: ContainerdVersion
    ) {
        self.files = files
        self.directory = directory
        self.system = system
        self.version = version
    }

    /// The hosts for a registry, as an image names it.
    package func hosts(for registry: String) -> Result {
        let present = HostDirectory.candidates(for: registry, on: system).first { name in
            (knowsWildcard || name != HostDirectory.wildcard)
                && files.names(inDirectory: system.path(directory, name)) != nil
        }
        guard let present else {
            return Result(directory: nil, hosts: finished([Self.unnamed()], for: registry))
        }
        let home = system.path(directory, present)
        let bytes = files.file(at: system.path(home, HostDirectory.fileName))?.bytes ?? []
        guard !bytes.isEmpty else {
            return Result(directory: present, hosts: finished([bare(in: home)], for: registry))
        }
        switch read(bytes, in: home) {
        case .success(let hosts):
            return Result(directory: present, hosts: finished(hosts, for: registry))
        case .failure(let rejection):
            return Result(
                directory: present,
                hosts: finished([bare(in: home)], for: registry),
                rejection: rejection.reason
            )
        }
    }

    /// Whether it looks for `_default`, which containerd on Windows does from 1.6.17 on; of a version without its last
    /// number the newest is taken.
    private var knowsWildcard: Bool {
        guard system == .windows, version.mayPrecede(1, 6, 17) else { return true }
        return version.isAtLeast(1, 6) && version.patch == nil
    }

    private struct Rejected: Error {
        var reason: Rejection
    }

    private func read(_ bytes: [UInt8], in home: String) -> Swift.Result<[Host], Rejected> {
        let document: TOMLDocument
        do {
            document = try TOMLDocument(bytes: bytes)
        } catch {
            return .failure(Rejected(reason: .syntax(error)))
        }
        let file = HostsFile(document)
        if let fault = file.typeFaults.first { return .failure(Rejected(reason: .type(fault))) }
        if !file.hasHostTable, version.mayPrecede(1, 7, 32), version.major == 1 {
            return .failure(Rejected(reason: .noHostTable))
        }
        // containerd 2 takes the names from headers alone.
        var entries = file.hosts.filter { version.major == 1 || $0.hasHeader }
        if !version.isK3sBuild || file.hasServerKey || entries.isEmpty { entries.append(file.server) }
        var hosts: [Host] = []
        for entry in entries {
            switch host(entry, in: home) {
            case .success(let host): hosts.append(host)
            case .failure(let rejected): return .failure(rejected)
            }
        }
        return .success(hosts)
    }

    private func host(_ entry: HostsFile.Entry, in home: String) -> Swift.Result<Host, Rejected> {
        var host = Self.unnamed()
        let text = entry.url.value
        if !text.isEmpty {
            guard let address = EndpointAddress(parsing: text.hasPrefix("http") ? text : "https://" + text) else {
                return .failure(Rejected(reason: .url(text)))
            }
            host.scheme = address.scheme ?? ""
            host.host = address.host
            let isOverridden = entry.overridePath?.value == true
            if address.path.isEmpty {
                host.path = isOverridden ? "" : "/v2"
            } else {
                let path = cleanedPath(address.path.withReservedEscapesResolved)
                host.path = path.hasSuffix("/v2") || isOverridden ? path : (path == "/" ? "" : path) + "/v2"
            }
        }
        if let words = entry.capabilities {
            var known: Set = ["pull", "resolve", "push"]
            if version.isAtLeast(2, 2) { known.insert("referrers") }
            if let word = words.first(where: { !known.contains($0.value.lowercased()) }) {
                return .failure(Rejected(reason: .capability(word.value)))
            }
            host.capabilities = Set(words.map { $0.value.lowercased() })
        }
        host.authorities = entry.authorities.map { absolute($0.value, in: home) }
        host.clients = entry.clients.map { pair in
            [pair.certificate.value, (pair.key ?? pair.certificate).value].map { absolute($0, in: home) }
        }
        host.skipVerify = entry.skipVerify?.value ?? false
        host.httpsFirst = entry.hasTLS
        if version.isK3sBuild { host.rewrites = entry.rewrites }
        return .success(host)
    }

    /// The certificate files of a directory without a hosts.toml that can be used, as Docker names them.
    private func bare(in home: String) -> Host {
        var host = Self.unnamed()
        for name in files.names(inDirectory: home) ?? [] {
            if name.hasSuffix(".crt") { host.authorities.append(system.path(home, name)) }
            guard name.hasSuffix(".cert") else { continue }
            let key = system.path(home, name.dropLast(5) + ".key")
            let certificate = system.path(home, name)
            host.clients.append([certificate, files.file(at: key) == nil ? certificate : key])
        }
        host.httpsFirst = !host.authorities.isEmpty || !host.clients.isEmpty
        return host
    }

    /// A last host without a name is the registry that the image names.
    private func finished(_ hosts: [Host], for registry: String) -> [Host] {
        var hosts = hosts
        if var last = hosts.last, last.host.isEmpty {
            let parts = HostAndPort(registry)
            let port = parts.port ?? ""
            last.host = registry == DockerHub.name ? DockerHub.apiHost : registry
            last.scheme = "https"
            last.path = "/v2"
            last.capabilities = ["pull", "resolve", "push"]
            if parts.isLocalhost, version.mayPrecede(1, 7) {
                (last.scheme, last.skipVerify) = ("http", true)
            } else if parts.isLocalhost {
                if !["", "443"].contains(port) { last.scheme = "http" }
                if port != "80" { (last.skipVerify, last.httpsFirst) = (true, true) }
            }
            hosts[hosts.count - 1] = last
        }
        for index in hosts.indices {
            // Before 1.7 http is http, whatever stands beside it.
            let isAmbiguous =
                hosts[index].scheme == "http" && version.isAtLeast(1, 7) && HostAndPort(hosts[index].host).port != "80"
            hosts[index].httpsFirst = hosts[index].httpsFirst && isAmbiguous
        }
        return hosts
    }

    private func absolute(_ path: String, in home: String) -> String {
        system.isAbsolute(path) ? path : system.path(home, path)
    }

    private static func unnamed() -> Host {
        Host(scheme: "", host: "", path: "", capabilities: ["pull", "resolve", "push"])
    }
}

extension String {
    /// A URL's path as Go has it once it is read, where that makes another path of it: an escaped slash is a slash.
    var withReservedEscapesResolved: String {
        var result = ""
        var rest = self[...]
        while let percent = rest.utf8.firstIndex(of: UInt8(ascii: "%")) {
            result += rest[..<percent]
            let escape = rest[percent...].prefix(3)
            let resolved = ["%2F": "/", "%3F": "?", "%23": "#", "%25": "%"][escape.uppercased()]
            result += resolved ?? String(escape)
            rest = rest[escape.endIndex...]
        }
        return result + rest
    }
}
