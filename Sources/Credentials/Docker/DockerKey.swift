import OCI
import Registries

/// A key of `auths` or `credHelpers`: the registry, or the part of one, whose credential stands under it.
///
/// Docker writes `host[:port]`, and for Docker Hub `https://index.docker.io/v1/`; its older versions wrote URLs for all.
/// Podman also writes `host[:port]/namespace` (containers-auth.json(5)).
struct DockerKey: Hashable {
    /// `host[:port]`, as a ``CredentialTarget`` has it.
    let host: String
    /// The path below the host for which alone the entry is; nil for all of it.
    let namespace: String?

    /// - Returns: nil for a key that can be no registry's, which matches nothing.
    init?(_ key: String) {
        let scheme = ["https://", "http://"].first { key.lowercased().hasPrefix($0) }
        let rest = key.dropFirst(scheme?.count ?? 0)
        let name = rest.prefix { $0 != "/" }
        guard let registry = try? RegistryHost(parsing: String(name)) else { return nil }
        host = CredentialTarget(host: registry).host
        let path = rest.dropFirst(name.count + 1)
        // Of a URL the path says nothing; without a scheme only the roots of Docker's APIs say nothing.
        guard scheme == nil, !["", "v1/", "v2/"].contains(path) else {
            namespace = nil
            return
        }
        guard let repository = try? Repository(parsing: String(path.hasSuffix("/") ? path.dropLast() : path)) else {
            return nil
        }
        namespace = repository.description
    }

    /// How closely the entry fits: the length of its path; nil for no fit. A path fits whole components alone.
    func specificity(for target: CredentialTarget) -> Int? {
        guard host == target.host else { return nil }
        guard let namespace else { return 0 }
        guard let repository = target.repository,
            repository == namespace || repository.hasPrefix(namespace + "/")
        else { return nil }
        return namespace.utf8.count
    }
}
