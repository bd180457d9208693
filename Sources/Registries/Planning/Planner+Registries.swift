import OCI

extension Planner {
    /// The registries of which the file says anything and that an image can name, in lower case and sorted: those for
    /// which a node's files may need a directory of their own.
    ///
    /// A key `NAME:443` or `NAME:80` also stands for `NAME`, as in a plan. Of Docker Hub's names images can carry
    /// `docker.io` and `registry-1.docker.io`; the third turns into the first when a reference is read.
    package var nameableRegistries: [String] {
        var names = configuration.namedHosts
        for key in configuration.mirrors.keys where key != "*" {
            let parts = HostAndPort(key.lowercased())
            if parts.port == "443" || parts.port == "80" {
                names.insert(key.lowercased().replacingSuffix(":443", ":80"))
            }
        }
        names.remove(DockerHub.indexHost)
        return names.filter(Self.isNameable).sorted()
    }

    /// Whether `registry` has more to say than containerd does by itself where it has no directory: a mirror, TLS
    /// settings or http.
    package func needsDirectory(_ plan: RegistryPlan) -> Bool {
        guard let registry = plan.registry else {
            return !plan.endpoints.isEmpty || plan.upstreamTLS != nil || !plan.endsUpstream
        }
        if plan.mirrorKey != nil || plan.endpoints.contains(where: { $0.tls != nil }) { return true }
        // Of a loopback address containerd makes what it likes.
        if HostAndPort(registry).isLoopback { return true }
        return configKeys.key(matching: registry) != nil
            || configuration.mirrors["*"] != nil || configuration.configs["*"]?.tls != nil
    }

    /// The registries for which K3s and RKE2 write a directory of certs.d themselves, and `_default` for `*`.
    package var serviceDirectories: Set<String> {
        var draft = PlanDraft()
        let hosts = nodeHosts(into: &draft)
        let keys = Set(hosts.mirrors.keys + hosts.configs.keys)
        return Set(
            keys.filter { hosts.rendered($0, into: &draft) != nil }.map { $0 == "*" ? NodeHosts.defaultDirectory : $0 }
        )
    }

    private static func isNameable(_ host: String) -> Bool {
        let isDomain = host == "localhost" || host.contains { $0 == "." || $0 == ":" }
        return isDomain && (try? RegistryHost(parsing: host)) != nil
    }
}

extension String {
    fileprivate func replacingSuffix(_ suffixes: String...) -> String {
        suffixes.first(where: hasSuffix).map { String(dropLast($0.count)) } ?? self
    }
}
