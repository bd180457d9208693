import OCI
import Registries

/// For which images a kubelet is to ask, as a configuration's hosts decide it.
package struct CredentialProviderMatches: Hashable, Sendable {
    /// A registry that has mirrors elsewhere, and those of them that have another credential or none.
    package struct Mirrored: Hashable, Sendable {
        /// The registry.
        package let registry: String
        /// The mirrors' hosts, in the order of the plan.
        package let mirrors: [String]
    }

    /// `host[:port]` for `matchImages`, sorted.
    package var patterns: [String] = []
    /// Registries left out because a mirror would see their credential.
    package var mirrored: [Mirrored] = []
    /// Hosts left out because no pattern can say them.
    package var inexpressible: [String] = []
    /// What is wrong with credentials of hosts that are in ``patterns`` all the same.
    package var unusable: [CredentialProviderError] = []
}

extension RegistriesCredentialProvider {
    /// The registries that have a credential in the file.
    ///
    /// A kubelet hands what a provider answers to containerd without a word on whose it is, and containerd sends it to
    /// the registry's mirrors first, in the place of their own. So a registry with a mirror that is somebody else's is
    /// left out, unless the mirror is trusted with it. Its images are pulled with what containerd's own configuration
    /// has for each host.
    ///
    /// - Parameter trusted: Mirrors, `host[:port]` in lower case, that may see the credentials of what they mirror.
    package func matches(trusting trusted: Set<String> = []) -> CredentialProviderMatches {
        var matches = CredentialProviderMatches()
        for host in planner.nameableRegistries {
            guard let auth = planner.credential(for: host)?.auth else { continue }
            guard let registry = try? RegistryHost(parsing: host), Self.canBeKey(registry) else {
                matches.inexpressible.append(host)
                continue
            }
            let others = mirrors(of: host, with: auth).filter { !trusted.contains($0) }
            guard others.isEmpty else {
                // Docker Hub's other names say nothing new.
                if DockerHub.names.contains(host), host != DockerHub.name,
                    matches.mirrored.contains(where: { $0.registry == DockerHub.name })
                {
                    continue
                }
                matches.mirrored.append(.init(registry: host, mirrors: others))
                continue
            }
            do {
                _ = try login(for: host)
            } catch {
                matches.unusable.append(error)
            }
            matches.patterns.append(host)
            // As the bootstrap puller of RKE2 and K3s names it.
            if host == DockerHub.name { matches.patterns.append(DockerHub.indexHost) }
        }
        matches.patterns.sort()
        return matches
    }

    /// Hosts other than the registry itself at which its images are sought with another credential than its own.
    private func mirrors(of registry: String, with auth: AuthConfiguration) -> [String] {
        var hosts: [String] = []
        for endpoint in planner.registryPlan(for: registry).endpoints where !endpoint.isDefault {
            var others = endpoint.auth
            others?.realms = auth.realms
            guard others != auth, !Self.isSame(endpoint.host, registry) else { continue }
            if !hosts.contains(endpoint.host) { hosts.append(endpoint.host) }
        }
        return hosts
    }

    /// Whether two names are one registry's: Docker Hub's, or one host with and without the port that goes without
    /// saying. Behind another port may be somebody else.
    private static func isSame(_ left: String, _ right: String) -> Bool {
        if DockerHub.names.isSuperset(of: [left, right]) { return true }
        let (left, right) = (HostAndPort(left), HostAndPort(right))
        return left.name == right.name && (left.port ?? "443") == (right.port ?? "443")
    }
}
