import NodeConfiguration
import Registries
import Testing

@Suite("The version of config.toml and the files beside it")
struct NodeVersionLintTests {
    /// The findings about a hosts.toml that lies beside other files.
    private func findings(_ hosts: String, beside texts: [String: String], _ target: LintTarget = .init()) -> [String] {
        var files = GatheredFiles(on: .linux)
        for (name, text) in texts { files.add(NodeFile(Array(text.utf8)), at: "/n/" + name) }
        files.add(NodeFile(Array(hosts.utf8)), at: "/n/certs.d/quay.io/hosts.toml")
        let set = NodeFileSet(directory: "/n", in: files) { $0 + "/" + $1 }
        let lint = NodeLint(set, in: files, pathsOf: .linux, target: target, imports: .besideFile)
        return lint.findings().filter { $0.file.hasSuffix("hosts.toml") }.map(shown)
    }

    private static let root = "server = \"https://quay.io\"\n"
    private static let bracket = root + "[host.\"https://[::1]:5000\"]\n"
    private static let dotted = root + "[host]\n\"https://m\".skip_verify = true\n"

    static let cases: [(files: [String: String], root: [String], bracket: [String], dotted: [String])] = [
        (
            [:],
            ["1:1 error hosts-no-host-table"], ["2:7 fatal toml-bracket-in-header"],
            ["3:1 error hosts-inline-host-table"]
        ),
        (
            ["config.toml": "version = 2\n"],
            ["1:1 error hosts-no-host-table"], ["2:7 fatal toml-bracket-in-header"],
            ["3:1 warning hosts-inline-host-table"]
        ),
        (["config.toml": "version = 3\n"], [], [], ["3:1 error hosts-inline-host-table"]),
        (["conf.d/windlass.toml": "version = 3\n"], [], [], ["3:1 error hosts-inline-host-table"]),
        (["config-v3.toml.tmpl": "{{ template \"base\" . }}\n"], [], [], ["3:1 error hosts-inline-host-table"]),
        // A file without a version, and templates for either release, tell nothing.
        (
            ["config.toml": "root = \"/x\"\n"],
            ["1:1 error hosts-no-host-table"], ["2:7 fatal toml-bracket-in-header"],
            ["3:1 error hosts-inline-host-table"]
        ),
        (
            ["config.toml.tmpl": "version = 2\n", "config-v3.toml.tmpl": "version = 3\n"],
            ["1:1 error hosts-no-host-table"], ["2:7 fatal toml-bracket-in-header"],
            ["3:1 error hosts-inline-host-table"]
        ),
        (
            ["config.toml": "version = 3\n", "config.toml.tmpl": "version = 2\n"],
            [], [], ["3:1 error hosts-inline-host-table"]
        ),
    ]

    @Test("tell which containerd reads a hosts.toml", arguments: cases)
    func decides(files: [String: String], root: [String], bracket: [String], dotted: [String]) {
        #expect(findings(Self.root, beside: files) == root)
        #expect(findings(Self.bracket, beside: files) == bracket)
        #expect(findings(Self.dotted, beside: files) == dotted)
    }

    @Test("yield to the version that is given")
    func given() {
        let files = ["config.toml": "version = 2\n"]
        #expect(findings(Self.bracket, beside: files, Nodes.stock21) == [])
        #expect(findings(Self.dotted, beside: files, Nodes.stock21) == ["3:1 error hosts-inline-host-table"])
    }

    @Test("are those of drop-ins where there is no config.toml to import them")
    func dropIns() {
        var files = GatheredFiles(on: .linux)
        files.add(NodeFile([]), at: "/n/conf.d/windlass.toml")
        files.add(NodeFile([]), at: "/n/conf.d/notes.txt")
        #expect(
            NodeFileSet(directory: "/n", in: files) { $0 + "/" + $1 }.configurations == ["/n/conf.d/windlass.toml"]
        )
        files.add(NodeFile([]), at: "/n/config.toml")
        #expect(NodeFileSet(directory: "/n", in: files) { $0 + "/" + $1 }.configurations == ["/n/config.toml"])
    }
}
