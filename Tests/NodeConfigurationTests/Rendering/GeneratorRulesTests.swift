import NodeConfiguration
import OCI
import Registries
import Testing

/// The rules that hold on both systems whatever the version, each test named after its rule.
@Suite("What is written for a node")
struct GeneratorRulesTests {
    private let yaml = """
        mirrors:
          docker.io: {endpoint: ["https://mirror.example.com:5000", "https://second.example.com/prefix"]}
          "reg.example.com:5443": {endpoint: ["https://mirror.example.com:5000/v2/"]}
          "*": {endpoint: ["https://all.example.com"]}
        configs:
          "mirror.example.com:5000":
            auth: {username: puller, password: 'quote " backslash \\ tab'}
            tls: {ca_file: /pki/ca.pem, cert_file: /pki/client.pem, key_file: /pki/client.key}
          docker.io: {auth: {username: hub, password: secret}}
          "*": {auth: {username: any, password: thing}}
          "[2001:db8::1]:5000": {tls: {insecure_skip_verify: true}}
        """

    private func node(
        _ system: NodeSystem,
        _ version: ContainerdVersion = ContainerdVersion(2, 1)
    ) throws -> RenderedNode {
        try RenderedNode(yaml, on: system, containerd: version, certificates: ["/pki/ca.pem": Array("CA\n".utf8)])
    }

    @Test("rule 1: parses again, and twice the same is written twice", arguments: NodeSystem.allCases)
    func parses(system: NodeSystem) throws {
        let first = try node(system)
        let tables = first.rendering.files.filter { $0.path.hasSuffix(".toml") }
        #expect(tables.count > 5)
        for file in tables {
            #expect(throws: Never.self) { try TOMLDocument(bytes: file.bytes) }
        }
        #expect(try node(system).rendering.files == first.rendering.files)
    }

    @Test("rule 2: keys are quoted, hosts sorted, endpoints in the order given", arguments: NodeSystem.allCases)
    func order(system: NodeSystem) throws {
        let node = try node(system)
        #expect(try node.hosts("docker.io").hosts.map(\.url.value).first == "https://mirror.example.com:5000/v2")
        #expect(try node.hosts("docker.io").hosts.last?.url.value == "https://second.example.com/prefix")
        let document = try node.document(node.configuration)
        let configs = document.sections(under: ["plugins", CRIPlugin.images, "registry", "configs"])
        let hosts = configs.compactMap { $0.header?.path[4] }
        #expect(hosts.allSatisfy { $0.style == .basic })
        #expect(hosts.map(\.name) == hosts.map(\.name).sorted())
        #expect(Set(hosts.map(\.name)).count == hosts.count)
        let settings = try node.settings()
        #expect(settings.credentials["mirror.example.com:5000"]?.password?.reveal() == #"quote " backslash \ tab"#)
    }

    @Test("rule 3: a server and a host table are always there", arguments: NodeSystem.allCases)
    func server(system: NodeSystem) throws {
        let node = try node(system)
        for path in node.paths where path.hasSuffix("/hosts.toml") {
            let file = HostsFile(try node.document(path))
            #expect(file.hasServerKey && file.hasHostTable, "\(path)")
        }
        #expect(try node.hosts("mirror.example.com_5000_").server.url.value == "https://mirror.example.com:5000/v2")
        let bare = try RenderedNode("configs: {reg.example.com: {tls: {insecure_skip_verify: true}}}", on: system)
        #expect(try bare.text("certs.d/reg.example.com/hosts.toml").hasSuffix("\n[host]\n"))
    }

    @Test("rule 3: with the upstream off, the last mirror is the server", arguments: NodeSystem.allCases)
    func promoted(system: NodeSystem) throws {
        let node = try RenderedNode(yaml, on: system, disableDefaultEndpoint: true)
        let file = try node.hosts("docker.io")
        #expect(file.server.url.value == "https://second.example.com/prefix")
        #expect(file.server.overridePath?.value == true)
        #expect(file.server.capabilities?.map(\.value) == ["pull", "resolve"])
        #expect(file.hosts.map(\.url.value) == ["https://mirror.example.com:5000/v2"])
    }

    @Test(
        "rule 4: capabilities are pull, resolve and, for the registry itself, push",
        arguments: NodeSystem.allCases
    )
    func capabilities(system: NodeSystem) throws {
        let file = try node(system, ContainerdVersion(2, 3)).hosts("docker.io")
        #expect(file.hosts.allSatisfy { $0.capabilities?.map(\.value) == ["pull", "resolve"] })
        #expect(file.server.capabilities?.map(\.value) == ["pull", "resolve", "push"])
    }

    @Test(
        "rule 5: URLs end in /v2, other paths are overridden, the same endpoint stands once",
        arguments: NodeSystem.allCases
    )
    func urls(system: NodeSystem) throws {
        let node = try RenderedNode(
            """
            mirrors:
              docker.io: {endpoint: ["https://m.example.com", "https://m.example.com/v2/", "https://n.example.com/a/"]}
            """,
            on: system
        )
        let hosts = try node.hosts("docker.io").hosts
        #expect(hosts.map(\.url.value) == ["https://m.example.com/v2", "https://n.example.com/a"])
        #expect(hosts.map { $0.overridePath?.value } == [nil, true])
    }

    @Test(
        "rule 6: every host that is named has its table, Docker Hub both, and the wildcard is spelled out",
        arguments: NodeSystem.allCases
    )
    func credentials(system: NodeSystem) throws {
        let credentials = try node(system).settings().credentials
        #expect(
            credentials.mapValues(\.username) == [
                "mirror.example.com:5000": "puller", "docker.io": "hub", "registry-1.docker.io": "hub",
                "second.example.com": "any", "reg.example.com:5443": "any", "all.example.com": "any",
            ]
        )
        #expect(try node(system).codes.isSuperset(of: ["wildcard-auth-expanded", "wildcard-auth-needs-gateway"]))
    }

    @Test(
        "rule 7 (W-24, W-25): directories have the port between underscores, on Windows no colon",
        arguments: NodeSystem.allCases
    )
    func directories(system: NodeSystem) throws {
        let paths = try node(system).paths
        #expect(paths.contains("certs.d/reg.example.com_5443_/hosts.toml"))
        #expect(paths.contains("certs.d/_default/hosts.toml"))
        let literal = system == .windows ? "[2001db81]_5000_" : "[2001:db8::1]_5000_"
        #expect(paths.contains("certs.d/\(literal)/hosts.toml"))
        #expect(system == .linux || !paths.contains { $0.contains(":") })
    }

    @Test(
        "rule 8: one directory, with version, plugin and keys of that containerd",
        arguments: NodeSystem.allCases,
        [
            (ContainerdVersion(1, 6), 2, CRIPlugin.version2), (ContainerdVersion(1, 7), 2, CRIPlugin.version2),
            (ContainerdVersion(2, 0), 3, CRIPlugin.images), (ContainerdVersion(2, 1), 3, CRIPlugin.images),
            (ContainerdVersion(2, 2), 3, CRIPlugin.images), (ContainerdVersion(2, 3), 3, CRIPlugin.images),
        ]
    )
    func versions(system: NodeSystem, expected: (ContainerdVersion, Int, String)) throws {
        let node = try node(system, expected.0)
        let document = try node.document(node.configuration)
        let directory = system == .windows ? #"C:\Program Files\containerd\certs.d"# : "/etc/containerd/certs.d"
        #expect(document.root["version"]?.integer == Int64(expected.1))
        let plugins = document.root["plugins"]?.table
        #expect(plugins?[expected.2]?.table?.value(at: ["registry", "config_path"])?.string == directory)
        let transfer = plugins?[CRIPlugin.transfer]?.table?["config_path"]?.string
        #expect(transfer == (expected.1 == 3 ? directory : nil))
        #expect(plugins?.entries.count == (expected.1 == 3 ? 2 : 1))
    }

    @Test(
        "rule 9: for stock containerd a prefix becomes a path, and nothing else is written",
        arguments: NodeSystem.allCases,
        [
            ("(.*)", "team/$1", "https://m.example.com/v2/team"),
            ("^(.*)$", "a//b/${1}", "https://m.example.com/v2/a/b"),
            ("^", "p/", "https://m.example.com/v2/p"), (".*", "p/$0", "https://m.example.com/v2/p"),
            ("(.*)", "$1", "https://m.example.com/v2"), ("^library/(.*)", "p/$1", nil), ("(.*)", "p-$1", nil),
            ("(.*)", "p/$1/q", nil),
        ]
    )
    func prefixes(system: NodeSystem, rule: (String, String, String?)) throws {
        let configuration = RegistriesConfiguration(mirrors: [
            "docker.io": RegistriesConfiguration.Mirror(
                endpoints: [Located("https://m.example.com")],
                rewrites: [RegistriesConfiguration.RewriteRule(pattern: rule.0, replacement: rule.1)]
            )
        ])
        let target = RenderTarget(system: system, version: ContainerdVersion(2, 1))
        let node = try RenderedNode(configuration, target: target)
        let hosts = try node.hosts("docker.io").hosts
        #expect(hosts.map(\.url.value) == [rule.2].compactMap(\.self))
        #expect(node.rendering.isComplete == (rule.2 != nil))
        #expect(node.codes.contains("rewrite-needs-gateway") == (rule.2 == nil))
        let requests = try node.requests("busybox")
        #expect((requests.planned == requests.found) == (rule.2 != nil))
    }

    @Test("rule 9: for K3s's build the rules themselves are written", arguments: NodeSystem.allCases)
    func rules(system: NodeSystem) throws {
        let node = try RenderedNode(
            #"mirrors: {"reg.example.com:443": {endpoint: ["https://m.example.com"], rewrite: {'^a\d/(.*)': 'b/$1'}}}"#,
            on: system,
            containerd: ContainerdVersion(2, 1, isK3sBuild: true)
        )
        let rules = try node.hosts("reg.example.com_443_").hosts.first?.rewrites
        #expect(rules?.map(\.pattern) == [#"^a\d/(.*)"#] && rules?.map(\.replacement) == ["b/$1"])
        let requests = try node.requests("reg.example.com:443/a7/x")
        #expect(requests.found.first?.url == "https://m.example.com/v2/b/x" && requests.planned == requests.found)
    }

    @Test("rule 10: no secret is in a file that others may read", arguments: NodeSystem.allCases)
    func secrets(system: NodeSystem) throws {
        let node = try node(system)
        for file in node.rendering.files where !file.isSecret {
            let text = String(decoding: file.bytes, as: UTF8.self)
            #expect(!text.contains("secret") && !text.contains("thing") && !text.contains("backslash"), "\(file.path)")
        }
        #expect(node.rendering.files.first { $0.path == node.configuration }?.mode == "0600")
        let open = try RenderedNode("mirrors: {docker.io: {endpoint: [m.example.com]}}", on: system)
        #expect(open.rendering.files.allSatisfy { $0.mode == "0644" })
    }

    @Test("puts certificate files beside, and names those that are elsewhere", arguments: NodeSystem.allCases)
    func certificates(system: NodeSystem) throws {
        let node = try node(system)
        let entry = try #require(try node.hosts("docker.io").hosts.first)
        let directory = system == .windows ? #"C:\Program Files\containerd\tls\"# : "/etc/containerd/tls/"
        let name = "mirror.example.com_5000_" + system.separator + "ca.pem"
        #expect(entry.authorities.map(\.value) == [directory + name])
        #expect(try node.text("tls/mirror.example.com_5000_/ca.pem") == "CA\n")
        let elsewhere = system == .windows ? #"C:\pki\client.pem"# : "/pki/client.pem"
        #expect(entry.clients.map(\.certificate.value) == [elsewhere])
        #expect(node.codes.contains("tls-file-on-node"))
    }

    @Test("writes a certificate file of many hosts once", arguments: NodeSystem.allCases)
    func sharedCertificates(system: NodeSystem) throws {
        let yaml = "configs: {a.example.com: {tls: {ca_file: /ca.pem}}, b.example.com: {tls: {ca_file: /ca.pem}}}"
        let node = try RenderedNode(yaml, on: system, certificates: ["/ca.pem": Array("CA\n".utf8)])
        #expect(node.paths.filter { $0.hasPrefix("tls/") } == ["tls/a.example.com/ca.pem"])
        let authorities = try ["a.example.com", "b.example.com"].map {
            try node.hosts($0).server.authorities.map(\.value)
        }
        #expect(authorities[0] == authorities[1] && authorities[0].count == 1)
        let requests = try node.requests("b.example.com/x")
        #expect(requests.planned == requests.found)
    }

    @Test("puts public roots beside a CA for Windows before 2.3")
    func roots() throws {
        let yaml = "configs: {reg.example.com: {tls: {ca_file: /ca.pem}}}"
        for (system, version, isBundled) in [
            (NodeSystem.windows, ContainerdVersion(1, 7), true), (.windows, ContainerdVersion(2, 2), true),
            (.windows, ContainerdVersion(2, 3), false), (.linux, ContainerdVersion(1, 7), false),
        ] {
            let node = try RenderedNode(
                yaml,
                on: system,
                containerd: version,
                certificates: ["/ca.pem": Array("CA".utf8)],
                publicRoots: Array("ROOTS\n".utf8)
            )
            #expect(try node.text("tls/reg.example.com/ca.pem") == (isBundled ? "CA\nROOTS\n" : "CA"))
            #expect(node.codes.contains("windows-roots-bundled") == isBundled)
        }
    }

    @Test("closes a registry of which nothing is left, rather than ask its upstream", arguments: NodeSystem.allCases)
    func closed(system: NodeSystem) throws {
        let node = try RenderedNode("mirrors: {docker.io: {}}", on: system, disableDefaultEndpoint: true)
        #expect(node.codes.contains("registry-closed"))
        #expect(try node.requests("busybox").found == [])
    }

    @Test(
        "certificate files have a directory of their own for each host that a URL can name",
        arguments: NodeSystem.allCases
    )
    func certificateDirectories(system: NodeSystem) throws {
        let hosts = ["..", ".", "aux", "a'b", "a!b", "$(x)", "[ab:c::1]", "[a:bc::1]", "h", "h.", "h.example.com:5000"]
        let endpoints = hosts.map { "\"https://\($0)\"" }.joined(separator: ", ")
        let configs = hosts.map { "  \"\($0)\": {tls: {ca_file: '/\($0 == "a'b" ? "a" : $0).pem'}}" }.joined(
            separator: "\n"
        )
        let node = try RenderedNode(
            "mirrors: {docker.io: {endpoint: [\(endpoints)]}}\nconfigs:\n\(configs)\n",
            on: system,
            certificates: Dictionary(
                uniqueKeysWithValues: hosts.map { ("/\($0 == "a'b" ? "a" : $0).pem", Array($0.utf8)) }
            )
        )
        let paths = node.paths.filter { $0.hasPrefix("tls/") }
        // A dot at the end of a name belongs to no request: `h.` and `h` are two hosts all the same.
        #expect(Set(paths.map { $0.lowercased() }).count == paths.count && paths.count >= hosts.count - 1, "\(paths)")
        let forbidden = system == .windows ? "<>:\"|?*'$()!\\" : "'$()!"
        for path in paths {
            let name = try #require(path.split(separator: "/").dropFirst().first)
            #expect(system == .linux || name != "aux")
            #expect(!name.contains { forbidden.contains($0) } && !["..", "."].contains(name))
        }
        let requests = try node.requests("busybox")
        #expect(requests.planned == requests.found)
    }

    @Test("two registries of one directory are not written over each other", arguments: NodeSystem.allCases)
    func sharedDirectory(system: NodeSystem) throws {
        let node = try RenderedNode(
            """
            mirrors:
              "[ab:c::1]:5000": {endpoint: ["https://m1.example.com"]}
              "[a:bc::1]:5000": {endpoint: ["https://m2.example.com"]}
            """,
            on: system
        )
        #expect(Set(node.paths).count == node.paths.count)
        #expect(node.codes.contains("host-directory-shared") == (system == .windows))
        #expect(node.rendering.isComplete == (system == .linux))
    }

    @Test(
        "capitals in the name of a registry are warned of where the system tells them apart",
        arguments: NodeSystem.allCases
    )
    func capitals(system: NodeSystem) throws {
        let node = try RenderedNode("mirrors: {Reg.example.com: {endpoint: [\"https://M.example.com\"]}}", on: system)
        #expect(node.codes.contains("host-key-capitals") == (system == .linux))
        let requests = try node.requests("reg.example.com/x")
        #expect(requests.planned == requests.found)
        let written = try node.requests("Reg.example.com/x")
        #expect((written.planned[0] == written.found[0]) == (system == .windows))
    }
}
