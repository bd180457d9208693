import NodeConfiguration
import Testing

@testable import NodeCommands

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite("Rendered files on disk")
struct RenderedTreeTests {
    private let marker = NodeRendering.marker

    private func withDirectory(_ body: (String) throws -> Void) throws {
        let directory = FileManager.default.temporaryDirectory.appending(
            path: "windlass-tree-\(UInt64.random(in: 0 ... .max))"
        )
        defer { try? FileManager.default.removeItem(at: directory) }
        try body(directory.path)
    }

    private func file(_ path: String, _ text: String, isSecret: Bool = false) -> RenderedFile {
        RenderedFile(path: path, destination: "/" + path, bytes: Array(text.utf8), isSecret: isSecret)
    }

    private func mode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return try #require(attributes[.posixPermissions] as? Int)
    }

    @Test("are written once, with their modes, and then left as they are")
    func writing() throws {
        try withDirectory { directory in
            let files = [
                file("certs.d/docker.io/hosts.toml", marker + "\n"), file("config.toml", "a = 1\n", isSecret: true),
            ]
            let tree = RenderedTree(files, directory: directory)
            #expect(tree.changes().map(\.kind) == [.missing, .missing])
            #expect(try tree.write().changed == files.map(\.path))
            #expect(try mode(directory + "/config.toml") == 0o600)
            #expect(try mode(directory + "/certs.d/docker.io/hosts.toml") == 0o644)
            let before = try FileManager.default.attributesOfItem(atPath: directory + "/config.toml")
            #expect(try tree.write().unchanged == 2)
            let after = try FileManager.default.attributesOfItem(atPath: directory + "/config.toml")
            #expect(before[.modificationDate] as? Date == after[.modificationDate] as? Date)
            #expect(tree.changes().isEmpty)
        }
    }

    @Test("leave alone what others wrote, and take away what is ours and no longer wanted")
    func ownership() throws {
        try withDirectory { directory in
            let gone = file("certs.d/gone/hosts.toml", marker + "\n")
            _ = try RenderedTree([gone, file("certs.d/foreign/hosts.toml", "server = 'x'\n")], directory: directory)
                .write()
            let tree = RenderedTree([file("certs.d/foreign/hosts.toml", marker + "\n")], directory: directory)
            let outcome = try tree.write()
            #expect(outcome.kept == ["certs.d/foreign/hosts.toml"])
            #expect(outcome.removed == ["certs.d/gone/hosts.toml"])
            #expect(!FileManager.default.fileExists(atPath: directory + "/certs.d/gone"))
            let text = FileManager.default.contents(atPath: directory + "/certs.d/foreign/hosts.toml")
            #expect(text == Data("server = 'x'\n".utf8))
        }
    }

    @Test("are closed to others where they hold a secret")
    func closing() throws {
        try withDirectory { directory in
            _ = try RenderedTree([file("config.toml", "a = 1\n")], directory: directory).write()
            let tree = RenderedTree([file("config.toml", "a = 1\n", isSecret: true)], directory: directory)
            #expect(tree.changes().map(\.kind) == [.readableByOthers])
            _ = try tree.write()
            #expect(try mode(directory + "/config.toml") == 0o600)
        }
    }

    @Test("differ line by line, and no secret is shown")
    func difference() throws {
        try withDirectory { directory in
            let old = "version = 2\n[a.auth]\n  username = \"u\"\n  password = \"canary-old\"\n"
            let new = "version = 3\n[b.auth]\n  username = \"v\"\n  password = \"canary-new\"\n  auth = 'canary'\n"
            _ = try RenderedTree([file("config.toml", old, isSecret: true)], directory: directory).write()
            let change = try #require(
                RenderedTree([file("config.toml", new, isSecret: true)], directory: directory).changes().first
            )
            #expect(!change.text.contains("canary"))
            #expect(change.text.contains("-version = 2") && change.text.contains("+version = 3"))
            #expect(change.text.contains("+[b.auth]") && change.text.contains("username = \"v\""))
            #expect(change.text.contains("password = <not shown>"))
        }
    }

    @Test(
        "differ from what others wrote without showing a secret of theirs",
        arguments: [
            "[host.\"https://x\".header]\n  authorization = \"Basic canary\"\n", "# password: canary\n",
            "endpoint = [\"https://u:canary@x\"]\n", "[x.auths.\"https://u:canary@x\"]\n", "a = [\n  \"canary\",\n]\n",
            "a = \"\"\"\ncanary\n\"\"\"\n", "a = \"\"\"\ncanary==\n\"\"\"\n", "configs:\n  a:\n    password: canary\n",
            "-----BEGIN PRIVATE KEY-----\ncanary=\n", "[\"canary\"]\n", "username = \"u\" # canary\n",
        ],
        ["certs.d/docker.io/hosts.toml", "registries.yaml", "config.toml"]
    )
    func foreignSecrets(before: String, path: String) throws {
        try withDirectory { directory in
            _ = try RenderedTree([file(path, before)], directory: directory).write()
            for isSecret in [false, true] {
                let ours = file(path, marker + "\nserver = \"https://y\"\n", isSecret: isSecret)
                let change = try #require(RenderedTree([ours], directory: directory).changes().first)
                #expect(!change.text.contains("canary"), "\(change.text)")
                #expect(change.text.contains("+server = \"https://y\""))
            }
        }
    }
}
