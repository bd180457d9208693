import Foundation
import NodeConfiguration
import Testing

@testable import NodeCommands

@Suite("The script that puts files in place")
struct ApplyScriptTests {
    static let hostile = [
        "plain", "a b", "it's", "\"q\"", "$HOME", "$(touch pwned)", "`touch pwned`", "a;b", "-rf", "a\nb", "*", "[x]",
        "\\", "{a,b}", "~", "!", "#", "\u{2019}\u{201C}", "%PATH%", "$(", "'", "''", "a'$(touch pwned)'b", "\u{e4}",
        "\u{1F600}", "'\u{301}; touch pwned; '",
    ]

    static func script(_ tree: PlantedTree, _ files: [(String, String)], restart: String? = "rke2-agent") -> ApplyScript
    {
        ApplyScript(
            files: files.map { path, name in
                let isSecret = path.hasPrefix("config")
                return .init(path: path, destination: tree.path + "/node/" + name, isSecret: isSecret)
            },
            marker: "# it's ours",
            restart: restart,
            system: .linux
        )
    }

    static func run(_ script: ApplyScript, in tree: PlantedTree) throws -> ShellRun {
        try tree.write(String(decoding: script.text(), as: UTF8.self), to: "out/" + script.name)
        #expect(try ShellRun(["-n", tree.path + "/out/apply.sh"]).status == 0)
        return try ShellRun([tree.path + "/out/apply.sh"])
    }

    @Test("writes what differs, once, and says what to restart", .enabled(if: ShellRun.isPossible))
    func idempotence() throws {
        let tree = try PlantedTree([
            "out/config.toml": "secret", "out/certs.d/a_1_/hosts.toml": "# it's ours\n",
            "out/certs.d/a_1_/ca.pem": "ca",
        ])
        let files = [
            ("config.toml", "etc/config.toml"), ("certs.d/a_1_/hosts.toml", "certs.d/a_1_/hosts.toml"),
            ("certs.d/a_1_/ca.pem", "certs.d/a_1_/ca.pem"),
        ]
        let script = Self.script(tree, files)
        let first = try Self.run(script, in: tree)
        #expect(first.status == 0, "\(first.output)")
        #expect(first.output.split(separator: "\n").filter { $0.hasPrefix("written: ") }.count == 3)
        #expect(first.output.contains("restart rke2-agent"))
        #expect(tree.text(of: "node/etc/config.toml") == "secret")
        func mode(_ name: String) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: tree.path + "/node/" + name)[.posixPermissions] as? Int
        }
        #expect(try mode("etc/config.toml") == 0o600)
        #expect(try mode("certs.d/a_1_/ca.pem") == 0o644)
        #expect(try mode("certs.d/a_1_") == 0o755)
        #expect(try Self.run(script, in: tree).output == "nothing to write: every file is in place\n")

        try tree.write("# it's ours\nserver = \"x\"\n", to: "out/certs.d/a_1_/hosts.toml")
        let third = try Self.run(script, in: tree)
        #expect(third.output.contains("written: \(tree.path)/node/certs.d/a_1_/hosts.toml\n"))
        #expect(third.output.contains("nothing to restart") && !third.output.contains("restart rke2"))
        #expect(!tree.texts.keys.contains { $0.contains(".windlass") })
    }

    @Test("leaves a host's directory that another wrote", .enabled(if: ShellRun.isPossible))
    func foreign() throws {
        let tree = try PlantedTree([
            "out/certs.d/a/hosts.toml": "# it's ours\n", "out/certs.d/a/ca.pem": "new",
            "node/certs.d/a/hosts.toml": "# mine\n", "node/certs.d/a/ca.pem": "old", "node/certs.d/b/hosts.toml": "",
        ])
        let files = [("certs.d/a/ca.pem", "certs.d/a/ca.pem"), ("certs.d/a/hosts.toml", "certs.d/a/hosts.toml")]
        let run = try Self.run(Self.script(tree, files), in: tree)
        #expect(run.status == 0)
        #expect(run.output.contains("kept, for another wrote the hosts.toml there: \(tree.path)/node/certs.d/a/ca.pem"))
        #expect(tree.text(of: "node/certs.d/a/hosts.toml") == "# mine\n")
        #expect(tree.text(of: "node/certs.d/a/ca.pem") == "old")
        // Where our own line ends in CR, or the files are put beside none, they are ours.
        try tree.write("# it's ours\r\n", to: "node/certs.d/a/hosts.toml")
        _ = try Self.run(Self.script(tree, files), in: tree)
        #expect(tree.text(of: "node/certs.d/a/ca.pem") == "new")
    }

    @Test(
        "writes nothing where another's file stands in the place of one that is ours alone",
        .enabled(if: ShellRun.isPossible),
        arguments: [("", true), ("version = 2\n", true), (NodeRendering.marker + " from x.\n", false)]
    )
    func claimed(before: String, isForeign: Bool) throws {
        let tree = try PlantedTree([
            "out/certs.d/a/hosts.toml": "# it's ours\n", "out/config.toml": NodeRendering.marker + "\n",
            "node/config.toml": before,
        ])
        let names = ["certs.d/a/hosts.toml", "config.toml"]
        let files = names.map {
            ApplyScript.File(path: $0, destination: tree.path + "/node/" + $0, isSecret: false, isMarked: true)
        }
        let script = ApplyScript(files: files, marker: "# it's ours", restart: nil, system: .linux)
        let run = try Self.run(script, in: tree)
        #expect((run.status != 0) == isForeign, "\(run.output)")
        #expect((tree.text(of: "node/config.toml") == before) == isForeign)
        #expect((tree.text(of: "node/certs.d/a/hosts.toml") == nil) == isForeign)
        // Made of the node's own file it has no mark.
        let merged = ApplyScript.File(path: "config.toml", destination: files[1].destination, isSecret: true)
        _ = try Self.run(ApplyScript(files: [merged], marker: "", restart: nil, system: .linux), in: tree)
        #expect(tree.text(of: "node/config.toml") == NodeRendering.marker + "\n")
    }

    @Test("keeps a copy of the node's registries.yaml, for its owner alone", .enabled(if: ShellRun.isPossible))
    func copies() throws {
        let tree = try PlantedTree([
            "out/registries.yaml": NodeRendering.marker + "\n", "node/registries.yaml": "configs: secret\n",
        ])
        let destination = tree.path + "/node/registries.yaml"
        let file = ApplyScript.File(path: "registries.yaml", destination: destination, isSecret: false, isMarked: true)
        let script = ApplyScript(files: [file], marker: "", restart: "rke2", system: .linux)
        let first = try Self.run(script, in: tree)
        #expect(first.status == 0 && first.output.contains("restart rke2"), "\(first.output)")
        #expect(tree.text(of: "node/registries.yaml.before-windlass") == "configs: secret\n")
        let attributes = try FileManager.default.attributesOfItem(atPath: destination + ".before-windlass")
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        // A second copy would take the place of the first.
        try tree.write("configs: other\n", to: "node/registries.yaml")
        #expect(try Self.run(script, in: tree).status != 0)
        #expect(tree.text(of: "node/registries.yaml") == "configs: other\n")
        #expect(tree.text(of: "node/registries.yaml.before-windlass") == "configs: secret\n")
    }

    @Test("takes names as they are", .enabled(if: ShellRun.isPossible), arguments: hostile)
    func hostileNames(name: String) throws {
        let tree = try PlantedTree(["out/certs.d/x\(name)/hosts.toml": "text"])
        let files = [("certs.d/x\(name)/hosts.toml", name + "/" + name)]
        let run = try Self.run(Self.script(tree, files, restart: name), in: tree)
        #expect(run.status == 0, "\(run.output)")
        #expect(tree.text(of: "node/\(name)/\(name)") == "text")
        #expect(!FileManager.default.fileExists(atPath: "pwned"))
    }

    @Test("is ASCII with CRLF for PowerShell, whatever the names", arguments: hostile)
    func powerShell(name: String) throws {
        let file = ApplyScript.File(path: "certs.d/\(name)/hosts.toml", destination: "C:\\\(name)", isSecret: true)
        let script = ApplyScript(files: [file], marker: name, restart: name, system: .windows)
        #expect(script.name == "apply.ps1")
        try PowerShellText(script.text()).expectIsSound()
        let text = String(decoding: script.text(), as: UTF8.self)
        #expect(text.contains("'*S-1-5-18:'") && text.contains("'*S-1-5-32-544:'") && text.contains("/inheritance:r"))
        let call = try #require(text.split(separator: "\r\n").first { $0.hasPrefix("Install-NodeFile ") })
        #expect(
            PowerShellText.strings(in: call)
                == ["certs.d\\\(name)\\hosts.toml", "C:\\\(name)", "host"].flatMap(\.pieces)
        )
    }
}

extension String {
    /// The runs of printable ASCII, which is what stands in quotes.
    fileprivate var pieces: [String] {
        unicodeScalars.split { !(0x20...0x7E).contains($0.value) }.map { String($0) }
    }
}
