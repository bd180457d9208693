import RegistryTesting
import Testing

@Suite("The token server")
struct TestTokenServerTests {
    private func ask(_ server: TestTokenServer, _ query: String = "", _ headers: String...) throws -> WireResponse {
        try exchange(port: server.server.port, "/token\(query)", headers: headers + ["Connection: close"]).response
    }

    private func post(_ server: TestTokenServer, _ form: String) throws -> WireResponse {
        try exchange(
            port: server.server.port,
            "/token",
            method: "POST",
            headers: [
                "Content-Type: application/x-www-form-urlencoded", "Content-Length: \(form.utf8.count)",
                "Connection: close",
            ],
            body: form
        ).response
    }

    @Test("Passwords and identity tokens are checked, by GET and by POST")
    func credentials() async throws {
        let issuer = TestTokenIssuer(users: ["u": "p"], identityTokens: ["id+1": "u"], allowsAnonymous: false)
        try await withTestPeer(try await TestTokenServer(issuer: issuer)) { server async throws in
            let asked = try [
                self.ask(server), self.ask(server, "", "Authorization: Basic dTpw"),
                self.ask(server, "", "Authorization: Basic dTp4"),
            ]
            #expect(asked.map(\.status) == [401, 200, 401])
            let posted = try [
                "grant_type=password&username=u&password=p", "grant_type=password&username=u&password=x",
                "grant_type=refresh_token&refresh_token=id%2B1", "grant_type=refresh_token&refresh_token=id+1",
                "grant_type=client_credentials",
            ].map { try self.post(server, $0).status }
            #expect(posted == [200, 401, 200, 401, 401])
            #expect(server.requests.count == 8)
            #expect(issuer.issuedTokens.count == 3)
        }
    }

    @Test("The response has the members asked for")
    func members() async throws {
        try await withTestPeer(try await TestTokenServer()) { server async throws in
            func text() throws -> String { String(decoding: try self.ask(server).body, as: UTF8.self) }
            server.issuer.update { $0.tokenText = { "t\($0)" } }
            #expect(try text() == #"{"token":"t1","access_token":"t1","expires_in":300}"#)
            server.issuer.update {
                $0.fields = [.accessToken]
                $0.expiresIn = #""soon""#
                $0.refreshToken = "r"
            }
            #expect(try text() == #"{"access_token":"t2","expires_in":"soon","refresh_token":"r"}"#)
            server.issuer.update {
                $0.fields = []
                $0.expiresIn = nil
                $0.refreshToken = nil
            }
            #expect(try text() == "{}")
        }
    }

    @Test("A scope refused is left out of the token")
    func grants() async throws {
        let issuer = TestTokenIssuer(users: ["u": "p"])
        issuer.update { $0.grants = { user, _ in user == "u" } }
        let registry = try await TestRegistry(authentication: .bearer(issuer))
        try await withTestPeer(registry) { registry async throws in
            registry.add(.linux(), repository: "app", tag: "1")
            for (authorization, status) in [("X: y", 401), ("Authorization: Basic dTpw", 200)] {
                let query = "/token?scope=repository:app:pull"
                _ = try exchange(port: registry.port, query, headers: [authorization, "Connection: close"])
                let token = try #require(issuer.issuedTokens.last)
                let headers = ["Authorization: Bearer \(token)", "Connection: close"]
                #expect(
                    try exchange(port: registry.port, "/v2/app/manifests/1", headers: headers).response.status == status
                )
            }
        }
    }

    @Test("Its answers go wrong by method and count, and a wrong answer issues no token")
    func faults() async throws {
        try await withTestPeer(try await TestTokenServer()) { server async throws in
            server.inject(.status(405), method: "POST")
            server.inject(.status(503), .first(2), method: "GET")
            #expect(try self.post(server, "grant_type=password").status == 405)
            let answers = try [self.ask(server), self.ask(server), self.ask(server)]
            #expect(answers.map(\.status) == [503, 503, 200])
            #expect(server.issuer.issuedTokens.count == 1)
            server.removeFaults()
            server.inject(.redirect(to: "http://169.254.169.254/"))
            #expect(try self.ask(server).header("Location") == "http://169.254.169.254/")
        }
    }
}
