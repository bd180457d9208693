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

@Suite("windlass lint")
struct LintCommandTests {
    /// A directory with files, removed at the end.
    private static func withFiles<Result>(
        _ texts: [String: String],
        _ body: (String) throws -> Result
    ) throws -> Result {
        let directory = FileManager.default.temporaryDirectory.path() + "/lint-\(UInt64.random(in: 0...UInt64.max))"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        for (name, text) in texts {
            let path = directory + "/" + name
            let parent = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
            try FileManager.default.createDirectory(atPath: String(parent), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: URL(filePath: path))
        }
        return try body(directory)
    }

    private static func exit(_ arguments: [String]) throws -> Int32 {
        let command = try LintCommand.parse(arguments)
        do {
            try command.run()
            return 0
        } catch let exit as ExitCode {
            return exit.rawValue
        }
    }

    private static let v2 = #"plugins."io.containerd.grpc.v1.cri".registry"#
    private static let texts = [
        "clean.toml": "version = 2\n",
        "info.toml": "version = 3\n[\(v3).configs.h.auth]\nusername = 'u'\n",
        "warning.toml": "version = 2\n[\(v2).auths.'https://h']\nusername = 'u'\n",
        "error.toml": "version = 2\n[\(v2).configs.auth.h]\nusername = 'u'\n",
        "fatal.toml": "root = \"C:\\certs\"\n",
    ]
    private static let v3 = #"plugins."io.containerd.cri.v1.images".registry"#

    @Test(
        "exits with 1 for what is fatal or an error, and for warnings when strict",
        arguments: [
            ("clean.toml", 0, 0), ("info.toml", 0, 0), ("warning.toml", 0, 1), ("error.toml", 1, 1),
            ("fatal.toml", 1, 1),
        ]
    )
    func exitCodes(file: String, expected: Int32, strict: Int32) throws {
        try Self.withFiles(Self.texts) { directory in
            for format in LintFormat.allCases {
                let arguments = [directory + "/" + file, "-o", format.rawValue]
                let exits = [try Self.exit(arguments), try Self.exit(arguments + ["--strict"])]
                #expect(exits == [expected, strict])
            }
        }
    }

    @Test("exits with 12 for what is not there, and with 64 for a version that is none")
    func failures() throws {
        #expect(try Self.exit(["/nonexistent/config.toml"]) == 12)
        #expect(try Self.exit(["--root", "/nonexistent"]) == 12)
        #expect(throws: (any Error).self) { try LintCommand.parse(["--containerd", "1.4"]) }
        #expect(throws: (any Error).self) { try LintCommand.parse(["--os", "plan9"]) }
        try Self.withFiles(["other.txt": ""]) { directory in
            let exits = [try Self.exit([directory]), try Self.exit(["--root", directory])]
            #expect(exits == [12, 12])
        }
    }

    private func findings(
        _ paths: [String],
        root: String? = nil,
        _ target: LintTarget = LintTarget()
    ) throws -> [Finding] {
        try LintedFiles(paths: paths, root: root, serviceVersion: nil).lints(for: target).flatMap(\.findings).inOrder()
    }

    @Test("checks the files of a directory together")
    func directory() throws {
        let texts = [
            "config.toml": "version = 3\n", "registries.yaml": "configs: {h: {auth: {username: u, password: p}}}",
        ]
        try Self.withFiles(texts) { directory in
            let codes = try findings([directory]).filter { $0.file.hasSuffix("config.toml") }.map(\.code)
            #expect(codes == [.authMissingFromConfig])
            let alone = try findings([directory + "/config.toml"])
            #expect(alone.isEmpty)
        }
    }

    @Test("is never clean where a file could not be read")
    func unreadable() throws {
        // A directory has no bytes, whoever asks.
        let texts = ["config.toml/x": "", "registries.yaml/x": "", "certs.d/quay.io/hosts.toml/x": ""]
        try Self.withFiles(texts) { directory in
            let found = try findings([directory]).filter { $0.code == .fileUnreadable }
            #expect(
                found.map { $0.file.dropFirst(directory.count) } == [
                    "/certs.d/quay.io/hosts.toml", "/config.toml", "/registries.yaml",
                ]
            )
            let exit = try Self.exit([directory])
            #expect(exit == 1)
        }
        try Self.withFiles(["etc/rancher/k3s/registries.yaml/x": ""]) { directory in
            let codes = try findings([], root: directory).map(\.code)
            #expect(codes == [.fileUnreadable])
        }
    }

    @Test("says where config.yaml stops the service, and reads no registries.yaml but the one that it names")
    func serviceConfiguration() throws {
        let registries = "mirrors:\n  m.example: {endpoints: []}\n"
        let texts = ["etc/rancher/k3s/config.yaml": ": : :\n", "etc/rancher/k3s/registries.yaml": registries]
        try Self.withFiles(texts) { directory in
            let codes = try findings([], root: directory).map(\.code)
            #expect(codes == [.yamlSyntax, .unknownKey])
        }
        for path in ["/etc/rancher/k3s/registries.yaml", "/other.yaml"] {
            let texts = [
                "etc/rancher/k3s/config.yaml": "private-registry: \(path)\n",
                "etc/rancher/k3s/registries.yaml": registries,
                "var/lib/rancher/k3s/agent/etc/containerd/config.toml": "version = 3\n",
            ]
            try Self.withFiles(texts) { directory in
                let isClean = try findings([], root: directory).isEmpty
                #expect(isClean == (path == "/other.yaml"))
            }
        }
    }

    @Test("finds every layout below a root, and says where the file is")
    func root() throws {
        let broken = "version = 2\n[\(Self.v2).configs.auth.h]\nusername = 'u'\n"
        let texts = [
            "var/lib/rancher/rke2/agent/etc/containerd/config.toml": broken,
            "Program Files/containerd/config.toml": broken,
            "etc/rancher/k3s/registries.yaml": "mirrors: {}",
        ]
        try Self.withFiles(texts) { directory in
            let found = try findings([], root: directory).filter { $0.code == .authUnderConfigsAuth }
            #expect(
                Set(found.map { $0.file.dropFirst(directory.count + 1) })
                    == Set(texts.keys.filter { $0.hasSuffix("toml") }.map { $0[...] })
            )
            let stock = LintTarget(system: .windows, flavor: .stock)
            let ofStock = try findings([], root: directory, stock).filter { $0.code == .authUnderConfigsAuth }
            #expect(ofStock.count == 1)
        }
    }

    @Test("tells from the files of a service which system they are of", arguments: NodeSystem.allCases)
    func systemOfRoot(system: NodeSystem) throws {
        let path = NodeLayout(.rke2, on: system).hostsDirectory
        let text = "version = 3\n# \"\(path)\"\n[\(Self.v3).configs.h.tls]\nca_file = '/x'\ncert_file = 'C:/x'\n"
        let texts = ["var/lib/rancher/rke2/agent/etc/containerd/config.toml": text]
        try Self.withFiles(texts) { directory in
            let subjects = try findings([], root: directory).filter { $0.code == .linuxPathOnWindows }.map(\.subject)
            #expect(subjects == [system == .windows ? "/x" : "C:/x"])
        }
    }

    private static let example = Finding(
        .authUnderConfigsAuth,
        .error,
        file: #"C:\Program Files\containerd\config.toml"#,
        at: Position(line: 4, column: 3),
        place: "x.configs.auth.\"h\"",
        subject: "h",
        versions: "before 2.0",
        correction: ["[a]", "  b = 'c'"]
    )

    @Test("as JSON: every key of the documented shape, and nothing where there is nothing")
    func json() {
        let json = Self.example.json
        let keys = ["code", "severity", "file", "line", "column", "where", "message", "effect", "fix", "versions"]
        #expect(json.object?.map(\.key) == keys)
        #expect(json["line"]?.integer == 4 && json["column"]?.integer == 3)
        #expect(json["fix"]?.string == "[a]\n  b = 'c'")
        let bare = Finding(.fileMode, .warning, file: "x", subject: "x").json
        #expect(bare.object?.map(\.key) == keys.dropLast())
        #expect(bare["line"]?.isNull == true && bare["column"]?.isNull == true && bare["fix"]?.isNull == true)
    }

    @Test("as text: the place, the words, the code, and below it the effect and the lines to write")
    func text() throws {
        let lines = Self.example.text.split(separator: "\n").map(String.init)
        #expect(lines[0].hasPrefix(#"C:\Program Files\containerd\config.toml:4:3: error: "#))
        #expect(lines[0].hasSuffix(" [auth-under-configs-auth]"))
        #expect(lines[1].hasPrefix("    on the node: "))
        #expect(lines.dropFirst(2) == ["    versions: before 2.0", "    write:", "        [a]", "          b = 'c'"])
        let hostile = Finding(.unknownKey, .error, file: "a\u{1B}[31m", place: "x\u{7}", subject: "x")
        #expect(!hostile.text.contains("\u{1B}") && !hostile.text.contains("\u{7}"))
    }

    @Test("as SARIF: one rule a code, levels, and places by URI")
    func sarif() throws {
        let info = Finding(.localPullFallback, .info, file: "a b/config.toml", subject: "configs")
        let port = Finding(.localPullFallback, .info, file: "m.example:5000/hosts.toml", subject: "configs")
        let log = JSON(sarif: [Self.example, info, port])
        #expect(log["version"]?.string == "2.1.0")
        let run = try #require(log["runs"]?.array?.first)
        let rules = try #require(run["tool"]?["driver"]?["rules"]?.array)
        #expect(rules.map { $0["id"]?.string } == ["auth-under-configs-auth", "local-pull-fallback"])
        #expect(rules[0]["help"]?["text"]?.string == "See auth-under-configs-auth in docs/lint.md.")
        // Its value would have to be a URL, and the page has none.
        #expect(rules.allSatisfy { $0["helpUri"] == nil })
        #expect(rules.allSatisfy { $0["shortDescription"]?["text"]?.string?.isEmpty == false })
        let results = try #require(run["results"]?.array)
        #expect(results.map { $0["level"]?.string } == ["error", "note", "note"])
        #expect(results.map { $0["ruleIndex"]?.integer } == [0, 1, 1])
        let places = results.map { $0["locations"]?.array?.first?["physicalLocation"] }
        let uris = places.map { $0?["artifactLocation"]?["uri"]?.string }
        #expect(uris[0] == "file:///C:/Program%20Files/containerd/config.toml" && uris[1] == "a%20b/config.toml")
        #expect(uris[2] == "./m.example:5000/hosts.toml")
        #expect(places[0]?["region"]?["startLine"]?.integer == 4 && places[1]?["region"] == nil)
    }
}
