import OCI

// The recommended behaviour: wharfie's key order, one entry for endpoints and rewrites, Docker Hub's names as one,
// default switched off whenever asked, wildcard credentials for named hosts only.
extension Planner {
    func windlassDraft(for image: ImageReference) -> PlanDraft {
        let plan = registryPlan(for: image.registry.description)
        var draft = PlanDraft()
        draft.warnings = plan.warnings
        for endpoint in plan.endpoints {
            let rewrite = rewrite(
                image.repository.description,
                by: endpoint.rewrites,
                into: &draft,
                finish: Self.validRepository
            )
            draft.endpoints.append(Endpoint(endpoint, image: image, rewrite: rewrite))
        }
        return draft
    }

    /// The recommended plan for the images of a registry; for nil, of every registry that the file does not name and
    /// that has no plan of its own.
    public func registryPlan(for name: String?) -> RegistryPlan {
        var draft = PlanDraft()
        let registry = name?.lowercased()
        let mirrorKey = windlassMirrorKeys(for: registry).lazy.compactMap(mirrorKeys.key(matching:)).first
        let mirror = mirrorKey.flatMap { configuration.mirrors[$0] }
        let fallback = registry.flatMap(windlassAddress)

        var listed = windlassAddresses(of: mirror, into: &draft)
        if mirror != nil, let embedded = windlassEmbeddedAddress(for: registry, into: &draft) {
            listed.insert(embedded, at: 0)
        }
        var endpoints: [RegistryEndpoint] = []
        var seen: Set<String> = []
        for address in listed {
            guard seen.insert(address.url).inserted else {
                draft.warn(.endpointDuplicate, subject: address.url)
                continue
            }
            let isDefault = address.url == fallback?.url
            let rules = isDefault || address.isEmbedded ? [] : mirror?.rewrites ?? []
            if isDefault, mirror?.rewrites.isEmpty == false {
                draft.warn(.rewriteOnDefaultEndpoint, subject: address.url)
            }
            endpoints.append(
                windlassEndpoint(address, isDefault: isDefault, mirrorKey: mirrorKey, rewrites: rules, into: &draft)
            )
        }
        let keepsDefault = mirror == nil || !options.disableDefaultEndpoint
        if keepsDefault, let fallback, !seen.contains(fallback.url) {
            endpoints.append(
                windlassEndpoint(fallback, isDefault: true, mirrorKey: nil, rewrites: [], into: &draft)
            )
        }
        if let name, endpoints.isEmpty {
            draft.warn(.noEndpoints, subject: name.lowercased())
        }
        return RegistryPlan(
            registry: registry,
            mirrorKey: mirrorKey,
            endpoints: endpoints,
            endsUpstream: registry == nil && keepsDefault,
            upstreamTLS: configKeys.key(matching: "*").flatMap { configuration.configs[$0]?.tls }
                .flatMap { $0.isEmpty ? nil : $0 },
            warnings: draft.warnings
        )
    }

    /// Keys to look for, best first.
    private func windlassMirrorKeys(for registry: String?) -> [String] {
        guard let registry else { return ["*"] }
        if DockerHub.names.contains(registry) {
            return [DockerHub.indexHost, DockerHub.name, DockerHub.apiHost, "*"]
        }
        if HostAndPort(registry).port == nil {
            return [registry, registry + ":443", registry + ":80", "*"]
        }
        return [registry, "*"]
    }

    private func windlassAddresses(
        of mirror: RegistriesConfiguration.Mirror?,
        into draft: inout PlanDraft
    ) -> [WindlassAddress] {
        (mirror?.endpoints ?? []).compactMap { endpoint in
            guard let address = windlassAddress(endpoint.value) else {
                draft.warn(.endpointInvalid, subject: withoutUserInfo(endpoint.value), at: endpoint.position)
                return nil
            }
            return address
        }
    }

    /// An address, by https where its scheme is left to a rule that says http, but its host has TLS settings of its
    /// own: whoever writes a CA for `localhost:5000` means it. (containerd tries https first there.)
    private func windlassAddress(_ text: String) -> WindlassAddress? {
        guard let address = WindlassAddress(text), address.scheme == .http, !address.isExplicitHTTP else {
            return WindlassAddress(text)
        }
        let tls = configKeys.key(matching: address.host).flatMap { configuration.configs[$0]?.tls }
        return tls?.isEmpty == false ? WindlassAddress("https://" + text) : address
    }

    /// The embedded registry stands first for every mirrored registry that is not on loopback itself; there is no
    /// server for it on Windows nodes.
    private func windlassEmbeddedAddress(for registry: String?, into draft: inout PlanDraft) -> WindlassAddress? {
        guard let embedded = options.embeddedRegistry else { return nil }
        if let registry, HostAndPort(registry).isLoopback { return nil }
        guard options.node.platform.os != "windows" else {
            draft.warn(.embeddedRegistryLeftOut, subject: embedded, detail: "windows")
            return nil
        }
        return WindlassAddress(embedded: embedded)
    }

    private func windlassEndpoint(
        _ address: WindlassAddress,
        isDefault: Bool,
        mirrorKey: String?,
        rewrites: [RegistriesConfiguration.RewriteRule],
        into draft: inout PlanDraft
    ) -> RegistryEndpoint {
        // The agent's own certificates are for the embedded registry, whatever the wildcard says.
        let key =
            address.isEmbedded ? configKeys.key(matching: address.host) : windlassConfigKey(for: address.host)
        let host = key.flatMap { configuration.configs[$0] }
        var auth = host?.auth
        if key == "*", auth != nil, !namedHosts.contains(address.host) {
            draft.warn(.wildcardAuthWithheld, subject: address.host, at: configuration.configs.position(of: "*"))
            auth = nil
        }
        var tls = host?.tls
        if tls == nil, address.isEmbedded {
            tls = TLSSettings(embeddedRegistry: address.host, os: options.node.platform.os)
        }
        if let tls, !tls.isEmpty, address.scheme == .http {
            draft.warn(.tlsOnHTTPEndpoint, subject: address.url)
        }
        if host == nil || key == "*", let near = nearMiss(for: address.host) {
            draft.warn(.configUnused, subject: near, detail: address.host, at: configuration.configs.position(of: near))
        }
        let kind = auth?.kind(in: .windlass) ?? .none
        return RegistryEndpoint(
            scheme: address.scheme,
            host: address.host,
            root: address.root,
            isDefault: isDefault,
            isEmbedded: address.isEmbedded,
            rewrites: rewrites,
            auth: kind == .none ? nil : auth,
            authKind: kind,
            tls: tls.flatMap { $0.isEmpty ? nil : $0 },
            isExplicitHTTP: address.isExplicitHTTP,
            why: Endpoint.Why(
                mirrorKey: mirrorKey,
                authKey: kind == .none ? nil : key,
                tlsKey: host?.tls == nil ? nil : key
            )
        )
    }

    /// The credential that a host gets, and the key under `configs` it comes from: what a node's config.toml says for
    /// every host that the file names.
    public func credential(for host: String) -> (key: String, auth: AuthConfiguration, kind: AuthKind)? {
        let host = host.lowercased()
        guard let key = windlassConfigKey(for: host), key != "*" || namedHosts.contains(host),
            let auth = configuration.configs[key]?.auth
        else { return nil }
        let kind = auth.kind(in: .windlass)
        return kind == .none ? nil : (key, auth, kind)
    }

    /// The entry of `configs` for a host: its own, one under another of Docker Hub's names, the wildcard.
    private func windlassConfigKey(for host: String) -> String? {
        var names = [host]
        if DockerHub.names.contains(host) {
            names += [DockerHub.apiHost, DockerHub.name, DockerHub.indexHost].filter { $0 != host }
        }
        return (names + ["*"]).lazy.compactMap(configKeys.key(matching:)).first
    }

    /// A key of `configs` for the same host name with another port that no endpoint can ever match.
    private func nearMiss(for host: String) -> String? {
        configKeysByName[HostAndPort(host).name]?.first { key in
            key.lowercased() != host && !requestedHosts.contains(key.lowercased())
        }
    }

    /// A name that the distribution grammar accepts, after empty components are dropped; else nil.
    private static func validRepository(_ raw: String) -> String? {
        let name = raw.split(separator: "/").joined(separator: "/")
        return (try? Repository(parsing: name))?.description
    }
}

extension Endpoint {
    /// The endpoint of a registry's plan, for one image.
    fileprivate init(_ endpoint: RegistryEndpoint, image: ImageReference, rewrite: AppliedRewrite?) {
        let registry = image.registry.description.lowercased()
        let isHubsOwn = DockerHub.names.contains(registry) && DockerHub.names.contains(endpoint.host)
        var why = endpoint.why
        why.rewrite = rewrite
        self.init(
            scheme: endpoint.scheme,
            host: endpoint.host,
            root: endpoint.root,
            isDefault: endpoint.isDefault,
            namespace: isHubsOwn || endpoint.host == registry ? nil : image.registry.description,
            repository: rewrite?.to ?? image.repository.description,
            reference: image.identifier,
            auth: endpoint.auth,
            authKind: endpoint.authKind,
            tls: endpoint.tls,
            isExplicitHTTP: endpoint.isExplicitHTTP,
            why: why
        )
    }
}

/// An endpoint as Windlass cleans it: wharfie's path rules, k3s's host for `docker.io`, names in lower case.
private struct WindlassAddress: Hashable {
    let scheme: Endpoint.Scheme
    let host: String
    let root: String
    let isExplicitHTTP: Bool
    var isEmbedded = false

    init?(_ text: String) {
        guard let address = EndpointAddress(parsing: text),
            let scheme = Endpoint.Scheme(rawValue: address.effectiveScheme),
            !HostAndPort(address.host).name.isEmpty
        else { return nil }
        self.scheme = scheme
        let host = address.host.lowercased()
        self.host =
            host == DockerHub.name ? DockerHub.apiHost : String(host.hasSuffix(":") ? host.dropLast() : host[...])
        let path = cleanedPath(address.path)
        root = path == "/" ? "/v2" : path
        isExplicitHTTP = address.scheme == "http"
    }

    init?(embedded text: String) {
        guard let address = WindlassAddress("https://" + text) else { return nil }
        self = address
        isEmbedded = true
    }

    var url: String { "\(scheme.rawValue)://\(host)\(root)" }
}
