import Registries

// Where requests go, and which names they ask for.
extension RegistriesRules {
    func aboutEndpoints() -> [Finding] {
        var found: [Finding] = []
        let configKeys = Dictionary(configuration.configs.keys.map { ($0.lowercased(), $0) }) { first, _ in first }
        for key in configuration.mirrors.keys {
            for endpoint in configuration.mirrors[key]?.endpoints ?? [] {
                guard let address = EndpointAddress(parsing: endpoint.value), !address.host.isEmpty else { continue }
                let shown = ShownText.url(endpoint.value)
                if address.scheme == nil {
                    found.append(
                        finding(
                            .endpointDefaultsHTTPS,
                            .info,
                            at: endpoint.position,
                            subject: shown,
                            detail: address.effectiveScheme,
                            correction: ["- \"\(address.effectiveScheme)://\(shown)\""]
                        )
                    )
                }
                guard address.effectiveScheme == "http", let config = configKeys[address.host.lowercased()],
                    configuration.configs[config]?.tls?.isEmpty == false
                else { continue }
                found.append(
                    finding(
                        .tlsOnHTTPEndpoint,
                        .warning,
                        at: endpoint.position,
                        subject: shown,
                        detail: (address.port ?? "80") == "80" || !target.triesHTTPSFirst ? "unused" : nil
                    )
                )
            }
        }
        return found
    }

    /// Mirrors under names of Docker Hub by which containerd never looks: it asks for the one that images have.
    func aboutHubNames() -> [Finding] {
        let keys = configuration.mirrors.keys
        let hasName = keys.contains { $0.lowercased() == DockerHub.name }
        return keys.filter { [DockerHub.indexHost, DockerHub.apiHost].contains($0.lowercased()) }.map { key in
            finding(
                .hubAliasKey,
                .warning,
                at: configuration.mirrors.position(of: key),
                subject: key,
                detail: DockerHub.name,
                correction: hasName ? [] : [DockerHub.name + ":"]
            )
        }
    }

    /// What becomes of the registry's own endpoint.
    func aboutDefaults() -> [Finding] {
        var found: [Finding] = []
        for key in configuration.mirrors.keys {
            guard let mirror = configuration.mirrors[key] else { continue }
            let hasConfig = key != "*" && configuration.configs[key] != nil
            if lint.disableDefaultEndpoint, mirror.endpoints.isEmpty || hasConfig {
                found.append(
                    finding(
                        .disableDefaultNoEffect,
                        .warning,
                        at: configuration.mirrors.position(of: key),
                        subject: ShownText.url(key),
                        detail: mirror.endpoints.isEmpty ? "no-endpoints" : "configs"
                    )
                )
            }
            guard !mirror.rewrites.isEmpty, key != "*" else { continue }
            for endpoint in mirror.endpoints {
                guard let address = EndpointAddress(parsing: endpoint.value), isDefault(address.host, of: key) else {
                    continue
                }
                let canForce = address.port == nil && address.effectiveScheme == "https"
                found.append(
                    finding(
                        .rewriteOnDefaultEndpoint,
                        .warning,
                        at: endpoint.position,
                        subject: ShownText.url(endpoint.value),
                        correction: canForce ? ["- \"https://\(address.host):443\""] : []
                    )
                )
            }
        }
        return found
    }

    private func isDefault(_ host: String, of key: String) -> Bool {
        let (host, key) = (host.lowercased(), key.lowercased())
        return host == key || DockerHub.names.contains(host) && DockerHub.names.contains(key)
    }

    func aboutRewrites() -> [Finding] {
        var budget = RewriteOverlap.budget
        return configuration.mirrors.keys.flatMap { key -> [Finding] in
            guard let rules = configuration.mirrors[key]?.rewrites, !rules.isEmpty else { return [] }
            var found: [Finding] = []
            if target.isK3sBuild == false {
                found.append(
                    finding(
                        .rewriteNeedsK3sContainerd,
                        .warning,
                        at: places.key(["mirrors", key, "rewrite"]),
                        subject: ShownText.url(key)
                    )
                )
            }
            for overlap in RewriteOverlap.all(in: rules, budget: &budget) {
                found.append(
                    finding(
                        .rewriteOverlap,
                        .warning,
                        at: overlap.later.position,
                        subject: overlap.later.pattern,
                        detail: overlap.earlier.pattern
                    )
                )
            }
            return found
        }
    }
}
