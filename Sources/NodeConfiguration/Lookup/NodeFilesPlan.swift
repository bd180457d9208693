package import OCI
package import Registries

/// What a node does with the files of a rendering: its containerd's own look-up, run over them.
package struct NodeFilesPlan: Sendable {
    private let lookup: HostsLookup
    private let settings: ContainerdSettings
    private let credentials: [String: AuthConfiguration]
    private let certificateNames: [String: String]
    /// Whether the old mirrors in config.toml are used, and no directories.
    private let isLegacy: Bool
    /// The service's own reading of registries.yaml, and the directories that it writes.
    private let service: (planner: Planner, directories: Set<String>)?

    /// A node with these files and, on K3s and RKE2, with what the service writes from registries.yaml.
    ///
    /// - Parameter planner: The one that the rendering was made with.
    package init(_ rendering: NodeRendering, planner: Planner, target: RenderTarget) {
        var files = GatheredFiles(on: target.system)
        for file in rendering.files { files.add(NodeFile(file.bytes), at: file.destination) }
        var version = target.version
        version.isK3sBuild = target.knowsRewrites
        lookup = HostsLookup(files, directory: target.hostsDirectory, system: target.system, version: version)
        certificateNames = rendering.certificateNames
        isLegacy = target.needsReducedRegistries
        settings =
            isLegacy
            ? Self.legacySettings(rendering, target: target) : Self.settings(rendering, target: target)
        var credentials = settings.credentials
        if target.flavor == .stock || isLegacy {
            service = nil
        } else {
            var options = planner.options
            options.flavour = .node
            service = (Planner(planner.configuration, options: options), planner.serviceDirectories)
            let configs = planner.configuration.configs
            for key in configs.keys {
                if let auth = configs[key]?.auth { credentials[key] = auth }
            }
        }
        self.credentials = credentials
    }

    /// The requests for an image, in order.
    package func requests(for image: ImageReference) -> [NodeRequest] {
        let registry = image.registry.description
        let found = isLegacy ? nil : lookup.hosts(for: registry)
        if let service, Self.owns(service.directories, registry, found: found?.directory) {
            return requests(for: image, by: service.planner)
        }
        let hosts = found?.hosts ?? settings.legacyHosts(for: registry)
        return NodeRequest.all(to: hosts, for: image, credentials: credentials, names: certificateNames)
    }

    /// Whether the directory that containerd finds is one that the service writes.
    private static func owns(_ directories: Set<String>, _ registry: String, found: String?) -> Bool {
        directories.contains(registry)
            || directories.contains(HostDirectory.wildcard)
                && (found ?? HostDirectory.wildcard) == HostDirectory.wildcard
    }

    /// The service's plan, with the credentials that our template adds.
    private func requests(for image: ImageReference, by planner: Planner) -> [NodeRequest] {
        planner.plan(for: image).endpoints.map { endpoint in
            guard endpoint.auth == nil, let added = settings.credentials[endpoint.host] else {
                return NodeRequest(endpoint)
            }
            return NodeRequest(endpoint, auth: added)
        }
    }

    /// What the broken template makes of the reduced registries.yaml, with our tables behind it.
    private static func legacySettings(_ rendering: NodeRendering, target: RenderTarget) -> ContainerdSettings {
        guard let file = rendering.files.first(where: { $0.path == "registries.yaml" }),
            let reduced = try? RegistriesConfiguration(parsing: file.bytes, strictness: .lenient)
        else { return settings(rendering, target: target) }
        let base = BrokenWindowsTemplate.registryTables(for: reduced).map(\.text).joined(separator: "\n")
        return settings(rendering, target: target, base: base) ?? settings(rendering, target: target)
    }

    private static func settings(_ rendering: NodeRendering, target: RenderTarget) -> ContainerdSettings {
        settings(rendering, target: target, base: "") ?? ContainerdSettings(empty: target.version.configVersion)
    }

    private static func settings(
        _ rendering: NodeRendering,
        target: RenderTarget,
        base: String
    ) -> ContainerdSettings? {
        let names = ["config.toml", "conf.d/windlass.toml", "config.toml.tmpl", "config-v3.toml.tmpl"]
        guard let file = rendering.files.first(where: { names.contains($0.path) }) else { return nil }
        var text = String(decoding: file.bytes, as: UTF8.self)
        if target.flavor != .stock {
            let version = "version = \(target.version.configVersion)\n"
            text = text.replacingFirst("{{ template \"base\" . }}", with: version + base)
        }
        guard let document = try? TOMLDocument(bytes: Array(text.utf8)) else { return nil }
        return ContainerdSettings(document)
    }
}

extension String {
    fileprivate func replacingFirst(_ text: String, with replacement: String) -> String {
        guard let range = firstRange(of: text) else { return self }
        return String(self[..<range.lowerBound]) + replacement + String(self[range.upperBound...])
    }
}
