import OCI

// wharfie's `registries` package: endpoints in order and as often as listed, the default always last, rewrites by
// a look-up of their own, the wildcard for everybody.
extension Planner {
    func bootstrapDraft(for image: ImageReference) -> PlanDraft {
        var draft = PlanDraft()
        let written = image.registry.description
        let registry = written == DockerHub.name ? DockerHub.indexHost : written
        if options.disableDefaultEndpoint {
            draft.warn(.disableDefaultNoEffect, subject: registry, detail: "bootstrap")
        }
        if let embedded = options.embeddedRegistry {
            draft.warn(.embeddedRegistryLeftOut, subject: embedded, detail: "bootstrap")
        }

        var keys = [registry]
        if registry == DockerHub.indexHost {
            keys.append(DockerHub.name)
        } else if HostAndPort(registry).port == nil {
            keys += [registry + ":443", registry + ":80"]
        }
        let mirrorKey = (keys + ["*"]).first { configuration.mirrors[$0] != nil }
        let mirror = mirrorKey.flatMap { configuration.mirrors[$0] }
        let rewrites = bootstrapRewrites(for: registry)

        for endpoint in mirror?.endpoints ?? [] {
            guard let address = BootstrapAddress(endpoint.value) else {
                draft.warn(.endpointInvalid, subject: withoutUserInfo(endpoint.value), at: endpoint.position)
                continue
            }
            let isDefault = Self.bootstrapName(address.host) == Self.bootstrapName(registry)
            let rewrite =
                isDefault
                ? nil
                : self.rewrite(image.repository.description, by: rewrites, into: &draft) {
                    Self.bootstrapRepository($0, isHub: registry == DockerHub.indexHost)
                }
            draft.endpoints.append(
                bootstrapEndpoint(address, image: image, isDefault: isDefault, mirrorKey: mirrorKey, rewrite: rewrite)
            )
        }
        if let address = BootstrapAddress(registry) {
            draft.endpoints.append(
                bootstrapEndpoint(address, image: image, isDefault: true, mirrorKey: nil, rewrite: nil)
            )
        }
        return draft
    }

    /// A search of its own: the keys `NAME:443` and `NAME:80` are not tried, and the first entry there is ends it,
    /// with or without rewrites.
    private func bootstrapRewrites(for registry: String) -> [RegistriesConfiguration.RewriteRule] {
        let keys = registry == DockerHub.indexHost ? [registry, DockerHub.name, "*"] : [registry, "*"]
        return keys.lazy.compactMap { configuration.mirrors[$0]?.rewrites }.first ?? []
    }

    private func bootstrapEndpoint(
        _ address: BootstrapAddress,
        image: ImageReference,
        isDefault: Bool,
        mirrorKey: String?,
        rewrite: AppliedRewrite?
    ) -> Endpoint {
        var keys = [address.host]
        if address.host == DockerHub.indexHost {
            keys.append(DockerHub.name)
        }
        let key = (keys + ["*"]).first { configuration.configs[$0] != nil }
        let host = key.flatMap { configuration.configs[$0] }
        let kind = host?.auth.map(Self.bootstrapKind) ?? .none
        // A certificate without its key, or the reverse, costs the host all of its TLS settings.
        let tls = host?.tls.flatMap { $0.isEmpty || ($0.certFile == nil) != ($0.keyFile == nil) ? nil : $0 }
        let namespace = image.registry.description
        let isHubsIndex = namespace == DockerHub.name && address.host == DockerHub.indexHost
        return Endpoint(
            scheme: address.scheme,
            host: address.host.lowercased(),
            root: address.root,
            isDefault: isDefault,
            namespace: address.host == namespace || isHubsIndex ? nil : namespace,
            repository: rewrite?.to ?? image.repository.description,
            reference: image.identifier,
            auth: kind == .none ? nil : host?.auth,
            authKind: kind,
            tls: tls,
            isExplicitHTTP: address.isExplicitHTTP,
            why: Endpoint.Why(
                mirrorKey: mirrorKey,
                rewrite: rewrite,
                authKey: kind == .none ? nil : key,
                tlsKey: tls == nil ? nil : key
            )
        )
    }

    /// go-containerregistry passes over a user name without a password.
    private static func bootstrapKind(of auth: AuthConfiguration) -> AuthKind {
        let kind = auth.kind(in: .bootstrap)
        guard kind == .basic, auth.password == nil else { return kind }
        return auth.auth == nil ? .none : .authBase64
    }

    private static func bootstrapName(_ host: String) -> String {
        host == DockerHub.indexHost ? DockerHub.name : host
    }

    /// go-containerregistry's check of a repository, which knows characters but no grammar, and its `library/`.
    private static func bootstrapRepository(_ name: String, isHub: Bool) -> String? {
        let isValid =
            (2...255).contains(name.utf8.count)
            && name.unicodeScalars.allSatisfy { scalar in
                switch scalar {
                case "a"..."z", "0"..."9", "_", "-", ".", "/": true
                default: false
                }
            }
        guard isValid else { return nil }
        let full = isHub && !name.contains("/") ? "library/" + name : name
        return full.utf8.count > 255 ? nil : full
    }
}

/// An endpoint as wharfie normalises it.
private struct BootstrapAddress {
    let scheme: Endpoint.Scheme
    let host: String
    let root: String
    let isExplicitHTTP: Bool

    init?(_ text: String) {
        guard let address = EndpointAddress(parsing: text),
            let scheme = Endpoint.Scheme(rawValue: address.effectiveScheme),
            !address.host.isEmpty
        else { return nil }
        self.scheme = scheme
        host = address.host
        isExplicitHTTP = address.scheme == "http"
        root = ["", "/"].contains(address.path) ? "/v2" : cleanedPath(address.path)
    }
}
