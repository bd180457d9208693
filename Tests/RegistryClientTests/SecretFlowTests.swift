import OCI
import Registries
import RegistryClient
import RegistryTesting
import Testing

extension ServerTests {
    /// Every secret is a canary, and every server but the endpoint itself is searched for it.
    @Suite("A secret stays with its endpoint")
    struct SecretFlowTests {
        private let image = SampleImage.linux(architecture: "amd64", layers: [2048], seed: 4)

        enum Kind: CaseIterable {
            case password
            case encoded
            case identityToken

            func configuration(_ canary: Canary, realms: [String] = []) -> AuthConfiguration {
                switch self {
                case .password:
                    AuthConfiguration(username: "user", password: Secret(canary.secret), realms: realms)
                case .encoded:
                    AuthConfiguration(auth: Secret(Self.base64("user:\(canary.secret)")), realms: realms)
                case .identityToken:
                    AuthConfiguration(identityToken: Secret(canary.secret), realms: realms)
                }
            }

            private static func base64(_ text: String) -> String {
                let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
                let bits = text.utf8.flatMap { byte in (0..<8).map { byte >> (7 - $0) & 1 } }
                return stride(from: 0, to: bits.count, by: 6).map { start in
                    let value = (start..<start + 6).reduce(0) { $0 << 1 | ($1 < bits.count ? Int(bits[$1]) : 0) }
                    return String(alphabet[value])
                }.joined()
            }
        }

        private func issuer(_ canary: Canary, allowsAnonymous: Bool = false) -> TestTokenIssuer {
            TestTokenIssuer(
                users: ["user": canary.secret],
                identityTokens: [canary.secret: "user"],
                allowsAnonymous: allowsAnonymous
            )
        }

        /// Registry and token server behind names of a corporate network, which only the proxy can resolve.
        private struct Network {
            let directory: String
            let registry: TestRegistry
            let tokens: TestTokenServer
            let proxy: TestProxy
            let caFile: String

            init(_ issuer: TestTokenIssuer, registryName: String, realmName: String, image: SampleImage) async throws {
                directory = try TemporaryDirectory.make()
                caFile = directory + "/ca.pem"
                let authority = try TestCertificateAuthority()
                try authority.writeCertificate(to: caFile)
                tokens = try await TestTokenServer(
                    issuer: issuer,
                    tls: TestTLS(identity: try authority.issue(names: [realmName]))
                )
                registry = try await TestRegistry(
                    tls: TestTLS(identity: try authority.issue(names: [registryName])),
                    authentication: .bearer(issuer, realm: "https://\(realmName)/token")
                )
                registry.add(image, repository: Scene.repository, tag: "1.0")
                proxy = try await TestProxy(
                    configuration: .init(routes: [
                        "\(registryName):443": registry.host, "\(realmName):443": tokens.host,
                    ])
                )
            }

            func configuration(_ realmName: String) -> RegistryClientConfiguration {
                .quick(
                    environment: ["HTTPS_PROXY": proxy.url],
                    hosts: [realmName: ConfiguredHost(tls: TLSSettings(caFile: caFile))]
                )
            }

            func shutdown() async {
                await proxy.shutdown()
                await registry.shutdown()
                await tokens.shutdown()
                TemporaryDirectory.remove(directory)
            }
        }

        @Test(
            "and goes to no realm but its own",
            arguments: [
                ("registry.corp.example", "auth.corp.example", [], true),
                ("registry.corp.example", "corp.example", [], true),
                ("registry.corp.example", "evil.example", [], false),
                ("registry.corp.example", "registry.corp.example.evil.example", [], false),
                ("registry.corp.example", "a.b.corp.example", [], false),
                ("mine.azurecr.io", "yours.azurecr.io", [], false),
                ("one.co.uk", "two.co.uk", [], false),
                ("registry.corp.example", "sso.other.example", ["https://sso.other.example"], true),
                ("registry.corp.example", "sso.other.example", ["https://sso.other.example:8443"], false),
            ],
            Kind.allCases
        )
        func realms(
            _ cell: (registry: String, realm: String, realms: [String], isAllowed: Bool),
            _ kind: Kind
        ) async throws {
            let canary = Canary()
            let network = try await Network(
                issuer(canary),
                registryName: cell.registry,
                realmName: cell.realm,
                image: image
            )
            let endpoint = Scene.endpoint(
                "https://\(cell.registry)",
                auth: kind.configuration(canary, realms: cell.realms),
                tls: TLSSettings(caFile: network.caFile)
            )
            var error: RegistryClientError?
            do {
                try await Scene.withClient(network.configuration(cell.realm)) { client in
                    _ = try await client.manifest(for: Scene.plan(endpoint))
                }
            } catch let thrown as RegistryClientError {
                error = thrown
            }
            #expect(canary.sightings(in: [network.registry, network.proxy]).isEmpty)
            if cell.isAllowed {
                #expect(error == nil)
                #expect(!canary.sightings(in: [network.tokens]).isEmpty)
            } else {
                #expect(error?.code == .realmForeign)
                #expect(error?.realm?.realmsEntry == "https://\(cell.realm)")
                #expect(network.tokens.requests.isEmpty)
            }
            await network.shutdown()
        }

        @Test("while nobody in particular may fetch a token at any https realm")
        func anonymousAnywhere() async throws {
            let canary = Canary()
            let network = try await Network(
                issuer(canary, allowsAnonymous: true),
                registryName: "registry.corp.example",
                realmName: "tokens.other.example",
                image: image
            )
            let endpoint = Scene.endpoint("https://registry.corp.example", tls: TLSSettings(caFile: network.caFile))
            try await Scene.withClient(network.configuration("tokens.other.example")) { client in
                _ = try await client.manifest(for: Scene.plan(endpoint))
            }
            #expect(network.tokens.requests.count == 1)
            await network.shutdown()
        }

        @Test("and a realm's certificate is verified even where the endpoint's is not")
        func skipVerifyIsNotInherited() async throws {
            let canary = Canary()
            let network = try await Network(
                issuer(canary),
                registryName: "registry.corp.example",
                realmName: "auth.corp.example",
                image: image
            )
            let endpoint = Scene.endpoint(
                "https://registry.corp.example",
                auth: Kind.password.configuration(canary),
                tls: TLSSettings(insecureSkipVerify: true)
            )
            let hosts = ["auth.corp.example": ConfiguredHost(tls: TLSSettings(insecureSkipVerify: true))]
            let error = await clientError {
                try await Scene.withClient(.quick(environment: ["HTTPS_PROXY": network.proxy.url], hosts: hosts)) {
                    client in
                    _ = try await client.manifest(for: Scene.plan(endpoint))
                }
            }
            #expect(error?.code == .tlsUnknownCA)
            #expect(canary.sightings(in: [network.tokens, network.proxy, network.registry]).isEmpty)
            await network.shutdown()
        }

        @Test("and leaves with no redirect", arguments: [301, 302, 303, 307, 308], [true, false])
        func redirects(_ status: Int, _ isBasic: Bool) async throws {
            let canary = Canary()
            let issuer = issuer(canary)
            issuer.update { $0.tokenText = { _ in "token-" + canary.secret } }
            let blob = image.blobs[0]
            let storage = try await TestServer { request in
                request.authorization == nil
                    ? TestResponse(status: 200, body: .bytes(blob.bytes)) : TestResponse(status: 400)
            }
            try await withTestPeer(storage) { storage in
                let authentication: TestAuthentication =
                    isBasic ? .basic(users: ["user": canary.secret]) : .bearer(issuer)
                try await withTestPeer(try await TestRegistry(authentication: authentication)) { registry in
                    registry.add(image, repository: Scene.repository, tag: "1.0")
                    registry.inject(
                        .redirect(to: storage.origin + "/b?signature=1", status: status),
                        on: .blob(),
                        .always
                    )
                    let plan = try Scene.plan(Scene.endpoint(registry, auth: Kind.password.configuration(canary)))
                    try await Scene.withClient { client in
                        try await client.blob(blob.descriptor, for: plan, into: MemoryDestination(blob))
                    }
                    #expect(storage.requests.count == 1)
                    #expect(canary.sightings(in: [storage]).isEmpty)
                }
            }
        }

        @Test(
            "and a redirect's target that asks for it gets nothing",
            arguments: ["Basic realm=\"x\"", "own", "origin", "Digest"]
        )
        func challengeAfterRedirect(_ challenge: String) async throws {
            let canary = Canary()
            let issuer = issuer(canary, allowsAnonymous: true)
            let blob = image.blobs[0]
            try await withTestPeer(try await TestRegistry(authentication: .bearer(issuer))) { registry in
                registry.add(image, repository: Scene.repository, tag: "1.0")
                let storage = try await TestServer { request in
                    if request.path == "/token" { return TestResponse(status: 200, body: #"{"token":"nobody"}"#) }
                    if request.authorization == "Bearer nobody" {
                        return TestResponse(status: 200, body: .bytes(blob.bytes))
                    }
                    let own = "Bearer realm=\"http://\(request.headers["Host"] ?? "")/token\""
                    let origin = "Bearer realm=\"\(registry.origin)/token\",scope=\"repository:team/app:pull\""
                    let line = challenge == "own" ? own : challenge == "origin" ? origin : challenge
                    return TestResponse(status: 401, headers: ["WWW-Authenticate": line])
                }
                try await withTestPeer(storage) { storage in
                    registry.inject(.redirect(to: storage.origin + "/b"), on: .blob(), .always)
                    let plan = try Scene.plan(Scene.endpoint(registry, auth: Kind.password.configuration(canary)))
                    var code: String?
                    do {
                        try await Scene.withClient { client in
                            try await client.blob(blob.descriptor, for: plan, into: MemoryDestination(blob))
                        }
                    } catch let error as RegistryClientError {
                        code = error.code.rawValue
                    }
                    #expect(code == (challenge == "own" ? nil : "auth-required"))
                    #expect(canary.sightings(in: [storage]).isEmpty)
                    #expect(storage.requests.count <= 3)
                    let tokens = issuer.issuedTokens
                    #expect(
                        storage.requests.allSatisfy { request in
                            !tokens.contains { request.authorization == "Bearer \($0)" }
                        }
                    )
                }
            }
        }

        @Test("and coming home from a strange place does not bring it back")
        func homecoming() async throws {
            let canary = Canary()
            let blob = image.blobs[0]
            try await withTestPeer(try await TestRegistry(authentication: .basic(users: ["user": canary.secret]))) {
                registry in
                registry.add(image, repository: Scene.repository, tag: "1.0")
                let away = try await TestServer { _ in
                    TestResponse(
                        status: 307,
                        headers: ["Location": registry.origin + "/v2/team/app/blobs/\(blob.digest)?back"]
                    )
                }
                try await withTestPeer(away) { away in
                    registry.inject(.redirect(to: away.origin), on: .blob(), .first(1))
                    let plan = try Scene.plan(Scene.endpoint(registry, auth: Kind.password.configuration(canary)))
                    let error = await clientError {
                        try await Scene.withClient { client in
                            _ = try await client.blob(blob.descriptor, for: plan, into: MemoryDestination(blob))
                        }
                    }
                    #expect(error?.code == .authRequired)
                    #expect(
                        registry.requests.filter { $0.uri.hasSuffix("?back") }.allSatisfy { $0.authorization == nil }
                    )
                }
            }
        }

        @Test("and mirrors get nothing of each other's")
        func mirrors() async throws {
            let first = Canary()
            let second = Canary()
            try await withTestPeer(try await TestRegistry(authentication: .basic(users: ["user": "other"]))) { one in
                try await withTestPeer(try await TestRegistry(authentication: .basic(users: ["user": second.secret]))) {
                    two in
                    two.add(image, repository: Scene.repository, tag: "1.0")
                    let plan = try Scene.plan(
                        Scene.endpoint(one, auth: Kind.password.configuration(first)),
                        Scene.endpoint(two, auth: Kind.password.configuration(second))
                    )
                    let manifest = try await Scene.withClient { client in try await client.manifest(for: plan) }
                    #expect(manifest.endpoint == 1)
                    #expect(first.sightings(in: [two]).isEmpty)
                    #expect(second.sightings(in: [one]).isEmpty)
                }
            }
        }

        @Test("and a foreign layer's own URL gets nothing")
        func foreignLayer() async throws {
            let canary = Canary()
            let issuer = issuer(canary)
            issuer.update { $0.tokenText = { _ in "token-" + canary.secret } }
            let content = SampleContent(
                mediaType: MediaType.dockerForeignLayerGzip,
                body: .generated(size: 9000, seed: 5)
            )
            let answers = Counter()
            let away = try await TestServer { request in
                answers.increment()
                guard request.authorization == nil else { return TestResponse(status: 400) }
                return TestResponse(status: 200, body: .bytes(content.bytes))
            }
            try await withTestPeer(away) { away in
                try await withTestPeer(try await TestRegistry(authentication: .bearer(issuer))) { registry in
                    var descriptor = content.descriptor
                    descriptor.urls = ["ftp://x/y", "http://169.254.169.254/x", away.origin + "/layer"]
                    let plan = try Scene.plan(Scene.endpoint(registry, auth: Kind.password.configuration(canary)))
                    let destination = MemoryDestination(content)
                    let transfer = try await Scene.withClient { client in
                        try await client.blob(descriptor, for: plan, into: destination)
                    }
                    #expect(destination.isFinished)
                    #expect(transfer.foreignURL == away.origin + "/layer")
                    #expect(registry.requests(.blob()).count >= 1)
                    #expect(canary.sightings(in: [away]).isEmpty)
                }
            }
        }

        @Test("and not even its own host gets it for a URL that the content names")
        func foreignLayerAtHome() async throws {
            let canary = Canary()
            let content = SampleContent(
                mediaType: MediaType.dockerForeignLayerGzip,
                body: .generated(size: 9000, seed: 5)
            )
            try await withTestPeer(try await TestRegistry(authentication: .basic(users: ["user": canary.secret]))) {
                registry in
                registry.add(blob: content, repository: "other/private")
                var descriptor = content.descriptor
                let path = "/v2/other/private/blobs/\(content.digest)"
                descriptor.urls = [registry.origin + path]
                let plan = try Scene.plan(Scene.endpoint(registry, auth: Kind.password.configuration(canary)))
                let error = await clientError {
                    try await Scene.withClient { client in
                        _ = try await client.blob(descriptor, for: plan, into: MemoryDestination(content))
                    }
                }
                #expect(error?.code == .authRequired)
                let asked = registry.requests.filter { $0.path == path }
                #expect(asked.count == 1)
                #expect(asked.allSatisfy { $0.authorization == nil })
            }
        }
    }
}
