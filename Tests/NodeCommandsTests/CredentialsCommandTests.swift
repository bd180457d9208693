import ArgumentParser
import Credentials
import Foundation
import OCI
import Registries
import Testing

@testable import NodeCommands

@Suite("windlass credentials", .enabled(if: ShellRun.isPossible))
struct CredentialsCommandTests {
    static func findings(_ arguments: [String]) async throws -> [CredentialFinding] {
        let command = try #require(try CredentialsCommand.parseAsRoot(arguments) as? CredentialsCommand)
        return try await command.search()
    }

    static let registries = """
        mirrors:
          docker.io:
            endpoint: ["https://mirror.io"]
        configs:
          mine.io:
            auth: {username: carl, password: canary}
          "*":
            auth: {username: star, password: canary}
        """

    static let dockerConfig = #"""
        {"auths":{"ghcr.io":{"auth":"YWxpY2U6Y2FuYXJ5"},"q.io/org":{"identitytoken":"canary"},
                  "bad.io":{"auth":"canary!"}},
         "credHelpers":{"gone.io":"windlass-no-such-helper"}}
        """#

    @Test("shows whose credential is from where, and no secret")
    func shows() async throws {
        let tree = try PlantedTree(["r.yaml": Self.registries, "docker/config.json": Self.dockerConfig])
        let findings = try await Self.findings([
            "--registries", tree.path + "/r.yaml", "--docker-config", tree.path + "/docker", "mine.io", "ghcr.io/app",
            "q.io/org/app", "q.io", "bad.io", "gone.io", "mirror.io",
        ])
        let text = findings.map(\.text).joined(separator: "\n\n").replacing(tree.path, with: "")
        #expect(
            text == """
                mine.io
                  credential   user carl
                  from         /r.yaml:5, configs."mine.io"

                ghcr.io/app
                  credential   user alice
                  from         /docker/config.json, auths."ghcr.io"
                  passed over  /r.yaml: has none for it

                q.io/org/app
                  credential   identity token
                  from         /docker/config.json, auths."q.io/org"
                  passed over  /r.yaml: has none for it

                q.io
                  credential   none, anonymous
                  passed over  /r.yaml: has none for it
                               /docker/config.json: has none for it

                bad.io
                  error        /docker/config.json: the entry cannot be used (auth-not-base64) [credential-entry-invalid]
                  passed over  /r.yaml: has none for it

                gone.io
                  error        docker-credential-windlass-no-such-helper, named in /docker/config.json: the program is \
                not there, or not executable [credential-program-missing]
                  passed over  /r.yaml: has none for it

                mirror.io
                  credential   user star
                  from         /r.yaml:7, configs."*"
                """
        )
        let json = JSON.array(findings.map(\.json)).serialized()
        #expect(!(text + json).contains("canary"))
        #expect(
            findings[1].json["source"] == [
                "type": "file", "path": .string(tree.path + "/docker/config.json"), "key": "ghcr.io",
            ]
        )
        #expect(findings[4].json["error"]?["code"] == "credential-entry-invalid")
        #expect(findings[0].json["username"] == "carl")
    }

    @Test(
        "ends with 4 where a search ends in an error, and with 0 where none does",
        arguments: [("bad.io", true), ("x.io", false)]
    )
    func exits(host: String, fails: Bool) async throws {
        let tree = try PlantedTree(["r.yaml": "", "docker/config.json": Self.dockerConfig])
        let command = try #require(
            try CredentialsCommand.parseAsRoot([
                "--registries", tree.path + "/r.yaml", "--docker-config", tree.path + "/docker", host,
            ]) as? CredentialsCommand
        )
        if fails {
            await #expect(throws: ExitCode(4)) { try await command.run() }
        } else {
            try await command.run()
        }
    }

    @Test("escapes what a file has for a terminal")
    func escapes() throws {
        let finding = CredentialFinding(
            target: try CredentialTarget(parsing: "h.io"),
            outcome: .found(
                AuthConfiguration(username: "u\u{1B}[2J", password: Secret("canary")),
                at: .file(path: "f", key: "k\u{7}")
            )
        )
        #expect(!finding.text.unicodeScalars.contains("\u{1B}"))
        #expect(!finding.text.unicodeScalars.contains("\u{7}"))
    }

    @Test(
        "refuses options that make no sense",
        arguments: [
            ["--image-credential-provider-config", "f", "h.io"], ["--image-credential-provider-bin-dir", "d", "h.io"],
            [],
        ]
    )
    func refuses(arguments: [String]) {
        #expect(throws: (any Error).self) { try CredentialsCommand.parseAsRoot(arguments) }
    }

    @Test("refuses what is no registry, and shows no password in it", arguments: ["https://u:canary@h.io", "h.io/A"])
    func refusesHosts(host: String) async throws {
        let tree = try PlantedTree(["r.yaml": ""])
        let failure = await #expect(throws: CommandFailure.self) {
            _ = try await Self.findings(["--registries", tree.path + "/r.yaml", host])
        }
        #expect(failure?.exit == .usage)
        #expect(failure?.message.contains("canary") == false)
    }

    @Test(
        "looks at the user's files in podman's order, then Docker's",
        arguments: [
            (
                ["HOME": "/h"],
                ["/run/containers/7/auth.json", "/h/.config/containers/auth.json", "/h/.docker/config.json"]
            ),
            (
                ["HOME": "/h", "XDG_RUNTIME_DIR": "/x", "XDG_CONFIG_HOME": "/c", "DOCKER_CONFIG": "/d"],
                ["/x/containers/auth.json", "/c/containers/auth.json", "/d/config.json"]
            ),
            (["HOME": "/h", "REGISTRY_AUTH_FILE": "/a"], ["/a", "/h/.docker/config.json"]),
            (["HOME": "", "XDG_RUNTIME_DIR": "/x"], ["/x/containers/auth.json"]),
        ]
    )
    func files(environment: [String: String], paths: [String]) {
        #expect(CredentialSources.defaultFiles(environment, user: 7).map(\.path) == paths)
    }

    @Test("looks at nobody's files for a tree of a node, but at those that are named")
    func otherNode() throws {
        var arguments = try CredentialArguments.parse([])
        #expect(arguments.sources(below: "/tree").files.isEmpty)
        arguments = try CredentialArguments.parse(["--authfile", "a", "--docker-config", "d"])
        let files = arguments.sources(below: "/tree").files
        #expect(files == [.init("a", isNamed: true), .init("d/config.json", isNamed: true)])
    }

    @Test("tells a file that is not there from one that cannot be read")
    func reading() throws {
        let tree = try PlantedTree(["file": "x", "large": String(repeating: "x", count: 1 << 20 + 1)])
        #expect(CredentialSources.read(tree.path + "/file") == .bytes([0x78]))
        #expect(CredentialSources.read(tree.path + "/none") == .absent)
        #expect(CredentialSources.read(tree.path + "/none/none") == .absent)
        #expect(CredentialSources.read(tree.path) == .unreadable)
        #expect(CredentialSources.read("/dev/zero") == .unreadable)
        #expect(CredentialSources.read(tree.path + "/large") == .tooLarge)
        symlink(tree.path + "/file", tree.path + "/link")
        symlink("nowhere", tree.path + "/dangling")
        #expect(CredentialSources.read(tree.path + "/link") == .bytes([0x78]))
        #expect(CredentialSources.read(tree.path + "/dangling") == .unreadable)
    }
}

@Suite("A plan's credentials")
struct PlanCredentialsTests {
    static func plan(_ nodeSystem: String, _ hosts: [String], auth: AuthConfiguration? = nil) throws -> PullPlan {
        PullPlan(
            image: try ImageReference(parsing: "docker.io/library/busybox"),
            node: try Node(parsing: "\(nodeSystem)/amd64"),
            endpoints: hosts.enumerated().map { index, host in
                Endpoint(
                    scheme: .https,
                    host: host,
                    repository: "library/busybox",
                    reference: "latest",
                    auth: index == 0 ? auth : nil,
                    authKind: index == 0 && auth != nil ? .basic : .none
                )
            }
        )
    }

    static let config = #"""
        {"auths":{"mirror.io":{"username":"m","password":"p"},"https://index.docker.io/v1/":{"username":"hub","password":"p"},
                  "bad.io":{"auth":"!"}}}
        """#

    static func credentials() -> PlanCredentials {
        let bytes = Array(config.utf8)
        return PlanCredentials(
            CredentialSearch(
                CredentialSources(files: [.init("f")]),
                read: { _ in .bytes(bytes) },
                run: { _ in .missing }
            )
        )
    }

    @Test(
        "are each for its own host, and never in the place of what registries.yaml says",
        arguments: ["linux", "windows"]
    )
    func fills(system: String) async throws {
        let own = AuthConfiguration(username: "own", password: Secret("p"))
        let plan = try Self.plan(
            system,
            ["mirror.io", "mirror.io", "mirror.io:5000", "registry-1.docker.io"],
            auth: own
        )
        let filled = await Self.credentials().fill(plan)
        #expect(filled.plan.endpoints.map { $0.auth?.username } == ["own", "m", nil, "hub"])
        #expect(filled.plan.endpoints.map(\.authKind) == [.basic, .basic, .none, .basic])
        #expect(filled.plan.endpoints.map(\.why.authSource) == [nil, "f", nil, "f"])
        #expect(filled.plan.endpoints.map(\.url) == plan.endpoints.map(\.url))
        #expect(filled.failures.isEmpty)
        #expect(try filled.runnable().endpoints == filled.plan.endpoints)
    }

    @Test("leave out an endpoint whose search failed, and say so", arguments: ["linux", "windows"])
    func failures(system: String) async throws {
        let filled = await Self.credentials().fill(try Self.plan(system, ["bad.io", "mirror.io"]))
        #expect(filled.plan.endpoints.map(\.host) == ["bad.io", "mirror.io"])
        #expect(filled.failures.keys.sorted() == [0])
        let runnable = try filled.runnable()
        #expect(runnable.endpoints.map(\.host) == ["mirror.io"])
        #expect(runnable.warnings.map(\.code.rawValue) == ["credential-entry-invalid"])
        #expect(runnable.warnings[0].words == "bad.io: f: the entry cannot be used (auth-not-base64); it is not asked")
    }

    @Test("that fail for every endpoint fail the plan, with exit code 4")
    func allFail() async throws {
        let filled = await Self.credentials().fill(try Self.plan("linux", ["bad.io", "bad.io"]))
        let failure = #expect(throws: CommandFailure.self) { try filled.runnable() }
        #expect(failure?.exit == .authentication)
        #expect(failure?.code == "credential-entry-invalid")
    }
}
