import Credentials
import OCI
import Registries
import RegistryClient
import RegistryTesting
import Testing

extension ServerTests {
    @Suite("Plain http through a proxy")
    struct ForwardingTests {
        private static let host = "registry.corp.example:5000"
        private let content = SampleContent(mediaType: MediaType.ociLayerGzip, body: .generated(size: 300_000, seed: 3))
        private let image = SampleImage.linux(architecture: "amd64", layers: [1000], seed: 8)

        private func withNetwork(
            _ faults: [FaultRule] = [],
            authentication: TestAuthentication = .none,
            auth: AuthConfiguration? = nil,
            refusal: TestResponse? = nil,
            login: String = "proxy-user:proxy-secret",
            _ body: (TestProxy, TestRegistry, RegistryClient, PullPlan) async throws -> Void
        ) async throws {
            let peer = try await TestRegistry(authentication: authentication, faults: faults)
            try await withTestPeer(peer) { registry in
                registry.add(image, repository: Scene.repository, tag: "1.0")
                registry.add(blob: content, repository: Scene.repository)
                var settings = TestProxy.Configuration(
                    credentials: "proxy-user:proxy-secret",
                    routes: [Self.host: registry.host]
                )
                settings.refusals["*"] = refusal
                try await withTestPeer(try await TestProxy(configuration: settings)) { proxy in
                    let plan = try Scene.plan(Scene.endpoint("http://\(Self.host)", auth: auth))
                    let environment = ["HTTP_PROXY": "http://\(login)@\(proxy.host)"]
                    try await Scene.withClient(.quick(environment: environment)) { client in
                        try await body(proxy, registry, client, plan)
                    }
                }
            }
        }

        @Test("is asked for in absolute form, with the login for the proxy alone")
        func absoluteForm() async throws {
            let auth = AuthConfiguration(username: "user", password: Secret("registry-secret"))
            let users = TestAuthentication.basic(users: ["user": "registry-secret"])
            try await withNetwork(authentication: users, auth: auth) { proxy, registry, client, plan in
                _ = try await client.manifest(for: plan)
                let destination = MemoryDestination(content)
                try await client.blob(content.descriptor, for: plan, into: destination)
                #expect(destination.isFinished)
                #expect(proxy.requests.count >= 3)
                for request in proxy.requests {
                    #expect(request.method == "GET")
                    #expect(request.uri.hasPrefix("http://\(Self.host)/v2/team/app/"), "\(request.uri)")
                    #expect(request.headers.all("Host") == [Self.host])
                    #expect(request.headers.all("Proxy-Authorization").count == 1)
                }
                #expect(registry.requests.map(\.uri).allSatisfy { $0.hasPrefix("/v2/team/app/") })
                #expect(registry.requests.allSatisfy { $0.headers["Proxy-Authorization"] == nil })
                #expect(Canary(secret: "proxy-secret").sightings(in: [registry]).isEmpty)
            }
        }

        @Test("goes on with a range where it broke off")
        func resumes() async throws {
            let rule = FaultRule(.reset(afterBodyBytes: 100_000), on: .blob(), .first(1))
            try await withNetwork([rule]) { proxy, registry, client, plan in
                let destination = MemoryDestination(content, holding: Array(content.bytes.prefix(1000)))
                let transfer = try await client.blob(content.descriptor, for: plan, into: destination)
                #expect(destination.isFinished)
                #expect(destination.restarts == 0)
                #expect(transfer.attempts.count == 2)
                #expect(proxy.requests.allSatisfy { $0.method == "GET" })
                #expect(registry.requests(.blob()).first?.headers["Range"] == "bytes=1000-")
                #expect(registry.requests(.blob()).count == 2)
            }
        }

        enum Answer: CaseIterable {
            case wrongLogin, pageOfProxy, squid, pageOfRegistry, deniedByRegistry, deniedBehindVia, badGateway

            var refusal: TestResponse? {
                let page: TestHeaders = ["Content-Type": "text/html; charset=utf-8"]
                var headers = page
                switch self {
                case .wrongLogin, .deniedByRegistry:
                    return nil
                case .pageOfProxy:
                    break
                case .squid:
                    headers.append("X-Squid-Error", "ERR_ACCESS_DENIED 0")
                    headers.append("Via", "1.1 proxy (squid)")
                case .pageOfRegistry:
                    headers.append("Docker-Distribution-Api-Version", "registry/2.0")
                case .deniedBehindVia:
                    headers.append("Via", "1.1 proxy")
                case .badGateway:
                    return TestResponse(status: 502, headers: page, body: "<title>unreachable</title>")
                }
                return TestResponse(status: 403, headers: headers, body: "<title>Access denied</title>")
            }

            var code: RegistryClientError.Code {
                switch self {
                case .wrongLogin, .pageOfProxy, .squid: .proxyRefused
                case .pageOfRegistry, .deniedByRegistry, .deniedBehindVia: .authDenied
                case .badGateway: .serverError
                }
            }
        }

        @Test("tells the proxy's refusal from the registry's", arguments: Answer.allCases)
        func refusals(_ answer: Answer) async throws {
            let faults = answer == .deniedByRegistry ? [FaultRule(.denied, on: .manifest(), .always)] : []
            let login = answer == .wrongLogin ? "proxy-user:guess" : "proxy-user:proxy-secret"
            try await withNetwork(faults, refusal: answer.refusal, login: login) { _, registry, client, plan in
                let error = await clientError { _ = try await client.manifest(for: plan) }
                #expect(error?.code == answer.code)
                #expect(error?.status == (answer == .wrongLogin ? 407 : answer == .badGateway ? 502 : 403))
                if answer.code == .proxyRefused {
                    #expect(error?.stage == .proxy)
                    #expect(error?.detail == "HTTP_PROXY")
                    #expect(error?.attempts.count == 1)
                }
            }
        }

        @Test("keeps the registries apart on one connection to the proxy")
        func sharedConnection() async throws {
            let manifest = image.root
            let server = try await TestServer { request in
                guard request.authorization != nil else {
                    return TestResponse(status: 401, headers: ["WWW-Authenticate": "Basic realm=\"r\""])
                }
                return TestResponse(
                    status: 200,
                    headers: ["Content-Type": manifest.mediaType],
                    body: .bytes(manifest.bytes)
                )
            }
            try await withTestPeer(server) { proxy in
                try await Scene.withClient(.quick(environment: ["HTTP_PROXY": proxy.origin])) { client in
                    for _ in 0..<2 {
                        for name in ["a", "b"] {
                            let auth = AuthConfiguration(username: name, password: Secret("\(name)-secret"))
                            let plan = try Scene.plan(Scene.endpoint("http://\(name).example", auth: auth))
                            _ = try await client.manifest(for: plan)
                        }
                    }
                }
                #expect(proxy.requests.count == 6)
                #expect(proxy.connectionCount == 1)
                for name in ["a", "b"] {
                    let own = proxy.requests.filter { $0.uri.hasPrefix("http://\(name).example/v2/") }
                    #expect(own.count == 3)
                    #expect(own.allSatisfy { $0.headers["Host"] == "\(name).example" })
                    let secrets = Set(own.compactMap(\.authorization))
                    #expect(secrets == ["Basic \(Base64.encode("\(name):\(name)-secret".utf8))"])
                }
            }
        }

        @Test("names the proxy when that speaks no HTTP")
        func noHTTP() async throws {
            let server = try await TestServer { _ in .raw(Array("SSH-2.0-OpenSSH\r\n".utf8)) }
            try await withTestPeer(server) { proxy in
                let plan = try Scene.plan(Scene.endpoint("http://registry.corp.example"))
                let error = await clientError {
                    try await Scene.withClient(.quick(environment: ["HTTP_PROXY": proxy.origin])) { client in
                        _ = try await client.manifest(for: plan)
                    }
                }
                #expect(error?.code == .networkError)
                #expect(error?.stage == .proxy)
            }
        }
    }

    @Suite("A reply that is no valid HTTP")
    struct InvalidReplyTests {
        @Test(
            "is a network error that says so",
            arguments: [
                "HTTP/1.1 200 OK\r\nX-Folded: a\r\n b\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX Space: a\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nab",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX: \u{0}\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX: \(String(repeating: "x", count: 200_000))\r\nContent-Length: 0\r\n\r\n",
            ]
        )
        func network(_ reply: String) async throws {
            let server = try await TestServer { _ in .raw(Array(reply.utf8)) }
            try await withTestPeer(server) { server in
                let plan = try Scene.plan(Scene.endpoint(server.origin))
                let error = await clientError {
                    try await Scene.withClient { client in _ = try await client.manifest(for: plan) }
                }
                #expect(error?.code == .networkError)
                #expect(error?.detail?.hasPrefix("the reply is no valid HTTP: ") == true, "\(error?.detail ?? "")")
            }
        }
    }
}
