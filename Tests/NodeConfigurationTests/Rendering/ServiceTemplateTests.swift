import NodeConfiguration
import Registries
import Testing

@Suite("What is written for K3s and RKE2")
struct ServiceTemplateTests {
    private static let one = """
        mirrors: {docker.io: {endpoint: ["https://mirror.example.com:5000"]}}
        configs: {"mirror.example.com:5000": {auth: {username: u, password: "a{{b}}\\"c{{{d{{\\u0301e"}, tls: {ca_file: 'C:\\pki\\ca.pem'}}}
        """
    private static let configurations = [
        "{}", one,
        """
        mirrors:
          docker.io: {endpoint: ["https://mirror.example.com:5000"]}
          quay.io: {endpoint: ["https://second.example.com"]}
        configs:
          "mirror.example.com:5000": {auth: {username: u, password: p}, tls: {ca_file: 'C:\\pki\\ca.pem'}}
          second.example.com: {auth: {username: v, password: q}, tls: {insecure_skip_verify: true}}
          docker.io: {auth: {username: hub, password: s}}
        """,
    ]

    /// What the service makes of our template: its own text in the place of `base`.
    private func expanded(_ node: RenderedNode, template: String, base: String) throws -> String {
        let text = try node.text(template)
        let parts = text.split(separator: #"{{ template "base" . }}"#, omittingEmptySubsequences: false)
        #expect(parts.count == 2)
        #expect(parts.joined().utf8.firstRange(of: "{{".utf8) == nil)
        return parts.joined(separator: base)
    }

    /// The text of the template that every version since has, as far as it is about registries.
    private func mendedBase(_ configuration: RegistriesConfiguration, version: Int) -> String {
        let plugin = CRIPlugin.name(configVersion: version)
        var lines = ["version = \(version)", "[plugins.\"\(plugin)\".registry]", "  config_path = \"/certs.d\""]
        for key in configuration.configs.keys {
            guard let auth = configuration.configs[key]?.auth else { continue }
            lines.append("[plugins.\"\(plugin)\".registry.configs.\"\(key)\".auth]")
            lines.append("  username = \"\(auth.username)\"")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    @Test(
        "goes with the mended template for none, one and more registries",
        arguments: NodeSystem.allCases,
        configurations
    )
    func mended(system: NodeSystem, yaml: String) throws {
        for (version, name) in [(ContainerdVersion(1, 7), "config.toml.tmpl"), (.init(2, 1), "config-v3.toml.tmpl")] {
            let node = try RenderedNode(
                yaml,
                on: system,
                containerd: version,
                flavor: .rke2,
                serviceVersion: "v1.30.10+rke2r1"
            )
            let base = mendedBase(node.planner.configuration, version: version.configVersion)
            let text = try expanded(node, template: name, base: base)
            let settings = ContainerdSettings(try TOMLDocument(bytes: Array(text.utf8)))
            #expect(settings.hostsDirectory == "/certs.d")
            let named = node.planner.configuration.configs.keys.filter {
                node.planner.configuration.configs[$0]?.auth != nil
            }
            #expect(Set(named).isSubset(of: settings.credentials.keys))
            if named.contains("docker.io") {
                #expect(settings.credentials["registry-1.docker.io"]?.username == "hub")
            }
            #expect(settings.tls.isEmpty && !node.paths.contains("registries.yaml"))
        }
    }

    @Test("goes with the broken Windows template for none, one and more registries", arguments: configurations)
    func broken(yaml: String) throws {
        let node = try RenderedNode(
            yaml,
            on: .windows,
            containerd: ContainerdVersion(1, 7),
            flavor: .rke2,
            serviceVersion: "v1.29.13+rke2r1"
        )
        let reduced = try RegistriesConfiguration(
            parsing: Array(node.text("registries.yaml").utf8),
            strictness: .strict
        )
        #expect(reduced.configs.keys.isEmpty)
        let base =
            "version = 2\n" + BrokenWindowsTemplate.registryTables(for: reduced).map(\.text).joined(separator: "\n")
        let text = try expanded(node, template: "config.toml.tmpl", base: base)
        let settings = ContainerdSettings(try TOMLDocument(bytes: Array(text.utf8)))
        #expect(settings.hostsDirectory == nil)
        let configuration = node.planner.configuration
        for key in configuration.configs.keys {
            #expect(settings.credentials[key]?.username == configuration.configs[key]?.auth?.username)
            #expect(settings.credentials[key]?.password == configuration.configs[key]?.auth?.password)
            if let tls = configuration.configs[key]?.tls { #expect(settings.tls[key] == tls) }
        }
        #expect(Set(settings.mirrors.keys).isSuperset(of: configuration.mirrors.keys))
        #expect(!node.paths.contains { $0.hasPrefix("certs.d/") })
        for image in ["busybox", "quay.io/a/b:1", "mirror.example.com:5000/x"] {
            let requests = try node.requests(image)
            #expect(requests.planned == requests.found, "\(image)")
        }
    }

    @Test("has the TLS settings of mirrors for the broken template where the registries' own endpoints are off")
    func mirrorsAlone() throws {
        let node = try RenderedNode(
            """
            mirrors: {docker.io: {endpoint: ["https://m1.example.com"]}, "*": {endpoint: ["https://m2.example.com"]}}
            configs:
              m1.example.com: {tls: {insecure_skip_verify: true}}
              m2.example.com: {tls: {ca_file: 'C:\\pki\\ca.pem'}}
            """,
            on: .windows,
            containerd: ContainerdVersion(1, 7),
            flavor: .rke2,
            serviceVersion: "v1.29.13+rke2r1",
            disableDefaultEndpoint: true
        )
        let text = try expanded(node, template: "config.toml.tmpl", base: "version = 2\n")
        let settings = ContainerdSettings(try TOMLDocument(bytes: Array(text.utf8)))
        #expect(settings.tls["m1.example.com"]?.insecureSkipVerify == true)
        #expect(settings.tls["m2.example.com"]?.caFile == "C:\\pki\\ca.pem")
    }

    @Test("leaves TLS settings out, and says so, where the version of the service is not known")
    func unknownVersion() throws {
        let node = try RenderedNode(Self.one, on: .windows, containerd: ContainerdVersion(1, 7), flavor: .rke2)
        #expect(node.codes.contains("service-version-needed") && !node.rendering.isComplete)
        #expect(try !node.text("config.toml.tmpl").contains(".tls]"))
        #expect(try node.text("config.toml.tmpl").contains(#"configs."mirror.example.com:5000".auth]"#))
    }

    @Test("writes no directory that the service writes", arguments: NodeSystem.allCases)
    func ownership(system: NodeSystem) throws {
        let node = try RenderedNode(
            #"mirrors: {"reg.example.com:443": {endpoint: ["https://m.example.com"]}, "*": {endpoint: ["https://a.example.com"]}}"#,
            on: system,
            flavor: .k3s
        )
        #expect(node.codes.contains("service-owns-certs-d"))
        // The service knows nothing of an image that leaves `:443` out.
        #expect(
            node.paths.filter { $0.hasPrefix("certs.d/") }
                == ["a.example.com", "m.example.com", "reg.example.com"].map { "certs.d/\($0)/hosts.toml" }
        )
    }

    @Test(
        "knows the versions whose Windows template is broken",
        arguments: [
            ("v1.29.13+rke2r1", true), ("v1.29.14+rke2r1", false), ("v1.30.9+k3s1", true), ("v1.30.10+k3s1", false),
            ("v1.31.5+rke2r1", true), ("v1.31.6+rke2r1", false), ("v1.32.1+rke2r1", true), ("v1.32.2+rke2r1", false),
            ("v1.33.0+rke2r1", false), ("1.24.3", true), ("v1.36.4+rke2r1", false),
        ]
    )
    func versions(text: String, isBroken: Bool) throws {
        #expect(try #require(ServiceVersion(parsing: text)).hasBrokenWindowsTemplate == isBroken)
    }
}
