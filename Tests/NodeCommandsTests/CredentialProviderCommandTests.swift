import ArgumentParser
import Credentials
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
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#elseif os(Windows)
import ucrt
#endif

@Suite("windlass-node credential-provider")
struct CredentialProviderCommandTests {
    private static let file = """
        mirrors: {docker.io: {endpoint: ["https://m.example.com"]}}
        configs:
          docker.io: {auth: {username: hub, password: canary-hub}}
          m.example.com: {auth: {username: m, password: canary-m}}
          a.example.com:5000: {auth: {username: a, password: canary-a}}
          masked.example.com: {auth: {username: x, password: <masked>}}
        an-unknown-key: 1
        """

    private static func withDirectory(_ body: (String) async throws -> Void) async throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "provider-\(UInt64.random(in: 0 ... .max))")
        defer { try? FileManager.default.removeItem(at: url) }
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        try Data(file.utf8).write(to: url.appending(path: "registries.yaml"))
        try await body(url.path)
    }

    private static func command(in directory: String) throws -> CredentialProviderCommand {
        try CredentialProviderCommand.parse(["--registries", directory + "/registries.yaml"])
    }

    /// What the command answers to `input`.
    private static func answer(
        _ input: String,
        in directory: String,
        by command: CredentialProviderCommand? = nil
    ) async throws -> CredentialProviderResponse {
        let path = directory + "/request"
        try Data(input.utf8).write(to: URL(filePath: path))
        let descriptor = open(path, O_RDONLY)
        defer { close(descriptor) }
        return try await (command ?? Self.command(in: directory)).answer(reading: descriptor)
    }

    private static func request(_ image: String) -> String {
        #"{"kind":"CredentialProviderRequest","apiVersion":"credentialprovider.kubelet.k8s.io/v1","image":"\#(image)"}"#
    }

    @Test("answers a thousand requests in a row, each with the file as it is then")
    func thousand() async throws {
        try await Self.withDirectory { directory async throws in
            let command = try Self.command(in: directory)
            for number in 0..<1000 {
                let (image, user) = number % 2 == 0 ? ("docker.io/library/a", "hub") : ("a.example.com:5000/a", "a")
                let answer = try await Self.answer(Self.request(image), in: directory, by: command)
                #expect(answer.auth.values.map(\.username) == [user])
            }
            let changed = Self.file.split(separator: "canary-hub").joined(separator: "rotated")
            try writeAtomically(Array(changed.utf8), to: directory + "/registries.yaml", isSecret: true)
            let answer = try await Self.answer(Self.request("docker.io/library/a"), in: directory)
            #expect(answer.auth["docker.io"]?.password.reveal() == "rotated")
        }
    }

    @Test(
        "fails with words that hold no secret and no input",
        arguments: [
            ("", "provider-message-not-json"), ("{\"canary\":1}", "provider-version-unknown"),
            (request("u:canary@a.example.com:5000/a"), "provider-image-invalid"),
            (request("masked.example.com/a"), "masked-secrets"),
            (String(repeating: "canary ", count: 200_000), "provider-message-too-large"),
        ]
    )
    func failures(input: String, code: String) async throws {
        try await Self.withDirectory { directory async throws in
            do {
                _ = try await Self.answer(input, in: directory)
                Issue.record("there is an answer")
            } catch let error as CredentialProviderError {
                let failure = CommandFailure(error)
                #expect(failure.code == code)
                #expect(!(failure.message + failure.details.joined()).contains("canary"))
                #expect([.usage, .invalidConfiguration].contains(failure.exit))
            } catch let failure as CommandFailure {
                #expect(failure.code == code)
                #expect(!failure.message.contains("canary"))
            }
        }
    }

    @Test("fails where the file is not there, so that the kubelet's log says why")
    func noFile() async throws {
        try await Self.withDirectory { directory async throws in
            try FileManager.default.removeItem(atPath: directory + "/registries.yaml")
            let failure = await #expect(throws: CommandFailure.self) {
                try await Self.answer(Self.request("docker.io/library/a"), in: directory)
            }
            #expect(failure?.code == "registries-not-found")
            #expect(failure?.exit == .invalidConfiguration)
        }
    }

    #if !os(Windows)
    @Test("waits for a request no longer than it should")
    func endlessInput() throws {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        defer { ends.forEach { close($0) } }
        let failure = #expect(throws: CommandFailure.self) {
            try CredentialProviderInput.bytes(from: ends[0], timeout: .milliseconds(50))
        }
        #expect(failure?.code == "provider-input-timeout")
    }
    #endif

    private static func install(_ arguments: [String], in directory: String) async throws -> Int32 {
        let start = ["--install", "--registries", directory + "/registries.yaml", "--out", directory + "/out"]
        do {
            try await CredentialProviderCommand.parse(start + arguments).run()
            return 0
        } catch let exit as ExitCode {
            return exit.rawValue
        }
    }

    @Test(
        "writes the list for each kubelet, without a secret",
        arguments: [
            ("stock", "linux", "/etc/registries.yaml"), ("k3s", "linux", "/etc/rancher/k3s/registries.yaml"),
            ("rke2", "linux", "/etc/rancher/rke2/registries.yaml"),
            ("rke2", "windows", #"C:\\etc\\rancher\\rke2\\registries.yaml"#),
            ("stock", "windows", #"C:\\k\\registries.yaml"#),
        ]
    )
    func installing(flavor: String, system: String, path: String) async throws {
        try await Self.withDirectory { directory async throws in
            var arguments = ["--flavor", flavor, "--os", system]
            if flavor == "stock" {
                arguments += ["--registries-path", path.split(separator: #"\\"#).joined(separator: #"\"#)]
            }
            #expect(try await Self.install(arguments, in: directory) == 0)
            let text = try String(contentsOfFile: directory + "/out/config.yaml", encoding: .utf8)
            #expect(!text.contains("canary"))
            #expect(text.contains("name: \"windlass-node\"\n"))
            #expect(text.contains("- \"a.example.com:5000\"\n"))
            #expect(!text.contains("docker.io"))
            #expect(text.contains("- \"--registries\"\n      - \"\(path)\"\n"))
            // What is there is not replaced, unless that is said.
            #expect(try await Self.install(arguments, in: directory) == 64)
            #expect(
                try await Self.install(arguments + ["--force", "--trust-mirror", "M.example.com"], in: directory) == 0
            )
            let trusting = try String(contentsOfFile: directory + "/out/config.yaml", encoding: .utf8)
            #expect(trusting.contains("- \"docker.io\"\n"))
        }
    }

    @Test("adds to the node's own list in its place, which others then cannot read")
    func merging() async throws {
        try await Self.withDirectory { directory async throws in
            let base = directory + "/out/config.yaml"
            try FileManager.default.createDirectory(atPath: directory + "/out", withIntermediateDirectories: true)
            let text = """
                {apiVersion: kubelet.config.k8s.io/v1, kind: CredentialProviderConfig, providers: [{name: ecr, \
                matchImages: [x], env: [{name: TOKEN, value: secret}]}]}
                """
            try Data(text.utf8).write(to: URL(filePath: base))
            #expect(try await Self.install(["--flavor", "rke2", "--os", "linux", "--base", base], in: directory) == 0)
            let merged = try CredentialProviderConfiguration(
                parsing: Array(try Data(contentsOf: URL(filePath: base)))
            )
            #expect(merged.names == ["ecr", "windlass-node"])
            #if !os(Windows)
            let mode = try FileManager.default.attributesOfItem(atPath: base)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            #endif
        }
    }

    private static let refused: [(arguments: [String], exit: Int32)] = [
        (["--os", "windows", "--flavor", "k3s"], 64), (["--os", "windows"], 64), (["--name", "a/b"], 64),
        (["--name", "..", "--flavor", "rke2"], 64), (["--bin-dir", "bin", "--flavor", "rke2"], 64),
        (["--config-path", "/etc/", "--flavor", "rke2", "--os", "linux"], 64),
        (["--base", "/nowhere/config.yaml", "--flavor", "rke2"], 12),
    ]

    @Test("refuses what leads to no list that a kubelet takes", arguments: refused)
    func refusals(entry: (arguments: [String], exit: Int32)) async throws {
        try await Self.withDirectory { directory async throws in
            #expect(try await Self.install(entry.arguments, in: directory) == entry.exit)
        }
    }

    @Test("writes no empty list, which keeps a kubelet from starting")
    func nothing() async throws {
        try await Self.withDirectory { directory async throws in
            try Data("mirrors: {}\n".utf8).write(to: URL(filePath: directory + "/registries.yaml"))
            #expect(try await Self.install(["--flavor", "rke2", "--os", "linux"], in: directory) == 12)
            #expect(!FileManager.default.fileExists(atPath: directory + "/out/config.yaml"))
        }
    }

    #if !os(Windows)
    /// A provider that answers with what it was told and what it found in its environment.
    private static let provider = """
        #!/bin/sh
        token=$(sed 's/.*"serviceAccountToken":"//; s/".*//')
        printf '{"kind":"CredentialProviderResponse","apiVersion":"credentialprovider.kubelet.k8s.io/v1",'
        printf '"cacheKeyType":"Image","auth":{"p.example.com":{"username":"%s-%s","password":"canary-p"}}}' \\
          "$token" "$WINDLASS_CREDENTIAL_PROVIDER"
        """

    private static func addSources(to directory: String) throws -> [String] {
        let files = [
            "p.json": """
            {"kind":"CredentialProviderConfig","apiVersion":"kubelet.config.k8s.io/v1","providers":[{"name":"p",
             "matchImages":["p.example.com"],"defaultCacheDuration":"1h",
             "apiVersion":"credentialprovider.kubelet.k8s.io/v1","tokenAttributes":{"requireServiceAccount":true,
             "serviceAccountTokenAudience":"x","cacheType":"Token"}}]}
            """,
            "config.json": #"{"auths":{"d.example.com":{"auth":"ZDpwdw=="},"a.example.com:5000":{"auth":"ZDpwdw=="},"#
                + #""t.example.com":{"identitytoken":"canary"}},"credHelpers":{"gone.example.com":"gone"}}"#,
            "p": provider,
        ]
        for (name, text) in files { try Data(text.utf8).write(to: URL(filePath: directory + "/" + name)) }
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: directory + "/p")
        return [
            "--docker-config", directory, "--image-credential-provider-config", directory + "/p.json",
            "--image-credential-provider-bin-dir", directory,
        ]
    }

    @Test(
        "answers from the sources that are named where registries.yaml has nothing",
        arguments: [
            ("d.example.com/app", ["d.example.com": "d"], nil),
            ("a.example.com:5000/a", ["a.example.com:5000": "a"], nil),
            ("p.example.com/app", [:], nil), ("p.example.com/app", ["p.example.com": "tok-1"], "tok"),
            ("unknown.example.com/app", [:], "tok"),
        ] as [(String, [String: String], String?)]
    )
    func otherSources(image: String, users: [String: String], token: String?) async throws {
        try await Self.withDirectory { directory async throws in
            let options = ["--registries", directory + "/registries.yaml"] + (try Self.addSources(to: directory))
            let command = try CredentialProviderCommand.parse(options)
            var request = CredentialProviderRequest(image: image)
            request.serviceAccountToken = token.map { Secret($0) }
            let answer = try await Self.answer(request.json.serialized(), in: directory, by: command)
            #expect(answer.auth.mapValues(\.username) == users)
            // Without being told to, it answers from registries.yaml alone.
            let own = try await Self.answer(request.json.serialized(), in: directory)
            #expect(own.auth.keys.sorted() == (image.hasPrefix("a.") ? ["a.example.com:5000"] : []))
        }
    }

    @Test("fails where a named source does, and where it has an identity token", arguments: ["gone", "t"])
    func failingSource(host: String) async throws {
        try await Self.withDirectory { directory async throws in
            let options = ["--registries", directory + "/registries.yaml"] + (try Self.addSources(to: directory))
            let command = try CredentialProviderCommand.parse(options)
            do {
                _ = try await Self.answer(Self.request(host + ".example.com/a"), in: directory, by: command)
                Issue.record("there is an answer")
            } catch let failure as CommandFailure {
                #expect(failure.code == "credential-program-missing")
                #expect(failure.exit == .authentication)
            } catch let error as CredentialProviderError {
                #expect(error.code == .identityTokenAlone)
            }
        }
    }

    @Test("does not run itself without end")
    func recursion() async throws {
        try await Self.withDirectory { directory async throws in
            let arguments = try CredentialArguments.parse(try Self.addSources(to: directory))
            #expect(CredentialProviderSources(arguments, since: .now, environment: [:]) != nil)
            let environment = [CredentialProviderSources.mark: "1"]
            #expect(CredentialProviderSources(arguments, since: .now, environment: environment) == nil)
        }
    }
    #endif

    @Test("writes the other sources and the images that are to be asked about into the list")
    func installingSources() async throws {
        try await Self.withDirectory { directory async throws in
            let arguments = ["--flavor", "rke2", "--os", "linux", "--match-image", "*.example.org/a"]
            #expect(try await Self.install(arguments + ["--docker-config", "/root/.docker"], in: directory) == 0)
            let text = try String(contentsOfFile: directory + "/out/config.yaml", encoding: .utf8)
            #expect(text.contains("- \"--docker-config\"\n      - \"/root/.docker\"\n"))
            #expect(text.contains("- \"*.example.org/a\"\n"))
            #expect(try await Self.install(arguments + ["--force", "--authfile", "x"], in: directory) == 64)
        }
    }

    @Test("takes options for --install with it alone", arguments: [["--os", "linux"], ["--force"], ["--base", "x"]])
    func withoutInstall(arguments: [String]) {
        #expect(throws: (any Error).self) { try CredentialProviderCommand.parse(arguments) }
    }

    @Test(
        "says what the node still needs",
        arguments: [
            (ServiceFlavor.rke2, NodeSystem.linux, "/var/lib/rancher/credentialprovider", 2),
            (.k3s, .linux, "/var/lib/rancher/credentialprovider", 2),
            (.rke2, .windows, #"C:\var\lib\rancher\credentialprovider"#, 3),
            (.stock, .linux, "/var/lib/kubelet/credential-provider", 4),
            (.stock, .windows, #"C:\var\lib\kubelet\credential-provider"#, 5),
        ]
    )
    func steps(flavor: ServiceFlavor, system: NodeSystem, directory: String, count: Int) {
        let installation = CredentialProviderInstallation(flavor, on: system, name: "windlass-node")
        let separator = system == .windows ? "\\" : "/"
        #expect(installation.configurationFile == directory + separator + "config.yaml")
        #expect(installation.programDirectory == directory + separator + "bin")
        let suffix = system == .windows ? ".exe" : ""
        #expect(installation.program == "\(directory)\(separator)bin\(separator)windlass-node\(suffix)")
        let steps = installation.steps(hasProgram: false, hasList: true)
        #expect(steps.count == count)
        #expect(steps.contains { $0.contains("before 1.29") } == (system == .windows))
        #expect(steps.contains { $0.contains("--image-credential-provider-config=") } == (flavor == .stock))
        #expect(installation.steps(hasProgram: true, hasList: false).contains { $0.hasPrefix("put the list at") })
    }

    @Test("names the service's own settings for other places", arguments: [ServiceFlavor.k3s, .rke2])
    func otherPlaces(flavor: ServiceFlavor) {
        let installation = CredentialProviderInstallation(flavor, on: .linux, name: "p", programDirectory: "/opt/it's")
        let steps = installation.steps(hasProgram: true, hasList: true).joined(separator: "\n")
        #expect(steps.contains("/etc/rancher/\(flavor.rawValue)/config.yaml"))
        #expect(steps.contains("image-credential-provider-bin-dir: '/opt/it''s'"))
    }
}
