package import Registries

/// The registry part of containerd's config.toml, as its CRI plugin reads it.
package struct ContainerdSettings: Sendable {
    /// One entry of the old `mirrors`.
    package struct Mirror: Hashable, Sendable {
        /// Where to look, in order.
        package var endpoints: [String]
        /// Rules for names: K3s's build alone.
        package var rewrites: [RegistriesConfiguration.RewriteRule]
    }

    /// The version that the file says, 1 where it says none.
    package let configVersion: Int
    /// Where the hosts directories are; nil for none.
    package let hostsDirectory: String?
    /// Credentials by the host of a request.
    package private(set) var credentials: [String: AuthConfiguration] = [:]
    /// TLS settings by the host of a request: containerd 1 alone.
    package private(set) var tls: [String: TLSSettings] = [:]
    /// The old mirrors, which are used where no hosts directory is set.
    package private(set) var mirrors: [String: Mirror] = [:]

    /// Reads the tables of the plugin that the file's version names.
    package init(_ document: TOMLDocument) {
        let version = Int(document.root["version"]?.integer ?? 1)
        configVersion = version
        let plugin = CRIPlugin.name(configVersion: version)
        let registry = document.root.value(at: ["plugins", plugin, "registry"])?.table
        let path = registry?["config_path"]?.string ?? ""
        hostsDirectory = path.isEmpty ? nil : path
        for entry in registry?["configs"]?.table?.entries ?? [] {
            if let auth = entry.value.table?["auth"]?.table {
                credentials[entry.name] = AuthConfiguration(
                    username: auth["username"]?.string ?? "",
                    password: auth["password"]?.string.map { Secret($0) },
                    auth: auth["auth"]?.string.map { Secret($0) },
                    identityToken: auth["identitytoken"]?.string.map { Secret($0) }
                )
            }
            if let table = entry.value.table?["tls"]?.table {
                tls[entry.name] = TLSSettings(
                    caFile: table["ca_file"]?.string,
                    certFile: table["cert_file"]?.string,
                    keyFile: table["key_file"]?.string,
                    insecureSkipVerify: table["insecure_skip_verify"]?.boolean ?? false
                )
            }
        }
        for entry in registry?["mirrors"]?.table?.entries ?? [] {
            mirrors[entry.name] = Mirror(
                endpoints: entry.value.table?["endpoint"]?.array?.compactMap(\.string) ?? [],
                rewrites: entry.value.table?["rewrite"]?.table?.rewriteRules ?? []
            )
        }
    }

    /// A file of that version with no registry part.
    init(empty configVersion: Int) {
        self.configVersion = configVersion
        hostsDirectory = nil
    }

    /// The hosts for a registry by the old mirrors (`registryEndpoints` of the CRI plugin in containerd 1).
    package func legacyHosts(for registry: String) -> [HostsLookup.Host] {
        let mirror = mirrors[registry] ?? mirrors["*"]
        let own = registry == DockerHub.name ? DockerHub.apiHost : registry
        var addresses = (mirror?.endpoints ?? []).compactMap { EndpointAddress(parsing: $0) }
        // The CRI plugin asks for the registry's own name here, not for Docker Hub's API host.
        if !addresses.contains(where: { $0.host == registry }), let last = EndpointAddress(parsing: own) {
            addresses.append(last)
        }
        return addresses.map { address in
            let settings = tls[address.host]
            let path =
                ["", "/"].contains(address.path)
                ? "/v2" : cleanedPath(address.path.withReservedEscapesResolved)
            return HostsLookup.Host(
                scheme: address.effectiveScheme,
                host: address.host,
                path: path,
                capabilities: ["pull", "resolve"],
                authorities: settings?.caFile.map { [$0] } ?? [],
                clients: settings.flatMap { tls in
                    tls.certFile.flatMap { file in tls.keyFile.map { [[file, $0]] } }
                } ?? [],
                skipVerify: settings?.insecureSkipVerify ?? false,
                rewrites: address.host == own ? [] : mirror?.rewrites ?? []
            )
        }
    }
}
