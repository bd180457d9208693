import Credentials
import Registries
import Synchronization
import Testing

@testable import RegistryClient

@Suite("A token")
struct TokenTests {
    @Test(
        "is read from a reply",
        arguments: [
            (#"{"token":"t","expires_in":300}"#, "t", 300), (#"{"access_token":"a","token":"t"}"#, "a", 60),
            (#"{"access_token":"","token":"t"}"#, "t", 60), (#"{"token":"t","expires_in":0}"#, "t", 60),
            (#"{"token":"t","expires_in":-5}"#, "t", 60), (#"{"token":"t","expires_in":"300"}"#, "t", 60),
            (#"{"token":"t","expires_in":9223372036854775807}"#, "t", 3600),
            (#"{"token":"t","expires_in":1e99}"#, "t", 60), (#"{"token":"t","expires_in":null}"#, "t", 60),
        ]
    )
    func replies(_ body: String, _ token: String, _ seconds: Int) throws {
        let reply = try #require(TokenReply(bytes: Array(body.utf8)))
        #expect(reply.token == token)
        #expect(reply.lifetime == .seconds(seconds))
    }

    @Test(
        "is missing",
        arguments: [
            "", "{}", "[]", "null", #"{"token":1}"#, #"{"token":""}"#, #"{"token":"a b"}"#, #"{"token":"a\r\nX: y"}"#,
            "<html>", #"{"token":"é"}"#,
        ]
    )
    func missing(_ body: String) {
        #expect(TokenReply(bytes: Array(body.utf8)) == nil)
    }

    @Test("is asked for by GET and by POST")
    func requests() throws {
        var request = TokenRequest(
            realm: try HTTPURL(parsing: "https://a.example/token?x=1"),
            service: "a service",
            scopes: ["repository:a/b:pull", "registry:catalog:*"],
            credential: .basic(username: "u&v", password: Secret("p=q%"))
        )
        #expect(
            request.getURL == "https://a.example/token?x=1&service=a%20service"
                + "&scope=repository%3Aa%2Fb%3Apull&scope=registry%3Acatalog%3A%2A"
        )
        #expect(
            request.form == "grant_type=password&username=u%26v&password=p%3Dq%25&service=a%20service"
                + "&client_id=windlass&scope=repository%3Aa%2Fb%3Apull%20registry%3Acatalog%3A%2A"
        )
        #expect(request.basicAuthorization == "Basic dSZ2OnA9cSU=")
        request.credential = .identityToken(username: nil, Secret("i"))
        #expect(request.form?.hasPrefix("grant_type=refresh_token&refresh_token=i&service=") == true)
        #expect(request.basicAuthorization == "Basic PHRva2VuPjpp")
        request.credential = .anonymous
        #expect(request.form == nil)
        #expect(request.basicAuthorization == nil)
    }
}

@Suite("The token cache")
struct TokenCacheTests {
    private static func key(_ password: String = "p", scope: String = "repository:a:pull") throws -> TokenCache.Key {
        TokenCache.Key(
            realm: try HTTPURL(parsing: "https://a.example/t"),
            service: "s",
            scopes: [scope],
            credential: .basic(username: "u", password: Secret(password))
        )
    }

    private static let reply = TokenReply(bytes: Array(#"{"token":"t","expires_in":100}"#.utf8))!

    @Test("fetches once for all who wait")
    func singleFlight() async throws {
        let cache = TokenCache(now: { .zero })
        let key = try Self.key()
        let fetches = Counter()
        let gate = Gate()
        let tokens = await withTaskGroup(of: String?.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    try? await cache.token(for: key) { () async throws(RequestFailure) in
                        fetches.increment()
                        await gate.pass()
                        return Self.reply
                    }
                }
            }
            await gate.open(whenWaiting: 1)
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(tokens.count == 50)
        #expect(tokens.allSatisfy { $0 == "t" })
        #expect(fetches.value == 1)
    }

    @Test("ends a token before its time is up")
    func expiry() async throws {
        let now = Mutex(Duration.zero)
        let cache = TokenCache(now: { now.withLock { $0 } })
        let key = try Self.key()
        _ = try await cache.token(for: key) { () async throws(RequestFailure) in Self.reply }
        now.withLock { $0 = .seconds(89) }
        #expect(cache.cached(key) == "t")
        now.withLock { $0 = .seconds(90) }
        #expect(cache.cached(key) == nil)
    }

    @Test("keeps identities and scopes apart")
    func separation() async throws {
        let cache = TokenCache(now: { .zero })
        _ = try await cache.token(for: try Self.key()) { () async throws(RequestFailure) in Self.reply }
        #expect(cache.cached(try Self.key("other")) == nil)
        #expect(cache.cached(try Self.key(scope: "repository:b:pull")) == nil)
        #expect(cache.cached(try Self.key()) == "t")
    }

    @Test("tells all who wait of a failure, and remembers none")
    func failure() async throws {
        let cache = TokenCache(now: { .zero })
        let key = try Self.key()
        await #expect(throws: RequestFailure.self) {
            try await cache.token(for: key) { () async throws(RequestFailure) in
                throw RequestFailure(RegistryClientError(.tokenFailed, stage: .token))
            }
        }
        #expect(try await cache.token(for: key) { () async throws(RequestFailure) in Self.reply } == "t")
    }

    @Test("goes on with another task when the fetching one is cancelled")
    func cancelledLeader() async throws {
        let cache = TokenCache(now: { .zero })
        let key = try Self.key()
        let gate = Gate()
        let token = try await withThrowingTaskGroup(of: String.self) { group in
            group.addTask {
                do {
                    return try await cache.token(for: key) { () async throws(RequestFailure) in
                        await gate.pass()
                        throw .cancelled
                    }
                } catch {
                    return "cancelled"
                }
            }
            await gate.waiting(1)
            group.addTask { try await cache.token(for: key) { () async throws(RequestFailure) in Self.reply } }
            await gate.open(whenWaiting: 1)
            var results: Set<String> = []
            for try await result in group { results.insert(result) }
            return results
        }
        #expect(token == ["cancelled", "t"])
    }

    @Test("lets a cancelled task go without waiting")
    func cancelledFollower() async throws {
        let cache = TokenCache(now: { .zero })
        let key = try Self.key()
        let gate = Gate()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                _ = try? await cache.token(for: key) { () async throws(RequestFailure) in
                    await gate.pass()
                    return Self.reply
                }
            }
            await gate.waiting(1)
            await withTaskGroup(of: Void.self) { inner in
                inner.addTask {
                    await #expect(throws: RequestFailure.self) {
                        try await cache.token(for: key) { () async throws(RequestFailure) in Self.reply }
                    }
                }
                inner.cancelAll()
            }
            await gate.open(whenWaiting: 1)
        }
    }

    @Test("drops a refused token, but not a newer one")
    func drop() async throws {
        let cache = TokenCache(now: { .zero })
        let key = try Self.key()
        _ = try await cache.token(for: key) { () async throws(RequestFailure) in Self.reply }
        cache.drop(key, value: "older")
        #expect(cache.cached(key) == "t")
        cache.drop(key, value: "t")
        #expect(cache.cached(key) == nil)
    }
}
