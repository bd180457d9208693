import OCI
import Registries
import RegistryClient
import RegistryTesting
import Testing

extension ServerTests {
    @Suite("Against a registry that asks who is there")
    struct AuthenticationTests {
        private let image = SampleImage.linux(architecture: "amd64", layers: [2048, 4096], seed: 3)
        private let login = AuthConfiguration(username: "user", password: Secret("pass-word-1"))

        private func registry(_ authentication: TestAuthentication) async throws -> TestRegistry {
            let registry = try await TestRegistry(authentication: authentication)
            registry.add(image, repository: Scene.repository, tag: "1.0")
            return registry
        }

        /// The manifest and every blob.
        private func pull(_ client: RegistryClient, _ endpoint: Endpoint) async throws {
            let plan = try Scene.plan(endpoint)
            let manifest = try await client.manifest(for: plan)
            #expect(manifest.digest == image.digest)
            for blob in image.blobs {
                let destination = MemoryDestination(blob)
                try await client.blob(blob.descriptor, for: plan, into: destination)
                #expect(destination.isFinished)
            }
        }

        @Test("Basic is sent once it was asked for, and from then on at once")
        func basic() async throws {
            try await withTestPeer(try await registry(.basic(users: ["user": "pass-word-1"]))) { registry in
                try await Scene.withClient { client in
                    try await pull(client, Scene.endpoint(registry, auth: login))
                }
                #expect(registry.requests.count == 2 + image.blobs.count)
                #expect(registry.requests.filter { $0.authorization == nil }.count == 1)
            }
        }

        @Test("a token is fetched once and used for everything")
        func bearer() async throws {
            let issuer = TestTokenIssuer(users: ["user": "pass-word-1"], allowsAnonymous: false)
            try await withTestPeer(try await registry(.bearer(issuer))) { registry in
                try await Scene.withClient { client in
                    try await pull(client, Scene.endpoint(registry, auth: login))
                }
                #expect(issuer.issuedTokens.count == 1)
                #expect(registry.requests(.token).map(\.method) == ["POST"])
                #expect(registry.requests.count == 3 + image.blobs.count)
            }
        }

        @Test("a token server without POST is asked by GET", arguments: [400, 401, 404, 405])
        func fallsBackToGET(_ status: Int) async throws {
            let issuer = TestTokenIssuer(users: ["user": "pass-word-1"], allowsAnonymous: false)
            issuer.update { $0.uses = 1 }
            try await withTestPeer(try await registry(.bearer(issuer))) { registry in
                registry.inject(.status(status), on: .token, .always, method: "POST")
                try await Scene.withClient { client in
                    try await pull(client, Scene.endpoint(registry, auth: login))
                }
                let methods = registry.requests(.token).map(\.method)
                // A server that knows no POST is not sent the password twice each time.
                let posts = status == 404 || status == 405 ? 1 : issuer.issuedTokens.count
                #expect(methods.filter { $0 == "POST" }.count == posts)
                #expect(issuer.issuedTokens.count == 1 + image.blobs.count)
            }
        }

        @Test("an identity token is traded for an access token")
        func identityToken() async throws {
            let issuer = TestTokenIssuer(identityTokens: ["refresh-me": "user"], allowsAnonymous: false)
            try await withTestPeer(try await registry(.bearer(issuer))) { registry in
                try await Scene.withClient { client in
                    let auth = AuthConfiguration(identityToken: Secret("refresh-me"))
                    try await pull(client, Scene.endpoint(registry, auth: auth))
                }
                #expect(issuer.issuedTokens.count == 1)
            }
        }

        @Test("nobody in particular gets a token by GET, without a secret")
        func anonymous() async throws {
            let issuer = TestTokenIssuer()
            try await withTestPeer(try await registry(.bearer(issuer))) { registry in
                try await Scene.withClient { client in try await pull(client, Scene.endpoint(registry)) }
                #expect(registry.requests(.token).map(\.method) == ["GET"])
                #expect(registry.requests(.token).allSatisfy { $0.authorization == nil })
            }
        }

        @Test("a token that ends on the way is renewed once", arguments: [1, 2, 3])
        func renewal(_ uses: Int) async throws {
            let issuer = TestTokenIssuer(users: ["user": "pass-word-1"], allowsAnonymous: false)
            issuer.update { $0.uses = uses }
            try await withTestPeer(try await registry(.bearer(issuer))) { registry in
                try await Scene.withClient { client in
                    try await pull(client, Scene.endpoint(registry, auth: login))
                }
            }
        }

        @Test("many blobs at once make one visit to the token server")
        func singleFlight() async throws {
            let issuer = TestTokenIssuer(users: ["user": "pass-word-1"], allowsAnonymous: false)
            let gate = TestGate()
            try await withTestPeer(try await registry(.bearer(issuer))) { registry in
                registry.inject(.hold(gate), on: .token, .first(1))
                let blob = image.blobs[0]
                try await Scene.withClient { client in
                    let plan = try Scene.plan(Scene.endpoint(registry, auth: login))
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        for _ in 0..<8 {
                            group.addTask {
                                try await client.blob(blob.descriptor, for: plan, into: MemoryDestination(blob))
                            }
                        }
                        await gate.arrivals(atLeast: 1)
                        gate.open()
                        try await group.waitForAll()
                    }
                }
                #expect(registry.requests(.token).count == 1)
            }
        }

        @Test(
            "a wrong password, or none, is told apart",
            arguments: [
                (AuthConfiguration(username: "user", password: Secret("wrong-password")), "auth-failed"),
                (nil, "auth-required"),
                (AuthConfiguration(identityToken: Secret("wrong-token")), "auth-failed"),
                (AuthConfiguration(auth: Secret("not base64!")), "credential-invalid"),
            ]
        )
        func wrong(_ auth: AuthConfiguration?, _ code: String) async throws {
            let issuer = TestTokenIssuer(users: ["user": "pass-word-1"], allowsAnonymous: false)
            try await withTestPeer(try await registry(.bearer(issuer))) { registry in
                let error = await clientError {
                    try await Scene.withClient { client in
                        _ = try await client.manifest(for: Scene.plan(Scene.endpoint(registry, auth: auth)))
                    }
                }
                #expect(error?.code.rawValue == code)
                #expect(error?.endpoint == registry.origin + "/v2")
                #expect(error?.attempts.count == 1)
                #expect(!"\(error as Any)".contains("wrong-"))
                #expect(registry.requests.count <= 3)
            }
        }

        @Test("a registry that never has enough is asked twice", arguments: [true, false])
        func endless401(_ isBasic: Bool) async throws {
            let issuer = TestTokenIssuer(users: ["user": "pass-word-1"])
            let authentication: TestAuthentication = isBasic ? .basic(users: ["user": "pass-word-1"]) : .bearer(issuer)
            try await withTestPeer(try await registry(authentication)) { registry in
                let challenge = isBasic ? "Basic realm=\"r\"" : "Bearer realm=\"\(registry.origin)/token\""
                registry.inject(.status(401, headers: ["WWW-Authenticate": challenge]), on: .manifest(), .always)
                let error = await clientError {
                    try await Scene.withClient { client in
                        _ = try await client.manifest(for: Scene.plan(Scene.endpoint(registry, auth: login)))
                    }
                }
                #expect(error?.code == .authFailed)
                #expect(registry.requests(.manifest()).count == 2)
            }
        }

        @Test("a scope that is not granted is told", arguments: [true, false])
        func denied(_ hasLogin: Bool) async throws {
            let issuer = TestTokenIssuer(users: ["user": "pass-word-1"])
            issuer.update { $0.grants = { _, _ in false } }
            try await withTestPeer(try await registry(.bearer(issuer))) { registry in
                let error = await clientError {
                    try await Scene.withClient { client in
                        let endpoint = Scene.endpoint(registry, auth: hasLogin ? login : nil)
                        _ = try await client.manifest(for: Scene.plan(endpoint))
                    }
                }
                #expect(error?.code == (hasLogin ? .authDenied : .authRequired))
                #expect(error?.status == 401)
            }
        }

        @Test("only the token of the request's own repository is asked for")
        func scope() async throws {
            let issuer = TestTokenIssuer(users: ["user": "pass-word-1"])
            let authentication = TestAuthentication.bearer(issuer)
            try await withTestPeer(try await registry(authentication)) { registry in
                let wide = "Bearer realm=\"\(registry.origin)/token\",scope=\"repository:other/secret:pull,push\""
                registry.inject(
                    .status(401, headers: ["WWW-Authenticate": wide]),
                    on: .manifest(),
                    .first(1),
                    beforeAuthentication: true
                )
                try await Scene.withClient { client in
                    _ = try await client.manifest(for: Scene.plan(Scene.endpoint(registry, auth: login)))
                }
                let asked = registry.requests(.token).map { String(decoding: $0.body, as: UTF8.self) }
                #expect(asked.count == 1)
                #expect(asked.allSatisfy { !$0.contains("secret") && $0.contains("repository%3Ateam%2Fapp%3Apull") })
            }
        }

        @Test("unknown schemes are named")
        func unsupported() async throws {
            let authentication = TestAuthentication.basic(users: [:]).challenging { _ in
                ["Negotiate", "Digest realm=\"d\""]
            }
            try await withTestPeer(try await registry(authentication)) { registry in
                let error = await clientError {
                    try await Scene.withClient { client in
                        _ = try await client.manifest(for: Scene.plan(Scene.endpoint(registry, auth: login)))
                    }
                }
                #expect(error?.code == .authUnsupported)
                #expect(error?.detail == "Negotiate, Digest")
            }
        }

        @Test(
            "a token reply fails by size, by content and by redirect",
            arguments: [
                ("huge", "token-too-large"), ("html", "not-a-registry"), ("empty", "token-failed"),
                ("redirect", "token-failed"),
            ]
        )
        func badReplies(_ kind: String, _ code: String) async throws {
            let canary = Canary()
            let issuer = TestTokenIssuer(users: ["user": canary.secret])
            try await withTestPeer(try await TestServer { _ in TestResponse(status: 200, body: #"{"token":"t"}"#) }) {
                other in
                try await withTestPeer(try await registry(.bearer(issuer))) { registry in
                    let fault: Fault =
                        switch kind {
                        case "huge": .hugeBody(size: 70_000)
                        case "html": .portalPage
                        case "empty": .body("{}")
                        default: .redirect(to: other.origin + "/token", status: 307)
                        }
                    registry.inject(fault, on: .token, .always)
                    let auth = AuthConfiguration(username: "user", password: Secret(canary.secret))
                    let error = await clientError {
                        try await Scene.withClient { client in
                            _ = try await client.manifest(for: Scene.plan(Scene.endpoint(registry, auth: auth)))
                        }
                    }
                    #expect(error?.code.rawValue == code)
                    #expect(error?.stage == .token)
                    #expect(other.requests.isEmpty)
                    #expect(canary.sightings(in: [other]).isEmpty)
                }
            }
        }

        @Test("a token server that is down comes back")
        func tokenServerRecovers() async throws {
            let issuer = TestTokenIssuer(users: ["user": "pass-word-1"], allowsAnonymous: false)
            try await withTestPeer(try await registry(.bearer(issuer))) { registry in
                registry.inject(.status(503), on: .token, .first(2))
                try await Scene.withClient { client in
                    try await pull(client, Scene.endpoint(registry, auth: login))
                }
            }
        }
    }
}
