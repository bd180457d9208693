import RegistryTesting

extension SeededCase {
    /// Versions of K3s and RKE2 that do something else with the file than it says; the registry is well.
    static let versions: [SeededCase] = [
        versionCase(
            "two registries with credentials, before RKE2's template for Windows was mended",
            "pain 4, W-49",
            "windows-duplicate-tables",
            "v1.29.13+rke2r1",
            node: "windows/amd64:10.0.20348"
        ) { scene, host in
            FileText.configs(host, auth: scene.login) + FileText.settings("other.test", auth: scene.login)
        },
        versionCase(
            "an endpoint twice, where K3s rejects the whole file",
            "pain 26",
            "duplicate-endpoint-rejected",
            "v1.28.6+k3s1",
            flavor: "k3s"
        ) { _, host in
            FileText.mirror(host, ["http://\(host)", "http://\(host)"])
        },
        versionCase(
            "a mirror of every registry, where K3s forgets the registry itself",
            "pain 25",
            "wildcard-mirror-without-fallback",
            "v1.28.6+k3s1",
            flavor: "k3s"
        ) { _, host in
            FileText.mirror("*", ["http://\(host)"])
        },
        versionCase(
            "TLS settings of a registry that is no mirror, where RKE2 drops them",
            "pain 30, 31",
            "tls-only-for-mirrors",
            "v1.29.3+rke2r1"
        ) { scene, host in
            FileText.mirror(host, ["http://\(host)"]) + FileText.configs("other.test", tls: scene.trust)
        },
        versionCase(
            "credentials for docker.io, where RKE2 does not use them",
            "pain 14",
            "docker-io-credentials-unused",
            "v1.33.2+rke2r1"
        ) { scene, host in
            FileText.mirror(host, ["http://\(host)"]) + FileText.configs("docker.io", auth: scene.login)
        },
    ]

    private static func versionCase(
        _ description: String,
        _ source: String,
        _ code: String,
        _ version: String,
        flavor: String = "rke2",
        node: String = "linux/amd64",
        yaml: @escaping @Sendable (CheckScene, _ host: String) -> String
    ) -> SeededCase {
        SeededCase(description, source, code, at: "node") { scene in
            let registry = try await scene.registry(
                image: node.hasPrefix("windows") ? .windows(version: "10.0.20348.2700") : .linux()
            )
            let host = "\(CheckScene.registryName):\(registry.port)"
            let text = yaml(scene, host)
            let mirror = text.contains("mirrors:") ? "" : FileText.mirror(host, ["http://\(host)"])
            // The same template also loses the credentials.
            return CheckSetup(mirror + text, image: "\(host)/app:1").with(\.nodes, [node])
                .with(\.otherErrors, ["rke2-version-affected"])
                .with(\.arguments, ["--flavor", flavor, "--rke2-version", version])
        }
    }
}
