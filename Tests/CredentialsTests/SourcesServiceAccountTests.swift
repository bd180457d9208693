import OCI
import Registries
import Testing

@testable import Credentials

@Suite("A pod's service account")
struct SourcesServiceAccountTests {
    private static let account = ServiceAccount(token: Secret("canary"), annotations: ["a": "1", "b": "2", "c": "3"])
    private static let sources = CredentialSources(providers: .init(configuration: "p.json", directory: "/bin"))

    private static func list(_ attributes: String, version: String = "v1") -> String {
        #"{"kind":"CredentialProviderConfig","apiVersion":"kubelet.config.k8s.io/v1","providers":[{"name":"p","#
            + #""matchImages":["h.io"],"defaultCacheDuration":"1h","#
            + #""apiVersion":"credentialprovider.kubelet.k8s.io/\#(version)"\#(attributes)}]}"#
    }

    private static func attributes(_ fields: String) -> String {
        #","tokenAttributes":{"serviceAccountTokenAudience":"x","cacheType":"Token",\#(fields)}"#
    }

    private static let required = #""requiredServiceAccountAnnotationKeys":"#
    private static let optional = #""optionalServiceAccountAnnotationKeys":"#

    /// What the provider is asked: the token and the annotations; nil where it is not.
    private static func told(_ text: String, _ account: ServiceAccount?) async throws -> [CredentialProviderRequest] {
        let machine = FakeMachine(["p.json": text]) { _ in .provided(#"{"h.io":{"username":"u","password":"p"}}"#) }
        _ = await machine.search(sources).find(try CredentialTarget(parsing: "h.io/app"), for: account)
        return try machine.programs.map { try CredentialProviderRequest(parsing: $0.input) }
    }

    @Test(
        "is told of to providers that say so, with the annotations that they name",
        arguments: [
            ("", [:], false),
            (attributes(#""requireServiceAccount":false"#), [:], true),
            (
                attributes(#""requireServiceAccount":true,\#(required)["a"],\#(optional)["c","d"]"#),
                ["a": "1", "c": "3"], true
            ),
        ] as [(String, [String: String], Bool)]
    )
    func told(attributes: String, annotations: [String: String], hasToken: Bool) async throws {
        let requests = try await Self.told(Self.list(attributes), Self.account)
        #expect(requests.map(\.serviceAccountToken) == [hasToken ? Secret("canary") : nil])
        #expect(requests.map(\.serviceAccountAnnotations) == [annotations])
        let none = try await Self.told(Self.list(attributes), nil)
        #expect(none.map(\.serviceAccountToken) == (attributes.contains("true") ? [] : [nil]))
    }

    @Test("is no reason to ask a provider that misses an annotation")
    func missing() async throws {
        let text = Self.list(Self.attributes(#""requireServiceAccount":true,\#(Self.required)["z"]"#))
        #expect(try await Self.told(text, Self.account).isEmpty)
    }

    @Test("has no place in older versions of the protocol")
    func versions() async throws {
        let text = Self.list(Self.attributes(#""requireServiceAccount":false"#), version: "v1beta1")
        #expect(try await Self.told(text, Self.account).map(\.serviceAccountToken) == [nil])
    }

    @Test("has an answer of its own")
    func apart() async throws {
        let text = Self.list(Self.attributes(#""requireServiceAccount":false"#))
        let machine = FakeMachine(["p.json": text]) { program in
            let request = try? CredentialProviderRequest(parsing: program.input)
            let user = request?.serviceAccountToken?.reveal() ?? "node"
            return .provided(#"{"h.io":{"username":"\#(user)","password":"p"}}"#, cache: #""Registry""#)
        }
        let search = machine.search(Self.sources)
        let target = try CredentialTarget(parsing: "h.io/app")
        var users: [String?] = []
        for token in ["one", nil, "two", "one"] {
            users.append(await search.find(target, for: token.map { .init(token: Secret($0)) }).auth?.username)
        }
        #expect(users == ["one", "node", "two", "one"])
        #expect(machine.programs.count == 3)
    }
}
