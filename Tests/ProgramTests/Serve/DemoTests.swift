import Foundation
import OCI
import Testing

/// The first thing a newcomer runs.
@Suite("demo", .timeLimit(.minutes(2)))
struct DemoTests {
    @Test("every node gets its own build, verified, from the private registry")
    func table() async throws {
        let ending = try await Windlass.run("demo", "-o", "json")
        try #require(ending.status == 0, "\(ending.stderr)")
        let pulls = try #require(try ending.json["pulls"]?.array)
        let rows = pulls.map { row in
            [row["node"], row["image"], row["osVersion"], row["result"]].map { $0?.string ?? "-" }
        }
        let expected = [
            ("linux/amd64", "hello", "-"), ("linux/amd64", "web", "-"),
            ("windows/amd64:10.0.17763", "hello", "10.0.17763.6414"),
            ("windows/amd64:10.0.17763", "web", "10.0.17763.6414"),
            ("windows/amd64:10.0.17763", "legacy", "10.0.17763.6414"),
            ("windows/amd64:10.0.20348", "hello", "10.0.20348.2762"),
            ("windows/amd64:10.0.20348", "web", "10.0.20348.2762"),
            ("windows/amd64:10.0.26100", "hello", "10.0.26100.2033"),
            ("windows/amd64:10.0.26100", "web", "10.0.26100.2033"),
        ]
        #expect(rows == expected.map { [$0.0, "docker.io/shop/\($0.1):1.0", $0.2, "verified"] })
        // Two images of a build share its base layer.
        #expect(pulls.filter { ($0["bytesReused"]?.integer ?? 0) > 0 }.count == 3)
        let broken = try ending.json["brokenTemplate"]
        #expect(broken?["pulls"]?.array?.map { $0["error"]?.string } == ["tls-unknown-ca", "auth-required"])
        let faults = broken?["lines"]?.array?.filter { $0["fault"]?.bool == true }.compactMap { $0["text"]?.string }
        #expect(faults?.first?.contains("registry.configs.auth.\"localhost:") == true)
    }

    @Test("the text explains itself, and no password is in it")
    func text() async throws {
        try await withTemporaryDirectory { directory in
            let kept = directory("kept")
            let ending = try await Windlass.run("demo", "--keep", kept)
            try #require(ending.status == 0, "\(ending.stderr)")
            let process = try #require(
                Int32(try String(contentsOfFile: "\(kept)/registry.pid", encoding: .utf8).dropLast())
            )
            defer { kill(process, SIGTERM) }
            let yaml = try String(contentsOfFile: "\(kept)/registries.yaml", encoding: .utf8)
            let password = try #require(yaml.firstMatch(of: /password: (\S+)/)).output.1
            #expect(!ending.stdout.contains(password))
            #expect(ending.stdout.contains("NODE                      IMAGE"))
            #expect(ending.stdout.contains("kill \(process)"))
            // The first command to try next works as it is printed.
            let command = try #require(ending.stdout.split(separator: "\n").first { $0.contains("windlass explain ") })
            let words = command.split(separator: " ").dropFirst().map(String.init)
            let explained = try await Windlass.run(words)
            #expect(explained.status == 0, "\(explained.stderr)")
            let last = try #require(ending.stdout.split(separator: "\n").first { $0.contains("windlass pull ") })
            let pulled = try await Windlass.run(
                last.split(separator: " ").dropFirst().dropLast().map(String.init) + ["oci:\(directory("pulled"))"]
            )
            #expect(pulled.status == 0, "\(pulled.stderr)")
        }
    }

    @Test("a directory that is in use is not written to")
    func usedDirectory() async throws {
        try await withTemporaryDirectory { directory in
            try directory.write("mine", to: "file")
            let ending = try await Windlass.run("demo", "--keep", directory.path)
            #expect(ending.status == 64)
            #expect(ending.stderr.contains("[directory-not-empty]"))
        }
    }
}
