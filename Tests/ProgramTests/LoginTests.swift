import Foundation
import RegistryTesting
import Testing

@Suite struct LoginTests {
    private static let file = """
        # ours
        mirrors:
          reg.test: # here
            endpoint:
              - https://HOST

        """

    private static func login(
        _ registry: TestRegistry,
        secret: String,
        _ arguments: [String] = ["--password-stdin"],
        in directory: TemporaryDirectory
    ) async throws -> ChildProcess.Ending {
        try directory.write(secret, to: "secret")
        return try await withTemporaryDirectory { output in
            try await ChildProcess(
                Windlass.path,
                ["login", registry.host, "--registries", directory("registries.yaml")] + arguments,
                input: directory("secret"),
                output: output
            ).ending()
        }
    }

    private static func withRegistry(
        _ body: (TestRegistry, TemporaryDirectory, String) async throws -> Void
    ) async throws {
        let registry = try await TestRegistry(authentication: .basic(users: ["puller": "s3cret\"pw"]))
        do {
            try await withTemporaryDirectory { directory in
                let text = Self.file.replacing("https://HOST", with: registry.origin)
                try directory.write(text, to: "registries.yaml")
                try await body(registry, directory, text)
            }
            await registry.shutdown()
        } catch {
            await registry.shutdown()
            throw error
        }
    }

    @Test func `A login that the registry takes is stored, for its owner alone, and logout removes it`() async throws {
        try await Self.withRegistry { registry, directory, text in
            let path = directory("registries.yaml")
            let arguments = ["--username", "puller", "--password-stdin"]
            let ending = try await Self.login(registry, secret: "s3cret\"pw\n", arguments, in: directory)
            #expect(ending.status == 0)
            #expect(!(ending.stdout + ending.stderr).contains("s3cret"))
            let stored = try String(contentsOfFile: path, encoding: .utf8)
            #expect(stored.hasPrefix(text))
            #expect(stored.contains("username: \"puller\""))
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.posixPermissions] as? Int == 0o600)

            let logout = try await Windlass.run("logout", registry.host, "--registries", path)
            #expect(logout.status == 0)
            #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
        }
    }

    @Test func `A login that the registry refuses changes nothing`() async throws {
        try await Self.withRegistry { registry, directory, text in
            let arguments = ["--username", "puller", "--password-stdin"]
            let ending = try await Self.login(registry, secret: "wr0ng-one", arguments, in: directory)
            #expect(ending.status == 4)
            #expect(ending.stderr.contains("[auth-failed]"))
            #expect(!(ending.stdout + ending.stderr).contains("wr0ng-one"))
            #expect(try String(contentsOfFile: directory("registries.yaml"), encoding: .utf8) == text)
        }
    }

    @Test(arguments: [
        (["--username", "puller"], "x"), (["--password-stdin"], "x"), (["--username", "u", "--password-stdin"], ""),
        (["--username", "u", "--password-stdin"], "two\nlines"),
        (["--username", "u", "--password-stdin", "--identity-token-stdin"], "x"),
    ])
    func `Without a user and one secret nothing is asked and nothing stored`(
        _ arguments: [String],
        _ secret: String
    ) async throws {
        try await Self.withRegistry { registry, directory, text in
            let ending = try await Self.login(registry, secret: secret, arguments, in: directory)
            #expect(ending.status == 64)
            #expect(registry.requests.isEmpty)
            #expect(try String(contentsOfFile: directory("registries.yaml"), encoding: .utf8) == text)
        }
    }
}
