import NodeConfiguration
import Registries
import Testing

@testable import NodeConfiguration

@Suite("lint of templates")
struct TemplateLintTests {
    static let complete = """
        {{- /* a node's own */ -}}
        version = 3
        root = {{ printf "%q" .NodeConfig.Containerd.Root }}
        {{ if .DisableCgroup }}
        disable_cgroup = true
        {{ end }}
        [plugins.'io.containerd.cri.v1.images']
          snapshotter = "{{ .NodeConfig.AgentConfig.Snapshotter }}"
        {{ with .PrivateRegistryConfig }}
        {{ range $k, $v := .Mirrors }}
        [plugins.'io.containerd.cri.v1.images'.registry.mirrors."{{ $k }}"]
          endpoint = [{{ range $i, $j := $v.Endpoints }}{{ if $i }}, {{ end }}{{ printf "%q" . }}{{ end }}]
          {{- if $v.Rewrites }}
          [plugins.'io.containerd.cri.v1.images'.registry.mirrors."{{ $k }}".rewrite]
          {{- range $pattern, $replace := $v.Rewrites }}
            "{{ $pattern }}" = "{{ $replace }}"
          {{- end }}
          {{- end }}
        {{ end }}
        {{ range $k, $v := .Configs }}
        [plugins.'io.containerd.cri.v1.images'.registry.configs."{{ $k }}".auth]
          {{ if $v.Auth.Username }}username = {{ printf "%q" $v.Auth.Username }}{{ end }}
          {{ if $v.Auth.Password }}password = {{ printf "%q" $v.Auth.Password }}{{ end }}
        {{ end }}
        {{ end }}
        {{ range $name, $runtime := .ExtraRuntimes }}
        [plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.{{ $name }}]
          runtime_type = "{{ $runtime.RuntimeType }}"
        {{ end }}
        """

    static let healthy: [LintCase] = [
        LintCase(
            "the service's own and a table more",
            file: "config.toml.tmpl",
            "{{ template \"base\" . }}\n[plugins.x]\n"
        ),
        LintCase(
            "credentials behind the service's own",
            file: "config-v3.toml.tmpl",
            "{{ template \"base\" . }}\n\n[\(Lines.version3Registry).configs.\"h\".auth]\n  username = \"u\"\n"
        ),
        LintCase("a complete one", file: "config-v3.toml.tmpl", complete),
        LintCase(
            "one table or another",
            file: "config.toml.tmpl",
            "version = 2\n{{ if .A }}\n[debug]\nlevel = \"a\"\n{{ else }}\n[debug]\nlevel = \"b\"\n{{ end }}\n"
        ),
        LintCase(
            "one value or another",
            file: "config.toml.tmpl",
            "version = 2\nroot = {{ if .A }}\"a\"{{ else }}\"b\"{{ end }}\nstate = \"{{ if .B }}x{{ end }}\"\n"
        ),
        LintCase("no action's end", file: "config.toml.tmpl", "version = 2\nroot = \"{{ x\"\nstate = \"{{ y }}\"\n"),
    ]

    @Test("finds nothing wrong with what a template decides", arguments: healthy)
    func noErrors(healthy: LintCase) {
        let worse = healthy.findings.filter { $0.severity <= .error }
        #expect(worse.isEmpty, "\(worse.map(\.summary))")
    }

    static let broken: [LintCase] = [
        LintCase(
            "the old Windows template as a node's own",
            file: "config.toml.tmpl",
            """
            version = 2
            {{ range $k, $v := .PrivateRegistryConfig.Configs }}
            [\(Lines.version2Registry).auths]
            {{ if $v.Auth }}
              [\(Lines.version2Registry).configs.auth."{{ $k }}"]
                username = {{ printf "%q" $v.Auth.Username }}
            {{ end }}
            {{ end }}
            """,
            .init(),
            "3:1 error toml-duplicate-table",
            "5:3 error auth-under-configs-auth"
        ),
        LintCase(
            "a path in double quotes behind an action",
            file: "config.toml.tmpl",
            "{{ template \"base\" . }}\n[debug]\n{{ if .A }}address{{ end }} = \"C:\\certs\" # {{ .B }}\n",
            .init(),
            "3:34 fatal toml-bad-escape"
        ),
        LintCase(
            "the same table twice whatever happens",
            file: "config.toml.tmpl",
            "version = 2\n[debug]\n{{ if .A }}\n[debug]\n{{ end }}\n",
            .init(),
            "4:2 fatal toml-duplicate-table"
        ),
        LintCase(
            "the wrong plugin behind the service's own",
            file: "config-v3.toml.tmpl",
            "{{ template \"base\" . }}\n[\(Lines.version2Registry).configs.\"h\".auth]\nusername = \"u\"\n",
            .init(),
            "2:38 error wrong-plugin-for-version"
        ),
    ]

    @Test("finds what is wrong whatever it decides", arguments: broken)
    func errors(broken: LintCase) {
        #expect(broken.findings.filter { $0.severity <= .error }.map(\.summary) == broken.expected)
    }

    @Test("names a host by the action that makes it")
    func actions() throws {
        let finding = try #require(Self.broken[0].findings.first { $0.code == .authUnderConfigsAuth })
        #expect(finding.subject == "{{ $k }}")
        #expect(finding.correction == ["[\(Lines.version2Registry).configs.\"{{ $k }}\".auth]"])
    }

    @Test("keeps every byte outside of actions where it is")
    func bytes() {
        let source = Array(Self.complete.utf8)
        let text = TemplateText(source)
        #expect(text.bytes.count == source.count)
        #expect(text.actions.count == 35)
        for place in source.indices where !text.isUnknown(place..<place + 1) {
            #expect(text.bytes[place] == source[place] || source[place] == UInt8(ascii: ","))
        }
        #expect(text.bytes.filter { $0 == 0x0A }.count == source.filter { $0 == 0x0A }.count)
    }
}
