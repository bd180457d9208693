import Foundation
import OCI
import RegistryTesting
import Testing

/// `login --docker` and `logout --docker`.
@Suite(.timeLimit(.minutes(2))) struct DockerLoginTests {
    private static let canary = Canary()

    private struct Scene {
        let registry: TestRegistry
        let directory: TemporaryDirectory

        var file: String { directory("docker/config.json") }
        var environment: [String: String] {
            ["DOCKER_CONFIG": directory("docker"), "PATH": directory("bin") + ":/usr/bin:/bin"]
        }

        var text: String {
            get throws { try String(contentsOfFile: file, encoding: .utf8) }
        }

        func write(_ text: String) throws {
            try FileManager.default.createDirectory(atPath: directory("docker"), withIntermediateDirectories: true)
            try directory.write(text, to: "docker/config.json")
        }

        /// A helper that keeps what it hears and how it was called.
        func addHelper(status: Int = 0) throws {
            try FileManager.default.createDirectory(atPath: directory("bin"), withIntermediateDirectories: true)
            let script = """
                #!/bin/sh
                echo "$@" >> '\(directory("calls"))'
                [ "$1" = get ] && { cat '\(directory("kept"))'; exit 0; }
                cat > '\(directory("heard"))'
                [ "$1" = store ] && cp '\(directory("heard"))' '\(directory("kept"))'
                exit \(status)
                """
            try directory.write(script, to: "bin/docker-credential-test")
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o755],
                ofItemAtPath: directory("bin/docker-credential-test")
            )
        }

        func run(
            _ command: String,
            secret: String = DockerLoginTests.canary.secret,
            _ arguments: String...
        ) async throws -> ChildProcess.Ending {
            try directory.write(secret, to: "secret")
            let ending = try await withTemporaryDirectory { output in
                try await ChildProcess(
                    Windlass.path,
                    [command, registry.host, "--docker", "--registries", directory("registries.yaml")] + arguments,
                    environment: environment,
                    input: directory("secret"),
                    output: output
                ).ending()
            }
            #expect(!(ending.stdout + ending.stderr).contains(secret))
            return ending
        }
    }

    private static func withScene(_ body: (Scene) async throws -> Void) async throws {
        let registry = try await TestRegistry(authentication: .basic(users: ["puller": canary.secret]))
        do {
            registry.add(.linux(layers: [100], seed: 1), repository: "app", tag: "1")
            try await withTemporaryDirectory { directory in
                try directory.write(RegistriesYAML.itself(registry.origin), to: "registries.yaml")
                try await body(Scene(registry: registry, directory: directory))
            }
            await registry.shutdown()
        } catch {
            await registry.shutdown()
            throw error
        }
    }

    @Test func `A login goes into config json, whose rest stays, and a pull finds it there`() async throws {
        try await Self.withScene { scene in
            try scene.write(#"{"HttpHeaders":{"z":"1"},"auths":{"x.io":{"auth":"eDp5"}},"psFormat":"a"}"#)
            let ending = try await scene.run("login", "-u", "puller", "--password-stdin", "-o", "json")
            #expect(ending.status == 0)
            #expect(try ending.json["file"]?.string == scene.file)
            #expect(try ending.json["helper"]?.isNull == true)
            let json = try JSON(parsing: try scene.text)
            #expect(json.object?.map(\.key) == ["HttpHeaders", "auths", "psFormat"])
            #expect(json["auths"]?.object?.map(\.key) == ["x.io", scene.registry.host])
            #expect(json["auths"]?["x.io"]?["auth"] == "eDp5")
            let auth = Data("puller:\(Self.canary.secret)".utf8).base64EncodedString()
            #expect(json["auths"]?[scene.registry.host]?["auth"]?.string == auth)
            let mode = try FileManager.default.attributesOfItem(atPath: scene.file)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            let pull = try await Windlass.run(
                "pull",
                "\(scene.registry.host)/app:1",
                "--to",
                "oci:\(scene.directory("layout"))",
                "--registries",
                scene.directory("registries.yaml"),
                "--docker-config",
                scene.directory("docker")
            )
            #expect(pull.status == 0)

            let logout = try await scene.run("logout", "-o", "json")
            #expect(try logout.json["removed"] == true)
            #expect(try JSON(parsing: try scene.text)["auths"] == ["x.io": ["auth": "eDp5"]])
            #expect(try await scene.run("logout", "-o", "json").json["removed"] == false)
        }
    }

    @Test func `Where there is no file one is made, and a link stays one`() async throws {
        try await Self.withScene { scene in
            try FileManager.default.createDirectory(atPath: scene.directory("real"), withIntermediateDirectories: true)
            try FileManager.default.createDirectory(
                atPath: scene.directory("docker"),
                withIntermediateDirectories: true
            )
            let target = try scene.directory.write("{}", to: "real/config.json")
            try FileManager.default.createSymbolicLink(atPath: scene.file, withDestinationPath: target)
            #expect(try await scene.run("login", "-u", "puller", "--password-stdin").status == 0)
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: scene.file) == target)
            try FileManager.default.removeItem(atPath: scene.directory("docker"))
            #expect(try await scene.run("login", "-u", "puller", "--password-stdin").status == 0)
            #expect(try scene.text.contains(scene.registry.host))
        }
    }

    @Test func `A login that the registry refuses, or a file that is not understood, changes nothing`() async throws {
        try await Self.withScene { scene in
            try scene.write("{}")
            let refused = try await scene.run("login", secret: "wr0ng-one", "-u", "puller", "--password-stdin")
            #expect(refused.status == 4)
            #expect(refused.stderr.contains("[auth-failed]"))
            #expect(try scene.text == "{}")
            try scene.write(#"{"auths":[]}"#)
            let count = scene.registry.requests.count
            let broken = try await scene.run("login", "-u", "puller", "--password-stdin")
            #expect(broken.status == 4)
            #expect(broken.stderr.contains("[credential-file-invalid]"))
            #expect(scene.registry.requests.count == count)
            #expect(try scene.text == #"{"auths":[]}"#)
        }
    }

    @Test(arguments: [#""credsStore":"test""#, #""credHelpers":{"HOST":"test"},"credsStore":"gone""#])
    func `A helper that the file names keeps the login instead`(_ setting: String) async throws {
        try await Self.withScene { scene in
            let host = scene.registry.host
            try scene.addHelper()
            try scene.write("{" + setting.replacing("HOST", with: host) + "}")
            let ending = try await scene.run("login", "-u", "puller", "--password-stdin")
            #expect(ending.status == 0)
            #expect(ending.stderr.contains("docker-credential-test"))
            let heard = try JSON(parsing: Data(contentsOf: URL(filePath: scene.directory("heard"))))
            #expect(heard == ["ServerURL": .string(host), "Username": "puller", "Secret": .string(Self.canary.secret)])
            #expect(try !scene.text.contains("auth\""))
            #expect(try JSON(parsing: try scene.text)["auths"] == .object([.init(key: host, value: [:])]))
            let pull = try await Windlass.run(
                ["pull", "\(host)/app:1", "--to", "oci:\(scene.directory("layout"))", "--registries"]
                    + [scene.directory("registries.yaml")],
                environment: scene.environment
            )
            #expect(pull.status == 0)
            let logout = try await scene.run("logout", "-o", "json")
            #expect(try logout.json["removed"] == true)
            #expect(try logout.json["helper"] == "docker-credential-test")
            #expect(try String(contentsOfFile: scene.directory("heard"), encoding: .utf8) == host)
            let calls = try String(contentsOfFile: scene.directory("calls"), encoding: .utf8)
            #expect(calls == "store\nget\nerase\n")
            #expect(try JSON(parsing: try scene.text)["auths"] == .object([]))
        }
    }

    @Test(arguments: [true, false])
    func `A helper that fails, or is not there, leaves the file as it was`(_ isThere: Bool) async throws {
        try await Self.withScene { scene in
            if isThere { try scene.addHelper(status: 1) }
            try scene.write(#"{"credsStore":"test"}"#)
            let ending = try await scene.run("login", "-u", "puller", "--password-stdin")
            #expect(ending.status == 4)
            #expect(ending.stderr.contains(isThere ? "[credential-program-failed]" : "[credential-program-missing]"))
            #expect(try scene.text == #"{"credsStore":"test"}"#)
        }
    }

    @Test func `An identity token is stored as one, unchecked where that is said`() async throws {
        try await Self.withScene { scene in
            let ending = try await scene.run("login", "--identity-token-stdin", "--unchecked")
            #expect(ending.status == 0)
            #expect(scene.registry.requests.isEmpty)
            let entry = try JSON(parsing: try scene.text)["auths"]?[scene.registry.host]
            #expect(entry == ["identitytoken": .string(Self.canary.secret)])
        }
    }
}
