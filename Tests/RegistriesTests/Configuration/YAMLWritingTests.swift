import Testing

@testable import Registries

@Suite("Writing a registries.yaml")
struct YAMLWritingTests {
    @Test("every text in quotes, in the order of the entries")
    func text() throws {
        var configuration = RegistriesConfiguration()
        configuration.mirrors.set(
            "docker.io",
            to: Located(
                RegistriesConfiguration.Mirror(
                    endpoints: [Located("https://mirror.example:5000"), Located("http://b.example")],
                    rewrites: [RegistriesConfiguration.RewriteRule(pattern: "^(.*)$", replacement: "hub/$1")]
                )
            )
        )
        configuration.mirrors.set("*", to: Located(RegistriesConfiguration.Mirror()))
        configuration.configs.set(
            "mirror.example:5000",
            to: Located(
                RegistriesConfiguration.Host(
                    auth: AuthConfiguration(username: "puller", password: Secret("a\"b\\c#: *"), realms: ["https://t"]),
                    tls: TLSSettings(caFile: "C:\\certs\\ca.pem", insecureSkipVerify: true)
                )
            )
        )
        configuration.configs.set("b.example", to: Located(RegistriesConfiguration.Host(tls: TLSSettings())))
        #expect(
            configuration.yaml() == """
                mirrors:
                  "docker.io":
                    endpoint:
                      - "https://mirror.example:5000"
                      - "http://b.example"
                    rewrite:
                      "^(.*)$": "hub/$1"
                  "*": {}
                configs:
                  "mirror.example:5000":
                    auth:
                      username: "puller"
                      password: "a\\"b\\\\c#: *"
                      realms:
                        - "https://t"
                    tls:
                      ca_file: "C:\\\\certs\\\\ca.pem"
                      insecure_skip_verify: true
                  "b.example":
                    tls: {}

                """
        )
        #expect(configuration.holdsSecrets)
    }

    @Test("nothing at all is an empty mapping")
    func nothing() throws {
        let configuration = RegistriesConfiguration()
        #expect(configuration.yaml() == "{}\n")
        #expect(!configuration.holdsSecrets)
        #expect(try RegistriesConfiguration(parsing: Array("{}\n".utf8), strictness: .strict) == configuration)
    }

    static let hostile = [
        "*", "&a", "!!null", "null", "~", "true", "0123", "#", " a", "a ", "a: b", "a #b", "- a", "? a", "'", "\"",
        "\\", "\\u0041", "%YAML", "---", "...", "{", "}", "[", "]", ",", "|", ">", "@", "`", "<<", "\t", "a\nb",
        "a\r\nb", "\u{0}", "\u{1}", "\u{7F}", "\u{85}", "\u{A0}", "\u{2028}", "\u{2029}", "\u{FEFF}", "\u{FFFE}",
        "\u{FFFD}", "\u{E000}", "\u{10FFFF}", "e\u{301}", "é", "日本", "\u{1F600}", "${1}", "$1",
        String(repeating: "k", count: 4_000), String(repeating: "\u{1F600}", count: 300),
    ]

    @Test("whatever a text holds is read back byte for byte", arguments: hostile)
    func readBack(text: String) throws {
        try Self.expectReadBack([text, text + text, "x" + text])
    }

    @Test("so are random texts", arguments: 0..<40)
    func randomTexts(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        // Canonically equivalent keys are one key to Swift.
        let alphabet = Self.hostile.filter { $0.utf8.count < 9 && $0 != "e\u{301}" } + ["a", " ", "\n", ":", "#"]
        let texts = (0..<8).map { _ in
            (0..<Int.random(in: 1...12, using: &generator))
                .map { _ in alphabet.randomElement(using: &generator) ?? "" }
                .joined()
        }
        try Self.expectReadBack(texts)
    }

    /// Puts each text wherever a text can be.
    private static func expectReadBack(_ texts: [String]) throws {
        var configuration = RegistriesConfiguration()
        for text in texts {
            let rule = RegistriesConfiguration.RewriteRule(pattern: text, replacement: text)
            let mirror = RegistriesConfiguration.Mirror(endpoints: [Located(text)], rewrites: [rule])
            configuration.mirrors.set(text, to: Located(mirror))
            let secret = Secret(text)
            let auth = AuthConfiguration(username: text, password: secret, auth: secret, identityToken: secret)
            let tls = TLSSettings(caFile: text, certFile: text, keyFile: text)
            configuration.configs.set(text, to: Located(RegistriesConfiguration.Host(auth: auth, tls: tls)))
        }
        // The schema's own rules for hosts and patterns are not what is tested: the tree below them is.
        let root = try #require(try YAMLDocument(bytes: Array(configuration.yaml().utf8)).root)
        var reader = SchemaReader()
        let read = reader.read(root)
        #expect(read.mirrors.keys.map { Array($0.utf8) } == configuration.mirrors.keys.map { Array($0.utf8) })
        #expect(read.configs.keys.map { Array($0.utf8) } == configuration.configs.keys.map { Array($0.utf8) })
        for key in configuration.mirrors.keys {
            let mirror = try #require(read.mirrors[key])
            #expect(mirror.endpoints.map { Array($0.value.utf8) } == [Array(key.utf8)])
            #expect(
                mirror.rewrites.map { [Array($0.pattern.utf8), Array($0.replacement.utf8)] }
                    == [[Array(key.utf8), Array(key.utf8)]]
            )
            let host = try #require(read.configs[key])
            let secrets = [host.auth?.password, host.auth?.auth, host.auth?.identityToken].map { $0?.reveal() }
            let files = [host.tls?.caFile, host.tls?.certFile, host.tls?.keyFile]
            for text in [host.auth?.username] + secrets + files {
                #expect(text.map { Array($0.utf8) } == Array(key.utf8))
            }
        }
    }
}
