/// Files of one node that are looked at together, by their paths.
package struct NodeFileSet: Hashable, Sendable {
    /// The service's registries.yaml.
    package var registries: String?
    /// config.toml and the templates of one.
    package var configurations: [String] = []
    /// Single hosts.toml.
    package var hostsFiles: [String] = []
    /// certs.d.
    package var hostsDirectory: String?
    /// Whether the service is told to leave the registry's own endpoint out.
    package var disableDefaultEndpoint = false
    /// The version of the service, where it is known.
    package var serviceVersion: ServiceVersion?

    /// No files.
    package init() {}

    /// One file, which its name tells.
    package init(file path: String) {
        let name = path.split { $0 == "/" || $0 == "\\" }.last.map { $0.lowercased() } ?? ""
        if name.hasSuffix(".yaml") || name.hasSuffix(".yml") {
            registries = path
        } else if name == HostDirectory.fileName {
            hostsFiles = [path]
        } else {
            configurations = [path]
        }
    }

    /// The files that a directory holds under their usual names; a directory of hosts directories, or one of them, is
    /// known too.
    ///
    /// - Parameter path: what puts a name behind a directory.
    package init(
        directory: String,
        in files: some NodeFiles,
        path: (_ directory: String, _ name: String) -> String
    ) {
        let names = Set(files.names(inDirectory: directory) ?? [])
        if names.contains("registries.yaml") { registries = path(directory, "registries.yaml") }
        configurations = Self.configurationNames.filter(names.contains).map { path(directory, $0) }
        if configurations.isEmpty, names.contains(Self.dropInDirectory) {
            // Nothing here imports them, so what does is elsewhere.
            let directory = path(directory, Self.dropInDirectory)
            let dropIns = (files.names(inDirectory: directory) ?? []).filter { $0.hasSuffix(".toml") }
            configurations = dropIns.map { path(directory, $0) }
        }
        if names.contains("certs.d") { hostsDirectory = path(directory, "certs.d") }
        guard isEmpty else { return }
        if names.contains(HostDirectory.fileName) {
            hostsFiles = [path(directory, HostDirectory.fileName)]
        } else if names.contains(where: { files.file(at: path(path(directory, $0), HostDirectory.fileName)) != nil }) {
            hostsDirectory = directory
        }
    }

    /// The files of a node of that layout which are there.
    package init(_ layout: NodeLayout, in files: some NodeFiles) {
        self.init(directory: layout.configurationDirectory, in: files, path: layout.system.path)
        let isThere = files.names(inDirectory: layout.serviceDirectory)?.contains("registries.yaml") == true
        registries = isThere || files.file(at: layout.registriesFile) != nil ? layout.registriesFile : nil
    }

    /// Whether there is nothing to look at.
    package var isEmpty: Bool {
        registries == nil && configurations.isEmpty && hostsFiles.isEmpty && hostsDirectory == nil
    }

    /// The system that the files speak of: drives and pipes are of Windows, and a config.toml without them is of Linux;
    /// nil where nothing tells.
    package func system(in files: some NodeFiles) -> NodeSystem? {
        let texts = configurations.compactMap { files.file(at: $0)?.bytes }
        let all = texts + [registries.flatMap { files.file(at: $0)?.bytes } ?? []]
        let isWindows = all.contains { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            return [":\\", "npipe:"].contains { text.contains($0) }
        }
        if isWindows { return .windows }
        let isLinux = texts.contains { String(decoding: $0, as: UTF8.self).contains("\"/") }
        return isLinux ? .linux : nil
    }

    private static let dropInDirectory = "conf.d"
    private static let configurationNames = ["config.toml", "config-v3.toml.tmpl", "config.toml.tmpl"]
}
