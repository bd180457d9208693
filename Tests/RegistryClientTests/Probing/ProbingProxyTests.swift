import Registries
import RegistryClient
import RegistryTesting
import Testing

extension ServerTests {
    @Suite struct ProbingProxyTests {
        /// What is seen of a registry behind a proxy.
        private func seen(
            through configuration: TestProxy.Configuration = TestProxy.Configuration(),
            variable: (TestProxy) -> String = { $0.url },
            check: (Handshake, TestIdentity, TestProxy) -> Void
        ) async throws {
            let directory = try TemporaryDirectory.make()
            defer { TemporaryDirectory.remove(directory) }
            let authority = try TestCertificateAuthority()
            try authority.writeCertificate(to: directory + "/ca.pem")
            let identity = try authority.issue(names: ["registry.corp.example"], addresses: [])
            let peer = try await TestServer(tls: TestTLS(identity: identity)) { _ in TestResponse(status: 200) }
            try await withTestPeer(peer) { server in
                var configuration = configuration
                configuration.routes = ["registry.corp.example:443": server.host]
                try await withTestPeer(try await TestProxy(configuration: configuration)) { proxy in
                    let probe = NetworkProbe(environment: ["HTTPS_PROXY": variable(proxy)], limit: .seconds(20))
                    let seen = await probe.handshake(
                        with: "https://registry.corp.example",
                        // Nobody is there.
                        at: "127.0.0.1",
                        tls: TLSSettings(caFile: directory + "/ca.pem")
                    )
                    check(seen, identity, proxy)
                    #expect(server.requests.isEmpty)
                }
            }
        }

        @Test func `The handshake goes through the tunnel`() async throws {
            try await seen(
                through: .init(credentials: "proxy-user:proxy-secret"),
                variable: { "http://proxy-user:proxy-secret@\($0.host)" }
            ) { seen, identity, proxy in
                #expect(seen.failure == nil)
                #expect(seen.chain == [identity.certificateDER])
                #expect(seen.asksForClientCertificate == false && seen.tlsVersion == "1.3")
                #expect(proxy.requests.map(\.method) == ["CONNECT", "CONNECT"])
            }
        }

        @Test func `A proxy that wants a login, or says no, is to blame`() async throws {
            try await seen(through: .init(credentials: "user:hush")) { seen, _, _ in
                #expect(seen.failure?.code == .proxyRefused && seen.failure?.status == 407)
                #expect(seen.failure?.detail == "HTTPS_PROXY" && seen.chain.isEmpty)
            }
            var refusing = TestProxy.Configuration()
            refusing.refusals = ["*": TestResponse(status: 503)]
            try await seen(through: refusing) { seen, _, _ in
                #expect(seen.failure?.code == .proxyRefused && seen.failure?.stage == .proxy)
            }
        }

        @Test func `A proxy that is silent, or gone, is to blame`() async throws {
            let silent = try await TestServer(connections: { _ in .stall }) { _ in TestResponse(status: 200) }
            try await withTestPeer(silent) { silent in
                let limit = Duration.milliseconds(300)
                let stalled = await NetworkProbe(environment: ["HTTPS_PROXY": silent.origin], limit: limit)
                    .handshake(with: "https://r.example", at: nil, tls: nil)
                #expect(stalled.failure?.code == .connectTimeout && stalled.failure?.stage == .proxy)
            }
            let nowhere = try UnreachableEndpoint.refusing()
            defer { withExtendedLifetime(nowhere) {} }
            let gone = await NetworkProbe(environment: ["HTTPS_PROXY": nowhere.host])
                .handshake(with: "https://r.example", at: nil, tls: nil)
            #expect(gone.failure?.code == .connectRefused && gone.failure?.stage == .proxy)
        }

        @Test(arguments: [("HTTPS_PROXY", RegistryClientError.Stage.proxy), ("NONE", .name)])
        func `A name that stands for nothing is told before anybody is connected to`(
            _ variable: String,
            _ stage: RegistryClientError.Stage
        ) async {
            let seen = await NetworkProbe(environment: [variable: "http://none.invalid:3128"])
                .handshake(with: "https://none.invalid", at: nil, tls: nil)
            // Where this machine has no name servers, they are silent.
            #expect(seen.failure?.code == .nameNotFound || seen.failure?.code == .networkError)
            #expect(seen.failure?.stage == stage && seen.failure?.detail == "none.invalid")
        }

        @Test func `Through a proxy that is not spoken to nothing is sent`() async {
            let seen = await NetworkProbe(environment: ["HTTPS_PROXY": "https://user:hush@p.example"])
                .handshake(with: "https://r.example", at: nil, tls: nil)
            #expect(seen.failure?.code == .proxyUnsupported && seen.failure?.detail == "HTTPS_PROXY: https")
        }
    }
}
