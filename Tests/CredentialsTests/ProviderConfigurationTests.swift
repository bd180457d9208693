import OCI
import Registries
import Testing

@testable import Credentials

@Suite("A kubelet's list of credential providers")
struct ProviderConfigurationTests {
    private static let ours = CredentialProviderConfiguration.Entry(
        name: "windlass-node",
        matchImages: ["docker.io", "[2001:db8::1]:5000"],
        arguments: ["credential-provider", "--registries", #"C:\etc\rancher\rke2\registries.yaml"#]
    )

    private static func node(_ text: String) throws -> YAMLNode? {
        try YAMLDocument(bytes: Array(text.utf8)).root
    }

    private static func provider(_ text: String, _ index: Int) throws -> YAMLNode? {
        try node(text)?.pairs?.last { $0.key.asString == "providers" }?.value.elements?[index]
    }

    private static func value(_ key: String, of node: YAMLNode?) -> YAMLNode? {
        node?.pairs?.last { $0.key.asString == key }?.value
    }

    @Test("has one provider where there was none")
    func fresh() throws {
        var list = CredentialProviderConfiguration()
        list.set(Self.ours)
        let expected = #"""
            apiVersion: kubelet.config.k8s.io/v1
            kind: CredentialProviderConfig
            providers:
              - name: "windlass-node"
                matchImages:
                  - "docker.io"
                  - "[2001:db8::1]:5000"
                defaultCacheDuration: "1m0s"
                apiVersion: credentialprovider.kubelet.k8s.io/v1
                args:
                  - "credential-provider"
                  - "--registries"
                  - "C:\\etc\\rancher\\rke2\\registries.yaml"

            """#
        #expect(list.text == expected)
    }

    private static let others: [String] = [
        """
        # a comment
        apiVersion: kubelet.config.k8s.io/v1
        kind: CredentialProviderConfig
        providers:
        - name: ecr-credential-provider
          matchImages: ["*.dkr.ecr.*.amazonaws.com", '*.example.com:5000/a']
          defaultCacheDuration: 12h
          apiVersion: credentialprovider.kubelet.k8s.io/v1
          args: [get-credentials, "-v", "it's \\"quoted\\"\\t"]
          env: [{name: A, value: "1"}, {name: B, value: "yes"}, {name: C, value: ""}]
          tokenAttributes: {requireServiceAccount: true, serviceAccountTokenAudience: a, cacheType: Token}
        - {name: second, matchImages: [x], defaultCacheDuration: 0s, apiVersion: a, args: null, env: []}
        """,
        """
        {"kind":"CredentialProviderConfig","apiVersion":"kubelet.config.k8s.io/v1","providers":[
         {"name":"acr","matchImages":["*.azurecr.io"],"defaultCacheDuration":"10m","apiVersion":"x","args":["C:\\\\k"]}]}
        """,
    ]

    @Test("keeps the others with all that is said of them", arguments: others)
    func keeping(text: String) throws {
        var list = try CredentialProviderConfiguration(parsing: Array(text.utf8))
        let names = list.names
        list.set(Self.ours)
        let written = try #require(list.text)
        #expect(list.names == names + ["windlass-node"])
        for index in names.indices {
            let (before, after) = (try Self.provider(text, index), try Self.provider(written, index))
            #expect(before.map(Plain.init) == after.map(Plain.init))
        }
        // And is written the same again.
        var again = try CredentialProviderConfiguration(parsing: Array(written.utf8))
        again.set(Self.ours)
        #expect(again.text == written)
    }

    @Test("replaces the one of its name, and keeps its environment and token attributes")
    func replacing() throws {
        let text = Self.others[0].split(separator: "ecr-credential-provider").joined(separator: "windlass-node")
        var list = try CredentialProviderConfiguration(parsing: Array(text.utf8))
        list.set(Self.ours)
        #expect(list.names == ["windlass-node", "second"])
        let provider = try Self.provider(try #require(list.text), 0)
        #expect(Self.value("matchImages", of: provider)?.elements?.compactMap(\.asString) == Self.ours.matchImages)
        #expect(Self.value("env", of: provider)?.elements?.count == 3)
        #expect(Self.value("requireServiceAccount", of: Self.value("tokenAttributes", of: provider))?.asBool == true)
    }

    @Test("asks in the version that a kubelet with such a list knows", arguments: ["v1", "v1beta1", "v1alpha1"])
    func versions(version: String) throws {
        let text = "{apiVersion: kubelet.config.k8s.io/\(version), kind: CredentialProviderConfig, providers: []}"
        var list = try CredentialProviderConfiguration(parsing: Array(text.utf8))
        list.set(Self.ours)
        let provider = try Self.provider(try #require(list.text), 0)
        let expected = "credentialprovider.kubelet.k8s.io/" + version
        #expect(Self.value("apiVersion", of: provider)?.asString == expected)
        #expect(CredentialProviderVersion(rawValue: expected) != nil)
    }

    @Test(
        "is refused where it is something else",
        arguments: [
            ("", CredentialFailure.Code.fileNotJSON, "line 1"), ("a: [", .fileNotJSON, "line 2"),
            ("- a", .fileInvalid, nil),
            ("kind: CredentialProviderConfig", .fileInvalid, "apiVersion"),
            ("{kind: KubeletConfiguration, apiVersion: kubelet.config.k8s.io/v1}", .fileInvalid, "kind"),
            ("{kind: CredentialProviderConfig, apiVersion: kubelet.config.k8s.io/v2}", .fileInvalid, "apiVersion"),
            (
                "{kind: CredentialProviderConfig, apiVersion: kubelet.config.k8s.io/v1, providers: {}}", .fileInvalid,
                "providers"
            ),
            (
                "{kind: CredentialProviderConfig, apiVersion: kubelet.config.k8s.io/v1, providers: [{a: b}]}",
                .fileInvalid, "providers"
            ),
        ] as [(String, CredentialFailure.Code, String?)]
    )
    func refusals(text: String, code: CredentialFailure.Code, detail: String?) {
        let reason = #expect(throws: CredentialFailure.Reason.self) {
            try CredentialProviderConfiguration(parsing: Array(text.utf8))
        }
        #expect(reason == .init(code, detail: detail))
    }

    @Test("is not written where a reader would not find the same again")
    func inexpressible() throws {
        let text =
            "{kind: CredentialProviderConfig, apiVersion: kubelet.config.k8s.io/v1, providers: [{name: a, x: !y z}]}"
        #expect(try CredentialProviderConfiguration(parsing: Array(text.utf8)).text == nil)
    }

    @Test("asks about the registries with a credential, but for those whose mirror would see it")
    func matches() throws {
        let matches = try ProviderAnswerTests.provider().matches()
        #expect(
            matches.patterns == [
                "[2001:db8::1]:5000", "authtoken.example.com", "beside.example.com", "both.example.com",
                "broken.example.com", "localhost:5000", "mirror.example.com", "nopassword.example.com",
                "registry.example.com", "registry.example.com:5000", "token.example.com",
                "usertoken.example.com",
            ]
        )
        #expect(matches.mirrored == [.init(registry: "docker.io", mirrors: ["mirror.example.com"])])
        #expect(matches.inexpressible == ["[2001:db8::2]"])
        #expect(matches.unusable.count == 5)
        let trusting = try ProviderAnswerTests.provider().matches(trusting: ["mirror.example.com"])
        #expect(trusting.mirrored.isEmpty)
        #expect(Set(trusting.patterns).isSuperset(of: ["docker.io", "index.docker.io", "registry-1.docker.io"]))
    }

    @Test(
        "takes a mirror for the registry itself, or for somebody else",
        arguments: [
            ("a.example.com", "{username: u, password: p}", true), ("a.example.com:443", "null", true),
            ("a.example.com:5000", "null", false), ("a.example.com:5000", "{username: u, password: p}", true),
            ("b.example.com", "null", false), ("b.example.com", "{username: v, password: p}", false),
            ("b.example.com", "{username: u, password: p, realms: [\"https://t.example.com\"]}", true),
        ]
    )
    func mirrors(mirror: String, auth: String, isAsked: Bool) throws {
        let text = """
            mirrors: {a.example.com: {endpoint: ["https://\(mirror)/v2"]}}
            configs:
              a.example.com: {auth: {username: u, password: p}}
              \(mirror == "a.example.com" ? "x.example.com" : mirror): {auth: \(auth)}
            """
        #expect(try ProviderAnswerTests.provider(text).matches().patterns.contains("a.example.com") == isAsked)
    }

    @Test("has patterns alone that a kubelet takes for these images and no others")
    func patterns() throws {
        let patterns = try ProviderAnswerTests.provider().matches(trusting: ["mirror.example.com"]).patterns
        for entry in ProviderAnswerTests.images {
            let name = entry.image.hasSuffix(":v1") ? String(entry.image.dropLast(3)) : entry.image
            // A kubelet compares capitals as they are, and so does not ask.
            let isAsked = entry.user != nil && entry.key == entry.key.lowercased()
            #expect(patterns.contains { ProviderKubelet.matches($0, name) } == isAsked, "\(name)")
        }
    }
}

/// A value without its place and its quotes, but with what they say of its type.
private indirect enum Plain: Hashable {
    case null
    case bool(Bool)
    case text(String)
    case list([Plain])
    case pairs([String: Plain])

    init(_ node: YAMLNode) {
        if node.isNull {
            self = .null
        } else if let truth = node.asBool {
            self = .bool(truth)
        } else if let elements = node.elements {
            self = .list(elements.map(Plain.init))
        } else if let pairs = node.pairs {
            self = .pairs(Dictionary(pairs.map { ($0.key.asString ?? "", Plain($0.value)) }) { $1 })
        } else {
            self = .text(node.asString ?? "")
        }
    }
}
