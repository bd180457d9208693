import NodeConfiguration
import Registries
import Testing

@Suite("lint under mutation")
struct LintFuzzTests {
    private static let v2 = Lines.version2Registry
    private static let seeds = [
        "version = 2\nroot = \"C:\\certs\\x\"\n[\(v2).configs.auth.\"h:5000\"]\n  username = \"u\"\n  password = \"hunter2\"\n",
        "[\(v2)]\nconfig_path = ''\n[\(v2).mirrors.docker.io]\nendpoint = [\"https://m\",\n 'x']\n[\(v2).mirrors]\n",
        "version = 3\n[\(v2).configs.\"docker.io\".auth]\nauth = \"hunter2\"\nidentity_token = 'hunter2'\n",
        "version = 3\n[\(Lines.version3Registry)]\nconfig_path = '/a:/b' # c\nconfigs.h.tls = {ca_file = \"C:\\new\"}\n",
        TemplateLintTests.complete,
        "{{ template \"base\" . }}\n[\(v2).configs.\"{{ $k }}\".auth]\nusername = {{ printf \"%q\" . }}\n",
    ]
    private static let tokens = [
        "[", "]", "[[", "{", "}", "=", ".", ",", "\"", "'", "\"\"\"", "'''", "\\", "\\q", "\\u", "\n", "\r\n", "\r",
        "#",
        "{{", "}}", "{{ end }}", "{{ if x }}", "{{- range .A }}", "{{/* ", "*/}}", "[a]\n", "a = 1\n", "é", "\u{FEFF}",
        "\0",
    ]

    @Test("No bytes crash it or hold it up, and its findings are in order", arguments: 1...4 as ClosedRange<UInt64>)
    func mutations(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<400 {
            var bytes = Array(generator.pick(Self.seeds).utf8)
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                bytes = generator.mutated(bytes, tokens: Self.tokens)
            }
            for file in ["config.toml", "config-v3.toml.tmpl"] {
                let target = LintTarget(system: generator.pick(NodeSystem.allCases))
                let findings = ConfigurationLint(file: file, bytes: bytes, target: target).findings()
                #expect(findings == findings.inOrder())
                for finding in findings {
                    #expect(finding.position.map { $0.line > 0 && $0.column > 0 } ?? true)
                    #expect(
                        !finding.everything.contains("hunter2"),
                        "\(finding) in \(String(decoding: bytes, as: UTF8.self))"
                    )
                }
            }
        }
    }
}
