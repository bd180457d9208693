import NodeConfiguration
import RegistryTesting

extension SeededCase {
    /// What is on the node, with a registry that is well behind it.
    static let nodes: [SeededCase] = [
        nodeCase(
            "credentials in the wrong table, as RKE2 wrote it on Windows",
            "pain 1, 2",
            "auth-under-configs-auth",
            .windows
        ) {
            $0.configuration.replace("configs.\"\($0.host)\".auth", with: "configs.auth.\"\($0.host)\"")
        },
        nodeCase(
            "TLS settings in the wrong table, as RKE2 wrote it on Windows",
            "pain 3",
            "tls-under-configs-tls",
            .windows
        ) {
            $0.configuration += "[\($0.registry).configs.tls.\"\($0.host)\"]\n  insecure_skip_verify = true\n"
        },
        nodeCase("a second registry, for which RKE2 wrote its tables twice", "pain 4", "toml-duplicate-table", .windows)
        {
            $0.configuration += "[\($0.registry).configs.\"\($0.host)\".auth]\n  username = 'other'\n"
        },
        nodeCase("a config.toml that PowerShell wrote", "pain 7", "encoding-utf16", .windows) { $0.isUTF16 = true },
        nodeCase("a config.toml with single backslashes", "pain 8", "toml-bad-escape", .windows) {
            $0.configuration.replace("'", with: "\"")
        },
        nodeCase("credentials in hosts.toml", "pain 6, 18", "hosts-auth-unsupported", .windows) {
            $0.hosts.replace("[host]", with: "username = \"puller\"\n[host]")
        },
        nodeCase("a directory with a colon in its name", "pain 5", "hostdir-colon-windows", .windows) {
            $0.hostsDirectory = $0.host
        },
        nodeCase("containerd on Windows without a config_path", "pain 28", "config-path-missing-windows", .windows) {
            $0.configuration.replace(#/  config_path.*\n/#, with: "")
        },
        nodeCase(
            "a list of directories for containerd 2.1",
            "pain 28",
            "config-path-list-transfer",
            .linux,
            "2.1.4",
            isOpen: true
        ) {
            $0.configuration.replace("certs.d'", with: "certs.d:/etc/docker/certs.d'")
        },
        nodeCase("a hosts.toml without any host", "pain 31", "hosts-no-host-table", .linux) {
            $0.hosts.replace("[host]\n", with: "")
        },
        nodeCase(
            "a restart that was forgotten after a password was added",
            "pain 49",
            "auth-missing-from-config",
            .linux
        ) {
            guard let start = $0.configuration.firstRange(of: "[\($0.registry).configs") else { return }
            $0.configuration.removeSubrange(start.lowerBound...)
        },
        nodeCase("TLS settings that containerd 2 does not read", "pain 33", "tls-removed-in-2", .linux, "2.0.5") {
            $0.configuration += "[\($0.registry).configs.\"\($0.host)\".tls]\n  insecure_skip_verify = true\n"
        },
        nodeCase(
            "a hosts.toml of an older registries.yaml",
            "pain 49",
            "node-differs-from-plan",
            .linux,
            hasEndpoint: true
        ) {
            $0.hosts += "[host.\"http://127.0.0.9:5000/v2\"]\n  capabilities = [\"pull\", \"resolve\"]\n"
        },
        SeededCase(
            "an RKE2 whose Windows template loses credentials",
            "W-49, pain 1",
            "rke2-version-affected",
            at: "node"
        ) {
            scene in
            let registry = try await scene.registry(
                authentication: scene.password,
                image: .windows(version: "10.0.20348.2700")
            )
            let host = "\(CheckScene.registryName):\(registry.port)"
            let setup = CheckSetup(named: registry, FileText.configs(host, auth: scene.login))
            return setup.with(\.endpoint, nil).with(\.nodes, ["windows/amd64:10.0.20348"])
                .with(\.arguments, setup.arguments + ["--flavor", "rke2", "--rke2-version", "v1.29.13+rke2r1"])
        },
    ]

    /// A tree of a node of which one file is spoilt.
    ///
    /// - Parameter isOpen: whether the registry wants no password, and the files have none.
    static func nodeCase(
        _ description: String,
        _ source: String,
        _ code: String,
        _ system: NodeSystem,
        _ containerd: String = "1.7.20",
        isOpen: Bool = false,
        hasEndpoint: Bool = false,
        spoil: @escaping @Sendable (inout NodeTree) -> Void
    ) -> SeededCase {
        SeededCase(description, source, code, at: "node") { scene in
            let isWindows = system == .windows
            let registry = try await scene.registry(
                authentication: isOpen ? .none : scene.password,
                image: isWindows ? .windows(version: "10.0.20348.2700") : .linux()
            )
            let host = "\(CheckScene.registryName):\(registry.port)"
            let version = containerd.hasPrefix("1") ? 2 : 3
            var tree = NodeTree(system, host, password: isOpen ? nil : scene.canary.secret, version: version)
            spoil(&tree)
            let setup = CheckSetup(named: registry, isOpen ? "" : FileText.configs(host, auth: scene.login))
            let root = try tree.write(setup.registries ?? [], in: scene)
            let service = version == 2 ? "v1.30.10+rke2r1" : "v1.33.1+rke2r1"
            return setup.with(\.endpoint, hasEndpoint ? setup.endpoint : nil).with(\.registries, nil)
                .with(\.nodes, [isWindows ? "windows/amd64:10.0.20348" : "linux/amd64"])
                .with(
                    \.arguments,
                    ["--root", root, "--flavor", "rke2", "--rke2-version", service, "--containerd", containerd]
                        + ["--disable-default-endpoint"]
                )
        }
    }
}
