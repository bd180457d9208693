import RegistryTesting

extension SeededCase {
    /// Whatever answers `GET /v2/`, and is no registry that is well.
    static let pings: [SeededCase] = [
        answering("a web server without a registry", "fault 43", "not-a-registry", .status(404, body: "no such page")),
        answering("a web page for everything", "fault 43", "not-a-registry", .portalPage),
        SeededCase("a redirect to a login page", "fault 43", "captive-portal", at: "ping") { scene in
            let portal = scene.keep(
                try await TestServer(address: "127.0.0.3") { _ in
                    TestResponse(status: 200, headers: ["Content-Type": "text/html"], body: "<html>Sign in</html>")
                }
            )
            let rule = always(.redirect(to: "\(portal.origin)/login", status: 302), on: .any)
            return CheckSetup(try await scene.registry(faults: [rule]))
        },
        answering("a registry that is in trouble for good", "fault 28", "server-error", .status(503), at: "manifest"),
        answering("a gateway without anything behind it", "fault 27", "server-error", .status(502), at: "manifest"),
        answering("answers that never begin", "fault 37", "no-progress", .noAnswer(.stall)),
        answering("connections that close without an answer", "fault 30", "network-error", .noAnswer(.close)),
        answering(
            "a rate limit until tomorrow",
            "fault 24",
            "rate-limited",
            .tooManyRequests(retryAfter: "86400"),
            at: "manifest"
        ),
        SeededCase("a path that is not where the API is", "pain 24", "endpoint-path", at: "ping") { scene in
            let registry = try await scene.registry(repository: "project/app", faults: [scene.apiAlone])
            let yaml = FileText.mirror("hub.test", ["\(registry.origin)/v2/project"])
            return CheckSetup(yaml, image: "hub.test/app:1", endpoint: "\(registry.origin)/v2/project")
                .with(\.arguments, ["--disable-default-endpoint"])
        },
    ]

    private static func answering(
        _ description: String,
        _ source: String,
        _ code: String,
        _ fault: Fault,
        at stage: String = "ping"
    ) -> SeededCase {
        SeededCase(description, source, code, at: stage) { scene in
            CheckSetup(try await scene.registry(faults: [always(fault, on: .any)])).with(\.availableAt, 0)
        }
    }

    /// A rule for every request, known or not.
    static func always(_ fault: Fault, on target: FaultRule.Target, method: String? = nil) -> FaultRule {
        FaultRule(fault, on: target, .always, method: method, beforeAuthentication: true)
    }

    /// Registries that want to know who asks, by a password or in a way of their own.
    static let challenges: [SeededCase] = [
        SeededCase("no password for a registry that wants one", "pain 2", "auth-required", at: "challenge") { scene in
            let registry = try await scene.registry(tls: try scene.tls(), authentication: scene.password)
            return CheckSetup(registry, scene.settings(registry))
        },
        SeededCase("a wrong password", "pain 1", "auth-failed", at: "challenge") { scene in
            let registry = try await scene.registry(tls: try scene.tls(), authentication: scene.password)
            return CheckSetup(
                registry,
                scene.settings(registry, auth: CheckScene.login("wrong \(scene.canary.secret)"))
            )
        },
        SeededCase("a scheme that nobody speaks", "pain 20", "auth-unsupported", at: "challenge") { scene in
            let authentication = scene.password.challenging { _ in ["Negotiate", "Digest realm=\"r\", nonce=\"n\""] }
            let registry = try await scene.registry(tls: try scene.tls(), authentication: authentication)
            return CheckSetup(registry, scene.settings(registry, auth: scene.login))
        },
        SeededCase("a challenge that cannot be read", "fault 14", "challenge-invalid", at: "challenge") { scene in
            let authentication = scene.password.challenging { _ in ["Bearer service=\"registry.test\""] }
            let registry = try await scene.registry(tls: try scene.tls(), authentication: authentication)
            return CheckSetup(registry, scene.settings(registry, auth: scene.login))
        },
        SeededCase("a 401 without a challenge", "fault 14", "challenge-invalid", at: "challenge") { scene in
            let authentication = scene.password.challenging { _ in [] }
            let registry = try await scene.registry(tls: try scene.tls(), authentication: authentication)
            return CheckSetup(registry, scene.settings(registry, auth: scene.login))
        },
        SeededCase("a token server that the file does not name", "pain 19", "realm-foreign", at: "challenge") { scene in
            let elsewhere = try scene.authority.issue(names: [], addresses: ["127.0.0.2"])
            let tokens = scene.keep(
                try await TestTokenServer(
                    issuer: TestTokenIssuer(users: [CheckScene.user: scene.canary.secret], allowsAnonymous: false),
                    address: "127.0.0.2",
                    tls: TestTLS(identity: elsewhere)
                )
            )
            let registry = try await scene.registry(
                tls: try scene.tls(),
                authentication: .bearer(tokens.issuer, realm: tokens.realm)
            )
            return CheckSetup(registry, scene.settings(registry, auth: scene.login))
        },
    ]

    /// Registries behind a token server.
    static let tokens: [SeededCase] = [
        tokenCase(
            "a wrong password for the token server",
            "pain 1",
            "auth-failed",
            auth: { _ in CheckScene.login("wrong-horse") }
        ),
        tokenCase("no password for the token server", "pain 2", "auth-required", auth: { _ in nil }),
        tokenCase("a token server that is in trouble for good", "fault 16", "server-error", .status(503)),
        tokenCase(
            "an answer without a token",
            "fault 18",
            "token-failed",
            .changing { response, _ in
                response.body = "{\"expires_in\":300}"
            }
        ),
        tokenCase("an answer that is a web page", "fault 18", "token-failed", .portalPage),
        tokenCase("a token without an end", "fault 18", "token-too-large", .hugeBody(size: 1 << 20)),
        tokenCase("a token server that never answers", "fault 37", "token-unreachable", .noAnswer(.stall)),
        SeededCase("a token server that is gone", "fault 2", "token-unreachable", at: "token") { scene in
            let dead = scene.keep(try UnreachableEndpoint.refusing()) { _ in }
            let realm = "https://\(CheckScene.registryName):\(dead.port)/token"
            return try await behind(scene.issuer, realm: realm, scene, auth: scene.login)
        },
        SeededCase("a token server whose name does not exist", "fault 4", "token-unreachable", at: "token") { scene in
            let auth = "\(scene.login), realms: [\"https://login.test\"]"
            return try await behind(scene.issuer, realm: "https://login.test/token", scene, auth: auth)
        },
        SeededCase("a user who may not pull", "fault 20", "auth-denied", at: "manifest") { scene in
            let issuer = scene.issuer
            issuer.update { $0.grants = { _, _ in false } }
            return try await behind(issuer, realm: nil, scene, auth: scene.login)
        },
        SeededCase("a user who may not pull, as the token says", "fault 20", "token-scope-missing", at: "token") {
            scene in
            let issuer = scene.issuer
            issuer.update {
                $0.grants = { _, _ in false }
                // {"alg":"none"} and {"access":[]}
                $0.tokenText = { "eyJhbGciOiJub25lIn0.eyJhY2Nlc3MiOltdfQ.\($0)" }
            }
            return try await behind(issuer, realm: nil, scene, auth: scene.login)
        },
        SeededCase("tokens that the registry does not take", "fault 14", "token-refused", at: "token") { scene in
            // Another issuer's tokens are unknown to the registry's own.
            let tokens = scene.keep(try await TestTokenServer(issuer: scene.issuer, tls: try scene.tls()))
            let realm = "https://\(CheckScene.registryName):\(tokens.server.port)/token"
            return try await behind(scene.issuer, realm: realm, scene, auth: scene.login)
        },
    ]

    private static func tokenCase(
        _ description: String,
        _ source: String,
        _ code: String,
        _ fault: Fault? = nil,
        auth: @escaping @Sendable (CheckScene) -> String? = { $0.login }
    ) -> SeededCase {
        SeededCase(description, source, code, at: "token") { scene in
            let faults = fault.map { [always($0, on: .token)] } ?? []
            return try await behind(scene.issuer, realm: nil, scene, auth: auth(scene), faults: faults)
        }
    }

    /// A registry that wants a token.
    ///
    /// - Parameter realm: where from; nil is the registry itself.
    private static func behind(
        _ issuer: TestTokenIssuer,
        realm: String?,
        _ scene: CheckScene,
        auth: String?,
        faults: [FaultRule] = []
    ) async throws -> CheckSetup {
        let registry = try await scene.registry(
            tls: try scene.tls(),
            authentication: .bearer(issuer, realm: realm),
            faults: faults
        )
        return CheckSetup(registry, scene.settings(registry, auth: auth))
    }
}

extension CheckScene {
    /// Knows the one user, and nobody else.
    var issuer: TestTokenIssuer {
        TestTokenIssuer(users: [Self.user: canary.secret], allowsAnonymous: false)
    }

    /// Below the API's root there are only its own resources, and pages of a web site.
    var apiAlone: FaultRule {
        SeededCase.always(.status(404, body: "<html>no such page</html>"), on: .uri { $0.hasPrefix("/v2/project") })
    }
}
