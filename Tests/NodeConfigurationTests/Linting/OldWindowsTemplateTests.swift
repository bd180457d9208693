import NodeConfiguration
import Registries
import Testing

@Suite("lint of what the Windows template wrote until v1.29.13")
struct OldWindowsTemplateTests {
    private func findings(_ yaml: String, _ target: LintTarget = .windows) throws -> [Finding] {
        let configuration = try RegistriesConfiguration(parsing: Array(yaml.utf8), strictness: .strict)
        let tables = BrokenWindowsTemplate.registryTables(for: configuration)
        let text = (["version = 2"] + tables.map(\.text)).joined(separator: "\n")
        return ConfigurationLint(file: "config.toml", bytes: Array(text.utf8), target: target).findings()
    }

    private func errors(_ findings: [Finding]) -> [String] {
        findings.filter { $0.severity <= .error }.map(\.summary)
    }

    @Test("finds nothing where there is no registry")
    func none() throws {
        #expect(try errors(findings("mirrors: {}")).isEmpty)
    }

    static let one = """
        configs:
          "reg.example:5000":
            auth: {username: puller, password: open-sesame}
            tls: {insecure_skip_verify: true}
        """

    @Test("finds both wrong tables of one registry, and says the right headers")
    func one() throws {
        let findings = try findings(Self.one)
        #expect(errors(findings) == ["5:3 error auth-under-configs-auth", "9:3 error tls-under-configs-tls"])
        let header = #"[plugins."io.containerd.grpc.v1.cri".registry.configs."reg.example:5000"."#
        let auth = try #require(findings.first { $0.code == .authUnderConfigsAuth })
        #expect(auth.correction == [header + "auth]"])
        #expect(auth.place == #"plugins."io.containerd.grpc.v1.cri".registry.configs.auth."reg.example:5000""#)
        #expect(findings.first { $0.code == .tlsUnderConfigsTLS }?.correction == [header + "tls]"])
        #expect(findings.first { $0.code == .plaintextCredentials }?.position?.line == 7)
    }

    @Test("finds each repeated header and each wrong table of two registries")
    func two() throws {
        let findings = try findings(
            Self.one
                + """

                  other.example:
                    auth: {username: other, password: open-sesame}
                    tls: {insecure_skip_verify: true}
                """.replacing("      ", with: "  ")
        )
        #expect(
            errors(findings) == [
                "5:3 error auth-under-configs-auth", "9:3 error tls-under-configs-tls",
                "11:47 fatal toml-duplicate-table", "12:3 error auth-under-configs-auth",
                "15:47 fatal toml-duplicate-table", "16:3 error tls-under-configs-tls",
            ]
        )
        #expect(findings.filter { $0.code == .tomlDuplicateTable }.map(\.detail) == ["4", "5"])
    }

    @Test("says for containerd 2 the plugin that reads the table, and no table where none is read")
    func containerd2() throws {
        let text = """
            version = 3
            [\(Lines.version2Registry).configs.auth."h"]
            username = "u"
            [\(Lines.version2Registry).configs.tls."h"]
            ca_file = "/x"
            """
        let lint = ConfigurationLint(file: "config.toml", bytes: Array(text.utf8), target: LintTarget())
        let findings = lint.findings()
        let auth = findings.first { $0.code == .authUnderConfigsAuth }
        #expect(auth?.correction == ["[\(Lines.version3Registry).configs.\"h\".auth]"])
        let tls = findings.first { $0.code == .tlsUnderConfigsTLS }
        #expect(tls?.correction == [] && tls?.detail == "hosts.toml")
    }
}
