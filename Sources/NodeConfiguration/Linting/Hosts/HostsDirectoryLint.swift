import OCI
import Registries

/// What is wrong with certs.d as a whole: the names of its directories, and what is in each.
package struct HostsDirectoryLint {
    let directory: String
    let target: LintTarget
    let files: any NodeFiles
    /// Whose rules `directory` and the paths of `files` follow.
    let rules: NodeSystem

    /// A directory of hosts directories, by its path in `files`; they follow the node's own rules for paths where none
    /// are given.
    package init(
        directory: String,
        target: LintTarget,
        files: any NodeFiles,
        pathsOf rules: NodeSystem? = nil
    ) {
        self.directory = directory
        self.target = target
        self.files = files
        self.rules = rules ?? target.system(of: directory)
    }

    /// The findings about the directories, by name; their files are for ``fileFindings()``.
    package func findings() -> [Finding] {
        let names = files.names(inDirectory: directory) ?? []
        let hasDefault = names.contains(HostDirectory.wildcard)
        var found: [Finding] = []
        for name in names {
            guard let content = files.names(inDirectory: path(name)) else {
                if name.lowercased() == HostDirectory.fileName {
                    found.append(finding(.hostdirUnreachable, .error, name, detail: "file"))
                }
                continue
            }
            found += about(name, content: content, hasDefault: hasDefault)
        }
        return found + shadowed(among: names)
    }

    /// The findings about the hosts.toml in each directory.
    package func fileFindings() -> [Finding] {
        (files.names(inDirectory: directory) ?? []).flatMap { name -> [Finding] in
            let path = rules.path(path(name), HostDirectory.fileName)
            guard let file = files.file(at: path) else {
                let isThere = files.names(inDirectory: self.path(name))?.contains(HostDirectory.fileName) == true
                return isThere ? [.unreadable(path)] : []
            }
            let isForAll = name == HostDirectory.wildcard
            return HostsFileLint(
                file: path,
                bytes: file.bytes,
                registry: isForAll ? name : HostDirectory.registries(selecting: name, on: system).first,
                target: target,
                files: files,
                isReadableByOthers: file.isReadableByOthers,
                pathsOf: rules
            ).findings()
        }
    }

    /// The node's, whose lookup it is.
    private var system: NodeSystem { target.system ?? rules }

    private func path(_ name: String) -> String { rules.path(directory, name) }

    private func about(_ name: String, content: [String], hasDefault: Bool) -> [Finding] {
        guard name != HostDirectory.wildcard else { return [] }
        if name == "*" {
            return [finding(.hostdirWildcardName, .error, name, detail: HostDirectory.wildcard)]
        }
        if system == .windows, name.contains(":") {
            return [
                finding(.hostdirColonWindows, .fatal, name, detail: HostDirectory.name(for: name, on: .windows))
            ]
        }
        let inner = content.filter {
            files.file(at: rules.path(rules.path(path(name), $0), HostDirectory.fileName)) != nil
        }
        if !inner.isEmpty {
            return inner.map { finding(.hostdirUnreachable, .error, name + "/" + $0, detail: "path") }
        }
        var found: [Finding] = []
        if let reason = HostDirectory.unreachable(name, on: system) {
            let isSelectable = reason == "upper-case" || reason == DockerHub.apiHost
            found.append(finding(.hostdirUnreachable, isSelectable ? .info : .error, name, detail: reason))
            guard isSelectable else { return found }
        }
        let file = files.file(at: rules.path(path(name), HostDirectory.fileName))
        if hasDefault, file?.bytes.isEmpty ?? !content.contains(HostDirectory.fileName) {
            found.append(finding(.hostdirEmptyHidesDefault, .warning, name))
        }
        return found
    }

    /// Directories that another one for the same registry hides.
    private func shadowed(among names: [String]) -> [Finding] {
        names.compactMap { name in
            // The second name of a registry is the one with the port as it is, or with no colon.
            let first = HostDirectory.registries(selecting: name, on: system).lazy.compactMap { registry in
                let better = HostDirectory.candidates(for: registry, on: system).prefix { $0 != name }
                return better.first { names.contains($0) }
            }.first
            guard let first, name != HostDirectory.wildcard else { return nil }
            return finding(.hostdirShadowed, .warning, name, detail: first)
        }
    }

    private func finding(
        _ code: Finding.Code,
        _ severity: Finding.Severity,
        _ name: String,
        detail: String? = nil
    ) -> Finding {
        Finding(code, severity, file: path(name), subject: name, detail: detail)
    }
}

extension HostDirectory {
    /// The registries whose lookup comes to a directory of that name, the likeliest first.
    static func registries(selecting name: String, on system: NodeSystem) -> [String] {
        var hosts: [String] = []
        if name.hasSuffix("_"), let cut = name.dropLast().lastIndex(of: "_") {
            hosts.append(name[..<cut] + ":" + name[name.index(after: cut)...].dropLast())
        }
        hosts.append(name)
        if system == .windows {
            let digits = name.reversed().prefix { $0.isASCII && $0.isNumber }.count
            for count in 1..<max(2, min(digits, 5) + 1) where digits > 0 {
                hosts.append(name.dropLast(count) + ":" + name.suffix(count))
            }
        }
        return hosts.filter { host in
            candidates(for: host, on: system).dropLast().contains(name) && isRegistry(host)
        }
    }

    /// Why no image selects a directory of that name, or hardly one; nil where some may.
    fileprivate static func unreachable(_ name: String, on system: NodeSystem) -> String? {
        let lower = name.lowercased()
        if ["http", "https"].contains(lower.prefix { $0 != ":" && $0 != "_" }), lower != "http", lower != "https" {
            return "scheme"
        }
        if lower == DockerHub.indexHost { return DockerHub.indexHost }
        // On Windows the colons of an address are gone, and with them what could be checked.
        if name.hasPrefix("["), system == .windows, name.contains("]") { return nil }
        guard let registry = registries(selecting: name, on: system).first else {
            return name.contains(".") || name.contains("_") || name.contains(":") ? "characters" : "no-domain"
        }
        if lower == DockerHub.apiHost { return DockerHub.apiHost }
        return registry != registry.lowercased() ? "upper-case" : nil
    }

    /// Whether the first part of an image's name can be that registry (distribution/reference).
    private static func isRegistry(_ host: String) -> Bool {
        guard (try? RegistryHost(parsing: host)) != nil else { return false }
        return host == "localhost" || host.contains(".") || host.contains(":") || host != host.lowercased()
    }
}
