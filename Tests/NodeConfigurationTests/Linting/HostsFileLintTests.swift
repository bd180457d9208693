import NodeConfiguration
import Registries
import Testing

@Suite("hosts.toml and what is wrong with it")
struct HostsFileLintTests {
    /// A file on a node, and the one finding that it gives.
    struct Case: CustomTestStringConvertible, Sendable {
        var text: String
        var target: LintTarget
        var expected: [String]
        var testDescription: String { "\(expected.first ?? "-") \(text.prefix(60))" }

        init(_ text: String, on target: LintTarget = Nodes.stock21, _ expected: String...) {
            self.text = text
            self.target = target
            self.expected = expected
        }
    }

    private static let server = "server = \"https://quay.io\"\n"

    static let text: [Case] = [
        Case("server = \n[host]\n", "1:10 fatal toml-syntax"),
        Case(
            server + "[host.\"https://m.example\"]\n[host.\"https://m.example\"]\n",
            "3:7 fatal toml-duplicate-table"
        ),
        Case(server + "server = \"https://b.example\"\n[host]", "2:1 fatal toml-duplicate-table"),
        Case(server + "ca = \"C:\\certs\\ca.pem\"\n[host]", on: Nodes.rke2Windows, "2:9 fatal toml-bad-escape"),
        Case("\u{FEFF}" + server + "[host]\n", "1:1 fatal encoding-utf16"),
        Case("\u{FEFF}" + server + "[host]\n", on: Nodes.stock16),
        Case(
            server + "ca = \"C:\\new\\tls\"\n[host]",
            on: Nodes.windows23,
            "2:6 error suspicious-control-character"
        ),
        Case(server + "ca = 5\n[host]", "2:6 fatal toml-wrong-type"),
        Case(server + "skip_verify = \"true\"\n[host]", "2:15 fatal toml-wrong-type"),
        Case("server = 1\n[host]", "1:10 fatal toml-wrong-type"),
        Case(server + "host = 1", "2:8 fatal toml-wrong-type"),
        Case(server + "dial_timeout = \"5\"\n[host]", "2:16 fatal toml-wrong-type"),
        Case(server + "dial_timeout = \"1m30s\"\n[host]"),
        Case(server + "dial_timeout = 5\n[host]", "2:16 fatal toml-wrong-type"),
        Case(server + "dial_timeout = 5\n[host]", on: Nodes.stock16),
        Case(server + "dial_timeout = \"5\"\n[host]", on: Nodes.stock16),
        Case(server + "client = [[\"a\"]]\n[host]", "2:10 fatal hosts-client-pair"),
        Case(server + "client = [\"/a.crt\", \"/a.key\"]\n[host]", "2:10 error hosts-client-pair"),
        Case(server + "client = [[\"/a.crt\", \"/a.key\"]]\n[host]"),
    ]

    static let keys: [Case] = [
        Case(server + "skip-verify = true\n[host]", "2:1 error unknown-key"),
        Case(server + "[host.\"https://m\"]\n  capabilites = [\"pull\"]", "3:3 error unknown-key"),
        Case(server + "[hosts.\"https://m\"]", on: Nodes.stock23, "2:2 error unknown-key"),
        Case(server + "[host]\nskip_Verify = true", "3:1 fatal hosts-plain-key-in-host"),
        Case(server + "CA = \"/x\"\n[host]", "2:1 warning unknown-key"),
        Case(server + "[host.mirror.example.com]\n", "2:7 error unquoted-host-key"),
        Case(server + "[host.\"https://m\".auth]\nusername = \"u\"\n", "2:19 error hosts-auth-unsupported"),
        Case(server + "username = \"u\"\npassword = \"p\"\n[host]", "2:1 error hosts-auth-unsupported"),
        Case(server + "[host.\"https://u:p@m\"]", "2:7 error hosts-auth-unsupported"),
        Case(
            server + "[host.\"https://m\".header]\n  Authorization = \"Basic c2VjcmV0\"",
            "3:3 warning hosts-plaintext-credentials"
        ),
        Case(server + "[host.\"https://m\"]\n[host.\"https://m\".host.\"https://n\"]", "3:19 error hosts-nested-host"),
        Case("[host.\"https://m\"]\nserver = \"https://quay.io\"", on: Nodes.k3s, "2:1 error hosts-server-inside-host"),
        Case(server + "host = {\"https://m\" = {}}", "2:9 error hosts-inline-host-table"),
        Case(server + "host.\"https://m\".skip_verify = true", "2:6 error hosts-inline-host-table"),
        Case(server + "host = {\"https://m\" = {}}", on: Nodes.stock16),
        Case(server + "host = {\"https://m\" = {}}", on: Nodes.unknown, "2:9 error hosts-inline-host-table"),
        Case(server, on: Nodes.stock16, "1:1 error hosts-no-host-table"),
        Case(server, on: Nodes.stock17, "1:1 error hosts-no-host-table"),
        Case(server, on: Nodes.unknown, "1:1 error hosts-no-host-table"),
        Case(server, on: LintTarget(version: ContainerdVersion(1, 7, 32))),
        Case(server),
        Case("# nothing\n", on: Nodes.stock16, "- error hosts-no-host-table"),
        Case("", on: Nodes.stock16),
    ]

    private static let bracket = "[host.\"https://[fd00::1]:5000\"]\nskip_verify = true"
    private static let dotted = "[host]\n\"https://[fd00::1]:5000\".skip_verify = true\n\"https://m\".ca = \"/a\""

    static let containerd1: [Case] = [
        // What its parser takes, though TOML does not.
        Case(server + "x = 01\n[host]", on: Nodes.stock16),
        Case(server + "x = 01\n[host]", "2:5 fatal toml-syntax"),
        Case(
            server + "[host.\"https://m\"]\nheader.x = \"1\"\n[host.\"https://m\".header]\ny = \"2\"",
            on: Nodes.stock16
        ),
        Case(
            server + "[host.\"https://m\"]\nheader.x = \"1\"\n[host.\"https://m\".header]\ny = \"2\"",
            "4:19 fatal toml-duplicate-table"
        ),
        Case(server + bracket, on: Nodes.stock16, "2:7 fatal toml-bracket-in-header"),
        Case(server + bracket, on: Nodes.unknown, "2:7 fatal toml-bracket-in-header"),
        Case(server + bracket),
        Case(server + "[host.\"https://m\"] # [x]\n[host.\"https://m\".header]\n'[x]' = '[y]'", on: Nodes.stock16),
        Case(server + dotted, on: Nodes.stock16),
        Case(
            server + dotted,
            on: Nodes.unknown,
            "3:1 warning hosts-inline-host-table",
            "4:1 warning hosts-inline-host-table"
        ),
        Case(
            server + dotted,
            "3:1 error hosts-inline-host-table",
            "4:1 error hosts-inline-host-table"
        ),
        Case(server + "[host]\nskip_verify = true", on: Nodes.stock16, "3:1 fatal hosts-plain-key-in-host"),
        Case(
            server + "[host]\nskip_verify = true\n[host.\"https://m\"]",
            on: Nodes.stock17,
            "3:1 fatal hosts-plain-key-in-host"
        ),
        Case(
            server + "[host]\nca = []\nauth = 1",
            "3:1 fatal hosts-plain-key-in-host",
            "4:1 fatal hosts-plain-key-in-host"
        ),
    ]

    static let urls: [Case] = [
        Case("server = \"*\"\n[host]", "1:10 error hosts-bad-server"),
        Case("server = \"httpbin.local\"\n[host]", "1:10 error hosts-bad-server"),
        Case("server = \"httpx://m\"\n[host]", "1:10 error hosts-bad-server"),
        Case("server = \"https:h\"\n[host]", "1:10 error hosts-bad-server"),
        Case("server = \"https://\"\n[host]", "1:10 error hosts-bad-server"),
        Case("server = \"https://a b\"\n[host]", "1:10 fatal hosts-bad-server"),
        Case(server + "[host.\"https://m:port\"]", "2:7 fatal hosts-bad-server"),
        Case("server = \"my_registry:5000\"\n[host]"),
        Case("server = \"https://[2001:db8::1]:5000\"\n[host]"),
        Case("server = \"https://docker.io\"\n[host]", "1:10 warning hosts-server-docker-io"),
        Case("[host.\"https://m\"]", "1:7 warning hosts-server-omitted-still-falls-back"),
        Case("[host.\"https://m\"]", on: Nodes.unknown, "1:7 warning hosts-server-omitted-still-falls-back"),
        Case("[host.\"https://m\"]", on: Nodes.k3s),
        Case("server = \"\"\n[host.\"https://m\"]"),
        Case(
            server + "[host.\"https://m\"]\n[host.\"https://M:443/v2/\"]",
            "3:7 warning hosts-equivalent-endpoint"
        ),
        Case(
            server + "[host.\"http://m:80/a\"]\noverride_path = true\n[host.\"http://m/a\"]",
            "4:7 warning hosts-path-gets-v2"
        ),
        Case(server + "[host.\"https://quay.io/v2\"]", "1:10 info hosts-equivalent-endpoint"),
        Case(
            server + "[host.\"https://m\"]\ncapabilities = [\"push\"]\n"
                + "[host.\"https://m/v2\"]\ncapabilities = [\"pull\", \"resolve\"]"
        ),
        Case(server + "[host.\"https://m/project\"]", "2:7 warning hosts-path-gets-v2"),
        Case(server + "[host.\"https://m/project/v2/\"]"),
        Case(server + "[host.\"https://m/project\"]\noverride_path = true"),
        Case(server + "[host.\"https://m/\"]\noverride_path = true", "3:1 error hosts-override-path-empty"),
        Case(server + "[host.\"https://m\"]\ncapabilities = [\"pul\"]", "3:17 fatal hosts-unknown-capability"),
        Case(
            server + "[host.\"https://m\"]\ncapabilities = [\"Pull\", \"referrers\"]",
            "3:25 fatal hosts-unknown-capability"
        ),
        Case(server + "[host.\"https://m\"]\ncapabilities = [\"pull\", \"referrers\"]", on: Nodes.stock23),
        Case(
            server + "capabilities = [\"push\"]\n[host.\"https://m\"]\ncapabilities = [\"pull\"]",
            "2:1 error hosts-nothing-resolves"
        ),
        Case("[host.\"https://m\"]\ncapabilities = [\"pull\"]", on: Nodes.k3s, "2:1 error hosts-nothing-resolves"),
    ]

    static let tls: [Case] = [
        Case(server + "[host.\"http://m:5000\"]\nskip_verify = true", "3:1 warning skip-verify-on-http"),
        Case(server + "[host.\"http://m:5000\"]\nca = \"/ca.pem\"", "3:1 warning skip-verify-on-http"),
        Case(server + "ca = [\"a.pem\"]\n[host]", "2:7 info hosts-relative-path"),
        Case(server + "ca = [\"a.pem\"]\n[host]", on: Nodes.windows23, "2:7 info hosts-relative-path"),
        Case(
            server + "ca = [\"a.pem\"]\n[host]",
            on: LintTarget(version: ContainerdVersion(2, 1)),
            "2:7 info hosts-relative-path"
        ),
        Case(server + "ca = '/etc/a.pem'\n[host]", on: LintTarget(version: ContainerdVersion(2, 1))),
        Case(
            server + "ca = '/etc/a.pem'\n[host]",
            on: Nodes.windows23,
            "2:6 warning linux-path-on-windows",
            "2:6 info hosts-relative-path"
        ),
        Case(
            server + "ca = 'C:\\a.pem'\n[host]",
            "2:6 warning linux-path-on-windows",
            "2:6 info hosts-relative-path"
        ),
        Case(
            server + "ca = 'C:\\a.pem'\n[host]",
            on: Nodes.rke2Windows,
            "2:1 warning windows-ca-replaces-system-roots"
        ),
        Case(
            server + "ca = 'C:\\a.pem'\n[host]",
            on: LintTarget(system: .windows),
            "2:1 warning windows-ca-replaces-system-roots"
        ),
        Case(server + "ca = 'C:\\a.pem'\n[host]", on: Nodes.windows23),
    ]

    static let rewrites: [Case] = [
        Case(server + "[host.\"https://m\"]\nrewrite = 5", on: Nodes.k3s, "3:11 fatal toml-wrong-type"),
        Case(server + "[host.\"https://m\".rewrite]\n\"(.*)\" = \"p/$1\"", "2:19 warning rewrite-needs-k3s-containerd"),
        Case(
            server + "[host.\"https://m\".rewrite]\n\"(.*)\" = \"p/$1\"",
            on: Nodes.unknown,
            "2:19 warning rewrite-needs-k3s-containerd"
        ),
        Case(server + "[host.\"https://m\".rewrite]\n\"(.*)\" = \"p/$1\"", on: Nodes.k3s),
        Case(
            server + "[host.\"https://m\".rewrite]\n\"(?=a)\" = \"p\"",
            on: Nodes.k3s,
            "3:1 error rewrite-invalid-pattern"
        ),
        Case(
            server + "[host.\"https://m\".rewrite]\n\"(.*)\" = \"$1x\"",
            on: Nodes.k3s,
            "3:1 warning rewrite-template-name"
        ),
        Case(
            server + "[host.\"https://m\".rewrite]\n\"(.*)\" = \"p/$1\"\n'^library/(.*)' = \"l/$1\"",
            on: Nodes.k3s,
            "4:1 warning rewrite-overlap"
        ),
        Case(
            server + "[host.\"https://m\".rewrite]\n'^library\\.x' = \"$1\"\n\"\\d+\" = \"l/$1\"",
            on: Nodes.k3s,
            "4:2 fatal toml-bad-escape"
        ),
    ]

    @Test("names what is wrong, with its place", arguments: text + keys + containerd1 + urls + tls + rewrites)
    func finds(_ example: Case) {
        #expect(hostsFindings(example.text, on: example.target).map(shown) == example.expected)
    }

    @Test("says for which versions it holds, where the node's is not known")
    func versions() {
        func versions(_ text: String, _ target: LintTarget) -> [String?] {
            hostsFindings(text, on: target).map(\.versions)
        }
        #expect(versions(Self.server, Nodes.unknown) == ["1.5 to 1.7.31"])
        #expect(versions(Self.server, Nodes.stock17) == ["1.5 to 1.7.31"])
        #expect(versions(Self.server, Nodes.stock16) == [nil])
        #expect(versions(Self.server + "host = {m = {}}", Nodes.unknown) == ["2.0 and later"])
        #expect(versions(Self.server + "ca = 'C:\\a'\n[host]", LintTarget(system: .windows)) == ["before 2.3"])
        #expect(versions("[host.m]", Nodes.unknown) == ["containerd's own releases"])
        #expect(
            versions(Self.server + "capabilities = [\"pull\", \"resolve\", \"referrers\"]\n[host]", Nodes.unknown) == [
                "before 2.2"
            ]
        )
    }

    /// A file, and the lines that belong into it instead.
    static let corrections: [(String, LintTarget, [String])] = [
        (server, Nodes.stock16, ["[host]"]),
        (
            server + "ca = \"C:\\certs\\ca.pem\"\n[host]", Nodes.windows23, ["ca = 'C:\\certs\\ca.pem'"]
        ),
        (server + "ca = \"C:\\new\\\\tls.pem\"\n[host]", Nodes.windows23, ["ca = 'C:\\new\\\\tls.pem'"]),
        (
            server + "[host.\"https://m\".rewrite]\n\"^a\\.b/(\\d+)\" = \"$1\"", Nodes.k3s, ["'^a\\.b/(\\d+)' = '$1'"]
        ),
        (
            server + "[host.\"https://m:5000\".auth]\npassword = \"hunter2\"", Nodes.stock21,
            [
                "[plugins.\"io.containerd.cri.v1.images\".registry.configs.\"m:5000\".auth]", "  username = \"...\"",
                "  password = \"...\"",
            ]
        ),
        (
            "auth = \"hunter2\"\n[host]", Nodes.stock16,
            [
                "[plugins.\"io.containerd.grpc.v1.cri\".registry.configs.\"quay.io\".auth]", "  username = \"...\"",
                "  password = \"...\"",
            ]
        ),
        ("server = \"docker.io\"\n[host]", Nodes.stock21, ["server = \"https://registry-1.docker.io\""]),
        (server + "[host.m.example]", Nodes.stock21, ["[host.\"https://m.example\"]"]),
        (server + "client = [\"/a.crt\", \"/a.key\"]\n[host]", Nodes.stock21, ["client = [[\"/a.crt\", \"/a.key\"]]"]),
        (server + "[host.m.rewrite]\n'(.*)' = '$1x'", Nodes.k3s, ["\"(.*)\" = \"${1}x\""]),
    ]

    @Test("gives the right lines where there is one answer", arguments: corrections)
    func corrects(text: String, target: LintTarget, lines: [String]) {
        #expect(hostsFindings(text, on: target).map(\.correction) == [lines])
    }

    @Test("tells where TLS settings for plain http come to nothing")
    func plainHTTP() {
        func detail(_ url: String, _ target: LintTarget) -> [String?] {
            hostsFindings(Self.server + "[host.\"\(url)\"]\nskip_verify = true", on: target).map(\.detail)
        }
        #expect(detail("http://m:5000", Nodes.stock21) == [nil])
        #expect(detail("http://m:5000", LintTarget()) == [nil])
        #expect(detail("http://m:5000", Nodes.stock16) == ["unused"])
        #expect(detail("http://m", Nodes.stock21) == ["unused"])
        #expect(detail("http://m:80", Nodes.stock21) == ["unused"])
    }

    @Test("takes the unknown registry of _default for what it is", arguments: ["_default", "quay.io"])
    func omitted(registry: String) {
        let found = hostsFindings("[host.\"https://m\"]", registry: registry, on: Nodes.stock21)
        #expect(found.isEmpty == (registry == "_default"))
    }

    @Test("looks for the files that are named where containerd does", arguments: NodeSystem.allCases)
    func namedFiles(system: NodeSystem) {
        var files = GatheredFiles(on: system)
        let directory = system == .windows ? "C:\\certs.d\\quay.io" : "/etc/containerd/certs.d/quay.io"
        let root = system == .windows ? "C:/pki/" : "/pki/"
        files.add(NodeFile(certificate), at: system.path(directory, "near.pem"))
        files.add(NodeFile(certificate), at: root + "far.pem")
        files.add(NodeFile(Array("key".utf8)), at: root + "far.key")
        files.add(NodeFile(Array("nothing".utf8)), at: root + "no.pem")
        let text = """
            server = "https://quay.io"
            ca = ["near.pem", "\(root)far.pem", "\(root)no.pem", "gone.pem"]
            client = [["\(root)far.pem", "\(root)far.key"], ["\(root)no.pem", "\(root)gone.key"]]
            [host]
            """
        let target = LintTarget(system: system, version: ContainerdVersion(2, 3), flavor: .stock)
        let found = hostsFindings(text, on: target, files: files).filter { $0.code == .caFileMissing }
        #expect(
            found.map { "\($0.subject) \($0.detail ?? "")" } == [
                root + "no.pem ca no-pem", "gone.pem ca missing", root + "no.pem client no-pem",
                root + "gone.key client missing",
            ]
        )
        #expect(found.map { $0.position?.line } == [2, 2, 3, 3])
    }

    @Test("takes either system's paths for what they are where nothing tells the system")
    func unknownSystem() {
        var files = GatheredFiles(on: .linux)
        files.add(NodeFile(certificate), at: "/etc/a.pem")
        files.add(NodeFile(certificate), at: "certs.d/quay.io/b.pem")
        let text = "server = \"https://quay.io\"\nca = [\"/etc/a.pem\", \"b.pem\", \"c.pem\"]\n[host]"
        let lint = HostsFileLint(
            file: "certs.d/quay.io/hosts.toml",
            bytes: Array(text.utf8),
            registry: nil,
            target: Nodes.unknown,
            files: files
        )
        let found = lint.findings()
        #expect(found.filter { $0.code == .caFileMissing }.map(\.subject) == ["c.pem"])
        #expect(found.filter { $0.code == .hostsRelativePath }.map(\.subject) == ["b.pem", "c.pem"])
    }

    @Test("minds who may read a file with a credential", arguments: [true, false, nil] as [Bool?])
    func mode(isReadableByOthers: Bool?) {
        let secret = Self.server + "[host.\"https://m\".header]\nauthorization = \"Basic x\""
        let plain = Self.server + "[host.\"https://m\".header]\nx-mirror = \"1\""
        let codes = [secret, plain].map { text in
            hostsFindings(text, on: Nodes.stock21, isReadableByOthers: isReadableByOthers).map(\.code)
        }
        #expect(codes[0].contains(.fileMode) == (isReadableByOthers == true))
        #expect(codes[1].isEmpty)
    }

    @Test("names the encoding that containerd cannot read")
    func encodings() {
        func code(_ bytes: [UInt8]) -> [String] {
            HostsFileLint(file: "hosts.toml", bytes: bytes, registry: nil, target: Nodes.stock21).findings().map(shown)
        }
        #expect(code([0xFF, 0xFE, 0x73, 0]) == ["1:1 fatal encoding-utf16"])
        #expect(code([0x73, 0, 0x65, 0]) == ["1:1 fatal encoding-utf16"])
        #expect(code(Array("# ".utf8) + [0xFC]) == ["1:3 error encoding-ansi"])
    }
}
