import Registries

// What in a configuration meets a defect.
extension KnownDefect.Settings {
    private typealias Hit = KnownDefect.Hit

    /// The entries of `configs` for which something holds.
    func configs(where holds: (RegistriesConfiguration.Host) -> Bool) -> [KnownDefect.Hit] {
        let configs = configuration.configs
        return configs.keys.compactMap { key in
            guard let host = configs[key], holds(host) else { return nil }
            return Hit(subject: withoutUserInfo(key), position: configs.position(of: key))
        }
    }

    /// The second entry of `configs`, which opens again the tables that the first has opened.
    var secondConfig: [KnownDefect.Hit] { Array(configs { _ in true }.dropFirst().prefix(1)) }

    /// What the embedded registry takes part for: `*` before all others.
    var embeddedMirror: [KnownDefect.Hit] {
        let mirrors = configuration.mirrors
        guard embeddedRegistry != nil, let key = mirrors["*"] == nil ? mirrors.keys.first : "*" else { return [] }
        return [Hit(subject: withoutUserInfo(key), position: mirrors.position(of: key))]
    }

    /// Endpoints that stand a second time in one list.
    var duplicateEndpoints: [KnownDefect.Hit] {
        endpoints { address, earlier, _ in earlier.contains { $0.isSame(as: address) } }
    }

    /// Endpoints that are the registry itself.
    var ownEndpoints: [KnownDefect.Hit] {
        endpoints { address, _, key in
            let names = DockerHub.names.contains(key) ? DockerHub.names : [key]
            return address.effectiveScheme == "https" && names.contains(address.host)
                && ["", "/v2"].contains(address.apiPath)
        }
    }

    /// A `*` under mirrors that is to be a detour alone.
    var wildcardWithDefault: [KnownDefect.Hit] {
        guard configuration.mirrors["*"] != nil, !disableDefaultEndpoint else { return [] }
        return [Hit(subject: "*", position: configuration.mirrors.position(of: "*"))]
    }

    /// TLS settings for hosts that are no mirrors.
    var tlsBesideMirrors: [KnownDefect.Hit] {
        let mirrors = configuration.mirrors
        let endpoints = mirrors.keys.flatMap { mirrors[$0]?.endpoints ?? [] }
        let hosts = Set(endpoints.compactMap { EndpointAddress(parsing: $0.value)?.host })
        return configs { $0.tls?.isEmpty == false }.filter { hit in
            hit.subject != "*" && mirrors[hit.subject] == nil && !hosts.contains(hit.subject)
        }
    }

    /// Credentials under `docker.io` that nothing under the name of Docker Hub's API host stands for.
    var hubCredentials: [KnownDefect.Hit] {
        let configs = configuration.configs
        guard configs[DockerHub.name]?.hasCredential == true, configs[DockerHub.apiHost]?.hasCredential != true else {
            return []
        }
        return [Hit(subject: DockerHub.name, position: configs.position(of: DockerHub.name))]
    }

    /// Rules that cannot stand between the quotes of a TOML string as they are.
    var unescapedRewrites: [KnownDefect.Hit] {
        let mirrors = configuration.mirrors
        return mirrors.keys.flatMap { mirrors[$0]?.rewrites ?? [] }.compactMap { rule in
            guard (rule.pattern + rule.replacement).contains(where: { $0 == "\\" || $0 == "\"" }) else { return nil }
            return Hit(subject: rule.pattern, position: rule.position)
        }
    }

    /// Mirror endpoints for which something holds, given those before them and the registry that they are for.
    private func endpoints(
        where holds: (EndpointAddress, _ earlier: [EndpointAddress], _ key: String) -> Bool
    ) -> [KnownDefect.Hit] {
        let mirrors = configuration.mirrors
        return mirrors.keys.flatMap { key -> [Hit] in
            var earlier: [EndpointAddress] = []
            var hits: [Hit] = []
            for endpoint in mirrors[key]?.endpoints ?? [] {
                guard let address = EndpointAddress(parsing: endpoint.value) else { continue }
                if holds(address, earlier, key) {
                    hits.append(Hit(subject: withoutUserInfo(endpoint.value), position: endpoint.position))
                }
                earlier.append(address)
            }
            return hits
        }
    }
}

extension RegistriesConfiguration.Host {
    /// Whether there is a credential that containerd would send.
    var hasCredential: Bool { auth.map { $0.kind(in: .node) != .none } ?? false }
}

extension EndpointAddress {
    /// The API root, where it is the usual one as the usual one.
    fileprivate var apiPath: String { ["", "/"].contains(path) ? "/v2" : cleanedPath(path) }

    /// Whether both become one header in hosts.toml.
    fileprivate func isSame(as other: EndpointAddress) -> Bool {
        effectiveScheme == other.effectiveScheme && host == other.host && apiPath == other.apiPath
    }
}
