import OCI
import RegistryTesting
import Testing

/// The program's surface: usage, configuration files, and what `explain` shows. No network.
@Suite("The command line", .timeLimit(.minutes(1)))
struct CommandLineTests {
    @Test(
        "wrong usage ends with 64 and says so on stderr",
        arguments: [
            ["pull"],
            ["pull", "app:1"],
            ["pull", "app:1", "--to", "/tmp/somewhere"],
            ["pull", "app:1", "--to", "oci:"],
            ["pull", "app:1", "--to", "oci:/nowhere", "--jobs", "0"],
            ["pull", "app:1", "--to", "oci:/nowhere", "--jobs", "many"],
            ["pull", "app:1", "--to", "oci:/nowhere", "--node", "linux/amd64", "--platform", "all"],
            ["pull", "app:1", "--to", "oci:/nowhere", "--node", "linux"],
            ["pull", "app:1", "--to", "oci:/nowhere", "--platform", "a/b/c/d"],
            ["pull", "app:1", "--to", "oci:/nowhere", "--no-such-option"],
            ["pull", "app:1", "b:1", "--to", "oci:/nowhere:tag"],
            ["pull", "App:1", "--to", "oci:/nowhere"],
            ["explain"],
            ["explain", "app:1", "--as", "nobody"],
            ["explain", "app:1", "-o", "yaml"],
            ["explain", "app@sha256:abc"],
            ["explain", "app:1", "--embedded-registry", "a b"],
            ["platforms"],
            ["no-such-command"],
        ]
    )
    func usage(_ arguments: [String]) async throws {
        let ending = try await Windlass.run(arguments)
        #expect(ending.status == 64, "\(ending.stderr)")
        #expect(ending.stdout.isEmpty)
        #expect(ending.stderr.hasPrefix("Error: ") || ending.errorLines.count == 1, "\(ending.stderr)")
    }

    @Test("help and version go to stdout and end with 0", arguments: ["--help", "--version"])
    func help(_ option: String) async throws {
        let ending = try await Windlass.run(option)
        #expect(ending.status == 0)
        #expect(!ending.stdout.isEmpty && ending.stderr.isEmpty)
    }

    /// A broken file, where it is broken and what that is called.
    struct BrokenFile: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var text: String
        var place: (line: Int64, column: Int64)
        var code: String
    }

    static let brokenFiles = [
        BrokenFile(
            testDescription: "an unknown key",
            text: "mirrors:\n  docker.io:\n    endpoints: [\"https://a\"]\n",
            place: (3, 5),
            code: "unknown-key"
        ),
        BrokenFile(
            testDescription: "a duplicate key",
            text: "configs:\n  a:\n    auth: {username: u, password: p}\n  a: {}\n",
            place: (4, 3),
            code: "duplicate-key"
        ),
        BrokenFile(
            testDescription: "a wrong type",
            text: "mirrors:\n  docker.io:\n    endpoint: https://a\n",
            place: (3, 15),
            code: "wrong-type"
        ),
        BrokenFile(
            testDescription: "no YAML at all",
            text: "mirrors:\n  docker.io: [\n",
            place: (3, 1),
            code: "yaml-syntax"
        ),
    ]

    @Test(
        "a broken registries.yaml ends with 12, line and column first",
        arguments: brokenFiles,
        ["explain", "pull", "platforms"]
    )
    func brokenFile(_ file: BrokenFile, command: String) async throws {
        try await withTemporaryDirectory { directory in
            let path = try directory.write(file.text, to: "registries.yaml")
            let to = command == "pull" ? ["--to", "oci:\(directory("layout"))"] : []
            let ending = try await Windlass.run([command, "app:1", "--registries", path, "-o", "json"] + to)
            #expect(ending.status == 12, "\(ending.stderr)")
            #expect(ending.errorLines.count == 1, "\(ending.stderr)")
            let place = "\(path):\(file.place.line):\(file.place.column): "
            #expect(ending.errorLines.first?.hasPrefix("error: " + place) == true, "\(ending.stderr)")
            let error = try #require(try ending.json["error"])
            #expect(error["code"]?.string == file.code)
            #expect(error["line"]?.integer == file.place.line)
            #expect(error["column"]?.integer == file.place.column)
            PulledLayout(path: directory("layout")).expectClean(blobs: [])
        }
    }

    @Test("a file that was named and is not there ends with 12", arguments: ["explain", "platforms"])
    func missingFile(command: String) async throws {
        let ending = try await Windlass.run(command, "app:1", "--registries", "/nonexistent/registries.yaml")
        #expect(ending.status == 12)
        #expect(ending.errorLines.count == 1)
        #expect(ending.stderr.contains("/nonexistent/registries.yaml"))
        #expect(ending.stdout.isEmpty)
    }

    private static let yaml = """
        mirrors:
          docker.io:
            endpoint: ["https://mirror.example:5000/hub/v2"]
            rewrite:
              "^library/(.*)$": "proxied/$1"
        configs:
          "mirror.example:5000":
            auth: {username: puller, password: "PASSWORD"}
            tls: {ca_file: /nonexistent/ca.crt}

        """

    @Test("explain prints every key of the plan, and no secret", arguments: ["windlass", "node"])
    func explainJSON(flavour: String) async throws {
        let canary = Canary()
        try await withTemporaryDirectory { directory in
            let path = try directory.write(Self.yaml.replacing("PASSWORD", with: canary.secret), to: "registries.yaml")
            let ending = try await Windlass.run(
                "explain",
                "busybox",
                "ghcr.io/a/b@sha256:\(String(repeating: "0", count: 64))",
                "--registries",
                path,
                "-o",
                "json",
                "--as",
                flavour,
                "--node",
                "linux/amd64"
            )
            try #require(ending.status == 0, "\(ending.stderr)")
            #expect(canary.sightings(in: ending.stdoutBytes + Array(ending.stderr.utf8), named: "output").isEmpty)
            let explanations = try ending.json.array ?? []
            #expect(explanations.count == 2)
            let hub = try #require(explanations.first)
            #expect(hub["image"]?.string == "docker.io/library/busybox:latest")
            #expect(hub["as"]?.string == flavour)
            let endpoints = try #require(hub["endpoints"]?.array)
            #expect(endpoints.count == 2)
            for endpoint in endpoints {
                let keys = Set(endpoint.object?.map(\.key) ?? [])
                let expected: Set = [
                    "url", "host", "default", "ns", "repository", "reference", "manifestURL", "authKind", "tls", "why",
                ]
                #expect(keys.isSuperset(of: expected))
                let why = Set(endpoint["why"]?.object?.map(\.key) ?? [])
                #expect(why.isSuperset(of: ["mirrorKey", "rewrite", "authKey", "tlsKey"]))
            }
            let mirror = endpoints[0]
            #expect(mirror["url"]?.string == "https://mirror.example:5000/hub/v2")
            #expect(mirror["host"]?.string == "mirror.example:5000")
            #expect(mirror["default"]?.bool == false)
            #expect(mirror["ns"]?.string == "docker.io")
            #expect(mirror["repository"]?.string == "proxied/busybox")
            #expect(mirror["reference"]?.string == "latest")
            #expect(
                mirror["manifestURL"]?.string
                    == "https://mirror.example:5000/hub/v2/proxied/busybox/manifests/latest?ns=docker.io"
            )
            #expect(mirror["authKind"]?.string == "basic")
            #expect(mirror["username"]?.string == "puller")
            #expect(mirror["tls"] == ["caFile": "/nonexistent/ca.crt"])
            #expect(
                mirror["why"]?["rewrite"] == [
                    "pattern": "^library/(.*)$", "replacement": "proxied/$1",
                    "from": "library/busybox", "to": "proxied/busybox",
                ]
            )
            #expect(mirror["why"]?["mirrorKey"]?.string == "docker.io")
            #expect(mirror["why"]?["authKey"]?.string == "mirror.example:5000")
            #expect(endpoints[1]["default"]?.bool == true)
            #expect(endpoints[1]["tls"] == .null)
            #expect(hub["warnings"]?.array?.contains { $0["code"]?.string == "ca-file-missing" } == true)
            let digest = "sha256:\(String(repeating: "0", count: 64))"
            #expect(explanations[1]["image"]?.string == "ghcr.io/a/b@\(digest)")
        }
    }

    @Test("explain for people names the file, the reasons and no secret")
    func explainText() async throws {
        let canary = Canary()
        try await withTemporaryDirectory { directory in
            let path = try directory.write(Self.yaml.replacing("PASSWORD", with: canary.secret), to: "registries.yaml")
            let ending = try await Windlass.run("explain", "busybox", "--registries", path)
            #expect(ending.status == 0)
            #expect(ending.stderr.contains(path))
            #expect(canary.sightings(in: ending.stdoutBytes + Array(ending.stderr.utf8), named: "output").isEmpty)
            for text in ["mirror.example:5000", "proxied/busybox", "puller", "/nonexistent/ca.crt", "^library/(.*)$"] {
                #expect(ending.stdout.contains(text), "\(text) is not in:\n\(ending.stdout)")
            }
        }
    }
}
