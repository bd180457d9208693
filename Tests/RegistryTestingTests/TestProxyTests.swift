import RegistryTesting
import Testing

@Suite("The proxy")
struct TestProxyTests {
    private func origin() async throws -> TestServer {
        try await TestServer { TestResponse(status: 200, body: .text("\($0.method) \($0.uri)")) }
    }

    @Test("CONNECT makes a tunnel to the target or to its route, and its bytes are kept")
    func tunnels() async throws {
        try await withTestPeer(try await self.origin()) { origin async throws in
            let routes = ["registry.example:443": origin.host]
            try await withTestPeer(try await TestProxy(configuration: .init(routes: routes))) { proxy async throws in
                for target in [origin.host, "registry.example:443"] {
                    let client = try WireClient(port: proxy.server.port)
                    client.send("CONNECT \(target) HTTP/1.1\r\nHost: \(target)\r\n\r\nGET /early HTTP/1.1\r\n\r\n")
                    #expect(client.response().status == 200)
                    #expect(client.response().body == Array("GET /early".utf8))
                    client.send("GET /late HTTP/1.1\r\n\r\n")
                    #expect(client.response().body == Array("GET /late".utf8))
                }
                #expect(proxy.requests.map(\.uri) == [origin.host, "registry.example:443"])
                #expect(proxy.received.contains { $0.starts(with: Array("GET /late".utf8)) })
                #expect(origin.requests.map(\.uri) == ["/early", "/late", "/early", "/late"])
            }
        }
    }

    @Test("A request in absolute form is forwarded without what is the proxy's")
    func absoluteForm() async throws {
        try await withTestPeer(try await self.origin()) { origin async throws in
            let configuration = TestProxy.Configuration(credentials: "u:p", routes: ["plain.example:80": origin.host])
            try await withTestPeer(try await TestProxy(configuration: configuration)) { proxy async throws in
                let headers = ["Proxy-Authorization: Basic dTpw", "Authorization: Basic eDp5", "Content-Length: 2"]
                let uri = "http://plain.example/v2/?ns=a"
                let answer = try exchange(
                    port: proxy.server.port,
                    uri,
                    method: "POST",
                    headers: headers,
                    body: "ok"
                )
                #expect(answer.response.status == 200)
                #expect(answer.response.body == Array("POST /v2/?ns=a".utf8))
                let forwarded = try #require(origin.requests.first)
                #expect(forwarded.headers["Proxy-Authorization"] == nil && forwarded.authorization == "Basic eDp5")
                #expect(forwarded.body == Array("ok".utf8))
            }
        }
    }

    @Test("Credentials can be demanded, targets refused, and dead targets are a 502")
    func refusals() async throws {
        let dead = try UnreachableEndpoint.refusing()
        var configuration = TestProxy.Configuration(credentials: "u:p")
        configuration.refusals["no.example:443"] = TestResponse(status: 403)
        try await withTestPeer(try await TestProxy(configuration: configuration)) { proxy async throws in
            func connect(_ target: String, _ credentials: String?) throws -> WireResponse {
                let client = try WireClient(port: proxy.server.port)
                let line = credentials.map { "Proxy-Authorization: Basic \($0)\r\n" } ?? ""
                client.send("CONNECT \(target) HTTP/1.1\r\n\(line)\r\n")
                return client.response()
            }
            let denied = try connect("a:1", nil)
            #expect(denied.status == 407 && denied.header("Proxy-Authenticate") == #"Basic realm="proxy""#)
            #expect(try connect("a:1", "eDp5").status == 407)
            #expect(try connect("no.example:443", "dTpw").status == 403)
            #expect(try connect(dead.host, "dTpw").status == 502)
            #expect(try connect("no-port", "dTpw").status == 400)
            #expect(proxy.requests.count == 5)
        }
    }
}
