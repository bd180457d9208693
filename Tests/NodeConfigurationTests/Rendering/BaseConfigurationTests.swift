import NodeConfiguration
import Registries
import Testing

@Suite("A node's own config.toml")
struct BaseConfigurationTests {
    private static let yaml = """
        mirrors: {docker.io: {endpoint: ["https://mirror.example.com:5000"]}}
        configs: {"mirror.example.com:5000": {auth: {username: u, password: p}}}
        """
    private static let around = (
        "version = 2\n# ours\nroot = '/data'\n[plugins.\"io.containerd.grpc.v1.cri\"]\n  sandbox_image = \"pause:3\" # keep\n",
        "[plugins.\"io.containerd.grpc.v1.cri\".containerd]\n  snapshotter = 'native'\n\n[debug]\n  level = \"info\"\n"
    )
    private static let prefix = "[plugins.\"io.containerd.grpc.v1.cri\".registry"

    private static let registries = [
        "",
        "\(prefix)]\n  config_path = \"\"\n\n",
        "\(prefix)]\n\n",
        "\(prefix)]\n  config_path = '/old'\n\(prefix).mirrors]\n\(prefix).mirrors.\"docker.io\"]\n  endpoint = [\"x\"]\n\n",
        "\(prefix).configs.\"old.example.com\".auth]\n  username = \"o\"\n  password = \"q\"\n\n",
        "\(prefix).auths]\n\n\(prefix).configs]\n\n\(prefix).headers]\n  A = [\"b\"]\n\n",
        "  registry.config_path = \"\"\n",
    ]

    private func merged(_ base: String, on system: NodeSystem, _ version: ContainerdVersion) throws -> String {
        try RenderedNode(Self.yaml, on: system, containerd: version, base: base).text("config.toml")
    }

    @Test(
        "gets our registry part, keeps every other line, and stays as it is the second time",
        arguments: NodeSystem.allCases,
        registries
    )
    func merging(system: NodeSystem, registry: String) throws {
        for ending in ["\n", "\r\n"] {
            let base = (Self.around.0 + registry + Self.around.1).split(
                separator: "\n",
                omittingEmptySubsequences: false
            ).joined(separator: ending)
            let once = try merged(base, on: system, ContainerdVersion(1, 7))
            let settings = ContainerdSettings(try TOMLDocument(bytes: Array(once.utf8)))
            #expect(settings.hostsDirectory?.hasSuffix("certs.d") == true)
            #expect(settings.credentials.mapValues(\.username) == ["mirror.example.com:5000": "u"])
            #expect(settings.mirrors.isEmpty)
            let lines = Set(once.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline))
            let kept = (Self.around.0 + Self.around.1).split(whereSeparator: \.isNewline)
            #expect(kept.allSatisfy { lines.contains($0) })
            #expect(!registry.contains("headers") || once.contains("A = [\"b\"]"))
            #expect(ending == "\n" || !once.contains("\n" as Character))
            #expect(try merged(once, on: system, ContainerdVersion(1, 7)) == once)
        }
    }

    @Test("is one of the version that it says", arguments: NodeSystem.allCases)
    func versions(system: NodeSystem) throws {
        for (base, version, plugin) in [
            ("", ContainerdVersion(1, 6), CRIPlugin.version1),
            ("version = 1\n", ContainerdVersion(1, 7), CRIPlugin.version1),
            ("version = 2\n", ContainerdVersion(1, 7), CRIPlugin.version2),
            ("version = 2\n", ContainerdVersion(2, 1), CRIPlugin.version2),
            ("version = 3\n", ContainerdVersion(2, 1), CRIPlugin.images),
            ("version = 4\n", ContainerdVersion(2, 3), CRIPlugin.images),
        ] {
            let document = try TOMLDocument(bytes: Array(merged(base, on: system, version).utf8))
            #expect(document.root.value(at: ["plugins", plugin, "registry", "config_path"])?.string != nil)
        }
        for (base, version) in [
            ("version = 3\n", ContainerdVersion(1, 7)), ("version = 4\n", .init(2, 2)), ("version = 5\n", .init(2, 3)),
            ("version = 0\n", .init(1, 7)), ("version = '2'\n", .init(1, 7)),
        ] {
            #expect(throws: NodeRendering.Failure.self) { try merged(base, on: system, version) }
        }
    }

    @Test(
        "is refused where its registry part cannot be taken out",
        arguments: NodeSystem.allCases,
        [
            "version = 2\nplugins = { \"io.containerd.grpc.v1.cri\" = { registry = { config_path = '' } } }\n",
            "version = 2\n[plugins.\"io.containerd.grpc.v1.cri\"]\nregistry = {}\n",
            "version = 2\n[plugins.\"io.containerd.grpc.v1.cri\"]\nregistry.headers.A = ['b']\n",
            "version = 2\n[[plugins.\"io.containerd.grpc.v1.cri\".registry]]\nconfig_path = ''\n",
            "version = 2\n[a]\n[a]\n", "version = 2\na = \"C:\\certs\"\n",
        ]
    )
    func refused(system: NodeSystem, base: String) throws {
        #expect(throws: NodeRendering.Failure.self) { try merged(base, on: system, ContainerdVersion(1, 7)) }
    }

    @Test("says whose settings are gone", arguments: NodeSystem.allCases)
    func replaced(system: NodeSystem) throws {
        let node = try RenderedNode(
            Self.yaml,
            on: system,
            containerd: ContainerdVersion(1, 7),
            base: Self.around.0 + Self.registries[4]
        )
        let warning = node.rendering.warnings.first { $0.code == .baseSettingsReplaced }
        #expect(warning?.subject == "old.example.com")
    }

    @Test("says whose settings are gone without the password in a URL, and of many only the first")
    func replacedSecrets() throws {
        let auths = (0..<20).map { "\(Self.prefix).auths.\"https://u:canary@h\($0)\"]\n  auth = \"x\"\n" }.joined()
        let node = try RenderedNode(
            Self.yaml,
            on: .linux,
            containerd: ContainerdVersion(1, 7),
            base: Self.around.0 + auths
        )
        let warning = node.rendering.warnings.first { $0.code == .baseSettingsReplaced }
        #expect(warning?.subject.contains("canary") == false)
        #expect(warning?.subject.hasPrefix("https://h0, ") == true && warning?.subject.hasSuffix(", ...") == true)
    }

    @Test("with thousands of tables is written in a moment")
    func size() throws {
        let tables = (0..<3_000).map { "\(Self.prefix).configs.\"h\($0)\".auth]\n  username = \"u\"\n" }.joined()
        let start = ContinuousClock.now
        _ = try merged(Self.around.0 + tables + Self.around.1, on: .linux, ContainerdVersion(1, 7))
        #expect(ContinuousClock.now - start < .seconds(8))
    }
}
