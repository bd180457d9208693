import OCI
import RegistryTesting
import Testing

/// A registry that sends its clients elsewhere for tokens: the secret stays at home unless the user says otherwise.
@Suite("Foreign realms", .timeLimit(.minutes(1)))
struct ForeignRealmTests {
    private struct Scene {
        var registry: TestRegistry
        var tokens: TestTokenServer
        var canary: Canary
        var caFile: String
        var directory: TemporaryDirectory

        func pull(realms: [String]) throws -> FailingPull {
            let host = registry.host
            var yaml = RegistriesYAML.itself(registry.origin)
            yaml += RegistriesYAML.configs(host, password: canary.secret, caFile: caFile, realms: realms)
            yaml += "  \"\(tokens.server.host)\":\n    tls: {ca_file: \"\(caFile)\"}\n"
            return FailingPull(
                image: "\(host)/app:1",
                arguments: ["--registries", try directory.write(yaml, to: "registries.yaml"), "--node", "linux/amd64"],
                layout: directory("layout"),
                canary: canary
            )
        }
    }

    private func withScene(_ body: (Scene) async throws -> Void) async throws {
        let canary = Canary()
        let authority = try TestCertificateAuthority()
        let issuer = TestTokenIssuer(users: ["puller": canary.secret], identityTokens: [:], allowsAnonymous: false)
        let elsewhere = TestTLS(identity: try authority.issue(names: [], addresses: ["127.0.0.2"]))
        let tokens = try await TestTokenServer(issuer: issuer, address: "127.0.0.2", tls: elsewhere)
        try await withTestPeer(tokens) { tokens in
            let registry = try await TestRegistry(
                tls: TestTLS(identity: try authority.issue()),
                authentication: .bearer(issuer, realm: tokens.realm, service: "registry")
            )
            try await withTestPeer(registry) { registry in
                registry.add(.linux(), repository: "app", tag: "1")
                try await withTemporaryDirectory { directory in
                    let caFile = directory("ca.crt")
                    try authority.writeCertificate(to: caFile)
                    try await body(
                        Scene(registry: registry, tokens: tokens, canary: canary, caFile: caFile, directory: directory)
                    )
                }
            }
        }
    }

    @Test("a realm that is not the registry's ends with 4, and sees no secret")
    func foreign() async throws {
        try await withScene { scene in
            let error = try await scene.pull(realms: []).expect(exit: 4, code: "realm-foreign")
            let hint = try #require(error["hint"]?.string)
            #expect(hint.contains("realms: [\"https://\(scene.tokens.server.host)\"]"), "\(hint)")
            #expect(scene.canary.sightings(in: [scene.tokens, scene.registry]).isEmpty)
            #expect(scene.tokens.requests.allSatisfy { $0.authorization == nil })
        }
    }

    @Test("with the line that the error gives, the pull goes through")
    func listed() async throws {
        try await withScene { scene in
            let pull = try scene.pull(realms: ["https://\(scene.tokens.server.host)"])
            let command = ["pull", pull.image, "--to", "oci:\(pull.layout):a", "-o", "json"]
            let ending = try await Windlass.run(command + pull.arguments)
            #expect(ending.status == 0, "\(ending.stderr)")
            #expect(
                try await PulledLayout(path: pull.layout).digestReadBySkopeo(tag: "a") == SampleImage.linux().digest
            )
            // The registry itself gets tokens only.
            #expect(scene.canary.sightings(in: [scene.registry]).isEmpty)
        }
    }
}
