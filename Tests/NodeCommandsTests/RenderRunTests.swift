import ArgumentParser
import NodeConfiguration
import OCI
import Testing

@testable import NodeCommands

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite("windlass render, run")
struct RenderRunTests {
    private static let plain = "mirrors: {docker.io: {endpoint: [\"https://m.example.com\"]}}\n"
    private static let secret =
        plain + "configs: {m.example.com: {auth: {username: u, password: canary}, tls: {insecure_skip_verify: true}}}\n"
    private static let inexpressible =
        "mirrors: {docker.io: {endpoint: [\"https://m.example.com\"], rewrite: {\"^library/(.*)\": \"x/$1\"}}}\n"

    private static func withDirectory(_ registries: String, _ body: (String) throws -> Void) throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "render-\(UInt64.random(in: 0 ... .max))")
        defer { try? FileManager.default.removeItem(at: url) }
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        try Data(registries.utf8).write(to: url.appending(path: "registries.yaml"))
        try body(url.path)
    }

    private static func exit(_ system: NodeSystem, in directory: String, _ arguments: String...) throws -> Int32 {
        let start: [String] = ["--os", system.rawValue, "--registries", directory + "/registries.yaml"]
        do {
            try RenderCommand.parse(start + arguments).run()
            return 0
        } catch let exit as ExitCode {
            return exit.rawValue
        }
    }

    @Test("writes, finds nothing to do, and tells when a value has changed", arguments: NodeSystem.allCases)
    func checking(system: NodeSystem) throws {
        try Self.withDirectory(Self.secret) { directory throws in
            let out = directory + "/out"
            #expect(try Self.exit(system, in: directory, "--out", out, "--check") == 1)
            #expect(!FileManager.default.fileExists(atPath: out))
            #expect(try Self.exit(system, in: directory, "--out", out) == 0)
            #expect(try Self.exit(system, in: directory, "--out", out, "--check") == 0)
            let changed = Self.secret.split(separator: "canary").joined(separator: "other")
            try Data(changed.utf8).write(to: URL(filePath: directory + "/registries.yaml"))
            #expect(try Self.exit(system, in: directory, "--out", out, "--check") == 1)
        }
    }

    @Test(
        "ends with 11 where containerd cannot do all of it, and 1 where a plan is not kept",
        arguments: NodeSystem.allCases
    )
    func incomplete(system: NodeSystem) throws {
        try Self.withDirectory(Self.inexpressible) { directory throws in
            #expect(try Self.exit(system, in: directory, "--out", directory + "/out") == 11)
            #expect(try Self.exit(system, in: directory, "--verify", "busybox") == 1)
            #expect(try Self.exit(system, in: directory, "--verify", "quay.io/a/b") == 0)
            let k3s = ["--flavor", "k3s"]
            #expect(try Self.exit(system, in: directory, k3s[0], k3s[1], "--out", directory + "/k3s") == 0)
        }
    }

    @Test("ends with 12 for a file that is broken or not there", arguments: NodeSystem.allCases)
    func broken(system: NodeSystem) throws {
        try Self.withDirectory("mirrors: {docker.io: {endpoints: []}}") { directory throws in
            #expect(try Self.exit(system, in: directory, "--out", directory + "/out") == 12)
        }
        try Self.withDirectory(Self.plain) { directory throws in
            #expect(try Self.exit(system, in: directory, "--out", directory + "/out", "--base", "/nonexistent") == 12)
            try Data("version = 3\n[a]\n[a]\n".utf8).write(to: URL(filePath: directory + "/base.toml"))
            let base = directory + "/base.toml"
            #expect(try Self.exit(system, in: directory, "--out", directory + "/out", "--base", base) == 12)
            #expect(!FileManager.default.fileExists(atPath: directory + "/out"))
        }
    }

    @Test("needs to be told where to write, and for which system")
    func usage() {
        #expect(throws: (any Error).self) { try RenderCommand.parse(["--os", "linux"]) }
        #expect(throws: (any Error).self) { try RenderCommand.parse(["--out", "x"]) }
        #expect(throws: (any Error).self) { try RenderCommand.parse(["--os", "beos", "--out", "x"]) }
        #expect(throws: (any Error).self) {
            try RenderCommand.parse(["--os", "linux", "--out", "x", "--containerd", "3"])
        }
    }

    @Test("writes a script that knows every file", arguments: NodeSystem.allCases)
    func script(system: NodeSystem) throws {
        try Self.withDirectory(Self.secret) { directory throws in
            let out = directory + "/out"
            #expect(try Self.exit(system, in: directory, "--out", out, "--script") == 0)
            let name = system == .windows ? "apply.ps1" : "apply.sh"
            let script = String(decoding: try Data(contentsOf: URL(filePath: out + "/" + name)), as: UTF8.self)
            for path in ["certs.d/docker.io/hosts.toml", "conf.d/windlass.toml"] {
                let written = path.split(separator: "/").joined(separator: system.separator)
                #expect(script.contains("'\(written)'"))
            }
            #expect(!script.contains("canary"))
        }
    }

    @Test("has one JSON object with every file, verbatim", arguments: NodeSystem.allCases)
    func json(system: NodeSystem) throws {
        try Self.withDirectory(Self.secret) { directory throws in
            let command = try RenderCommand.parse([
                "--os", system.rawValue, "--registries", directory + "/registries.yaml", "-o", "json",
            ])
            let side = try command.side(on: system, base: nil).side
            let json = side.rendering.json(command.files(of: side))
            let files = json["files"]?.array ?? []
            let paths = files.compactMap { $0["path"]?.string }
            #expect(paths.contains("certs.d/docker.io/hosts.toml"))
            let place = try #require(paths.firstIndex(of: "conf.d/windlass.toml"))
            let drop = files[place]
            #expect(drop["mode"]?.string == "0600")
            #expect(drop["content"]?.string?.contains("password = \"canary\"") == true)
            #expect(json["warnings"]?.array != nil)
        }
    }

    @Test("takes away the certificate files of a registry that is gone, and no other", arguments: NodeSystem.allCases)
    func staleCertificates(system: NodeSystem) throws {
        try Self.withDirectory("") { directory throws in
            let registries = URL(filePath: directory + "/registries.yaml")
            let pem = "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n"
            try Data(pem.utf8).write(to: URL(filePath: directory + "/ca.pem"))
            try Data(pem.utf8).write(to: URL(filePath: directory + "/other.pem"))
            let one = "a.example.com: {tls: {ca_file: \(directory)/ca.pem}}"
            let two = "b.example.com: {tls: {ca_file: \(directory)/other.pem}}"
            try Data("configs: {\(one), \(two)}".utf8).write(to: registries)
            let out = directory + "/out"
            #expect(try Self.exit(system, in: directory, "--out", out) == 0)
            try Data("the operator's own".utf8).write(to: URL(filePath: out + "/tls/note.txt"))
            try Data("configs: {\(two)}".utf8).write(to: registries)
            #expect(try Self.exit(system, in: directory, "--out", out, "--check") == 1)
            #expect(try Self.exit(system, in: directory, "--out", out) == 0)
            let left = try FileManager.default.contentsOfDirectory(atPath: out + "/tls").sorted()
            #expect(left == ["b.example.com", "note.txt"])
            #expect(try Self.exit(system, in: directory, "--out", out, "--check") == 0)
        }
    }
}
