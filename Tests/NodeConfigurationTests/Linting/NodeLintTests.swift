import NodeConfiguration
import Registries
import Testing

@Suite("lint of a node's files together")
struct NodeLintTests {
    private static let cri = #"plugins."io.containerd.grpc.v1.cri""#

    private func findings(
        _ layout: NodeLayout,
        _ texts: [String: String],
        version: String? = nil
    ) -> [String] {
        var files = GatheredFiles(on: layout.system)
        for (path, text) in texts {
            let isAbsolute = layout.system.isAbsolute(path)
            let place = isAbsolute ? path : layout.system.path(layout.configurationDirectory, path)
            files.add(NodeFile(Array(text.utf8)), at: place)
        }
        let target = LintTarget(
            system: layout.system,
            version: version.flatMap(ContainerdVersion.init(parsing:)),
            flavor: layout.flavor
        )
        let set = NodeFileSet(layout, in: files)
        let lint = NodeLint(set, in: files, pathsOf: layout.system, target: target, imports: .all)
        return lint.findings().map { finding in
            let name = finding.file.split { $0 == "/" || $0 == "\\" }.last ?? ""
            return "\(name):\(finding.summary)"
        }
    }

    @Test("finds the files of each layout", arguments: NodeSystem.allCases, ServiceFlavor.allCases)
    func layouts(system: NodeSystem, flavor: ServiceFlavor) {
        let layout = NodeLayout(flavor, on: system)
        var files = GatheredFiles(on: system)
        #expect(NodeFileSet(layout, in: files).isEmpty)
        let template = system.path(layout.configurationDirectory, "config-v3.toml.tmpl")
        for path in [layout.configurationFile, layout.registriesFile, template] { files.add(NodeFile([]), at: path) }
        files.addDirectory(layout.hostsDirectory)
        let set = NodeFileSet(layout, in: files)
        #expect(set.registries == layout.registriesFile)
        #expect(set.configurations == [layout.configurationFile, template])
        #expect(set.hostsDirectory == layout.hostsDirectory)
    }

    @Test("knows a single file by its name")
    func names() {
        #expect(NodeFileSet(file: "x/registries.yaml").registries == "x/registries.yaml")
        #expect(NodeFileSet(file: #"x\HOSTS.toml"#).hostsFiles == [#"x\HOSTS.toml"#])
        #expect(NodeFileSet(file: "config.toml.tmpl").configurations == ["config.toml.tmpl"])
    }

    static let registries = """
        configs:
          reg.example:5000: {auth: {username: u, password: p}}
          docker.io: {auth: {username: u, password: p}}
          "*": {auth: {username: u, password: p}}
          tls.example: {tls: {insecure_skip_verify: true}}
        """

    @Test("finds credentials that only registries.yaml has", arguments: NodeSystem.allCases)
    func missingCredentials(system: NodeSystem) {
        let layout = NodeLayout(.rke2, on: system)
        let texts = [
            layout.registriesFile: Self.registries,
            "config.toml":
                "version = 3\n[\(Lines.version3Registry).configs.\"registry-1.docker.io\".auth]\nusername = 'u'\n",
        ]
        let missing = findings(layout, texts).filter { $0.contains("missing") }
        #expect(missing == ["config.toml:- error auth-missing-from-config"])
    }

    @Test("does not ask a template for credentials that the service's own part or an action writes")
    func templates() {
        let layout = NodeLayout(.k3s, on: .linux)
        for template in ["{{ template \"base\" . }}\n", TemplateLintTests.complete] {
            let texts = [layout.registriesFile: Self.registries, "config-v3.toml.tmpl": template]
            #expect(findings(layout, texts).filter { $0.contains("missing") }.isEmpty)
        }
        let texts = [layout.registriesFile: Self.registries, "config.toml.tmpl": "version = 2\n"]
        let missing = ["config.toml.tmpl:- error auth-missing-from-config"]
        #expect(findings(layout, texts).filter { $0.contains("missing") } == missing + missing)
    }

    @Test("counts credentials in a drop-in")
    func credentialsInDropIn() {
        let layout = NodeLayout(.rke2, on: .linux)
        let texts = [
            layout.registriesFile: "configs: {h: {auth: {username: u, password: p}}}",
            "config.toml": "version = 3\nimports = ['conf.d/*.toml']\n",
            "conf.d/a.toml": "version = 3\n[\(Lines.version3Registry).configs.h.auth]\nusername = 'u'\n",
        ]
        #expect(findings(layout, texts).filter { $0.contains("missing") }.isEmpty)
    }

    @Test("finds a certs.d that a Windows node does not read", arguments: ["", "config_path = ''"])
    func missingPath(line: String) {
        let texts = [
            "config.toml": "version = 2\n[\(Lines.version2Registry)]\n\(line)\n",
            #"C:\Program Files\containerd\certs.d\reg.example\hosts.toml"#: "",
        ]
        let place = line.isEmpty ? "2:1" : "3:15"
        let found = findings(NodeLayout(.stock, on: .windows), texts).filter { $0.contains("config-path") }
        #expect(found == ["config.toml:\(place) error config-path-missing-windows"])
    }

    @Test("finds a drop-in that costs containerd 1 the plugin's other settings", arguments: NodeSystem.allCases)
    func dropIn(system: NodeSystem) {
        let layout = NodeLayout(.stock, on: system)
        let pattern = system.path(system.path(layout.configurationDirectory, "conf.d"), "*.toml")
        let texts = [
            "config.toml": "version = 2\nimports = ['\(pattern)']\n[\(Self.cri)]\nsandbox_image = 'x'\n",
            system.path("conf.d", "a.toml"): "[\(Lines.version2Registry)]\nconfig_path = '\(layout.hostsDirectory)'\n",
            system.path("conf.d", "b.toml"): "[plugins.'io.containerd.gc.v1.scheduler']\npause_threshold = 0.1\n",
            system.path("conf.d", "c.conf"): "[\(Self.cri)]\n",
        ]
        let lost = ["a.toml:1:10 fatal drop-in-replaces-plugin"]
        #expect(findings(layout, texts, version: "1.7") == lost)
        #expect(findings(layout, texts) == lost)
        #expect(findings(layout, texts, version: "2.1").isEmpty)
    }

    @Test("finds a drop-in of a higher version, and ends where drop-ins import each other")
    func dropInVersion() {
        let texts = [
            "config.toml": "version = 3\nimports = ['a.toml', 'missing.toml']\n",
            "a.toml": "version = 4\nimports = ['config.toml', 'a.toml']\n",
        ]
        let layout = NodeLayout(.stock, on: .linux)
        #expect(findings(layout, texts, version: "2.3") == ["a.toml:1:11 fatal drop-in-version-higher"])
        #expect(findings(layout, texts, version: "2.2").isEmpty)
    }

    @Test("leaves alone what a copied file imports from elsewhere")
    func copies() {
        var files = GatheredFiles(on: .linux)
        files.add(
            NodeFile(Array("version = 2\nimports = ['/etc/containerd/a.toml', 'b.toml']\n".utf8)),
            at: "/copy/config.toml"
        )
        for path in ["/etc/containerd/a.toml", "/copy/b.toml"] {
            files.add(NodeFile(Array("root = \"C:\\certs\"\n".utf8)), at: path)
        }
        let set = NodeFileSet(directory: "/copy", in: files) { $0 + "/" + $1 }
        let lint = NodeLint(set, in: files, pathsOf: .linux, target: LintTarget(), imports: .besideFile)
        #expect(lint.findings().map(\.file) == ["/copy/b.toml"])
    }

    @Test("says who can read a file with secrets", arguments: [true, false, nil])
    func fileMode(isReadable: Bool?) {
        let text = "version = 2\n[\(Lines.version2Registry).configs.\"h\".auth]\nusername = 'u'\npassword = 'p'\n"
        var files = GatheredFiles(on: .linux)
        files.add(NodeFile(Array(text.utf8), isReadableByOthers: isReadable), at: "/config.toml")
        let lint = NodeLint(
            NodeFileSet(file: "/config.toml"),
            in: files,
            pathsOf: .linux,
            target: .containerd("1.7"),
            imports: .besideFile
        )
        let summaries = lint.findings().map(\.summary)
        #expect(summaries == (isReadable == true ? ["- warning file-mode"] : []) + ["4:1 info plaintext-credentials"])
    }
}
