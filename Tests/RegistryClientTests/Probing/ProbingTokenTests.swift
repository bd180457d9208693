import OCI
import Registries
import RegistryTesting
import Synchronization
import Testing

@testable import RegistryClient

/// A JWT that nobody signed.
func unsignedToken(_ payload: String) -> String {
    let text = Base64.encode(payload.utf8).map { character -> Character in
        switch character {
        case "+": "-"
        case "/": "_"
        default: character
        }
    }
    return "e30.\(String(text).replacing("=", with: "")).c2ln"
}

@Suite struct ProbingTokenTests {
    private func scopes(_ reply: String, token: String = "opaque") throws -> [String]? {
        TokenGrant.scopes(try JSON(parsing: reply), token: token, hiding: ["hush-hush"])
    }

    @Test(arguments: [
        (
            #"{"access":[{"type":"repository","name":"team/app","actions":["pull","push"]}]}"#,
            ["repository:team/app:pull,push"]
        ),
        (#"{"access":[]}"#, []),
        (#"{"access":null}"#, []),
        (#"{"access":[{"type":"repository","name":"é+/?~~~>>>","actions":null}]}"#, ["repository:é+/?~~~>>>:"]),
        (#"{"scope":"repository:a:pull registry:catalog:*"}"#, ["repository:a:pull", "registry:catalog:*"]),
        (#"{"access":[{"type":1},7,{"type":"repository","name":"a","actions":[1,"pull"]}]}"#, ["repository:a:pull"]),
        (#"{"sub":"x"}"#, nil),
        (#"{"access":"all"}"#, nil),
        (#"[]"#, nil),
    ])
    func `A JWT tells what it grants`(_ payload: String, _ granted: [String]?) throws {
        #expect(try scopes("{}", token: unsignedToken(payload)) == granted)
    }

    @Test func `The reply itself goes before the token`() throws {
        let token = unsignedToken(#"{"access":[]}"#)
        #expect(try scopes(#"{"scope":"repository:a:pull  x"}"#, token: token) == ["repository:a:pull", "x"])
        #expect(try scopes(#"{"scope":""}"#, token: token) == [])
        #expect(try scopes(#"{"scope":7}"#) == nil)
    }

    @Test(arguments: [
        "", ".", "..", "...", "a.b.c", "e30.e30.", "e30.=.c2ln", "e30.e30=.c2ln", "e30.A.c2ln", "e30.\u{0}.c2ln",
        "e30.e30.c2ln.e30.e30", unsignedToken(String(repeating: "[", count: 20_000)), unsignedToken("\u{FEFF}{}"),
        unsignedToken(#"{"access":[],"access":[]}"#), "e30." + String(repeating: "A", count: 100_000) + ".c2ln",
    ])
    func `A token that is no JWT tells nothing`(_ token: String) throws {
        #expect(try scopes("{}", token: token) == nil)
    }

    @Test func `What is granted is bounded, cleaned and without secrets`() throws {
        let many = (0..<1000).map { _ in #"{"type":"t","name":"n","actions":["a"]}"# }.joined(separator: ",")
        #expect(try scopes("{}", token: unsignedToken(#"{"access":[\#(many)]}"#))?.count == TokenGrant.maximumScopes)
        #expect(
            try scopes("{\"scope\":\"\(String(repeating: "a ", count: 5000))\"}")?.count == TokenGrant.maximumScopes
        )
        let long = try #require(try scopes("{\"scope\":\"\(String(repeating: "a", count: 5000))\"}"))
        #expect(long.map(\.utf8.count) == [CleanText.maximumLength])
        #expect(
            try scopes(#"{"scope":"a\u001b\u202eb hush-hush opaque-x"}"#) == [
                "a\u{FFFD}\u{FFFD}b", "<secret>", "<secret>-x",
            ]
        )
    }

    @Test(arguments: 0..<20)
    func `Hostile tokens do no harm`(_ seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let whole = Array(
            unsignedToken(#"{"access":[{"type":"repository","name":"team/app","actions":["pull"]}]}"#).utf8
        )
        for _ in 0..<500 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0x21...0x7E, using: &random)
            }
            let token = String(decoding: bytes.prefix(Int.random(in: 0...bytes.count, using: &random)), as: UTF8.self)
            for scope in try scopes("{}", token: token) ?? [] { #expect(scope.utf8.count <= CleanText.maximumLength) }
        }
    }
}

extension ServerTests {
    @Suite struct ProbingTokenFlowTests {
        private func tokens(_ issuer: TestTokenIssuer, auth: AuthConfiguration?) async throws -> [ObservedToken] {
            let seen = Mutex<[ObservedToken]>([])
            var configuration = RegistryClientConfiguration.quick()
            try await withTestPeer(try await TestRegistry(authentication: .bearer(issuer))) { registry in
                let box = Witness()
                configuration.observeToken = { token in box.tokens.withLock { $0.append(token) } }
                try await Scene.withClient(configuration) { client in
                    for _ in 0..<2 {
                        _ = try await client.request(
                            "GET",
                            "/v2/team/app/tags/list",
                            of: Scene.endpoint(registry, auth: auth),
                            limit: 10
                        )
                    }
                }
                seen.withLock { $0 = box.tokens.withLock { $0 } }
                #expect(seen.withLock { $0.map(\.realm) } == ["\(registry.origin)/token"])
            }
            return seen.withLock { $0 }
        }

        private final class Witness: Sendable {
            let tokens = Mutex<[ObservedToken]>([])
        }

        @Test func `A token is told of once, without the token`() async throws {
            let issuer = TestTokenIssuer()
            let text = unsignedToken(#"{"access":[{"type":"repository","name":"team/app","actions":["pull"]}]}"#)
            issuer.update { $0.tokenText = { _ in text } }
            let token = try #require(try await tokens(issuer, auth: nil).first)
            #expect(token.isAnonymous && token.service == "registry.test" && token.expiresIn == .seconds(300))
            #expect(token.askedScopes == ["repository:team/app:pull"])
            #expect(token.grantedScopes == ["repository:team/app:pull"])
            #expect(!"\(token)".contains(text))
        }

        @Test func `An opaque token of a user tells what was asked`() async throws {
            let issuer = TestTokenIssuer(users: ["user": "pass-word-1"], allowsAnonymous: false)
            issuer.update { $0.expiresIn = nil }
            let auth = AuthConfiguration(username: "user", password: Secret("pass-word-1"))
            let token = try #require(try await tokens(issuer, auth: auth).first)
            #expect(!token.isAnonymous && token.grantedScopes == nil && token.expiresIn == nil)
            #expect(!"\(token)".contains("pass-word-1"))
        }
    }
}
