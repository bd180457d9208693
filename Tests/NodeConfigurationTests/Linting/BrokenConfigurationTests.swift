import NodeConfiguration
import Registries
import Testing

private let v2 = Lines.version2Registry
private let v3 = Lines.version3Registry

@Suite("Broken config.toml files, as bug reports show them")
struct BrokenConfigurationTests {
    static let text: [LintCase] = [
        LintCase(
            "a path in double quotes",
            "version = 2\nroot = \"C:\\certs\"\n",
            .init(),
            "2:11 fatal toml-bad-escape"
        ),
        LintCase(
            "two paths in double quotes, one in an array",
            "version = 2\nroot = \"C:\\certs\\x\"\nimports = [\"C:\\conf.d\\*.toml\"]\nstate = \"D:\\state\"\n",
            .init(),
            "2:11 fatal toml-bad-escape",
            "3:15 fatal toml-bad-escape",
            "4:12 fatal toml-bad-escape"
        ),
        LintCase(
            "a path whose last backslash takes the quote",
            "version = 2\nroot = \"C:\\new\\\"\nstate = 'x'\n",
            .init(),
            "2:15 fatal toml-bad-escape"
        ),
        LintCase(
            "a path whose escapes are legal",
            "version = 2\n[\(v2)]\n  config_path = \"C:\\new\\tls\"\n",
            .init(),
            "3:17 error suspicious-control-character"
        ),
        LintCase(
            "UTF-16, as PowerShell redirects",
            bytes: utf16("version = 2\r\n[\(v2).configs.auth.\"h\"]\r\n"),
            expected: ["1:1 fatal encoding-utf16", "2:1 error auth-under-configs-auth"]
        ),
        LintCase(
            "UTF-16 without a mark",
            bytes: Array(utf16("version = 2\r\n").dropFirst(2)),
            expected: ["1:1 fatal encoding-utf16"]
        ),
        LintCase("UTF-8 with a mark, for containerd 2", "\u{FEFF}version = 3\n", .init(), "1:1 fatal encoding-utf16"),
        LintCase("UTF-8 with a mark, for whichever", "\u{FEFF}version = 2\n", .init(), "1:1 warning encoding-utf16"),
        LintCase(
            "an 8-bit code page",
            bytes: Array("version = 2\n# caf".utf8) + [0xE9, 0x0A, 0x61, 0x20, 0xFC, 0x0A],
            expected: ["2:6 error encoding-ansi", "3:3 fatal toml-syntax"]
        ),
        LintCase(
            "a value without quotes, and one that is fine behind it",
            "version = 2\nroot = C:/x\n[\(v2).configs.auth.\"h\"]\n",
            .init(),
            "2:8 fatal toml-syntax",
            "3:1 error auth-under-configs-auth"
        ),
        LintCase(
            "an array that nobody closed",
            "version = 2\n[\(v2).mirrors.\"docker.io\"]\n  endpoint = [\"https://m\",\n[\(v2).configs.tls.\"h\"]\n",
            .init(),
            "4:2 fatal toml-syntax",
            "4:1 error tls-under-configs-tls"
        ),
        LintCase(
            "a port in a bare key",
            "version = 2\n[\(v2).configs.reg.example.com:5000.auth]\n  username = \"u\"\n",
            .init(),
            "2:70 fatal toml-syntax"
        ),
        LintCase(
            "the address of an IPv6 host in headers",
            "version = 2\n[\(v2).configs.\"[::1]:5000\".auth]\nusername = \"u\"\n[\(v2).mirrors.'[::1]']\nendpoint = []\n",
            .init(),
            "2:55 fatal toml-bracket-in-header",
            "4:55 fatal toml-bracket-in-header"
        ),
        LintCase(
            "the same below a header without it",
            "version = 2\n[\(v2).configs]\n\"[::1]:5000\".auth.username = \"u\"\n",
            .init()
        ),
        LintCase(
            "the same for containerd 2",
            "version = 3\n[\(v3).configs.\"[::1]:5000\".auth]\nusername = \"u\"\n",
            .init()
        ),
        LintCase(
            "a default file with a section appended",
            "version = 2\n[\(v2)]\n  config_path = \"\"\n[\(v2)]\n  config_path = \"/etc/containerd/certs.d\"\n",
            .init(),
            "4:38 fatal toml-duplicate-table",
            "5:3 fatal toml-duplicate-table"
        ),
    ]

    static let schema: [LintCase] = [
        LintCase(
            "[plugin. for [plugins.",
            "version = 2\n[plugin.\"io.containerd.grpc.v1.cri\".registry]\nconfig_path = \"/x\"\n",
            .init(),
            "2:2 error unknown-top-level-table"
        ),
        LintCase(
            "a plugin's name without quotes",
            "version = 2\n[plugins.io.containerd.grpc.v1.cri.registry]\nconfig_path = \"/x\"\n",
            .init(),
            "2:10 fatal unknown-top-level-table"
        ),
        LintCase(
            "a plugin's name without quotes, in version 1 and for containerd 2",
            "[plugins.io.containerd.grpc.v1.cri.registry]\nconfig_path = \"/x\"\n",
            .containerd("2.1"),
            "1:10 error unknown-top-level-table"
        ),
        LintCase(
            "short names of plugins in version 2, without settings for registries",
            "version = 2\n[plugins.cri.containerd]\nsnapshotter = \"x\"\n[plugins.linux]\nshim = \"x\"\n",
            .init(),
            "2:10 fatal wrong-plugin-for-version",
            "4:1 fatal wrong-plugin-for-version"
        ),
        LintCase(
            "short names of plugins for containerd 2, and in version 1",
            "version = 2\n[plugins.cri.containerd]\nsnapshotter = \"x\"\n",
            .containerd("2.1")
        ),
        LintCase("short names of plugins in version 1", "[plugins.cri.containerd]\n[plugins.linux]\nshim = \"x\"\n"),
        LintCase(
            "auths without URLs",
            "version = 2\n[\(v2).auths]\nusername = \"u\"\n",
            .init(),
            "3:12 fatal toml-wrong-type"
        ),
        LintCase(
            "a table inside the plugin's quotes",
            "version = 2\n[plugins.\"io.containerd.grpc.v1.cri.registry\"]\nconfig_path = \"/x\"\n",
            .init(),
            "2:1 error unknown-top-level-table"
        ),
        LintCase(
            "endpoints for endpoint",
            "version = 2\n[\(v2).mirrors.\"docker.io\"]\n  endpoints = [\"https://m\"]\n",
            .init(),
            "3:3 error unknown-key"
        ),
        LintCase(
            "an endpoint that is no list",
            "version = 2\n[\(v2).mirrors.\"docker.io\"]\n  endpoint = \"https://m\"\n",
            .init(),
            "3:14 fatal toml-wrong-type"
        ),
        LintCase(
            "a version that containerd 2.2 does not read",
            "version = 4\n[\(v3)]\nconfig_path = \"/x\"\n",
            .containerd("2.2"),
            "1:11 fatal config-version-too-new"
        ),
        LintCase("the same for 2.3", "version = 4\n[\(v3)]\nconfig_path = \"/x\"\n", .containerd("2.3")),
        LintCase(
            "version 3 for containerd 1",
            "version = 3\n",
            .containerd("1.7"),
            "1:11 fatal config-version-too-new"
        ),
        LintCase(
            "version 3 for a containerd 1 that does not look at it",
            "version = 3\n",
            .containerd("1.6.20"),
            "1:11 error config-version-too-new"
        ),
        LintCase("a version that nobody reads", "version = 5\n", .init(), "1:11 fatal config-version-too-new"),
        LintCase(
            "forward slashes on Windows, where the system is not known",
            "version = 3\n[\(v3)]\nconfig_path = 'C:/certs.d'\n",
            .init()
        ),
        LintCase(
            "Docker's URL of the Hub",
            "version = 3\n[\(v3).configs.\"https://index.docker.io/v1/\".auth]\nusername = \"u\"\n",
            .init(),
            "2:57 error host-key-has-scheme"
        ),
        LintCase("a version in quotes", "version = \"2\"\n", .init(), "1:11 fatal toml-wrong-type"),
        LintCase(
            "a token under the name it has in registries.yaml",
            "version = 2\n[\(v2).configs.\"h\".auth]\n  identity_token = \"s3cret\"\n",
            .init(),
            "3:3 error unknown-key"
        ),
        LintCase(
            "the plugin of version 2 in version 3",
            "version = 3\n[\(v2)]\nconfig_path = \"/x\"\n",
            .init(),
            "2:1 error wrong-plugin-for-version"
        ),
        LintCase(
            "credentials for the plugin of version 2 behind a default file of version 3",
            "version = 3\n[\(v3)]\nconfig_path = \"/x\"\n[\(v2).configs.\"h\".auth]\nusername = \"u\"\n",
            .init(),
            "4:38 error wrong-plugin-for-version"
        ),
        LintCase(
            "the plugin of version 2 without a version",
            "[\(v2)]\nconfig_path = \"/x\"\n",
            .init(),
            "1:1 error wrong-plugin-for-version"
        ),
        LintCase(
            "the plugin of version 3 in version 2",
            "version = 2\n[\(v3)]\nconfig_path = \"/x\"\n",
            .init(),
            "2:1 error wrong-plugin-for-version"
        ),
        LintCase(
            "the plugin of version 1 in version 2",
            "version = 2\n[plugins.cri.registry]\nconfig_path = \"/x\"\n",
            .init(),
            "2:1 fatal wrong-plugin-for-version"
        ),
        LintCase(
            "the plugin of version 1 in version 2, for containerd 2",
            "version = 2\n[plugins.cri.registry]\nconfig_path = \"/x\"\n",
            .containerd("2.1"),
            "2:1 error wrong-plugin-for-version"
        ),
    ]

    static let hosts: [LintCase] = [
        LintCase(
            "a host as a bare key",
            "version = 2\n[\(v2).configs.registry.example.com.auth]\n  username = \"u\"\n",
            .init(),
            "2:1 error unquoted-host-key"
        ),
        LintCase(
            "a mirror as a bare key",
            "version = 2\n[\(v2).mirrors.docker.io]\n  endpoint = [\"https://m\"]\n",
            .init(),
            "2:1 error unquoted-host-key"
        ),
        LintCase(
            "bare hosts that begin alike, under the wrong table",
            """
            version = 2
            [\(v2).configs.auth.registry.a.example]
              username = "u"
            [\(v2).configs.auth.registry.b.example]
              username = "u"
            """,
            .init(),
            "2:1 error auth-under-configs-auth",
            "4:1 error auth-under-configs-auth"
        ),
        LintCase(
            "credentials of no host",
            "version = 2\n[\(v2).configs.auth]\n  username = \"u\"\n",
            .init(),
            "2:1 error auth-under-configs-auth"
        ),
        LintCase(
            "a URL for a host",
            "version = 2\n[\(v2).configs.\"https://h:5000/v2\".auth]\n  username = \"u\"\n",
            .init(),
            "2:55 error host-key-has-scheme"
        ),
        LintCase(
            "Docker Hub by the name of its images",
            "version = 2\n[\(v2).configs.\"docker.io\".auth]\n  username = \"u\"\n",
            .init(),
            "2:1 error docker-io-auth-key"
        ),
        LintCase(
            "Docker Hub by its old name, on K3s",
            "version = 2\n[\(v2).configs.\"index.docker.io\".auth]\n  username = \"u\"\n",
            .containerd("2.1-k3s1"),
            "2:1 warning docker-io-auth-key",
            "2:47 info local-pull-fallback"
        ),
        LintCase(
            "credentials for all hosts",
            "version = 2\n[\(v2).configs.\"*\".auth]\n  username = \"u\"\n",
            .init(),
            "2:1 error wildcard-auth-ignored"
        ),
        LintCase(
            "auth that is a token",
            "version = 2\n[\(v2).configs.\"h\".auth]\n  auth = \"ghp_0123\"\n",
            .init(),
            "3:10 error auth-not-base64"
        ),
        LintCase(
            "auth without its padding",
            "version = 2\n[\(v2).configs.\"h\".auth]\n  auth = \"eDp5eg\"\n",
            .init(),
            "3:10 error auth-not-base64"
        ),
        LintCase(
            "auths",
            "version = 2\n[\(v2).auths.\"https://h\"]\n  username = \"u\"\n",
            .init(),
            "2:47 warning auths-deprecated"
        ),
        LintCase(
            "a rewrite for stock containerd",
            "version = 2\n[\(v2).mirrors.\"h\".rewrite]\n  \"^a\" = \"b\"\n",
            .containerd("1.7", nil, .stock),
            "2:1 warning rewrite-needs-k3s-containerd"
        ),
    ]

    static let start: [LintCase] = [
        LintCase(
            "mirrors beside config_path",
            "version = 2\n[\(v2)]\nconfig_path = \"/x\"\n[\(v2).mirrors.\"h\"]\nendpoint = [\"https://m\"]\n",
            .init(),
            "4:47 fatal mirrors-with-config-path"
        ),
        LintCase(
            "TLS settings beside config_path, on containerd 1",
            "version = 2\n[\(v2)]\nconfig_path = \"/x\"\n[\(v2).configs.\"h\".tls]\nca_file = \"/c\"\n",
            .containerd("1.7"),
            "4:1 fatal tls-with-config-path"
        ),
        LintCase(
            "TLS settings on containerd 2",
            "version = 3\n[\(v3).configs.\"h\".tls]\nca_file = \"/c\"\n",
            .init(),
            "2:1 error tls-removed-in-2"
        ),
        LintCase(
            "mirrors that containerd 2.2 migrates",
            "version = 2\n[\(v2)]\nconfig_path = \"\"\n[\(v2).mirrors.\"h\"]\nendpoint = [\"https://m\"]\n",
            .containerd("2.2", .linux),
            "3:15 error empty-config-path-migrates"
        ),
        LintCase(
            "a list of directories in the form of Linux",
            "version = 3\n[\(v3)]\nconfig_path = 'C:\\certs.d:D:\\certs.d'\n",
            .windows,
            "3:15 error config-path-list-separator"
        ),
        LintCase(
            "a list of directories",
            "version = 3\n[\(v3)]\nconfig_path = '/a:/b'\n",
            .linux,
            "3:15 error config-path-list-transfer"
        ),
        LintCase(
            "a Linux path on Windows",
            "version = 2\n[\(v2).configs.\"h\".tls]\nca_file = \"/etc/c.pem\"\n",
            .containerd("1.7", .windows),
            "3:11 warning linux-path-on-windows"
        ),
        LintCase(
            "a Windows path on Linux",
            "version = 2\n[\(v2).configs.\"h\".tls]\nca_file = 'C:\\c.pem'\n",
            .containerd("1.7", .linux),
            "3:11 warning linux-path-on-windows"
        ),
    ]

    @Test("are found broken where they are", arguments: text + schema + hosts + start)
    func places(broken: LintCase) {
        let findings = broken.findings
        let summaries = findings.map(\.summary)
        for expected in broken.expected {
            #expect(summaries.contains(expected), "\(summaries)")
        }
        let worse = findings.filter { $0.severity <= .error }.map(\.summary)
        #expect(Set(worse).isSubset(of: broken.expected), "\(worse)")
    }

    private static func utf16(_ text: String) -> [UInt8] {
        [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    }
}
