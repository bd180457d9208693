import ArgumentParser
import NodeConfiguration
import OCI
import Registries
import Testing

@testable import NodeCommands

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite("windlass render")
struct RenderCommandTests {
    private static let yaml = """
        mirrors: {docker.io: {endpoint: ["https://m.example.com"]}}
        configs: {m.example.com: {auth: {username: u, password: PASSWORD}}}
        """

    private func exit(_ arguments: [String]) throws -> ExitCode? {
        do {
            try RenderCommand.parse(arguments).run()
        } catch let exit as ExitCode {
            return exit
        }
        return nil
    }

    @Test("--check says with its exit code whether files differ, as JSON too", arguments: ["text", "json"])
    func checking(format: String) throws {
        let tree = try PlantedTree(["registries.yaml": Self.yaml])
        let arguments = ["--os", "linux", "--registries", tree.path + "/registries.yaml", "--out", tree.path + "/out"]
        #expect(try exit(arguments) == nil)
        #expect(try exit(arguments + ["--check", "-o", format]) == nil)
        try tree.write(Self.yaml.replacing("PASSWORD", with: "other"), to: "registries.yaml")
        #expect(try exit(arguments + ["--check", "-o", format]) == ProgramExit.findings.code)
        #expect(throws: (any Error).self) {
            try RenderCommand.parse(arguments + ["--check", "-o", "json", "--verify", "busybox"])
        }
    }

    @Test("an empty --out, as an unset variable leaves, is no directory")
    func emptyDirectory() {
        #expect(throws: (any Error).self) { try RenderCommand.parse(["--os", "linux", "--out", ""]) }
    }

    @Test("a file that is not there is not called by another's name")
    func missingFiles() throws {
        let failure = #expect(throws: CommandFailure.self) { try RegistriesFile.read("/nowhere/x", as: "base") }
        #expect(failure?.code == "base-not-found")
    }

    private static let pair = """
        configs:
          a.example.com: {tls: {ca_file: /pki/ca.pem, cert_file: /pki/a.pem, key_file: /pki/a.key}}
          b.example.com: {tls: {cert_file: /pki/both.pem, key_file: /pki/both.pem}}
        """

    @Test(
        "a gathered tree's certificates go without their keys, which the tree has not",
        arguments: NodeSystem.allCases
    )
    func gatheredKeys(system: NodeSystem) throws {
        let pem = "-----BEGIN CERTIFICATE-----\n"
        let tree = try PlantedTree(["pki/ca.pem": pem, "pki/a.pem": pem, "pki/a.key": "", "pki/both.pem": pem])
        let configuration = try RegistriesConfiguration(parsing: Array(Self.pair.utf8), strictness: .strict)
        let root = NodeRoot(tree.path, on: system)
        #expect(Set(RegistriesFile.certificates(of: configuration, below: root).keys) == ["/pki/ca.pem"])
        for name in ["pki/a.key", "pki/both.pem"] { try tree.write(pem + "-----BEGIN PRIVATE KEY-----\n", to: name) }
        #expect(RegistriesFile.certificates(of: configuration, below: root).count == 4)
    }

    @Test("a certificate file without PEM in it is warned of")
    func binaryCertificate() throws {
        let configuration = try RegistriesConfiguration(parsing: Array(Self.pair.utf8), strictness: .strict)
        let contents = ["/pki/ca.pem": [UInt8](arrayLiteral: 0x30, 0x82), "/pki/a.pem": Array("-----BEGIN X".utf8)]
        let warnings = RegistriesFile.warnings(about: contents, of: configuration)
        #expect(warnings.map(\.code) == [.caFileMissing] && warnings.first?.subject == "/pki/ca.pem")
    }

    @Test("the version that nobody said is said", arguments: NodeSystem.allCases)
    func assumedVersion(system: NodeSystem) throws {
        func remark(_ arguments: [String], base: String? = nil) throws -> String? {
            let arguments = try RenderArguments.parse(["--os", system.rawValue] + arguments)
            return arguments.remark(about: try arguments.target(on: system, base: base.map { Array($0.utf8) }))
        }
        #expect(try remark([]) == "files for containerd 2.1; --containerd says another")
        #expect(try remark([], base: "version = 2\n") == "files for containerd 1.7; --containerd says another")
        #expect(try remark(["--containerd", "1.7"]) == nil)
        #expect(try remark(["--flavor", "rke2", "--rke2-version", "v1.33.1+rke2r1"]) == nil)
    }

    @Test("the service to restart has its name on servers, too")
    func services() {
        let names = [ServiceFlavor.k3s, .rke2].map { NodeLayout($0, on: .linux).service }
        #expect(names == ["k3s-agent (on a server k3s)", "rke2-agent (on a server rke2-server)"])
    }

    @Test(
        "no node is given the masks of a gathered tree for passwords",
        arguments: ["{username: u, password: <masked>}", "{auth: bWFza2VkOm1hc2tlZA==}", "{identity_token: <masked>}"]
    )
    func masked(auth: String) throws {
        let yaml = "configs: {m.example.com: {auth: \(auth)}}\n"
        let tree = try PlantedTree(["registries.yaml": yaml, "config.toml": "version = 3\nx = '<masked>'\n"])
        let arguments = ["--os", "linux", "--registries", tree.path + "/registries.yaml"]
        for more in [["--out", tree.path + "/out"], ["-o", "json"]] {
            #expect(try exit(arguments + more) == ProgramExit.invalidConfiguration.code)
        }
        #expect(tree.text(of: "out/conf.d/windlass.toml") == nil)
        #expect(try exit(arguments + ["--verify", "m.example.com/x"]) == nil)
        try tree.write(Self.yaml, to: "registries.yaml")
        #expect(try exit(arguments + ["--out", tree.path + "/out"]) == nil)
        let base = ["--base", tree.path + "/config.toml", "--out", tree.path + "/out"]
        #expect(try exit(arguments + base) == ProgramExit.invalidConfiguration.code)
    }

    private func target(_ arguments: [String], on system: NodeSystem, notes: NodeNotes? = nil) throws -> RenderTarget {
        try RenderArguments.parse(["--os", system.rawValue] + arguments).target(on: system, base: nil, notes: notes)
    }

    @Test(
        "a version of the service says which containerd reads the files",
        arguments: NodeSystem.allCases,
        [
            ("v1.28.15+rke2r1", 1), ("v1.29.13+rke2r1", 1), ("v1.30.14+rke2r1", 1), ("v1.31.5+rke2r1", 1),
            ("v1.31.6+rke2r1", 2), ("v1.32.1+rke2r1", 1), ("v1.32.2+rke2r1", 2), ("v1.36.4+rke2r1", 2),
        ]
    )
    func serviceVersion(system: NodeSystem, service: (String, Int)) throws {
        let arguments = ["--flavor", "rke2", "--rke2-version", service.0]
        let target = try target(arguments, on: system)
        #expect(target.version.major == service.1 && target.version.isK3sBuild)
        #expect(throws: CommandFailure.self) {
            try self.target(arguments + ["--containerd", service.1 == 1 ? "2.1" : "1.7"], on: system)
        }
        let tree = try PlantedTree([
            "node.json": "{\"os\": \"\(system.rawValue)\", \"rke2\": \"rke2 version \(service.0) (abc)\"}"
        ])
        let noted = try self.target(["--flavor", "rke2"], on: system, notes: NodeNotes(in: tree.path))
        #expect(noted.version == target.version && noted.serviceVersion == target.serviceVersion)
    }

    @Test("a version of the service is refused for stock containerd", arguments: NodeSystem.allCases)
    func stock(system: NodeSystem) {
        #expect(throws: CommandFailure.self) { try target(["--rke2-version", "v1.29.13"], on: system) }
    }

    @Test("the files live in an absolute directory of the node, and the other system's node has its own")
    func prefix() throws {
        for (system, prefix) in [
            (NodeSystem.linux, "etc/containerd"), (.linux, "C:\\k"), (.windows, "etc"), (.windows, "C:k"),
        ] {
            #expect(throws: CommandFailure.self) { try target(["--path-prefix", prefix], on: system) }
        }
        let arguments = try RenderArguments.parse(["--os", "windows", "--path-prefix", "C:\\k\\containerd"])
        #expect(try arguments.target(on: .windows, base: nil).directory == "C:\\k\\containerd")
        let rooted = try RenderArguments.parse(["--os", "windows", "--path-prefix", "/k/containerd"])
        #expect(try rooted.target(on: .windows, base: nil).directory == "C:\\k\\containerd")
        #expect(try arguments.target(on: .linux, base: nil).directory == "/etc/containerd")
    }

    @Test(
        "what is wrong with the node's own file is said in words, with its place",
        arguments: [
            ("a = b\n", "base.toml:1:5: no TOML: at \"b\" there is no value; a string needs quotes"),
            ("version = '2'\n", "base.toml:1:11: the file has a version that is no number"),
            ("version = 9\n", "base.toml:1:11: the file is of version 9, which containerd 2.1 does not read"),
            ("[a]\n[a]\n", "base.toml:2:2: a is defined a second time (first: line 1)"),
        ]
    )
    func baseWords(base: String, words: String) throws {
        let planner = Planner(RegistriesConfiguration(), options: PlanOptions(node: try Node(parsing: "linux/amd64")))
        let target = RenderTarget(system: .linux, version: ContainerdVersion(2, 1))
        let failure = #expect(throws: CommandFailure.self) {
            try NodeRendering(planner, for: target, certificates: [:], base: Array(base.utf8), path: "base.toml")
        }
        #expect(failure?.message.hasPrefix(words) == true, "\(failure?.message ?? "")")
    }
}
