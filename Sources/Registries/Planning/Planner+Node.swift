import OCI

// What a K3s or RKE2 node does: the rendered files, read by containerd.
extension Planner {
    func nodeDraft(for image: ImageReference) -> PlanDraft {
        var draft = PlanDraft()
        let registry = image.registry.description
        let hosts = nodeHosts(into: &draft)
        if let wildcard = configuration.configs["*"]?.auth, wildcard.kind(in: .node) != .none {
            draft.warn(.wildcardAuthIgnored, subject: "*", at: configuration.configs.position(of: "*"))
        }
        guard let (key, rendered) = hosts.rendered(for: registry, into: &draft) else {
            if options.disableDefaultEndpoint {
                draft.warn(.disableDefaultNoEffect, subject: registry, detail: "node")
            }
            draft.endpoints = [upstreamEndpoint(for: image)]
            return draft
        }
        warnAboutEscapes(in: rendered, into: &draft)
        for endpoint in rendered.endpoints {
            draft.endpoints.append(nodeEndpoint(endpoint, hosts: hosts, image: image, mirrorKey: key, into: &draft))
        }
        switch rendered.server {
        case .endpoint(let server)?:
            if options.disableDefaultEndpoint {
                draft.warn(.disableDefaultNoEffect, subject: registry, detail: "node")
            }
            draft.endpoints.append(nodeEndpoint(server, hosts: hosts, image: image, mirrorKey: nil, into: &draft))
        case .upstream(let configKey)?:
            draft.endpoints.append(upstreamEndpoint(for: image, configKey: configKey))
        case nil where rendered.endpoints.last?.host.isEmpty == true:
            // containerd takes a last host without a name for the registry itself.
            draft.warn(.disableDefaultNoEffect, subject: registry, detail: "node")
            draft.endpoints[draft.endpoints.count - 1] = upstreamEndpoint(for: image)
        case nil:
            break
        }
        return draft
    }

    /// k3s writes rewrites between the quotes of a TOML string as they are; a backslash or a quote in one spoils the
    /// file, and containerd then goes by none of it.
    private func warnAboutEscapes(in rendered: NodeHosts.Rendered, into draft: inout PlanDraft) {
        for rule in rendered.endpoints.first(where: { !$0.rewrites.isEmpty })?.rewrites ?? []
        where (rule.pattern + rule.replacement).contains(where: { $0 == "\\" || $0 == "\"" }) {
            draft.warn(.rewriteUnescaped, subject: rule.pattern, at: rule.position)
        }
    }

    /// The configuration with the embedded registry put in, as k3s's `spegel` package does before rendering.
    func nodeHosts(into draft: inout PlanDraft) -> NodeHosts {
        var mirrors = configuration.mirrors
        var configs = configuration.configs
        if let embedded = options.embeddedRegistry {
            let url = Located("https://\(embedded)/v2")
            let tls = TLSSettings(embeddedRegistry: embedded, os: options.node.platform.os)
            configs.set(embedded, to: Located(RegistriesConfiguration.Host(tls: tls)))
            for key in mirrors.keys where key != embedded && !HostAndPort(key).isLocalhost {
                guard var mirror = mirrors[key] else { continue }
                mirror.endpoints.insert(url, at: 0)
                mirrors.set(key, to: Located(mirror, at: mirrors.position(of: key)))
            }
            mirrors.set(embedded, to: Located(RegistriesConfiguration.Mirror(endpoints: [url])))
            if options.node.platform.os == "windows" {
                draft.warn(.embeddedRegistryOnWindows, subject: embedded)
            }
        }
        return NodeHosts(
            mirrors: mirrors,
            configs: configs,
            disableDefaultEndpoint: options.disableDefaultEndpoint,
            embeddedRegistry: options.embeddedRegistry
        )
    }

    private func nodeEndpoint(
        _ endpoint: NodeHosts.RenderedEndpoint,
        hosts: NodeHosts,
        image: ImageReference,
        mirrorKey: String?,
        into draft: inout PlanDraft
    ) -> Endpoint {
        // Rewrites stand beside mirrors only; the server has none in hosts.toml.
        let rewrite =
            mirrorKey == nil
            ? nil
            : self.rewrite(image.repository.description, by: endpoint.rewrites, into: &draft) {
                String(cleanedPath($0).dropFirst())
            }
        let tls = endpoint.configKey.flatMap { hosts.configs[$0]?.tls }
        return containerdEndpoint(
            scheme: endpoint.scheme == "http" ? .http : .https,
            host: endpoint.host,
            root: endpoint.root,
            image: image,
            isDefault: mirrorKey == nil,
            tls: tls,
            isExplicitHTTP: endpoint.isExplicitHTTP,
            why: Endpoint.Why(mirrorKey: mirrorKey, rewrite: rewrite, tlsKey: tls == nil ? nil : endpoint.configKey)
        )
    }

    /// The registry itself, where its directory names no server or there is none (`ConfigureHosts`): loopback hosts
    /// with a port other than 443 get http with https first, and no verification whatever the file says.
    private func upstreamEndpoint(for image: ImageReference, configKey: String? = nil) -> Endpoint {
        let registry = image.registry.description
        let parts = HostAndPort(registry)
        let port = parts.port ?? ""
        let written = configKey.flatMap { configuration.configs[$0]?.tls }
        var tls = written ?? TLSSettings()
        if parts.isLocalhost, port != "80" {
            tls.insecureSkipVerify = true
        }
        return containerdEndpoint(
            scheme: parts.isLocalhost && !["", "443"].contains(port) ? .http : .https,
            host: registry == DockerHub.name ? DockerHub.apiHost : registry,
            image: image,
            isDefault: true,
            tls: tls,
            why: Endpoint.Why(tlsKey: written?.isEmpty == false ? configKey : nil)
        )
    }

    private func containerdEndpoint(
        scheme: Endpoint.Scheme,
        host: String,
        root: String = "/v2",
        image: ImageReference,
        isDefault: Bool,
        tls: TLSSettings?,
        isExplicitHTTP: Bool = false,
        why: Endpoint.Why
    ) -> Endpoint {
        let registry = image.registry.description
        let isHubsOwn = registry == DockerHub.name && host == DockerHub.apiHost
        let (authKey, auth) = containerdAuth(for: host)
        let tls = tls.flatMap { $0.isEmpty ? nil : $0 }
        var why = why
        why.authKey = authKey
        why.tlsKey = tls == nil ? nil : why.tlsKey
        return Endpoint(
            scheme: scheme,
            host: host.lowercased(),
            root: root,
            isDefault: isDefault,
            namespace: host == registry || isHubsOwn ? nil : registry,
            repository: why.rewrite?.to ?? image.repository.description,
            reference: image.identifier,
            auth: auth,
            authKind: auth?.kind(in: .node) ?? .none,
            tls: tls,
            httpsFirst: scheme == .http && tls != nil && HostAndPort(host).port != "80",
            isExplicitHTTP: isExplicitHTTP,
            why: why
        )
    }

    /// config.toml's `registry.configs.HOST.auth`, by the request's host alone; for Docker Hub k3s renders
    /// `docker.io` too (k3s-io/k3s#12561).
    private func containerdAuth(for host: String) -> (key: String?, auth: AuthConfiguration?) {
        let keys = host == DockerHub.apiHost ? [host, DockerHub.name] : [host]
        // The entry that k3s puts in for its embedded registry takes the place of the file's.
        for key in keys where key != options.embeddedRegistry {
            if let auth = configuration.configs[key]?.auth, auth.kind(in: .node) != .none {
                return (key, auth)
            }
        }
        return (nil, nil)
    }
}
