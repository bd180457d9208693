import ArgumentParser
import OCI
import Registries
import Testing

@testable import NodeCommands
@testable import NodeConfiguration

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite("windlass import")
struct ImportCommandTests {
    private func withFile(_ text: String, _ body: (String) throws -> Void) throws {
        let directory = FileManager.default.temporaryDirectory.appending(
            path: "windlass-\(UInt64.random(in: 0 ... .max))"
        )
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let file = directory.appending(path: "config.toml")
        try Data(text.utf8).write(to: file)
        try body(file.path())
    }

    static let containerd = """
        version = 2
        [plugins."io.containerd.grpc.v1.cri".registry.configs.auth."a.example"]
        username = "puller"
        password = "hunter2"
        """

    @Test("as JSON: the file's text, and notes with their places")
    func json() throws {
        try withFile(Self.containerd) { path in
            let imported = try ImportCommand.parse([path]).imported()
            let json = imported.json(writtenTo: nil)
            #expect(json.object?.map(\.key) == ["registries", "notes"])
            #expect(json["registries"]?.string == imported.configuration.yaml())
            let note = try #require(json["notes"]?.array?.first)
            #expect(note.object?.map(\.key) == ["code", "message", "file", "line", "column"])
            #expect(note["code"]?.string == "auth-under-configs-auth")
            #expect(note["file"]?.string == path)
            #expect(note["line"]?.integer == 2)
            let written = imported.json(writtenTo: "/x/registries.yaml")
            #expect(written.object?.map(\.key) == ["file", "notes"])
            #expect(!written.serialized(indent: 2).contains("hunter2"))
        }
    }

    @Test("a note is a line with its place, and never a secret")
    func lines() throws {
        try withFile(Self.containerd) { path in
            let notes = try ImportCommand.parse([path, "--from", "containerd"]).imported().notes
            #expect(notes.map(\.line).first?.hasPrefix("\(path):2:60: note: containerd never used") == true)
            #expect(notes.map(\.line).first?.hasSuffix("[auth-under-configs-auth]") == true)
            #expect(!notes.contains { $0.line.contains("hunter2") })
        }
    }

    @Test("writes a file that its owner alone can read, once unless forced")
    func out() throws {
        try withFile(Self.containerd) { path in
            let out = path + ".yaml"
            try ImportCommand.parse([path, "--out", out]).run()
            let attributes = try FileManager.default.attributesOfItem(atPath: out)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            let configuration = try RegistriesConfiguration(
                parsing: Array(try Data(contentsOf: URL(filePath: out))),
                strictness: .strict
            )
            #expect(configuration.configs["a.example"]?.auth?.password == Secret("hunter2"))
            #expect(throws: ProgramExit.usage.code) { try ImportCommand.parse([path, "--out", out]).run() }
            try ImportCommand.parse([path, "--out", out, "--force"]).run()
        }
    }

    static let brokenFiles: [(String, [String], ProgramExit, String)] = [
        ("[plugins\n", [], .invalidConfiguration, "toml-syntax"),
        ("{\"a\": }", [], .invalidConfiguration, "json-syntax"),
        ("a = 1", [], .usage, "format-unknown"),
        ("a = 1", ["--from", "docker"], .invalidConfiguration, "json-syntax"),
    ]

    @Test("what cannot be read says where", arguments: brokenFiles)
    func failures(text: String, options: [String], exit: ProgramExit, code: String) throws {
        try withFile(text) { path in
            let failure = #expect(throws: CommandFailure.self) {
                try ImportCommand.parse([path] + options).imported()
            }
            #expect(failure?.exit == exit && failure?.code == code)
            #expect((failure?.line == nil) == (exit == .usage))
        }
    }

    @Test("a directory certs.d is all of its files, the wildcard's last")
    func directory() throws {
        try withFile("") { path in
            let directory = String(path.dropLast("config.toml".count))
            for name in ["_default", "quay.io", "a.example_5000_", "empty"] {
                try FileManager.default.createDirectory(atPath: directory + name, withIntermediateDirectories: true)
                guard name != "empty" else { continue }
                try Data("[host.\"https://m.example\"]\n".utf8).write(
                    to: URL(filePath: directory + name + "/hosts.toml")
                )
            }
            let imported = try ImportCommand.parse([directory]).imported()
            #expect(imported.configuration.mirrors.keys == ["a.example:5000", "quay.io", "*"])
            let one = try ImportCommand.parse([directory + "quay.io/hosts.toml"]).imported()
            #expect(one.configuration.mirrors.keys == ["quay.io"])
        }
    }

    @Test("a file that is not there")
    func missing() throws {
        let failure = #expect(throws: CommandFailure.self) {
            try ImportCommand.parse(["/nonexistent/daemon.json"]).imported()
        }
        #expect(failure?.exit == .invalidConfiguration && failure?.code == "file-not-found")
    }

    @Test("every note has words of its own, which name the subject", arguments: ImportedConfiguration.Note.Code.all)
    func words(code: ImportedConfiguration.Note.Code) {
        let note = ImportedConfiguration.Note(code: code, subject: "SUBJECT", detail: "DETAIL", file: "FILE")
        #expect(note.words != "SUBJECT: DETAIL")
        let hasNoSubject: [ImportedConfiguration.Note.Code] = [
            .importsNotFollowed, .mirrorsWithConfigPath, .wildcardConfig, .wildcardTLS,
        ]
        #expect(note.words.contains("SUBJECT") != hasNoSubject.contains(code))
    }
}

extension ImportedConfiguration.Note.Code {
    static let all: [Self] = [
        .conflict, .unknownKey, .wrongType, .hostKeyInvalid, .endpointInvalid, .endpointUserInfo, .authNotBase64,
        .passwordWithoutUsername, .clientPairIncomplete, .hubMirrorKey, .defaultEndpointAdded, .configHidesWildcard,
        .tlsOnHTTPEndpoint, .plainHTTPNotTried, .definedTwice, .pluginNotRead, .importsNotFollowed, .configPath,
        .mirrorsWithConfigPath, .authsMoved, .authUnderConfigsAuth, .tlsUnderConfigsTLS, .tlsRemovedIn2, .headers,
        .wildcardConfig, .hubAuthKey, .endpointWithoutV2, .endpointDockerIO, .rewriteInvalidPattern, .addressRange,
        .hubAlwaysVerified, .mirrorPath, .proxies, .shortNames, .credentialHelpers, .blocked, .wildcardPrefix,
        .locationInvalid, .prefixForWholeRegistry, .prefixNotExpressible, .locationNotExpressible,
        .locationInEndpoint, .pullFromMirror, .insecureForWholeHost,
        .capabilities, .dialTimeout, .rewritesDiffer, .wildcardTLS, .certificateFiles,
    ]
}
