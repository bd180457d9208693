package import OCI
package import Registries

/// What a node does with the files of a rendering: its containerd's own look-up, run over them.
package struct NodeFilesPlan: Sendable {
    private let target: RenderTarget
    private let planner: Planner
    private let rendering: NodeRendering
    private let lookup: HostsLookup
    private let settings: ContainerdSettings
    private let serviceDirectories: Set<String>

    /// A node with these files and, on K3s and RKE2, with what the service writes from registries.yaml.
    ///
    /// - Parameter planner: The one that the rendering was made with.
    package init(_ rendering: NodeRendering, planner: Planner, target: RenderTarget) {
        self.rendering = rendering
        self.planner = planner
        var files = GatheredFiles(on: target.system)
        for file in rendering.files { files.add(NodeFile(file.bytes), at: file.destination) }
        var version = target.version
        version.isK3sBuild = target.knowsRewrites
        self.target = target
        lookup = HostsLookup(files, directory: target.hostsDirectory, system: target.system, version: version)
        serviceDirectories = target.flavor == .stock || target.needsReducedRegistries ? [] : planner.serviceDirectories
        settings = Self.settings(rendering, target: target)
    }

    /// The requests for an image, in order.
    package func requests(for image: ImageReference) -> [NodeRequest] {
        let registry = image.registry.description
        if serviceOwns(registry) { return serviceRequests(for: image) }
        let hosts: [HostsLookup.Host]
        if target.needsReducedRegistries {
            hosts = legacySettings.legacyHosts(for: registry)
        } else {
            hosts = lookup.hosts(for: registry).hosts
        }
        var needed: Set = ["pull"]
        if image.digest == nil { needed.insert("resolve") }
        return hosts.filter { needed.isSubset(of: $0.capabilities) }.map {
            NodeRequest(
                $0,
                image: image,
                credentials: credentials,
                names: rendering.certificateNames
            )
        }
    }

    /// Whether the directory that containerd finds is one that the service writes.
    private func serviceOwns(_ registry: String) -> Bool {
        if serviceDirectories.contains(registry) { return true }
        return serviceDirectories.contains(HostDirectory.wildcard)
            && lookup.hosts(for: registry).directory.map { $0 == HostDirectory.wildcard } ?? true
    }

    /// The service's own reading of registries.yaml, with the credentials that our template adds.
    private func serviceRequests(for image: ImageReference) -> [NodeRequest] {
        var options = planner.options
        options.flavour = .node
        let plan = Planner(planner.configuration, options: options).plan(for: image)
        return plan.endpoints.map { endpoint in
            guard endpoint.auth == nil, let added = settings.credentials[endpoint.host] else {
                return NodeRequest(endpoint)
            }
            return NodeRequest(endpoint, auth: added)
        }
    }

    private var credentials: [String: AuthConfiguration] {
        guard target.flavor != .stock, !target.needsReducedRegistries else { return settings.credentials }
        var all = settings.credentials
        for key in planner.configuration.configs.keys {
            if let auth = planner.configuration.configs[key]?.auth { all[key] = auth }
        }
        return all
    }

    /// What the broken template makes of the reduced registries.yaml, with our tables behind it.
    private var legacySettings: ContainerdSettings {
        guard let file = rendering.files.first(where: { $0.path == "registries.yaml" }),
            let reduced = try? RegistriesConfiguration(parsing: file.bytes, strictness: .lenient)
        else { return settings }
        let base = BrokenWindowsTemplate.registryTables(for: reduced).map(\.text).joined(separator: "\n")
        return Self.settings(rendering, target: target, base: base) ?? settings
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
