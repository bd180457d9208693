import Testing

@testable import Credentials

@Suite("A kubelet's list of credential providers")
struct SourcesProviderConfigurationTests {
    static let yaml = """
        apiVersion: kubelet.config.k8s.io/v1
        kind: CredentialProviderConfig
        providers:
          - name: ecr-credential-provider
            matchImages:
              - "*.dkr.ecr.*.amazonaws.com"
              - "*.dkr.ecr.*.amazonaws.com.cn"
            defaultCacheDuration: "12h"
            apiVersion: credentialprovider.kubelet.k8s.io/v1
            args: [get-credentials, --v=3]
            env:
              - {name: AWS_PROFILE, value: y}
          - name: second
            matchImages: ["*"]
            defaultCacheDuration: 0s
            apiVersion: credentialprovider.kubelet.k8s.io/v1alpha1
            tokenAttributes: {serviceAccountTokenAudience: a, cacheType: Token, requireServiceAccount: true}
        """

    @Test("is read from YAML, in its order")
    func readsYAML() throws {
        let providers = try CredentialProviderConfiguration(parsing: Array(Self.yaml.utf8)).providers
        #expect(providers.map(\.name) == ["ecr-credential-provider", "second"])
        #expect(providers[0].arguments == ["get-credentials", "--v=3"])
        #expect(providers[0].environment == [.init(name: "AWS_PROFILE", value: "y")])
        #expect(providers[0].defaultCacheDuration == .seconds(43200))
        #expect(providers[0].matchImages.count == 2)
        #expect(providers.map(\.version) == [.v1, .v1alpha1])
        #expect(providers.map(\.tokenAttributes?.isRequired) == [nil, true])
    }

    static func json(_ fields: String, version: String = "v1") -> String {
        #"{"kind":"CredentialProviderConfig","apiVersion":"kubelet.config.k8s.io/\#(version)","#
            + "\n\t\"providers\":[{\(fields)}]}"
    }

    static let provider =
        #""name":"p","matchImages":["r.io"],"defaultCacheDuration":"1m","apiVersion":"credentialprovider.kubelet.k8s.io/v1""#

    @Test("is read from JSON, in all its versions", arguments: ["v1", "v1beta1", "v1alpha1"])
    func readsJSON(version: String) throws {
        let text = Self.json(Self.provider, version: version)
        #expect(try CredentialProviderConfiguration(parsing: Array(text.utf8)).providers.map(\.name) == ["p"])
    }

    @Test(
        "that a kubelet refuses is refused, and nothing of it shown",
        arguments: [
            ("", "", CredentialFailure.Code.fileNotJSON), ("a: [", "", .fileNotJSON), ("{", "", .fileNotJSON),
            ("[]", "", .fileInvalid), ("canary", "", .fileInvalid),
            (json(provider, version: "v2"), "apiVersion", .fileInvalid),
            (json(provider).replacing("CredentialProviderConfig", with: "Pod"), "kind", .fileInvalid),
            (json("").replacing("[{}]", with: "[]"), "providers", .fileInvalid),
            (json(provider + #","canary":1"#), "providers[0].(unknown key)", .fileInvalid),
            (json(provider + "},{" + provider), "providers[1].name", .fileInvalid),
            (json(provider.replacing(#""p""#, with: #""a/b""#)), "providers[0].name", .programNameInvalid),
            (json(provider.replacing(#""p""#, with: #""a\\b""#)), "providers[0].name", .programNameInvalid),
            (json(provider.replacing(#""p""#, with: #"".""#)), "providers[0].name", .programNameInvalid),
            (json(provider.replacing(#""p""#, with: #""..""#)), "providers[0].name", .programNameInvalid),
            (json(provider.replacing(#""p""#, with: #""a b""#)), "providers[0].name", .programNameInvalid),
            (json(provider.replacing(#""p""#, with: #""-p""#)), "providers[0].name", .programNameInvalid),
            (json(provider.replacing(#"["r.io"]"#, with: "[]")), "providers[0].matchImages", .fileInvalid),
            (json(provider.replacing(#"["r.io"]"#, with: #"["r.io:*"]"#)), "providers[0].matchImages", .fileInvalid),
            (json(provider.replacing("1m", with: "-1m")), "providers[0].defaultCacheDuration", .fileInvalid),
            (json(provider.replacing("1m", with: "1")), "providers[0].defaultCacheDuration", .fileInvalid),
            (json(provider.replacing("k8s.io/v1", with: "k8s.io/v9")), "providers[0].apiVersion", .fileInvalid),
            (json(provider + #","env":[{"name":"A=B","value":"canary"}]"#), "providers[0].env.name", .fileInvalid),
            (json(provider + #","args":[1]"#), "providers[0].args", .fileInvalid),
            (
                json(provider + #","tokenAttributes":{}"#), "providers[0].tokenAttributes.requireServiceAccount",
                .fileInvalid
            ),
            (yaml + "\nkind: canary", "line 18", .fileInvalid),
        ]
    )
    func refuses(text: String, detail: String, code: CredentialFailure.Code) {
        let reason = DockerConfigurationTests.reason {
            _ = try CredentialProviderConfiguration(parsing: Array(text.utf8)).providers
        }
        #expect(reason?.code == code)
        if !detail.isEmpty { #expect(reason?.detail == detail) }
        #expect(!"\(String(reflecting: reason))".contains("canary"))
    }
}
