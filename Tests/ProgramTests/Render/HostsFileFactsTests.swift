import NodeConfiguration
import RegistryTesting
import Testing

/// What the files that `windlass render` writes rest on: how containerd 1.6 reads a hosts.toml, on both systems.
@Suite("How containerd reads a hosts.toml", .timeLimit(.minutes(10)))
struct HostsFileFactsTests {
    static let upstream = "https://registry.example/v2 pull,resolve,push"

    static let servers: [LoadedHosts] = [
        // Without a server, the registry itself comes last.
        LoadedHosts("[host.\"https://m\"]", ["https://m/v2 pull,resolve,push", upstream]),
        LoadedHosts("server = ''\n[host.\"https://m\"]", ["https://m/v2 pull,resolve,push", upstream]),
        LoadedHosts("[host]", for: "docker.io", ["https://registry-1.docker.io/v2 pull,resolve,push"]),
        LoadedHosts("server = 'https://s:5'\n[host]", ["https://s:5/v2 pull,resolve,push"]),
        LoadedHosts(
            "server = 's:5'\n[host.'m:5']",
            ["https://m:5/v2", "https://s:5/v2"].map { "\($0) pull,resolve,push" }
        ),
        // A name that begins with "http" is no URL, and a server that is none stands for the registry itself.
        LoadedHosts("server = 'httpbin.local'\n[host]", [upstream]),
        // The root's capabilities go with the server, its TLS settings stay.
        LoadedHosts(
            "capabilities = ['pull']\nskip_verify = true\n[host]",
            ["https://registry.example/v2 pull,resolve,push TLS skip"]
        ),
        LoadedHosts(
            "server = 'https://s'\ncapabilities = ['pull']\nskip_verify = true\n[host]",
            ["https://s/v2 pull TLS skip"]
        ),
        // A loopback registry without a server is asked by http, whatever its port.
        LoadedHosts("[host]", for: "localhost:443", ["http://localhost:443/v2 pull,resolve,push TLS skip"]),
        LoadedHosts("[host]", for: "127.0.0.2:5000", ["http://127.0.0.2:5000/v2 pull,resolve,push TLS skip"]),
        LoadedHosts("[host]", for: "[::1]:5000", ["http://[::1]:5000/v2 pull,resolve,push TLS skip"]),
        LoadedHosts("[host]", for: "[::1]", ["https://[::1]/v2 pull,resolve,push"]),
        LoadedHosts(
            "server = 'https://localhost:5443'\n[host]",
            for: "localhost:5443",
            [
                "https://localhost:5443/v2 pull,resolve,push"
            ]
        ),
    ]

    static let paths: [LoadedHosts] = [
        ("https://m", false, "https://m/v2"), ("https://m/v2", false, "https://m/v2"),
        ("https://m/v2/", false, "https://m/v2"), ("https://m/us", false, "https://m/us/v2"),
        ("https://m/a/v2", false, "https://m/a/v2"), ("https://m/xv2", false, "https://m/xv2/v2"),
        ("https://m/a/../b", false, "https://m/b/v2"), ("https://m/", false, "https://m//v2"),
        ("https://m/us", true, "https://m/us"), ("https://m/us/v2", true, "https://m/us/v2"),
        ("https://m", true, "https://m"), ("https://m/", true, "https://m/"),
        ("https://user:word@m/v2?x=1", false, "https://m/v2"),
        ("http://m:80/v2", false, "http://m:80/v2"), ("HTTP://m", false, "https://HTTP:/m/v2"),
    ].map { url, overrides, expected in
        LoadedHosts(
            "[host.'\(url)']\noverride_path = \(overrides)",
            ["\(expected) pull,resolve,push", upstream]
        )
    }

    static let capabilities: [LoadedHosts] = [
        ("['pull', 'resolve']", "pull,resolve"), ("['push', 'PULL']", "pull,push"), ("[]", "pull,resolve,push"),
    ].map { written, read in
        LoadedHosts("[host.'https://m']\ncapabilities = \(written)", ["https://m/v2 \(read)", upstream])
    }

    static let rejected: [LoadedHosts] = [
        // A file without a table of hosts, a comment alone included, does not count.
        LoadedHosts("server = 'https://s'", rejected: "invalid `host` tree"),
        LoadedHosts("# nothing", rejected: "invalid `host` tree"),
        LoadedHosts("host = 'm'", rejected: "invalid `host` tree"),
        LoadedHosts("[[host]]\nserver = 'https://m'", rejected: "invalid `host` tree"),
        LoadedHosts("[host.'https://m']\n[host.'https://m']", rejected: "duplicated tables"),
        LoadedHosts("[host.'https://m']\ncapabilities = ['referrers']", rejected: "unknown capability referrers"),
        LoadedHosts("[host.'https://m']\ncapabilities = 'pull'", rejected: "Can't convert pull(string)"),
        LoadedHosts("[host.'https://m']\nskip_verify = 'true'", rejected: "Can't convert true(string) to bool"),
        LoadedHosts("[host.'https://m']\nca = 1", rejected: #"invalid type 1 for "ca""#),
        LoadedHosts("[host.'https://m']\nca = \"C:\\certs\"", rejected: "invalid escape sequence"),
        LoadedHosts("[host.'https://m']\nclient = [['a', 'b', 'c']]", rejected: "invalid pair"),
        LoadedHosts("[host.'https://m']\nclient = [['a']]", rejected: "invalid pair"),
        LoadedHosts("[host.'https://m'.header]\nx = 1", rejected: #"invalid type 1 for header "x""#),
        LoadedHosts("[host.'https://m:5 5']", rejected: "invalid port"),
        LoadedHosts("[host]\nskip_verify = true", rejected: "Can't convert true(bool)"),
        // No bracket in a header, quoted or not: an IPv6 address only fits into a dotted key.
        LoadedHosts("[host.'https://[fd00::1]:5']", rejected: "table key cannot contain ']'"),
        LoadedHosts("[host.\"https://\\u005Bfd00::1\\u005D:5\"]", rejected: "invalid character"),
        LoadedHosts("server = 1\n[host]", rejected: "Can't convert 1(int64) to string"),
        LoadedHosts(
            bytes: Array("[host.'https://m']".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }),
            rejected: "failed to parse TOML"
        ),
    ]

    static let others: [LoadedHosts] = [
        LoadedHosts(
            "[host.'https://z']\n[host.'https://a']\n[host.'https://m']",
            ["https://z/v2", "https://a/v2", "https://m/v2"].map { "\($0) pull,resolve,push" } + [upstream]
        ),
        // The same place under two names is asked twice.
        LoadedHosts(
            "[host.'https://m']\n[host.'https://m/v2']",
            ["https://m/v2 pull,resolve,push", "https://m/v2 pull,resolve,push", upstream]
        ),
        // Tables that are the same only once they are unquoted are one.
        LoadedHosts(
            "[host.'https://m']\nskip_verify = true\n[host.\"https://m\"]\ncapabilities = ['pull']",
            ["https://m/v2 pull TLS skip", upstream]
        ),
        LoadedHosts("[host.'https://m'.header]\nx = 'y'", ["https://m/v2 pull,resolve,push", upstream]),
        LoadedHosts(
            "[host.'https://z']\n[host]\n'https://[fd00::1]'.capabilities = ['pull']\n[host.'https://a']",
            [
                "https://z/v2 pull,resolve,push", "https://[fd00::1]/v2 pull", "https://a/v2 pull,resolve,push",
                upstream,
            ]
        ),
        // One alone: of several in braces the order changes from run to run.
        LoadedHosts("[host]\n'https://m' = {}", ["https://m/v2 pull,resolve,push", upstream]),
        LoadedHosts(
            "[host.'https://m']\n[host.'https://m'.host.'https://n']",
            ["https://m/v2 pull,resolve,push", upstream]
        ),
        LoadedHosts(
            "[host.'https://m']\nusername = 'u'\nauth = 'a'\ndial_timeout = 5\nrewrite = {'a' = 'b'}",
            ["https://m/v2 pull,resolve,push", upstream]
        ),
        LoadedHosts("[host.'https://m']\nskip_verify = false", ["https://m/v2 pull,resolve,push TLS", upstream]),
        LoadedHosts("[host.'http://m:5']\nskip_verify = true", ["http://m:5/v2 pull,resolve,push TLS skip", upstream]),
        LoadedHosts("\u{FEFF}server = 'https://s'\r\n[host]\r\n", ["https://s/v2 pull,resolve,push"]),
        LoadedHosts("", [upstream]),
        // Two keys where names of hosts belong end containerd 1.6 itself.
        LoadedHosts("[host]\nskip_verify = true\ncapabilities = ['pull']", fails: "panic: interface conversion"),
        LoadedHosts("[host]\nskip_verify = true\n[host.'https://m']", fails: "panic: interface conversion"),
    ]

    @Test("as it is written here", arguments: NodeSystem.allCases)
    func facts(system: NodeSystem) async throws {
        let cases = Self.servers + Self.paths + Self.capabilities + Self.rejected + Self.others
        let answers = try await HostsOracle(system: system).load(cases)
        for (hosts, answer) in zip(cases, answers) {
            expect(answer, is: hosts)
        }
    }

    @Test("certificates are taken from the file's own directory", arguments: NodeSystem.allCases)
    func certificates(system: NodeSystem) async throws {
        let authority = try TestCertificateAuthority(name: "one")
        let client = try authority.issueClient(name: "node")
        let files = [
            "ca": authority.certificatePEM, "cert": client.certificatePEM, "key": client.keyPEM,
            "both": client.certificatePEM + client.keyPEM,
        ]
        // Before 2.3 a CA takes the place of the system's on Windows.
        let trust = "ca(CN=one)" + (system == .windows ? " alone" : "")
        let tables: [(String, String)] = [
            ("ca = 'ca'", trust), ("ca = ['ca']", trust), ("client = 'both'", "client(CN=node)"),
            ("client = ['both']", "client(CN=node)"), ("client = [['cert', 'key']]", "client(CN=node)"),
            (
                "ca = 'ca'\nclient = [['cert', 'key']]\nskip_verify = true",
                "skip ca(CN=one) client(CN=node)" + (system == .windows ? " alone" : "")
            ),
        ]
        let failures = [
            ("ca = 'none'", "unable to read CA cert"), ("ca = 'key'", "unable to load CA cert"),
            // Two files in one list are two pairs, and no key does not mean the same file.
            ("client = ['cert', 'key']", "failed to load X509 key pair"),
            ("client = [['both', '']]", "unable to read CERT file"),
        ]
        let cases =
            tables.map { keys, tls in
                LoadedHosts(
                    "[host.'https://m']\n\(keys)",
                    ["https://m/v2 pull,resolve,push TLS \(tls)", Self.upstream]
                )
            } + failures.map { LoadedHosts("[host.'https://m']\n\($0)", fails: $1) }
        for (hosts, answer) in zip(cases, try await HostsOracle(system: system).load(cases, besides: files)) {
            expect(answer, is: hosts)
        }
    }

    @Test("certificate files by Docker's names count where there is no good hosts.toml", arguments: NodeSystem.allCases)
    func dockerNames(system: NodeSystem) async throws {
        let authority = try TestCertificateAuthority(name: "one")
        let client = try authority.issueClient(name: "node")
        let files = ["a.crt": authority.certificatePEM, "c.cert": client.certificatePEM, "c.key": client.keyPEM]
        let tls = "TLS ca(CN=one) client(CN=node)" + (system == .windows ? " alone" : "")
        let cases = [LoadedHosts("", []), LoadedHosts("server =", []), LoadedHosts("[host]", [])]
        let answers = try await HostsOracle(system: system).load(cases, besides: files)
        #expect(answers[0].endpoints.map(\.summary) == ["\(Self.upstream) \(tls)"])
        #expect(answers[1].endpoints.map(\.summary) == ["\(Self.upstream) \(tls)"])
        #expect(answers[2].endpoints.map(\.summary) == [Self.upstream])
    }

    private func expect(_ answer: HostsOracle.Answer, is hosts: LoadedHosts) {
        let comment = Comment(rawValue: hosts.testDescription)
        #expect(answer.endpoints.map(\.summary) == hosts.endpoints, comment)
        if let failure = hosts.failure {
            #expect(answer.error?.contains(failure) == true, "\(hosts.testDescription): \(answer.error ?? "")")
        } else {
            #expect(answer.error == nil, comment)
        }
        if let rejection = hosts.rejection {
            #expect(answer.log?.last?.contains(rejection) == true, "\(hosts.testDescription): \(answer.log ?? [])")
        } else {
            #expect(answer.log == nil, comment)
        }
    }
}
