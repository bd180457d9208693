import Testing

@testable import RegistryTesting

@Suite("The test server")
struct TestServerTests {
    private func echo() async throws -> TestServer {
        try await TestServer { request in
            TestResponse(status: 200, headers: ["X-Method": request.method], body: .bytes(request.body))
        }
    }

    @Test("Connections are kept alive, and requests may be sent ahead")
    func keepAlive() async throws {
        try await withTestPeer(try await self.echo()) { server async throws in
            let client = try WireClient(port: server.port)
            client.send(
                "POST /a HTTP/1.1\r\nContent-Length: 3\r\n\r\nabcPOST /b HTTP/1.1\r\nContent-Length: 1\r\n\r\nd"
            )
            #expect(client.response().body == Array("abc".utf8))
            #expect(client.response().body == Array("d".utf8))
            client.send("GET /c HTTP/1.1\r\nConnection: close\r\n\r\n")
            #expect(client.response().header("Connection") == "close")
            #expect(client.read().ending == .fin)
            #expect(server.requests.map(\.uri) == ["/a", "/b", "/c"])
            #expect(server.requests.map(\.connection) == [0, 0, 0])
            #expect(server.connectionCount == 1)
        }
    }

    @Test("HTTP/1.0 closes unless it is asked not to")
    func oldVersion() async throws {
        try await withTestPeer(try await self.echo()) { server async throws in
            let client = try WireClient(port: server.port)
            client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            #expect(client.response().status == 200)
            client.send("GET / HTTP/1.0\r\n\r\n")
            #expect(client.read().ending == .fin)
        }
    }

    @Test("HEAD has the length and no body")
    func head() async throws {
        let server = try await TestServer { _ in TestResponse(status: 200, body: "12345") }
        try await withTestPeer(server) { server async throws in
            let client = try WireClient(port: server.port)
            client.send("HEAD / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n")
            let head = client.response(isHead: true)
            #expect(head.header("Content-Length") == "5" && head.body.isEmpty)
            #expect(client.response().body == Array("12345".utf8))
        }
    }

    @Test("A client that waits for 100 Continue gets it before its body comes")
    func expectContinue() async throws {
        try await withTestPeer(try await self.echo()) { server async throws in
            let client = try WireClient(port: server.port)
            client.send("PUT / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
            #expect(client.response().status == 100)
            client.send("ok")
            #expect(client.response().body == Array("ok".utf8))
        }
    }

    @Test("Headers, queries and forms are read as they were meant")
    func requestParts() async throws {
        try await withTestPeer(try await self.echo()) { server async throws in
            let body = "scope=a%3Ab&service=x+y"
            let headers = ["X-Two: 1", "x-two:  2 ", "Content-Length: \(body.utf8.count)", "Connection: close"]
            _ = try exchange(
                port: server.port,
                "/v2/?ns=docker.io&q=%2Fa",
                method: "POST",
                headers: headers,
                body: body
            )
            let request = try #require(server.requests.first)
            #expect(request.path == "/v2/" && request.query("ns") == "docker.io" && request.query("q") == "/a")
            #expect(request.headers.all("X-TWO") == ["1", "2"])
            #expect(request.form("scope") == "a:b" && request.form("service") == "x y" && request.form("none") == nil)
            #expect(
                String(decoding: request.bytes, as: UTF8.self).hasSuffix(
                    "x-two:  2 \r\nContent-Length: 23\r\nConnection: close\r\n\r\n\(body)"
                )
            )
        }
    }

    @Test("What is no HTTP is answered with 400 and kept")
    func garbage() async throws {
        try await withTestPeer(try await self.echo()) { server async throws in
            let client = try WireClient(port: server.port)
            client.send("\u{16}\u{3}\u{1} secret\r\n\r\n")
            #expect(WireResponse(client.read().bytes).status == 400)
            #expect(server.requests.isEmpty)
            #expect(server.received == [Array("\u{16}\u{3}\u{1} secret\r\n\r\n".utf8)])
        }
    }

    @Test("Bytes of a request that never ended are kept too")
    func halfRequest() async throws {
        try await withTestPeer(try await self.echo()) { server async throws in
            let half = Array("GET /half HTTP/1.1\r\nX: y".utf8)
            do {
                let client = try WireClient(port: server.port)
                client.send("GET /half")
                client.send(" HTTP/1.1\r\nX: y")
            }
            let end = ContinuousClock.now + .seconds(10)
            while !server.received.contains(half), ContinuousClock.now < end { await Task.yield() }
            #expect(server.received == [half])
        }
    }

    @Test("Connections can fail before the first request")
    func connectionBehaviour() async throws {
        let behaviours: [TestServer.ConnectionBehaviour] = [.reset, .close, .stall, .send(Array("hello".utf8))]
        let server = try await TestServer(connections: { $0 < behaviours.count ? behaviours[$0] : .serve }) { _ in
            TestResponse(status: 204)
        }
        try await withTestPeer(server) { server async throws in
            #expect(try WireClient(port: server.port).read().ending == .reset)
            #expect(try WireClient(port: server.port).read().ending == .fin)
            let stalled = try WireClient(port: server.port)
            stalled.send("GET / HTTP/1.1\r\n\r\n")
            #expect(stalled.read(silence: .milliseconds(50)).ending == .open)
            #expect(try WireClient(port: server.port).read().bytes == Array("hello".utf8))
            #expect(try exchange(port: server.port, "/", headers: ["Connection: close"]).response.status == 204)
            #expect(server.connectionCount == 5)
            await server.shutdown()
            #expect(stalled.read().ending == .reset)
        }
    }

    @Test("Shutdown ends stalled responses and refuses newcomers; waiting for requests ends too")
    func shutdown() async throws {
        let server = try await TestServer { _ in .nothing(then: .stall) }
        let client = try WireClient(port: server.port)
        client.send("GET / HTTP/1.1\r\n\r\n")
        #expect(await server.requests(atLeast: 1).count == 1)
        await server.shutdown()
        #expect(client.read().ending == .reset)
        #expect(throws: WireClient.Failure.self) { try WireClient(port: server.port) }
        #expect(await server.requests(atLeast: 2).count == 1)
    }

    @Test("Open connections can be reset while the server goes on")
    func resetConnections() async throws {
        try await withTestPeer(try await self.echo()) { server async throws in
            let client = try WireClient(port: server.port)
            client.send("GET / HTTP/1.1\r\n\r\n")
            #expect(client.response().status == 200)
            await server.resetConnections()
            #expect(client.read().ending == .reset)
            #expect(try exchange(port: server.port, "/", headers: ["Connection: close"]).response.status == 200)
        }
    }

    @Test("Servers on two loopback addresses have origins of their own")
    func otherAddress() async throws {
        let server = try await TestServer(address: "127.0.0.2") { _ in TestResponse(status: 200) }
        #expect(server.origin == "http://127.0.0.2:\(server.port)")
        await server.shutdown()
    }
}

@Suite("Unreachable endpoints")
struct UnreachableEndpointTests {
    @Test("A refusing port refuses")
    func refusing() throws {
        let endpoint = try UnreachableEndpoint.refusing()
        #expect(throws: WireClient.Failure.self) { try WireClient(port: endpoint.port) }
        #expect(endpoint.host == "127.0.0.1:\(endpoint.port)")
    }

    @Test("A black hole neither accepts nor refuses")
    func blackHole() throws {
        let endpoint = try UnreachableEndpoint.blackHole()
        let start = ContinuousClock.now
        #expect(throws: WireClient.Failure.self) { try WireClient(port: endpoint.port) }
        #expect(start.duration(to: .now) >= .milliseconds(250))
        withExtendedLifetime(endpoint) {}
    }
}
