import NodeConfiguration
import OCI
import Registries

/// What containerd's own files on a node lead it to.
struct NodeFoundFiles {
    /// containerd's config.toml, on the node.
    let path: String
    private let settings: ContainerdSettings?
    private let credentials: [String: AuthConfiguration]
    private let lookup: HostsLookup?
    private let names: [String: String]
    private static let mostDropIns = 100

    /// The files of a node; nil where it has no config.toml.
    ///
    /// - Parameter names: What registries.yaml calls certificate files, by their paths on the node.
    init?(_ files: NodeRoot, target: RenderTarget, names: [String: String]) {
        let layout = NodeLayout(target.flavor, on: target.system)
        path = layout.configurationFile
        self.names = names
        guard let file = files.file(at: path) else { return nil }
        guard let document = try? TOMLDocument(bytes: file.bytes) else {
            (settings, credentials, lookup) = (nil, [:], nil)
            return
        }
        let main = ContainerdSettings(document)
        let all =
            [main]
            + Self.dropIns(document, below: layout.configurationDirectory, in: files, target: target).map {
                ContainerdSettings($0)
            }
        settings = main
        credentials = all.reduce(into: [:]) { $0.merge($1.credentials) { _, later in later } }
        var version = target.version
        version.isK3sBuild = target.knowsRewrites
        let list = all.last { $0.hostsDirectory != nil }?.hostsDirectory
        lookup = Self.directory(of: list ?? Self.defaultList(main, target), in: files).map {
            HostsLookup(files, directory: $0, system: target.system, version: version)
        }
    }

    /// Where the files lead.
    func way(to image: ImageReference) -> NodeSide.Way {
        guard let settings else { return .stopped("config.toml is no TOML") }
        if settings.hostsDirectory != nil, !settings.mirrors.isEmpty {
            return .stopped("config.toml has mirrors beside config_path, for which the CRI plugin does not load")
        }
        let registry = image.registry.description
        let hosts = lookup?.hosts(for: registry).hosts ?? settings.legacyHosts(for: registry)
        return .requests(NodeRequest.all(to: hosts, for: image, credentials: credentials, names: names))
    }

    /// Whether `collect` masked a secret in them.
    var hasMasks: Bool { credentials.values.contains(where: \.isMasked) }

    /// Of a list containerd takes the first directory that has the registry; nearly every list has one that exists.
    private static func directory(of list: String?, in files: NodeRoot) -> String? {
        guard let list else { return nil }
        let directories = list.split(separator: files.system.listSeparator).map(String.init)
        // A drive's colon is no separator on Windows, where lists have semicolons.
        return directories.first { files.names(inDirectory: $0) != nil } ?? directories.first
    }

    /// What containerd 2.2 and later take on Linux where the file says nothing.
    private static func defaultList(_ settings: ContainerdSettings, _ target: RenderTarget) -> String? {
        guard target.flavor == .stock, target.system == .linux, target.version.isAtLeast(2, 2),
            settings.mirrors.isEmpty
        else { return nil }
        return "/etc/containerd/certs.d:/etc/docker/certs.d"
    }

    private static func dropIns(
        _ document: TOMLDocument,
        below directory: String,
        in files: NodeRoot,
        target: RenderTarget
    ) -> [TOMLDocument] {
        let system = target.system
        var patterns = (document.root["imports"]?.array ?? []).compactMap(\.string)
        if patterns.isEmpty, target.flavor == .stock, target.version.isAtLeast(2, 2) { patterns = ["conf.d/*.toml"] }
        let paths = patterns.flatMap { pattern -> [String] in
            let path = system.isAbsolute(pattern) ? pattern : system.path(directory, pattern)
            guard path.hasSuffix("*.toml") else { return path.contains("*") ? [] : [path] }
            let parent = String(path.dropLast("*.toml".count + 1))
            let names = (files.names(inDirectory: parent) ?? []).filter { $0.hasSuffix(".toml") }
            return names.map { system.path(parent, $0) }
        }
        return paths.prefix(mostDropIns).compactMap { files.file(at: $0) }.compactMap {
            try? TOMLDocument(bytes: $0.bytes)
        }
    }
}
