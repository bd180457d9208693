/// The `certs.d` tree that k3s renders from a registries.yaml, followed step by step (k3s `pkg/agent/containerd/
/// config.go`, `getHostConfigs`), one directory at a time.
struct NodeHosts {
    struct Rendered {
        /// The `server` of hosts.toml; nil where there is none, which the K3s build of containerd takes as no
        /// fallback.
        var server: Server?
        var endpoints: [RenderedEndpoint]
        /// The key under `mirrors`, where the directory comes from one.
        var mirrorKey: String?
    }

    enum Server {
        case endpoint(RenderedEndpoint)
        /// `server = ""`, or TLS settings without a server: the registry that the image names.
        case upstream(configKey: String?)
    }

    struct RenderedEndpoint {
        var scheme: String
        var host: String
        /// As containerd reads it: cleaned, and ending in `/v2` unless the path was overridden.
        var root: String
        var isExplicitHTTP: Bool
        /// What k3s compares for duplicates.
        var text: String
        /// The key under `configs` whose TLS settings are written beside it.
        var configKey: String?
        var rewrites: [RegistriesConfiguration.RewriteRule]
        var isOverridden: Bool
    }

    let mirrors: Entries<RegistriesConfiguration.Mirror>
    let configs: Entries<RegistriesConfiguration.Host>
    let disableDefaultEndpoint: Bool
    let embeddedRegistry: String?

    /// The directory containerd finds for `registry`: its own, else `_default`, else none.
    func rendered(for registry: String, into draft: inout PlanDraft) -> (key: String, host: Rendered)? {
        let keys = mirrors.keys + configs.keys
        for directory in [registry, Self.defaultDirectory] {
            for key in keys where Self.directory(of: key) == directory {
                if let host = rendered(key, into: &draft) {
                    return (key, host)
                }
            }
            // A key with a path makes this directory for its own inside, without a file of its own: no settings.
            for key in keys where Self.directory(of: key).hasPrefix(directory + "/") {
                var unseen = PlanDraft()
                if rendered(key, into: &unseen) != nil {
                    return (key, Rendered(server: .upstream(configKey: nil), endpoints: []))
                }
            }
        }
        return nil
    }

    static let defaultDirectory = "_default"

    private static func directory(of key: String) -> String {
        key == "*" ? defaultDirectory : String(cleanedPath(key).dropFirst())
    }

    /// The directory written for a key, or nil where k3s writes none because it would say nothing.
    func rendered(_ key: String, into draft: inout PlanDraft) -> Rendered? {
        var result: Rendered?
        if configs[key] != nil {
            result = plain(key, configKey: key)
        }
        if let mirror = mirrors[key] {
            // k3s keeps `*` under `_default` by now, so a wildcard mirror never finds the wildcard's settings.
            if result == nil || key == "*" {
                result = plain(key, configKey: configKey(for: key))
                if disableDefaultEndpoint {
                    result?.server = nil
                } else if key == "*" {
                    result?.server = .upstream(configKey: nil)
                }
            }
            result?.mirrorKey = key
            add(mirror, to: &result, into: &draft)
        }
        guard let result, !result.endpoints.isEmpty || hasSettings(result.server) else { return nil }
        return result
    }

    private func plain(_ key: String, configKey: String?) -> Rendered? {
        if key == "*" {
            return Rendered(server: .upstream(configKey: configKey), endpoints: [])
        }
        guard var server = normalized(key) else { return nil }
        server.configKey = configKey
        // The default endpoint's own path is never marked as overridden.
        server.isOverridden = false
        return Rendered(server: .endpoint(server), endpoints: [])
    }

    private func add(
        _ mirror: RegistriesConfiguration.Mirror,
        to result: inout Rendered?,
        into draft: inout PlanDraft
    ) {
        var seen: Set<String> = []
        for (index, written) in mirror.endpoints.enumerated() {
            guard var endpoint = normalized(written.value) else {
                draft.warn(.endpointInvalid, subject: withoutUserInfo(written.value), at: written.position)
                continue
            }
            if endpoint.host.isEmpty {
                // k3s writes it all the same, and containerd fails at it.
                draft.warn(.endpointInvalid, subject: written.value, at: written.position)
            }
            guard seen.insert(endpoint.text).inserted else {
                draft.warn(.endpointDuplicate, subject: withoutUserInfo(written.value), at: written.position)
                continue
            }
            let name = endpoint.host == DockerHub.apiHost ? DockerHub.name : endpoint.host
            endpoint.configKey = configKey(for: name)
            if endpoint.host != embeddedRegistry {
                endpoint.rewrites = mirror.rewrites
            }
            if index + 1 == mirror.endpoints.count, case .endpoint(let server)? = result?.server,
                server.text == endpoint.text
            {
                result?.server = .endpoint(endpoint)
            } else {
                result?.endpoints.append(endpoint)
            }
        }
    }

    /// k3s `normalizeEndpointAddress`, then what containerd's `parseHostConfig` makes of the path.
    private func normalized(_ text: String) -> RenderedEndpoint? {
        guard let address = EndpointAddress(parsing: text) else { return nil }
        var scheme = address.effectiveScheme
        if address.scheme == nil, address.host == embeddedRegistry {
            scheme = "https"
        }
        guard scheme == "http" || scheme == "https" else { return nil }
        let host = address.host == DockerHub.name ? DockerHub.apiHost : address.host
        let isOverridden = !["", "/", "/v2"].contains(address.path)
        let path = isOverridden ? address.path : "/v2"
        let cleaned = cleanedPath(path)
        return RenderedEndpoint(
            scheme: scheme,
            host: host,
            root: cleaned == "/" ? "" : cleaned,
            isExplicitHTTP: address.scheme == "http",
            text: address.text(scheme: scheme, host: host, path: path),
            configKey: nil,
            rewrites: [],
            isOverridden: isOverridden
        )
    }

    /// k3s `configForHost`: for `docker.io` the settings of `registry-1.docker.io` come first.
    func configKey(for host: String) -> String? {
        if host == DockerHub.name, configs[DockerHub.apiHost] != nil {
            return DockerHub.apiHost
        }
        return configs[host] == nil ? nil : host
    }

    private func hasSettings(_ server: Server?) -> Bool {
        func isSet(_ key: String?) -> Bool {
            guard let key, let host = configs[key] else { return false }
            return host.auth != nil || host.tls != nil
        }
        switch server {
        case .endpoint(let endpoint)?:
            return isSet(endpoint.configKey) || endpoint.isOverridden || !endpoint.rewrites.isEmpty
        case .upstream(let configKey)?:
            return isSet(configKey)
        case nil:
            return false
        }
    }
}
