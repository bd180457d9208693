import NodeConfiguration
import Testing

private let registry = Lines.version2Registry

/// What containerd 1.6.20 said to `config dump` of each text, tried.
@Suite("lint and containerd 1.6.20")
struct ContainerdAgreementTests {
    static let refused: [String] = [
        "root = \"C:\\certs\"",
        "[\(registry).mirrors.\"h\"]\nendpoint = \"a\"",
        "[\(registry).configs.\"h\".tls]\nca_file = 1",
        "[\(registry).configs.\"h\".tls]\ninsecure_skip_verify = \"true\"",
        "[\(registry).configs.\"h\".auth]\nusername = 5",
        "[\(registry).configs.\"h\"]\nauth = \"eHg6eQ==\"",
        "[\(registry).configs]\nh = 1",
        "[\(registry)]\nconfigs = \"x\"",
        "[\(registry)]\nconfig_path = [\"/x\"]",
        "[\(registry)]\nmirrors = \"x\"",
        "[\(registry)]\nheaders = \"x\"",
        "[\(registry).headers]\nx = \"x\"",
        "[plugins.\"io.containerd.grpc.v1.cri\"]\nregistry = 1",
        "[plugins]\n\"io.containerd.grpc.v1.cri\" = 1",
        "[plugins]\ncri = 1",
        "plugins = 1",
        "imports = \"x\"",
        "[plugins.cri.registry]\nconfig_path = \"/x\"",
        "[\(registry).configs.a:5000.auth]",
        "[a]\n[a]",
        "[\(registry).configs]\n[\(registry).configs]",
        "a = 1\na = 2",
        "a = 1\n[a]",
        "[[a]]\n[a]",
        "[a]\nb = {c = 1}\n[a.b]",
        "a = [1, 2\nb = 1",
        "a = 'x",
        "a = \"\"\"\nx\\q\"\"\"",
    ]

    static let taken: [String] = [
        "",
        "root = \"C:\\new\\tls\"",
        "[plugin.\"x\"]\na = 1",
        "[\(registry).mirrors.docker.io]\nendpoint = [\"a\"]",
        "[\(registry).configs.auth.\"h\"]\nusername = \"a\"",
        "[\(registry).configs.auth]\nusername = \"a\"",
        "[\(registry)]\nunknown = \"x\"",
        "[\(registry).configs.a.auth]\nUsername = \"x\"\nPASSWORD = \"x\"",
        "[\(registry).configs.\"h\".auth]\nusername = \"a\"\n[\(registry).configs.\"h\"]",
        "[\(registry)]\n[plugins.\"io.containerd.grpc.v1.cri\"]\nregistry.config_path = \"/x\"",
        "[a]\nb.c = 1\n[a.b]\nd = 1",
        "a = 01",
        "a = {b = 1,\nc = 2}",
        "[a]\rb = 1",
        "a = [1, \"x\"]",
        "\"\" = 1",
        "a = nan\nb = +inf",
        "a = 2020-01-01 ",
    ]

    private func fatal(_ text: String) -> [String] {
        let bytes = Array("version = 2\n\(text)\n".utf8)
        let lint = ConfigurationLint(file: "config.toml", bytes: bytes, target: .containerd("1.6"))
        return lint.findings().filter { $0.severity == .fatal }.map(\.summary)
    }

    @Test("agree on what keeps it from starting", arguments: refused)
    func isFatal(text: String) {
        #expect(!fatal(text).isEmpty)
    }

    @Test("agree on what does not", arguments: taken)
    func isNotFatal(text: String) {
        #expect(fatal(text).isEmpty, "\(fatal(text))")
    }
}
