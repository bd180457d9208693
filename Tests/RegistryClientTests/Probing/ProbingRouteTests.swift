import RegistryClient
import RegistryTesting
import Testing

@Suite struct ProbingRouteTests {
    private static let environment = [
        "HTTPS_PROXY": "http://user:hush@proxy.example:3128", "HTTP_PROXY": "proxy.example:3129",
        "NO_PROXY": "internal.example",
    ]

    @Test(arguments: [
        (
            "https://r.example",
            ProbedRoute.proxy(host: "proxy.example", port: 3128, variable: "HTTPS_PROXY", kind: .tunnel)
        ),
        ("http://r.example/v2", .proxy(host: "proxy.example", port: 3129, variable: "HTTP_PROXY", kind: .forward)),
        ("https://r.internal.example", .direct),
        ("https://127.0.0.1:5000", .direct),
        ("r.example", .invalid),
        ("https://user@r.example", .invalid),
    ])
    func `The variables lead`(_ url: String, _ route: ProbedRoute) {
        #expect(NetworkProbe(environment: Self.environment).route(to: url) == route)
    }

    @Test(arguments: [
        ("socks5://p.example", ProbedRoute.proxy(host: "p.example", port: 1080, variable: "https_proxy", kind: .socks)),
        ("https://user:hush@p.example", .unusable(variable: "https_proxy", detail: "https")),
        ("http://us%zzer@p.example", .unusable(variable: "https_proxy", detail: "user-info")),
    ])
    func `A proxy of another kind is named without its value`(_ value: String, _ route: ProbedRoute) {
        #expect(NetworkProbe(environment: ["https_proxy": value]).route(to: "https://r.example") == route)
    }
}

extension ServerTests {
    @Suite struct ProbingConnectionTests {
        @Test(arguments: ["127.0.0.1", "::1"])
        func `A listener is found, and sent nothing`(_ address: String) async throws {
            try await withTestPeer(try await TestServer(address: address) { _ in TestResponse(status: 200) }) {
                server in
                let probe = NetworkProbe(environment: ["HTTP_PROXY": "nowhere.example:1"])
                #expect(await probe.connect(to: address, port: server.port) == .open)
                #expect(server.received.isEmpty)
            }
        }

        @Test func `Nobody there, and nothing to be heard, are told apart`() async throws {
            let refusing = try UnreachableEndpoint.refusing()
            let silent = try UnreachableEndpoint.blackHole()
            defer { withExtendedLifetime((refusing, silent)) {} }
            let probe = NetworkProbe(environment: [:], limit: .milliseconds(300))
            #expect(await probe.connect(to: "127.0.0.1", port: refusing.port) == .refused)
            #expect(await probe.connect(to: "127.0.0.1", port: silent.port) == .noAnswer)
        }

        @Test(arguments: [("r.example", 5000), ("127.0.0.1", 0), ("127.0.0.1", 65_536), ("", 1)])
        func `What is no address and port is unreachable`(_ address: String, _ port: Int) async {
            guard case .unreachable(let reason) = await NetworkProbe(environment: [:]).connect(to: address, port: port)
            else {
                Issue.record("it was reached")
                return
            }
            #expect(!reason.isEmpty)
        }

        @Test func `Who is cancelled waits no longer`() async throws {
            let silent = try UnreachableEndpoint.blackHole()
            defer { withExtendedLifetime(silent) {} }
            let probe = NetworkProbe(environment: [:], limit: .seconds(600))
            let answer = await withTaskGroup(of: ConnectAnswer.self) { group in
                group.addTask { await probe.connect(to: "127.0.0.1", port: silent.port) }
                group.cancelAll()
                return await group.next()
            }
            #expect(answer == .noAnswer)
        }
    }
}
