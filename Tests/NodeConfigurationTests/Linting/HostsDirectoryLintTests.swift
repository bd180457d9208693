import NodeConfiguration
import Testing

@Suite("certs.d and what is wrong with it")
struct HostsDirectoryLintTests {
    /// Directories with a hosts.toml, others, and the findings about them on a system.
    struct Case: CustomTestStringConvertible, Sendable {
        var system: NodeSystem
        var full: [String]
        var empty: [String] = []
        var expected: [String]
        var testDescription: String { "\(system) \(full + empty)" }
    }

    static let cases: [Case] = [
        Case(system: .linux, full: ["quay.io", "reg.example:5000", "[::1]:5000"], expected: []),
        Case(
            system: .linux,
            full: ["reg.example_5000_", "[::1]_5000_", "[2001_db8::1_]", "localhost"],
            expected: [
                "[2001_db8::1_] error hostdir-unreachable characters"
            ]
        ),
        Case(system: .linux, full: ["[2001:db8:_1]_", "a-b.c", "_default", "docker.io"], expected: []),
        Case(
            system: .windows,
            full: ["reg.example_5000_", "reg.example5000", "[1]_5000_", "[1]5000"],
            expected: [
                "[1]5000 warning hostdir-shadowed [1]_5000_",
                "reg.example5000 warning hostdir-shadowed reg.example_5000_",
            ]
        ),
        Case(system: .windows, full: ["reg5000", "quay.io", "_default"], expected: []),
        Case(
            system: .windows,
            full: ["127.0.0.1:9345"],
            expected: [
                "127.0.0.1:9345 fatal hostdir-colon-windows 127.0.0.1_9345_"
            ]
        ),
        Case(system: .linux, full: ["*"], expected: ["* error hostdir-wildcard-name _default"]),
        Case(system: .windows, full: ["*"], expected: ["* error hostdir-wildcard-name _default"]),
        Case(
            system: .linux,
            full: ["reg.example:5000", "reg.example_5000_"],
            expected: [
                "reg.example:5000 warning hostdir-shadowed reg.example_5000_"
            ]
        ),
        Case(
            system: .linux,
            full: ["_default"],
            empty: ["quay.io"],
            expected: [
                "quay.io warning hostdir-empty-hides-default"
            ]
        ),
        Case(
            system: .windows,
            full: ["_default"],
            empty: ["quay.io"],
            expected: [
                "quay.io warning hostdir-empty-hides-default"
            ]
        ),
        Case(system: .linux, full: [], empty: ["quay.io"], expected: []),
        Case(system: .linux, full: ["https:/quay.io"], expected: ["https:/quay.io error hostdir-unreachable path"]),
        Case(system: .linux, full: ["https:"], expected: ["https: error hostdir-unreachable scheme"]),
        Case(
            system: .windows,
            full: ["https___quay.io"],
            expected: [
                "https___quay.io error hostdir-unreachable scheme"
            ]
        ),
        Case(system: .linux, full: ["quay.io/project"], expected: ["quay.io/project error hostdir-unreachable path"]),
        Case(system: .linux, full: ["Quay.IO"], expected: ["Quay.IO info hostdir-unreachable upper-case"]),
        Case(
            system: .linux,
            full: ["index.docker.io"],
            expected: [
                "index.docker.io error hostdir-unreachable index.docker.io"
            ]
        ),
        Case(
            system: .windows,
            full: ["registry-1.docker.io"],
            expected: [
                "registry-1.docker.io info hostdir-unreachable registry-1.docker.io"
            ]
        ),
        Case(system: .linux, full: ["registry"], expected: ["registry error hostdir-unreachable no-domain"]),
        Case(
            system: .linux,
            full: ["my_registry.example", "a..b", "quay.io (old)"],
            expected: [
                "a..b error hostdir-unreachable characters",
                "my_registry.example error hostdir-unreachable characters",
                "quay.io (old) error hostdir-unreachable characters",
            ]
        ),
        Case(system: .linux, full: [""], expected: ["hosts.toml error hostdir-unreachable file"]),
    ]

    private func files(of example: Case) -> (root: String, files: GatheredFiles) {
        let root = example.system == .windows ? "C:\\certs.d" : "/certs.d"
        var files = GatheredFiles(on: example.system)
        files.addDirectory(root)
        for name in example.full {
            files.add(NodeFile(Array("[host]\n".utf8)), at: root + "/" + name + "/hosts.toml")
        }
        for name in example.empty {
            files.addDirectory(root + "/" + name)
        }
        return (root, files)
    }

    @Test("knows which directory an image selects", arguments: cases)
    func names(example: Case) {
        let (root, files) = files(of: example)
        let target = LintTarget(system: example.system, version: ContainerdVersion(2, 3), flavor: .stock)
        let lint = HostsDirectoryLint(directory: root, target: target, files: files)
        let found = lint.findings().map { finding in
            let parts = [finding.subject, finding.severity.rawValue, finding.code.rawValue, finding.detail ?? ""]
            return parts.filter { !$0.isEmpty }.joined(separator: " ")
        }
        #expect(found == example.expected)
        #expect(lint.fileFindings() == [])
    }

    @Test("looks into every hosts.toml", arguments: NodeSystem.allCases)
    func contents(system: NodeSystem) {
        let root = system == .windows ? "C:\\certs.d" : "/certs.d"
        var files = GatheredFiles(on: system)
        let text = Array("[host.\"https://m\"]\n".utf8)
        files.add(NodeFile(text), at: root + "/_default/hosts.toml")
        files.add(NodeFile(text), at: root + "/quay.io_5000_/hosts.toml")
        let target = LintTarget(system: system, version: ContainerdVersion(2, 3), flavor: .stock)
        let found = HostsDirectoryLint(directory: root, target: target, files: files).fileFindings()
        #expect(found.map(\.code) == [.hostsServerOmitted])
        #expect(found.first?.subject == "quay.io:5000")
        #expect(found.first?.file == system.path(system.path(root, "quay.io_5000_"), "hosts.toml"))
    }

    @Test("says nothing about a directory that is not there")
    func none() {
        let lint = HostsDirectoryLint(directory: "/none", target: LintTarget(), files: GatheredFiles(on: .linux))
        #expect(lint.findings() == [] && lint.fileFindings() == [])
    }
}
