import NodeConfiguration
import Testing

@Suite("Secrets in what lint finds")
struct LintSecretTests {
    private static let v2 = Lines.version2Registry

    /// Each with `hunter2` or `HUNTER2` where a secret may be.
    static let texts: [String] = [
        "version = 2\n[\(v2).configs.auth.\"h\"]\nusername = \"u\"\npassword = \"hunter2\"\nauth = \"hunter2\"\n",
        "version = 2\n[\(v2).configs.\"h\".auth]\npassword = \"x\\hunter2\"\n",
        "version = 2\n[\(v2).configs.\"h\".auth]\npasswords = \"hunter2\"\nidentity_token = \"hunter2\"\n",
        "version = 2\n[\(v2).configs.\"h\".auth]\nauth = \"hunter2\"\n",
        "version = 2\n[\(v2).configs.\"h\".auth]\npassword = hunter2\n",
        "version = 2\n[\(v2).configs.\"h\".auth]\npassword = \"hunter2\npassword = \"hunter2\"\n",
        "version = 2\n[\(v2)]\nconfigs.\"h\" = { auth = { password = \"hunter2\", password = \"hunter2\" } }\n",
        "version = 2\n[\(v2)]\nconfigs.\"h\" = { auth = { password = \"hunter2\", x = \"C:\\q\" } }\n",
        "version = 2\n[\(v2).configs.\"h\".auth]\npassword = \"C:\\new\\hunter2\"\n",
        "version = 2\n[\(v2).configs.\"https://u:hunter2@h/\".auth]\nusername = \"u\"\n",
        "version = 2\n[\(v2).auths.\"https://u:hunter2@h\"]\nusername = \"u\"\n",
        "version = 2\n[\(v2).configs.\"u:hunter2@h\".tls]\nca_file = \"/x\"\n",
        "version = 2\n[\(v2).mirrors.\"u:hunter2@h\"]\nendpoint = \"https://u:hunter2@m\"\nendpoints = [\"https://u:hunter2@m\"]\n",
        "version = 2\n[\(v2).headers]\nAuthorization = [\"C:\\hunter2\"]\n",
        "version = 2\n[\(v2).headers]\n\"X-Token\" = [\"C:\\new\\hunter2\"]\n",
        "version = 2\n[\(v2).configs.\"u:hunter2@h\".auth]\n[\(v2).configs.\"u:hunter2@h\".auth]\n",
        "version = 2\n[\(v2).configs]\n\"u:hunter2@h\".auth.username = 1\n\"u:hunter2@h\".auth.username = 1\n",
    ]

    @Test("are in none of its facts", arguments: texts, ["config.toml", "config.toml.tmpl"])
    func none(text: String, file: String) {
        for version in ["1.7", "2.1", "2.2-k3s1"] {
            for system in NodeSystem.allCases {
                let lint = ConfigurationLint(
                    file: file,
                    bytes: Array(text.utf8),
                    target: .containerd(version, system),
                    surroundings: .init(isReadableByOthers: true)
                )
                let findings = lint.findings()
                #expect(!findings.isEmpty)
                for finding in findings {
                    #expect(!finding.everything.lowercased().contains("hunter2"), "\(finding)")
                }
            }
        }
    }
}
