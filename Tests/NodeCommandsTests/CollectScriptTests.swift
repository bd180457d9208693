import ArgumentParser
import Foundation
import NodeConfiguration
import OCI
import Registries
import Testing

@testable import NodeCommands

@Suite("The script that gathers a node's files", .enabled(if: ShellRun.isPossible))
struct CollectScriptTests {
    /// Runs the script on a planted node.
    static func collect(_ files: [String: String]) throws -> (node: PlantedTree, result: PlantedTree, output: String) {
        let node = try PlantedTree(files)
        for name in files.keys {
            let mode = name == "etc/k.pem" ? 0o600 : 0o644
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: node.path + "/" + name)
        }
        let result = try PlantedTree()
        let script = CollectScript(for: .linux)
        let bench = try PlantedTree([script.name: String(decoding: script.text(), as: UTF8.self)])
        let run = try ShellRun([bench.path + "/" + script.name, result.path, node.path])
        #expect(run.status == 0, "\(run.output)")
        return (node, result, run.output)
    }

    /// What becomes of files of a kind: their names are those of `names`, in that order.
    static func masked(_ texts: [String], as names: [String]) throws -> [String] {
        let files = Dictionary(uniqueKeysWithValues: zip(names, texts))
        let (_, result, output) = try collect(files)
        for text in result.texts.values { #expect(!text.contains("CANARY"), "\(text)") }
        #expect(!output.contains("CANARY"))
        return try names.prefix(texts.count).map { try #require(result.text(of: $0)) }
    }

    static func masked(_ text: String, as name: String) throws -> String {
        try masked([text], as: [name])[0]
    }

    static let registries = "etc/rancher/k3s/registries.yaml"
    static let yamlNames = [
        registries, "etc/rancher/k3s/config.yaml", "etc/rancher/rke2/registries.yaml", "etc/rancher/rke2/config.yaml",
    ]

    /// A value in every spelling; `auth` is the mapping above.
    static let spellings = [
        "password: CANARY", "password:    \"CANARY\"", "password: 'CANARY'", "password : CANARY", "password:\tCANARY",
        "\"password\": CANARY", "'password': CANARY", "password: CANARY # CANARY", "password: a CANARY b",
        "password: \"CANARY\n      CANARY\n  CANARY\"", "password: 'CANARY\n\n      CANARY'",
        "password: |\n        CANARY\n        CANARY", "password: >-\n        CANARY\n\n        CANARY",
        "password:\n        CANARY\n        CANARY", "password: CANARY\n        CANARY", "password: !!str CANARY",
        "password: &p CANARY\n      identity_token: *p", "password: !CANARY", "password: &CANARY", "password: *CANARY",
        "password: |2\n        CANARY", "password: 'it''s CANARY'", "password: \"a\\\"CANARY\"",
        "password: {a: CANARY}",
        "password: [CANARY, 'CANARY']", "password:\n      - CANARY\n      - CANARY", "auth: CANARY", "auth: \"CANARY\"",
        "identity_token: CANARY", "identitytoken: CANARY", "token: CANARY", "pasword: CANARY", "Password: CANARY",
        "\"pass\\u0077ord\": CANARY", "? password\n      : CANARY", "?\n        password\n      : CANARY",
        "password:CANARY", "password=CANARY", "password: \"CANARY", "password: 'CANARY\n    tls: {}", "# CANARY",
        "username: u # CANARY", "username: u\n        CANARY", "username: \"u\n      CANARY\"",
        "\u{A0}password: CANARY",
        "password: @CANARY", "password: %CANARY", "password: `CANARY`", "password: : CANARY", "<<: {password: CANARY}",
        "&k password: CANARY", "!!str password: CANARY", "password: \u{201C}CANARY\u{201D}", "header: {X: CANARY}",
        "password: CANARY\u{85}CANARY", "password: a\r  CANARY",
    ]

    @Test("leaves no secret in YAML, block style", arguments: spellings)
    func block(spelling: String) throws {
        let yaml = "configs:\n  h:\n    auth:\n      username: bob\n      \(spelling)\n    tls: {ca_file: /x}\n"
        let windows = yaml.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
        // Also alone, without an end of line, and behind a byte order mark.
        let texts = [yaml, windows, spelling, "\u{FEFF}" + yaml]
        let results = try Self.masked(texts, as: Self.yamlNames)
        for result in results[0...1] {
            #expect(result.hasPrefix("configs:"))
            #expect(result.contains("username: bob"))
        }
        #expect(!results[0].utf8.contains(0x0D) || spelling.contains("\r"))
        #expect(results[1].utf8.contains(0x0D))
        #expect(results[3].hasPrefix("\u{FEFF}configs:"))
    }

    static let inline = [
        "{username: bob, password: CANARY}", "{password: CANARY, username: bob}", "{password: \"CANARY, CANARY\"}",
        "{\"password\":\"CANARY\"}", "{'password': 'CANARY'}", "{password: CANARY\n    , username: bob}",
        "{password:\n     CANARY}", "{password: CANARY\n     CANARY}", "{password: \"CANARY\n  CANARY\"}",
        "{auth: CANARY, identity_token: CANARY}", "{password: [CANARY, {a: CANARY}]}",
        "{password: CANARY # CANARY\n    }",
        "{password:CANARY}", "{password: {username: bob, x: CANARY}}", "{password: &p CANARY, identity_token: *p}",
        "{? password : CANARY}", "{password: !CANARY, auth: &CANARY1, token: *CANARY2}", "{CANARY}",
        "{password: \"CANARY",
        "{username: bob\n    password: CANARY}", "[{password: CANARY}, password: CANARY, CANARY]",
        "{password: 'CANARY''CANARY'}",
    ]

    @Test("leaves no secret in YAML, flow style", arguments: inline)
    func flow(spelling: String) throws {
        let yaml = "configs:\n  h:\n    auth: \(spelling)\n  i: {auth: \(spelling), tls: {ca_file: /x}}\n"
        let windows = yaml.split(separator: "\n").joined(separator: "\r\n")
        _ = try Self.masked([yaml, windows, "{configs: {h: {auth: \(spelling)}}}"], as: Self.yamlNames)
    }

    @Test("of config.yaml keeps what is known to be harmless")
    func serviceConfiguration() throws {
        let text = """
            token: CANARY
            agent-token: "CANARY"
            server: https://u:CANARY@h:6443
            datastore-endpoint: postgres://u:CANARY@h/db
            kube-apiserver-arg:
            - "x=CANARY"
            node-label: [CANARY]
            embedded-registry: "true"   # CANARY
            private-registry+: https://u:CANARY@x
            "system-default-registry": u:CANARY@reg.example.com
            """
        let result = try Self.masked(text, as: "etc/rancher/rke2/config.yaml")
        #expect(result.contains("embedded-registry: \"true\""))
        #expect(result.contains("private-registry+: https://u:masked@x"))
        #expect(result.contains("\"system-default-registry\": u:masked@reg.example.com"))
        #expect(result.contains("\nserver: <masked>"))
    }

    /// Values of `password` in every kind of TOML, and keys that are none of ours.
    static let values = [
        "{{/* CANARY */}}", "{{- /* CANARY\nCANARY */ -}}",
        "password = \"CANARY\"", "password='CANARY'", "password = \"\"\"CANARY\nCANARY \\\"\"\" CANARY\"\"\"",
        "password = '''\nCANARY\n'''", "password = CANARY", "password = 12CANARY", "\"password\" = \"CANARY\"",
        "'password' = 'CANARY'", "\"pass\\u0077ord\" = \"CANARY\"", "pasword = \"CANARY\"", "auth = \"CANARY\"",
        "identitytoken = \"CANARY\"", "token = \"CANARY\"", "password = \"CANARY\" # CANARY", "# CANARY",
        "username = \"bob\" # CANARY", "password = [\"CANARY\", 'CANARY']", "password = { a = \"CANARY\" }",
        "password = \"CANARY", "password = 'CANARY", "password = \"\"\"CANARY",
        "x = [ \"CANARY\",\npassword = \"CANARY\"",
        "password \"CANARY\"", "password: CANARY", "CANARY", "\"CANARY\"", "= \"CANARY\"",
        "password = {{ printf \"%q\" \"CANARY\" }}", "{{ $password := \"CANARY\" }}", "password = \"a\\\"CANARY\"",
        "password\t=\t\"CANARY\"", "a.password = \"CANARY\"", "password = \"\" CANARY", "password = \"CANARY\rCANARY\"",
    ]

    @Test("leaves no secret in TOML", arguments: values)
    func toml(line: String) throws {
        let registry = "plugins.\"io.containerd.grpc.v1.cri\".registry"
        let tables = ["\(registry).configs.\"h:5000\".auth", "\(registry).configs.auth.\"h\"", "\(registry).auths.'u'"]
        let texts = tables.map { "version = 2\n[\($0)]\n  username = \"bob\"\n  \(line)\n[x]\n  y = \"kept\"\n" }
        let windows = texts.map { $0.split(separator: "\n").joined(separator: "\r\n") + "\r\n" }
        let names = (1...6).map { "etc/containerd/\($0).toml" } + ["etc/containerd/certs.d/h/hosts.toml"]
        let results = try Self.masked(texts + windows + ["[host.\"https://h\"]\n\(line)\n"], as: names)
        for (table, result) in zip(tables + tables, results) {
            #expect(result.hasPrefix("version = 2"))
            #expect(result.contains("[\(table)]"))
            #expect(result.contains("username = \"bob\""))
        }
    }

    @Test("leaves no header, no inline table and no user's password in TOML")
    func tables() throws {
        let config = """
            imports = ["/etc/containerd/conf.d/*.toml"]
            [plugins.cri.registry.configs]
              "a".auth = { username = "bob", password = "CANARY", auth = 'CANARY' }
              "a".tls = { ca_file = '/etc/a.pem', insecure_skip_verify = true }
            [plugins.cri.registry.headers]
              Authorization = ["Bearer CANARY"]
              X-Any = ["CANARY"]
            [plugins.cri.registry.auths."https://u:CANARY@h"]
            [proxy_plugins]
              api_token = "CANARY"
              sandbox_image = "h/pause:3"
              env = ["A=CANARY"]
            """
        let result = try Self.masked(config, as: "etc/containerd/config.toml")
        #expect(
            result.contains(#""a".auth = { username = "bob", password = "<masked>", auth = 'bWFza2VkOm1hc2tlZA==' }"#)
        )
        #expect(result.contains(#""a".tls = { ca_file = '/etc/a.pem', insecure_skip_verify = true }"#))
        #expect(result.contains(#"sandbox_image = "h/pause:3""#))
        #expect(result.contains(#"imports = ["/etc/containerd/conf.d/*.toml"]"#))
        let hosts = """
            # File generated by rke2. DO NOT EDIT. CANARY
            server = "https://u:CANARY@h/v2"
            [host."https://u:CANARY@m:5000"]
              capabilities = ["pull", "resolve"]
              [host."https://u:CANARY@m:5000".header]
                authorization = ["Basic CANARY"]
              [host."https://u:CANARY@m:5000".rewrite]
                "(.*)" = "p/$1"
            """
        let masked = try Self.masked(hosts, as: "var/lib/rancher/rke2/agent/etc/containerd/certs.d/h/hosts.toml")
        #expect(masked.hasPrefix("# File generated by rke2. DO NOT EDIT.\nserver = \"https://u:masked@h/v2\"\n"))
        #expect(masked.contains("[host.\"https://u:masked@m:5000\".rewrite]\n    \"(.*)\" = \"p/$1\""))
    }

    @Test("gives a tree that explains itself as the node does", arguments: Flavour.allCases)
    func explain(flavour: Flavour) throws {
        let pem = "-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----\n"
        let (node, result, output) = try Self.collect([
            "etc/rancher/rke2/config.yaml": "token: CANARY\nprivate-registry: \"/srv/my reg.yaml\"\n",
            "etc/rancher/rke2/config.yaml.d/10-a b.yaml": "embedded-registry: 'true'\nagent-token: CANARY\n",
            "etc/rancher/rke2/registries.yaml": "mirrors: {not: read}\n",
            "srv/my reg.yaml": """
            mirrors:
              docker.io:   # CANARY
                endpoint: ["https://m.example.com:5000/v2", http://n.example.com]
                rewrite:
                  "^library/(.*)": "hub/$1"
              "*": {endpoint: ['https://w.example.com'], rewrite: {"(.*)": x/$1}}
            configs:
              "m.example.com:5000":
                auth: &auth {username: bob, password: "CANARY"}
                tls: {ca_file: "/etc/my ca.pem", cert_file: /etc/c.pem, key_file: /etc/k.pem}
              n.example.com: {auth: *auth, tls: {ca_file: /etc/none.pem}}
              w.example.com:
                auth:
                  auth: dTpDQU5BUlk=
              registry-1.docker.io: {auth: {identity_token: CANARY}}
              pass.example.com: {auth: {username: x, password: ''}}
            """,
            "etc/my ca.pem": "CANARY\n\(pem)-----BEGIN PRIVATE KEY-----\nCANARY\n-----END PRIVATE KEY-----\n",
            "etc/c.pem": pem, "etc/k.pem": "CANARY",
            "var/lib/rancher/rke2/agent/etc/containerd/certs.d/_default/hosts.toml": "ca = ['../x/ca.crt', 'k.key']\n",
            "var/lib/rancher/rke2/agent/etc/containerd/certs.d/_default/k.key": "CANARY",
            "var/lib/rancher/rke2/agent/etc/containerd/certs.d/x/ca.crt": pem,
            "etc/shadow": "CANARY",
            "var/lib/rancher/rke2/agent/server-ca.crt": pem,
            "var/lib/rancher/rke2/agent/client-rke2-controller.crt": pem,
            "var/lib/rancher/rke2/agent/client-rke2-controller.key": "CANARY",
        ])
        for (name, text) in result.texts where name != "node.json" {
            #expect(!text.contains("CANARY") && !text.contains("dTpDQU5BUlk"), "\(name)")
        }
        #expect(!output.contains("CANARY"))
        #expect(result.text(of: "etc/k.pem") == "")
        #expect(result.text(of: "etc/my ca.pem") == pem)
        #expect(result.text(of: "etc/shadow") == nil)

        func texts(_ tree: PlantedTree) throws -> [String] {
            let arguments = try PlanArguments.parse(["--root", tree.path, "--lenient"])
            let node = try arguments.node("linux/amd64")
            let loaded = try arguments.load(for: flavour, on: node)
            let planner = loaded.planner(flavour: flavour, node: node)
            return try ["busybox", "a.example/x", "pass.example.com/y"].map { name in
                let plan = planner.plan(for: try loaded.image(name))
                // The key's file stays on the node, so nothing is said about what is in it.
                let warnings = RegistriesFile.warnings(about: plan, below: loaded.service?.root)
                    .filter { !$0.subject.contains("key_file") }
                return Explanation(plan: plan, fileWarnings: warnings).text
            }
        }
        #expect(try texts(result) == texts(node))
        let notes = try #require(NodeNotes(in: result.path))
        #expect(notes.system == .linux)
        #expect(Set(["/srv/my reg.yaml", "/etc/k.pem"]).isSubset(of: notes.modes.keys))
        let root = NodeRoot(result.path, on: .linux)
        #expect(root.file(at: "/etc/c.pem")?.isReadableByOthers == true)
        #expect(root.file(at: "/etc/k.pem")?.isReadableByOthers == false)
        #expect(try PlanArguments.parse(["--root", result.path]).node(nil).platform.os == "linux")
    }

    @Test("keeps out of what is outside the tree, and of directories that are in use")
    func bounds() throws {
        let (_, result, _) = try Self.collect([
            "a/b/ca.pem": "-----BEGIN CERTIFICATE-----\n",
            Self.registries: "configs: {h: {tls: {ca_file: /a/../../../../a/b/ca.pem, key_file: /a/$(touch x)}}}",
        ])
        #expect(result.texts.keys.allSatisfy { !$0.contains("..") })
        let script = CollectScript(for: .linux)
        let bench = try PlantedTree([script.name: String(decoding: script.text(), as: UTF8.self)])
        let run = try ShellRun([bench.path + "/" + script.name, result.path, "/nonexistent"])
        #expect(run.status == 1)
        #expect(run.output.contains("is there already"))
    }

    @Test("is ASCII with the line ends of its system", arguments: NodeSystem.allCases)
    func text(system: NodeSystem) throws {
        let script = CollectScript(for: system)
        let bytes = script.text()
        #expect(bytes.allSatisfy { $0 < 0x7F })
        #expect(bytes.contains(0x0D) == (system == .windows))
        #expect(bytes.last == 0x0A)
        if system == .windows { try PowerShellText(bytes).expectIsSound() }
    }

    @Test("has the same rules for both systems")
    func rules() {
        let texts = NodeSystem.allCases.map { String(decoding: CollectScript(for: $0).text(), as: UTF8.self) }
        let kept = "endpoint rewrite username realms ca_file cert_file key_file insecure_skip_verify"
        for rule in [
            kept, "server capabilities ca client", "(pass|pwd|token|", "bWFza2VkOm1hc2tlZA==", "auth auths configs",
        ] {
            #expect(texts.allSatisfy { $0.contains(rule) }, "\(rule)")
        }
        #expect(CollectScript(for: .linux).name == "collect.sh")
        #expect(CollectScript(for: .windows).name == "collect.ps1")
    }

    @Test("no function of the PowerShell script hides what it has in common with the others")
    func shadows() throws {
        let lines = String(decoding: CollectScript(for: .windows).text(), as: UTF8.self).split(separator: "\r\n")
        // PowerShell takes names without regard to case, and a function sees the variables of its caller.
        func assigned(_ lines: [Substring]) -> [String] {
            lines.compactMap { line in
                line.firstMatch(of: #/^ *\$([A-Za-z]+) = /#).map { String($0.1).lowercased() }
            }
        }
        // That one is hidden on purpose, where a program's own words are no failure.
        let common = Set(assigned(lines.filter { $0.hasPrefix("$") })).subtracting(["erroractionpreference"])
        #expect(common.isSuperset(of: ["lf", "keep", "closed", "careful", "secretwords", "userinfo"]))
        #expect(common.isDisjoint(with: assigned(lines.filter { $0.hasPrefix("    ") })))
    }

    @Test("every function of the program that masks is there for both systems")
    func functions() throws {
        let text = String(decoding: CollectScript(for: .windows).text(), as: UTF8.self)
        let defined = text.matches(of: /function ([A-Za-z-]+)/).map { String($0.1) }
        #expect(Set(defined).count == defined.count)
        let script = String(decoding: CollectScript(for: .linux).text(), as: UTF8.self)
        // The masking program is there twice: each of the functions in awk has its like.
        let like = ["newline": "NewLine", "withoutUserInfo": "WithoutUserInfo", "setOf": "NewSet"]
        for match in script.matches(of: /\nfunction ([A-Za-z]+)\(/) {
            let name = String(match.1)
            let expected = like[name] ?? name.prefix(1).uppercased() + name.dropFirst()
            #expect(defined.contains(expected), "\(name)")
        }
    }
}
