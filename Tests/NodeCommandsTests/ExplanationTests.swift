import ArgumentParser
import OCI
import Registries
import Testing

@testable import NodeCommands

@Suite("What explain shows")
struct ExplanationTests {
    static let nodes = ["linux/amd64", "windows/amd64:10.0.20348"]

    static func explanation(_ yaml: String, _ image: String, as flavour: Flavour, node: String) throws -> Explanation {
        let configuration = try RegistriesConfiguration(parsing: Array(yaml.utf8), strictness: .lenient)
        let options = PlanOptions(flavour: flavour, node: try Node(parsing: node))
        let plan = Planner(configuration, options: options).plan(for: try ImageReference(parsing: image))
        return Explanation(plan: plan, fileWarnings: [])
    }

    static let yaml = """
        mirrors:
          docker.io:
            endpoint: ["https://m.example.com:5000"]
            rewrite: {"(.*)": "hub/$1"}
        configs:
          "m.example.com:5000":
            auth: {username: puller, password: hunter2}
            tls: {ca_file: 'c:\\ca.pem', insecure_skip_verify: true}
          docker.io:
            auth: {identity_token: tok3n}
        """

    @Test("as JSON: every key of the documented shape", arguments: nodes)
    func json(node: String) throws {
        let json = try Self.explanation(Self.yaml, "busybox", as: .windlass, node: node).json
        #expect(json["image"]?.string == "docker.io/library/busybox:latest")
        #expect(json["as"]?.string == "windlass")
        let endpoints = try #require(json["endpoints"]?.array)
        let keys = [
            "url", "host", "default", "ns", "repository", "reference", "manifestURL", "authKind", "username", "tls",
            "why",
        ]
        #expect(endpoints[0].object?.map(\.key) == keys)
        #expect(endpoints[0]["host"]?.string == "m.example.com:5000")
        #expect(endpoints[0]["repository"]?.string == "hub/library/busybox")
        #expect(endpoints[0]["username"]?.string == "puller")
        #expect(endpoints[0]["tls"]?.object?.map(\.key) == ["caFile", "insecureSkipVerify"])
        #expect(endpoints[0]["why"]?["rewrite"]?["from"]?.string == "library/busybox")
        #expect(endpoints[1]["ns"] == .null)
        #expect(endpoints[1]["tls"] == .null)
        #expect(endpoints[1]["authKind"]?.string == "identityToken")
        #expect(endpoints[1]["why"]?["authKey"]?.string == "docker.io")
    }

    @Test("never a secret, in no flavour and no format", arguments: Flavour.allCases)
    func secrets(flavour: Flavour) throws {
        for node in Self.nodes {
            let explanation = try Self.explanation(Self.yaml, "busybox", as: flavour, node: node)
            for text in [explanation.text, explanation.json.serialized(indent: 2)] {
                #expect(!text.contains("hunter2") && !text.contains("tok3n"))
            }
        }
    }

    @Test("names in a file cannot command the terminal")
    func controlCharacters() throws {
        let yaml = "mirrors: {quay.io: {endpoint: [m.example.com], rewrite: {'a': \"b\\e[31m\"}}}"
        let explanation = try Self.explanation(yaml, "quay.io/a", as: .node, node: Self.nodes[0])
        #expect(!explanation.text.contains("\u{1B}"))
        #expect(printable("a\u{202E}b\u{7}") == "a\\u{202e}b\\u{7}")
    }

    /// Every code has words of its own, which name the subject.
    static let codes: [Complaint.Code] = [
        .unknownKey, .duplicateKey, .wrongType, .authNotBase64, .passwordWithoutUsername, .clientCertificateWithoutKey,
        .clientKeyWithoutCertificate, .hostKeyInvalid, .endpointInvalid, .endpointUserInfo, .rewriteInvalidPattern,
        .rewriteTemplateName, .realmInvalid, .encodingUTF16, .authTokenBesideUsername, .endpointPathNotV2,
        .wildcardAuthWithheld, .hubAliasesDisagree, .endpointDuplicate, .rewriteOverlap, .rewriteInvalidResult,
        .rewriteOnDefaultEndpoint, .rewriteUnescaped, .tlsOnHTTPEndpoint, .configUnused, .disableDefaultNoEffect,
        .noEndpoints,
        .embeddedRegistryLeftOut, .embeddedRegistryOnWindows, .linuxPathOnWindows, .pathOfOtherSystem, .caFileMissing,
        .tlsFileMissing,
    ]

    @Test("a complaint names what it is about", arguments: codes)
    func words(code: Complaint.Code) {
        let words = Complaint(code, subject: "SUBJECT", detail: "DETAIL").words
        #expect(words.contains("SUBJECT"))
        #expect(words != "SUBJECT: DETAIL")
    }
}

@Suite("Options that make a plan")
struct PlanArgumentsTests {
    static let images: [(String, String)] = [
        ("busybox", "reg.example.com:5000/p/busybox:latest"),
        ("rancher/mirrored-pause:3.6", "reg.example.com:5000/p/rancher/mirrored-pause:3.6"),
        ("quay.io/a/b:1", "quay.io/a/b:1"),
        ("docker.io/library/busybox:1", "docker.io/library/busybox:1"),
        ("localhost/a", "localhost/a:latest"),
        ("reg.example.com:5000/p/rancher/x:1", "reg.example.com:5000/p/rancher/x:1"),
    ]

    @Test("system-default-registry goes before images that name no registry", arguments: images)
    func systemDefaultRegistry(image: String, expected: String) throws {
        let arguments = try PlanArguments.parse(["--system-default-registry", "reg.example.com:5000/p"])
        let node = try Node(parsing: "linux/amd64")
        #expect(try arguments.load(for: .node, on: node).image(image).description == expected)
    }

    @Test("a file that is named must exist")
    func missingFile() throws {
        let arguments = try PlanArguments.parse(["--registries", "/nonexistent/registries.yaml"])
        let node = try Node(parsing: "linux/amd64")
        let failure = #expect(throws: CommandFailure.self) { try arguments.load(for: .node, on: node) }
        #expect(failure?.exit == .invalidConfiguration)
        #expect(failure?.code == "registries-not-found")
    }
}
