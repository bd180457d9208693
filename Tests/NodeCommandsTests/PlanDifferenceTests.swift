import ArgumentParser
import OCI
import Registries
import Testing

@testable import NodeCommands

@Suite("The difference of two plans")
struct PlanDifferenceTests {
    static func difference(
        _ yaml: String,
        _ left: String,
        _ right: String,
        as flavour: Flavour = .windlass,
        embedded: String? = nil
    ) throws -> PlanDifference {
        let configuration = try RegistriesConfiguration(parsing: Array(yaml.utf8), strictness: .lenient)
        let plans = try [left, right].map { node in
            let options = PlanOptions(flavour: flavour, node: try Node(parsing: node), embeddedRegistry: embedded)
            return Planner(configuration, options: options).plan(for: try ImageReference(parsing: "busybox"))
        }
        return PlanDifference(plans[0], plans[1])
    }

    @Test("is none where the nodes do the same", arguments: ["linux/amd64", "windows/amd64"])
    func none(node: String) throws {
        let yaml = "mirrors: {docker.io: {endpoint: ['https://m.example.com']}}"
        let difference = try Self.difference(yaml, "linux/amd64", node)
        #expect(difference.isEmpty)
        #expect(difference.text.hasSuffix("\n  the same for both"))
        #expect(difference.json["same"] == .bool(true))
        #expect(difference.json["differences"]?.array?.isEmpty == true)
    }

    @Test("has the endpoints of one node alone, and the others side by side")
    func endpoints() throws {
        let yaml = """
            mirrors: {docker.io: {endpoint: ['https://m.example.com']}}
            configs: {m.example.com: {tls: {ca_file: /etc/ca.pem}, auth: {username: u, password: hunter2}}}
            """
        let difference = try Self.difference(yaml, "linux/amd64", "windows/amd64", embedded: "127.0.0.1:6443")
        #expect(difference.only.map(\.url) == ["https://127.0.0.1:6443/v2"])
        #expect(difference.only.first?.number == 1)
        #expect(difference.fields.isEmpty)
        let codes = difference.warnings.map { "\($0.node) \($0.warning.code.rawValue)" }
        #expect(codes.contains("windows/amd64 linux-path-on-windows"))
        #expect(difference.text.contains("\n  - linux/amd64: endpoint 1, https://127.0.0.1:6443/v2"))
        #expect(difference.text.contains("\n  + windows/amd64: warning: "))
        #expect(!difference.text.contains("hunter2"))
        let json = difference.json
        #expect(json.object?.map(\.key) == ["image", "nodes", "same", "differences", "only", "warnings"])
        #expect(json["nodes"]?.array?.compactMap(\.string) == ["linux/amd64", "windows/amd64"])
        #expect(json["same"] == .bool(false))
        #expect(json["only"]?.array?.first?["number"] == .number("1"))
    }

    @Test("names a value that differs by its path")
    func fields() throws {
        let image = try ImageReference(parsing: "busybox")
        func plan(_ node: String, _ tls: TLSSettings?, _ repository: String) throws -> PullPlan {
            let endpoint = Endpoint(scheme: .https, host: "h", repository: repository, reference: "1", tls: tls)
            return PullPlan(image: image, node: try Node(parsing: node), endpoints: [endpoint])
        }
        let difference = PlanDifference(
            try plan("linux/amd64", TLSSettings(caFile: "/a"), "x"),
            try plan("windows/amd64", nil, "x")
        )
        #expect(difference.fields.map(\.name) == ["tls.caFile"])
        #expect(difference.text.contains("- linux/amd64: https://h/v2 tls.caFile: /a\n"))
        #expect(difference.text.contains("+ windows/amd64: https://h/v2 tls.caFile: none"))
        #expect(difference.json["differences"]?.array?.first?["right"] == .null)
    }

    @Test("--diff takes two nodes and no --node", arguments: ["linux", "linux,", "linux,windows,linux", "a,b"])
    func usage(text: String) throws {
        let command = try ExplainCommand.parse(["--diff", text, "busybox"])
        #expect(throws: ExitCode(64)) { try command.run() }
        #expect(throws: (any Error).self) { try ExplainCommand.parse(["--diff", text, "--node", "linux/amd64", "x"]) }
    }
}
