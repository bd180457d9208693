import Registries
import RegistryClient
import RegistryTesting
import Synchronization
import Testing

extension ServerTests {
    @Suite("A request made by hand")
    struct SingleRequestTests {
        private let login = AuthConfiguration(username: "user", password: Secret("pass-word-1"))

        private final class Witness: Sendable {
            let exchanges = Mutex<[ObservedExchange]>([])

            var all: [ObservedExchange] { exchanges.withLock { $0 } }
        }

        private func ask(
            _ method: String,
            _ path: String,
            of endpoint: Endpoint,
            limit: Int = 1_000
        ) async throws -> (answer: SingleAnswer, exchanges: [ObservedExchange]) {
            let witness = Witness()
            var configuration = RegistryClientConfiguration.quick()
            configuration.observe = { exchange in witness.exchanges.withLock { $0.append(exchange) } }
            let answer = try await Scene.withClient(configuration) { client in
                try await client.request(method, path, of: endpoint, limit: limit)
            }
            return (answer, witness.all)
        }

        @Test("shows each step of a challenge, and no secret")
        func challenge() async throws {
            let issuer = TestTokenIssuer(users: ["user": "pass-word-1"], allowsAnonymous: false)
            try await withTestPeer(try await TestRegistry(authentication: .bearer(issuer))) { registry in
                let (answer, exchanges) = try await ask("GET", "/v2/", of: Scene.endpoint(registry, auth: login))
                #expect(answer.status == 200)
                #expect(exchanges.map(\.method) == ["GET", "POST", "GET"])
                #expect(exchanges.map(\.status) == [401, 200, 200])
                let sent = exchanges[2].requestHeaders.first { $0.name == "Authorization" }
                #expect(sent?.value == "Bearer <secret>")
                let shown = "\(exchanges)"
                #expect(!shown.contains("pass-word-1"))
                for token in issuer.issuedTokens { #expect(!shown.contains(token)) }
                #expect(exchanges[0].responseHeaders.contains { $0.name.lowercased() == "www-authenticate" })
            }
        }

        @Test("gives back whatever is answered, and of a long body the beginning")
        func answers() async throws {
            try await withTestPeer(try await TestRegistry()) { registry in
                let endpoint = Scene.endpoint(registry)
                let missing = try await ask("GET", "/v2/team/app/manifests/none?ns=docker.io&sig=hush", of: endpoint)
                #expect(missing.answer.status == 404 && !missing.answer.body.isEmpty)
                #expect(missing.exchanges[0].url.hasSuffix("/none?ns=docker.io&sig=<secret>"))
                let short = try await ask("GET", "/v2/team/app/manifests/none", of: endpoint, limit: 5)
                #expect(short.answer.isTruncated && short.answer.body.count == 5)
                let head = try await ask("HEAD", "/v2/team/app/manifests/none", of: endpoint)
                #expect(head.answer.status == 404 && head.answer.body.isEmpty)
            }
        }

        @Test("fails where no answer comes")
        func silence() async throws {
            let endpoint = Scene.endpoint("http://127.0.0.1:1")
            await #expect(throws: RegistryClientError.self) { () async throws in
                _ = try await ask("GET", "/v2/", of: endpoint)
            }
        }
    }
}
