import Registries
import Testing

@Suite("registries.yaml against its schema")
struct SchemaTests {
    /// A file, and the complaint that refuses it: `line:column code subject detail`.
    static let refused: [(String, String)] = [
        ("mirror: {}", "1:1 unknown-key mirror mirrors"),
        ("mirrors:\n  docker.io:\n    endpoints: [a]", "3:5 unknown-key endpoints endpoint"),
        ("configs:\n  a:\n    auth:\n      token: x", "4:7 unknown-key token identity_token"),
        ("configs:\n  a:\n    tls:\n      cafile: x", "4:7 unknown-key cafile ca_file"),
        ("configs:\n  a:\n    xyz: 1", "3:5 unknown-key xyz"),
        ("mirrors:\n  a: {}\n  a: {}", "3:3 duplicate-key a 2"),
        ("mirrors: {}\nmirrors: {}", "2:1 duplicate-key mirrors 1"),
        ("configs:\n  a:\n    auth: {username: u, username: v, password: p}", "3:25 duplicate-key username 3"),
        ("mirrors: []", "1:10 wrong-type mirrors a mapping"),
        ("mirrors:\n  a:\n    endpoint: https://b", "3:15 wrong-type endpoint a list"),
        (
            "configs:\n  a:\n    tls:\n      insecure_skip_verify: \"true\"",
            "4:29 wrong-type insecure_skip_verify true or false, without quotes"
        ),
        ("configs:\n  a:\n    auth: {auth: '%%%'}", "3:12 auth-not-base64 a"),
        ("configs:\n  a:\n    auth: {auth: bm9jb2xvbg==}", "3:12 auth-not-base64 a"),
        ("configs:\n  a:\n    auth: {password: p}", "3:5 password-without-username a"),
        ("configs:\n  a:\n    tls: {cert_file: c}", "3:5 client-cert-without-key a"),
        ("configs:\n  a:\n    tls: {key_file: k}", "3:5 client-key-without-cert a"),
        ("mirrors:\n  a:\n    rewrite: {'(?=x)': y}", "3:15 rewrite-invalid-pattern (?=x) look-around (?="),
        ("mirrors:\n  a:\n    endpoint: [/v2]", "3:16 endpoint-invalid /v2"),
        ("mirrors:\n  a:\n    endpoint: ['ftp://b']", "3:16 endpoint-invalid ftp://b"),
        ("configs:\n  a:\n    auth: {username: u, realms: ['http://t']}", "3:34 realm-invalid http://t"),
        ("mirrors:\n  *: {}", "2:3 yaml-unquoted-asterisk"),
        ("mirrors:\n\ta: {}", "2:1 yaml-tab"),
        ("auths: 5", "1:8 wrong-type auths a mapping"),
        ("just text", "1:1 wrong-type the file a mapping"),
    ]

    @Test("refuses, with the place", arguments: refused)
    func refuses(yaml: String, expected: String) throws {
        let error = #expect(throws: RegistriesError.self) {
            try RegistriesConfiguration(parsing: Array(yaml.utf8), strictness: .strict)
        }
        let complaint = try #require(error?.complaints.first)
        let place = complaint.position.map { "\($0.line):\($0.column) " } ?? ""
        var line = "\(place)\(complaint.code.rawValue)"
        if !complaint.code.rawValue.hasPrefix("yaml-") {
            line += " \(complaint.subject)" + (complaint.detail.map { " \($0)" } ?? "")
        }
        #expect(line == expected)
    }

    @Test("names every fault of a file, in its order")
    func all() throws {
        let yaml = "configs:\n  a: {auth: {password: p}}\nmirors: {}\nmirrors: {b: {endpoints: []}}"
        let error = #expect(throws: RegistriesError.self) {
            try RegistriesConfiguration(parsing: Array(yaml.utf8), strictness: .strict)
        }
        #expect(error?.complaints.map(\.position?.line) == [2, 3, 4])
    }

    @Test("takes leniently what the real programs take, with a warning")
    func lenient() throws {
        let yaml = """
            mirrors:
              a: {endpoint: [one]}
              a: {endpoint: [two], extra: 1}
            mirrors:
              b: {endpoint: [three]}
            configs:
              c: {auth: {password: p}, auth: {username: u}}
            """
        let configuration = try RegistriesConfiguration(parsing: Array(yaml.utf8), strictness: .lenient)
        #expect(configuration.mirrors["a"]?.endpoints.map(\.value) == ["two"])
        #expect(configuration.mirrors["b"]?.endpoints.map(\.value) == ["three"])
        #expect(configuration.configs["c"]?.auth?.username == "u")
        #expect(configuration.configs["c"]?.auth?.password?.reveal() == "p")
        #expect(Set(configuration.warnings.map(\.code)).isSuperset(of: [.duplicateKey, .unknownKey]))
    }

    @Test("a second mapping without a value empties the first, as go-yaml has it")
    func emptied() throws {
        let yaml = "mirrors: {a: {endpoint: [b]}}\nmirrors:\nconfigs: {c: }"
        let configuration = try RegistriesConfiguration(parsing: Array(yaml.utf8), strictness: .lenient)
        #expect(configuration.mirrors.keys.isEmpty)
        #expect(configuration.configs.keys == ["c"])
    }

    @Test(
        "leniently too refuses what go-yaml cannot decode",
        arguments: [
            "mirrors: []", "configs: {a: {tls: {insecure_skip_verify: 'true'}}}", "mirrors: {a: {endpoint: b}}", "a: [",
        ]
    )
    func fatal(yaml: String) {
        #expect(throws: RegistriesError.self) {
            try RegistriesConfiguration(parsing: Array(yaml.utf8), strictness: .lenient)
        }
    }

    @Test("takes scalars as their text where text is wanted")
    func scalars() throws {
        let yaml = "configs: {a: {auth: {username: 0123, password: yes}}, 5000: }"
        let configuration = try RegistriesConfiguration(parsing: Array(yaml.utf8), strictness: .strict)
        #expect(configuration.configs["a"]?.auth?.username == "0123")
        #expect(configuration.configs["a"]?.auth?.password?.reveal() == "yes")
        #expect(configuration.configs.keys == ["a", "5000"])
    }

    static let encodings: [(String, [UInt8])] = {
        let text = "mirrors:\r\n  docker.io:\r\n    endpoint: [m.example.com]\r\n"
        let units = Array(text.utf16)
        return [
            ("UTF-8", Array(text.utf8)), ("UTF-8 with BOM", [0xEF, 0xBB, 0xBF] + Array(text.utf8)),
            ("UTF-16 LE", [0xFF, 0xFE] + units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }),
            ("UTF-16 BE", [0xFE, 0xFF] + units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }),
        ]
    }()

    @Test("reads what Windows editors write", arguments: encodings)
    func encoding(name: String, bytes: [UInt8]) throws {
        let configuration = try RegistriesConfiguration(parsing: bytes, strictness: .strict)
        #expect(configuration.mirrors["docker.io"]?.endpoints.map(\.value) == ["m.example.com"])
    }

    @Test("never prints a secret")
    func secrets() throws {
        let yaml = "configs: {a: {auth: {username: u, password: hunter2, identity_token: tok3n}}}"
        let configuration = try RegistriesConfiguration(parsing: Array(yaml.utf8), strictness: .strict)
        var dumped = ""
        dump(configuration, to: &dumped)
        for text in [dumped, "\(configuration)", String(reflecting: configuration)] {
            #expect(!text.contains("hunter2") && !text.contains("tok3n"))
        }
    }
}
