/// Token servers that belong to a registry although its name does not tell.
enum KnownRealms {
    static func contains(registry: String, realm: HTTPURL) -> Bool {
        guard realm.scheme == .https, realm.port == 443 else { return false }
        return pairs.contains { $0.registry == registry && $0.realm == realm.host }
    }

    private static let pairs: [(registry: String, realm: String)] = [
        // https://distribution.github.io/distribution/spec/auth/token/: the challenge of registry-1.docker.io.
        ("registry-1.docker.io", "auth.docker.io"),
        ("index.docker.io", "auth.docker.io"),
        ("docker.io", "auth.docker.io"),
        // https://docs.gitlab.com/administration/packages/container_registry/: realm https://gitlab.com/jwt/auth.
        ("registry.gitlab.com", "gitlab.com"),
        // A trace in https://github.com/kubernetes/minikube/pull/13782; siblings under a multi-tenant name.
        ("registry.cn-hangzhou.aliyuncs.com", "dockerauth.cn-hangzhou.aliyuncs.com"),
    ]
}
