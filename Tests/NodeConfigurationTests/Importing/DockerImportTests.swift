import Registries
import Testing

@testable import NodeConfiguration

@Suite("Importing Docker's daemon.json")
struct DockerImportTests {
    static let cases = [
        ImportCase(name: "nothing about registries", text: #"{"log-driver": "local"}"#, yaml: "{}"),
        ImportCase(
            name: "mirrors are Docker Hub's",
            text: #"{"registry-mirrors": ["https://m.example/", "http://n.example:5000", "https://m.example"]}"#,
            yaml: "mirrors:\n  docker.io:\n    endpoint:\n      - https://m.example\n      - http://n.example:5000"
        ),
        ImportCase(
            name: "a path has /v2 behind it",
            text: #"{"registry-mirrors": ["https://m.example/hub/"]}"#,
            yaml: "mirrors:\n  docker.io:\n    endpoint:\n      - https://m.example/hub/v2",
            notes: ["mirror-path https://m.example/hub/ (https://m.example/hub/v2)"]
        ),
        ImportCase(
            name: "mirrors that Docker refuses",
            text: #"{"registry-mirrors": ["m.example", "ftp://m.example", "https://u:p@m.example", 5]}"#,
            yaml: "{}",
            notes: [
                "wrong-type registry-mirrors (strings)", "endpoint-invalid m.example",
                "endpoint-invalid ftp://m.example", "endpoint-invalid https://m.example",
            ]
        ),
        ImportCase(
            name: "insecure registries by name",
            text: #"{"insecure-registries": ["reg:5000", "http://a.example"]}"#,
            yaml: "configs:\n  reg:5000:\n    tls:\n      insecure_skip_verify: true\n"
                + "  a.example:\n    tls:\n      insecure_skip_verify: true",
            notes: ["plain-http-not-tried reg:5000", "plain-http-not-tried a.example"]
        ),
        ImportCase(
            name: "insecure registries that no host stands for",
            text: #"{"insecure-registries": ["10.0.0.0/8", "fd00::/8", "docker.io", "a.example/b"]}"#,
            yaml: "{}",
            notes: [
                "address-range 10.0.0.0/8", "address-range fd00::/8", "hub-always-verified docker.io",
                "host-key-invalid a.example/b (a.example)",
            ]
        ),
        ImportCase(
            name: "proxies",
            text: #"{"proxies": {"http-proxy": "http://u:p@x"}, "registry-mirrors": null}"#,
            yaml: "{}",
            notes: ["proxies proxies"]
        ),
    ]

    @Test("says the same, or says what it does not say", arguments: cases)
    func table(_ example: ImportCase) throws {
        try example.check(as: .docker)
    }

    @Test("notes have the place of what they are about")
    func places() throws {
        let text = "{\n  \"insecure-registries\": [\n    \"10.0.0.0/8\"\n  ]\n}"
        let imported = try ImportedConfiguration(text, as: .docker)
        #expect(imported.notes.map(\.position) == [Position(line: 3, column: 5)])
    }

    static let brokenFiles: [(String, String, Int, Int)] = [
        ("{\n  \"a\": 1,\n  \"é\" 2}", "json-syntax", 3, 7),
        ("{\"a\": 1, \"a\": 2}", "json-duplicate-key", 1, 10),
        ("[]", "json-syntax", 1, 1),
        ("", "json-syntax", 1, 1),
    ]

    @Test("a broken file has a place", arguments: brokenFiles)
    func broken(text: String, code: String, line: Int, column: Int) {
        let error = #expect(throws: ImportError.self) { try ImportedConfiguration(text, as: .docker) }
        #expect(error?.code == code)
        #expect(error?.position == Position(line: line, column: column))
    }

    @Test("takes time by the size of a file, be it one line", .timeLimit(.minutes(1)))
    func oneLine() throws {
        let mirrors = (0..<20_000).map { "\"https://m\($0)\"" }.joined(separator: ",")
        let imported = try ImportedConfiguration("{\"é\":1,\"registry-mirrors\":[\(mirrors)]}", as: .docker)
        let endpoints = try #require(imported.configuration.mirrors["docker.io"]).endpoints
        #expect(endpoints.count == 20_000)
        // The column counts characters, and goes on from the one before.
        #expect(endpoints[1].position == Position(line: 1, column: 41))
    }
}
