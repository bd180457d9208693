import NodeConfiguration
import Registries
import Testing

@Suite("registries.yaml and what is wrong with it")
struct RegistriesLintTests {
    /// A file, what it gives on a node, and what the node does.
    struct Case: CustomTestStringConvertible, Sendable {
        var text: String
        var target: LintTarget
        var disables = false
        var expected: [String]
        var testDescription: String { "\(expected.first ?? "-") \(text.prefix(60))" }

        init(_ text: String, on target: LintTarget = Nodes.k3s, disables: Bool = false, _ expected: String...) {
            self.text = text
            self.target = target
            self.disables = disables
            self.expected = expected
        }
    }

    static let text: [Case] = [
        Case("mirrors:\n  *: {}", "2:3 fatal yaml-syntax"),
        Case("mirrors:\n\tquay.io: {}", "2:1 fatal yaml-syntax"),
        Case("configs: {a: {tls: {ca_file: \"C:\\certs\"}}}", "1:33 fatal yaml-syntax"),
        Case("mirror: {}", "1:1 error unknown-key"),
        Case("mirrors:\n  quay.io:\n    endpoints: [\"https://m\"]", "3:5 error unknown-key"),
        Case(
            "configs:\n  m:\n    auth:\n      username: u\n      token: x",
            "3:5 info plaintext-credentials",
            "5:7 error unknown-key"
        ),
        Case("mirrors: {a.b: {}, a.b: {}}", "1:20 warning duplicate-key"),
        Case("mirrors: []", "1:10 fatal wrong-type"),
        Case("auths: {}", "1:1 warning auths-ignored"),
    ]

    static let configs: [Case] = [
        Case("configs:\n  m:\n    auth: {auth: 'x:y'}", "3:5 info plaintext-credentials", "3:12 error auth-not-base64"),
        Case("configs:\n  m:\n    auth:\n      password: p", "4:7 error password-without-username"),
        Case("configs:\n  m:\n    tls:\n      cert_file: /c", "4:7 error client-cert-without-key"),
        Case("configs:\n  m:\n    tls:\n      key_file: /k", "4:7 error client-cert-without-key"),
        Case("configs:\n  https://m.example: {}", "2:3 error host-key-has-scheme"),
        Case("mirrors:\n  m.example/project: {}", "2:3 error host-key-has-scheme"),
        Case("mirrors:\n  ':5000': {}", "2:3 error host-key-invalid"),
        Case("mirrors:\n  \u{201C}docker.io\u{201D}: {}", "2:3 error host-key-invalid"),
        Case("configs:\n  \u{A0}m.example: {}", "2:3 error host-key-invalid"),
        Case("mirrors:\n  index.docker.io: {}\n  docker.io: {}", "2:3 warning hub-alias-key"),
        Case("mirrors:\n  Registry-1.docker.io: {}", on: Nodes.unknown, "2:3 warning hub-alias-key"),
        Case(
            "configs:\n  \"*\":\n    auth: {username: u, password: p}",
            "3:5 warning wildcard-auth-ignored",
            "3:5 info plaintext-credentials"
        ),
        Case(
            "configs:\n  docker.io:\n    auth: {username: u, password: p}",
            on: Nodes.stock21,
            "3:5 error docker-io-auth-key",
            "3:5 info plaintext-credentials"
        ),
        Case(
            "configs:\n  index.docker.io:\n    auth: {username: u, password: p}",
            on: Nodes.rke2Windows,
            "3:5 error docker-io-auth-key",
            "3:5 info plaintext-credentials"
        ),
        Case(
            "configs:\n  docker.io:\n    auth: {username: u, password: p}",
            "3:5 info plaintext-credentials"
        ),
        Case(
            "mirrors:\n  docker.io:\n    endpoint: [\"https://m.example:5000\"]\nconfigs:\n  m.example:\n    tls: {}",
            "5:3 warning config-unused"
        ),
        Case(
            "mirrors:\n  docker.io:\n    endpoint: [\"https://m.example\"]\nconfigs:\n  m.example:443:\n    tls: {}",
            "5:3 warning config-unused"
        ),
        Case(
            "mirrors:\n  docker.io:\n    endpoint: [\"https://m.example:5000\"]\nconfigs:\n"
                + "  m.example: {}\n  m.example:5000: {}"
        ),
        Case("configs:\n  other.example: {}"),
    ]

    static let endpoints: [Case] = [
        Case("mirrors:\n  quay.io:\n    endpoint:\n      - m.example", "4:9 info endpoint-defaults-https"),
        Case(
            "mirrors:\n  quay.io:\n    endpoint:\n      - https://m.example/project",
            "4:9 warning endpoint-path-not-v2"
        ),
        Case("mirrors:\n  quay.io:\n    endpoint:\n      - https://m.example/v2/proj", "4:9 info endpoint-path-not-v2"),
        Case("mirrors:\n  quay.io:\n    endpoint:\n      - ftp://m.example", "4:9 error endpoint-invalid"),
        Case("mirrors:\n  quay.io:\n    endpoint:\n      - https://u:p@m", "4:9 warning endpoint-userinfo-ignored"),
        Case(
            "mirrors:\n  quay.io:\n    endpoint: [\"http://m:5000\"]\nconfigs: {\"m:5000\": {tls: {ca_file: /ca}}}",
            "3:16 warning tls-on-http-endpoint"
        ),
        Case(
            "mirrors:\n  quay.io:\n    endpoint: [\"https://quay.io\"]\n    rewrite: {\"(.*)\": \"p/$1\"}",
            "3:16 warning rewrite-on-default-endpoint"
        ),
        Case(
            "mirrors:\n  docker.io:\n    endpoint: [\"https://index.docker.io\"]\n    rewrite: {\"(.*)\": \"p/$1\"}",
            "3:16 warning rewrite-on-default-endpoint"
        ),
        Case("mirrors:\n  quay.io:\n    endpoint: [\"https://quay.io:443\"]\n    rewrite: {\"(.*)\": \"p/$1\"}"),
        Case(
            "mirrors:\n  quay.io: {endpoint: [\"https://m\"]}\nconfigs: {quay.io: {}}",
            disables: true,
            "2:3 warning disable-default-no-effect"
        ),
        Case("mirrors:\n  quay.io: {}", disables: true, "2:3 warning disable-default-no-effect"),
        Case("mirrors:\n  \"*\": {}", disables: true, "2:3 warning disable-default-no-effect"),
        Case("mirrors:\n  quay.io: {endpoint: [\"https://m\"]}\nconfigs: {m: {}}", disables: true),
        Case("mirrors:\n  quay.io: {endpoint: [\"https://m\"]}\nconfigs: {quay.io: {}}"),
    ]

    private static let mirror = "mirrors:\n  quay.io:\n    endpoint: [\"https://m\"]\n    rewrite:\n"

    static let rewrites: [Case] = [
        Case(mirror + "      \"(?!a)\": b", "5:7 error rewrite-invalid-pattern"),
        Case(mirror + "      \"(.*)\": \"$1_x\"", "5:7 warning rewrite-template-name"),
        Case(mirror + "      \"(.*)\": \"p/$1\"", on: Nodes.stock21, "4:5 warning rewrite-needs-k3s-containerd"),
        Case(mirror + "      \"(.*)\": \"p/$1\"\n      \"^a/(.*)\": \"q/$1\"", "6:7 warning rewrite-overlap"),
        Case(mirror + "      \"^a/(.*)\": \"p/$1\"\n      \"a/(.*)$\": \"q/$1\"", "6:7 warning rewrite-overlap"),
        Case(mirror + "      \"^a/(.*)\": \"p/$1\"\n      \"^a/b-(.*)$\": \"q/$1\"", "6:7 warning rewrite-overlap"),
        Case(mirror + "      \"^a/(.*)\": \"p/$1\"\n      \"^b/(.*)$\": \"q/$1\""),
        Case(mirror + "      \"^a/(.*)\": \"p/$1\"\n      \"^ab/(.*)$\": \"q/$1\""),
        Case(mirror + "      \"^a(\\\\d+)$\": \"p/$1\"\n      \"^ab(.*)$\": \"q/$1\""),
        Case(mirror + "      \"^rancher/(.*)\": \"p/$1\"\n      \"^rancher-labs/(.*)\": \"q/$1\""),
    ]

    static let paths: [Case] = [
        Case("configs:\n  m:\n    tls:\n      ca_file: C:\\ca.pem", "4:16 warning linux-path-on-windows"),
        Case("configs:\n  m:\n    tls:\n      ca_file: C:\\ca.pem", on: Nodes.rke2Windows),
        Case(
            "configs:\n  m:\n    tls:\n      ca_file: /etc/ca.pem",
            on: Nodes.rke2Windows,
            "4:16 warning linux-path-on-windows"
        ),
        Case("configs:\n  m:\n    tls:\n      ca_file: /etc/ca.pem"),
        Case(
            "configs:\n  m:\n    tls:\n      ca_file: \"C:\\new\\ca\"",
            on: Nodes.rke2Windows,
            "4:23 fatal yaml-syntax"
        ),
        Case(
            "configs:\n  m:\n    tls:\n      ca_file: \"C:\\new\"",
            on: Nodes.rke2Windows,
            "4:16 error suspicious-control-character"
        ),
    ]

    @Test("names what is wrong, with its place", arguments: text + configs + endpoints + rewrites + paths)
    func finds(_ example: Case) {
        let found = registriesFindings(
            example.text,
            on: example.target,
            disableDefaultEndpoint: example.disables
        )
        #expect(found.map(shown) == example.expected)
    }

    /// A file, and the lines that belong into it instead.
    static let corrections: [(String, [String])] = [
        ("mirrors:\n  *: {}", ["\"*\":"]),
        ("mirrors:\n  quay.io:\n    endpoints: []", ["endpoint:"]),
        ("configs:\n  https://m:5000/v2: {}", ["\"m:5000\":"]),
        ("mirrors: {quay.io: {endpoint: [m]}}", ["- \"https://m\""]),
        ("mirrors: {quay.io: {endpoint: [\"localhost:5000\"]}}", ["- \"http://localhost:5000\""]),
        (
            "mirrors: {quay.io: {endpoint: [\"https://m/project/\"]}}",
            ["endpoint:", "  - \"https://m\"", "rewrite:", "  \"^(.*)$\": \"project/$1\""]
        ),
        (mirror + "      \"(.*)\": \"$1_it's\"", ["'(.*)': '${1}_it''s'"]),
        (
            "mirrors: {quay.io: {endpoint: [\"https://quay.io\"], rewrite: {a: b}}}",
            ["- \"https://quay.io:443\""]
        ),
    ]

    @Test("gives the right lines where there is one answer", arguments: corrections)
    func corrects(text: String, lines: [String]) {
        #expect(registriesFindings(text).map(\.correction) == [lines])
    }

    @Test("says where in the file, in words, it is")
    func places() {
        func places(_ text: String) -> [String] { registriesFindings(text).map(\.place) }
        #expect(places("mirrors: {quay.io: {endpoint: [m]}}") == ["mirrors.\"quay.io\".endpoint"])
        #expect(places("configs:\n  m:\n    tls:\n      key_file: /k") == ["configs.\"m\".tls.key_file"])
        #expect(places(Self.mirror + "      \"(?!a)\": b") == ["mirrors.\"quay.io\".rewrite.\"(?!a)\""])
    }

    @Test("names the encoding that go-yaml cannot read, and the one that others cannot")
    func encodings() {
        func code(_ bytes: [UInt8]) -> [String] {
            RegistriesLint(file: "registries.yaml", bytes: bytes, target: Nodes.k3s).findings().map(shown)
        }
        #expect(code(Array("# ".utf8) + [0xFC]) == ["1:3 fatal encoding-ansi"])
        #expect(code([0x61, 0, 0x3A, 0]) == ["1:1 fatal encoding-utf16"])
        #expect(code([0xFF, 0xFE] + "mirrors:\n".utf16.flatMap { [UInt8($0), 0] }) == ["- warning encoding-utf16"])
    }

    @Test("looks for the files that are named", arguments: NodeSystem.allCases)
    func namedFiles(system: NodeSystem) {
        let root = system == .windows ? "C:\\pki\\" : "/pki/"
        var files = GatheredFiles(on: system)
        files.add(NodeFile(certificate), at: root + "a.pem")
        files.add(NodeFile([0x78]), at: root + "a.key")
        files.add(NodeFile([0x78]), at: root + "no.pem")
        let text = """
            configs:
              m: {tls: {ca_file: '\(root)a.pem', cert_file: '\(root)a.pem', key_file: '\(root)a.key'}}
              n: {tls: {ca_file: '\(root)no.pem'}}
              o: {tls: {ca_file: '\(root)gone.pem'}}
              p: {tls: {ca_file: 'near.pem'}}
            """
        let found = registriesFindings(text, on: Nodes.on(system), files: files)
        #expect(found.map(shown) == ["3:22 error ca-file-missing", "4:22 error ca-file-missing"])
        #expect(found.map(\.detail) == ["ca_file no-pem", "ca_file missing"])
    }

    @Test("finds a path without a drive on the system's own")
    func driveless() {
        var files = GatheredFiles(on: .windows)
        files.add(NodeFile(certificate), at: "C:\\etc\\ca.pem")
        let text = "configs: {m: {tls: {ca_file: /etc/ca.pem}}}"
        let found = registriesFindings(text, on: Nodes.rke2Windows, files: files)
        #expect(found.map(\.code) == [.linuxPathOnWindows])
    }

    @Test("minds who may read a file with a credential", arguments: [true, false, nil] as [Bool?])
    func mode(isReadableByOthers: Bool?) {
        let secret = "configs: {m: {auth: {username: u, password: p}}}"
        let found = registriesFindings(secret, isReadableByOthers: isReadableByOthers).map(\.code)
        #expect(found.contains(.fileMode) == (isReadableByOthers == true))
        #expect(registriesFindings("configs: {m: {}}", isReadableByOthers: isReadableByOthers).isEmpty)
    }
}
