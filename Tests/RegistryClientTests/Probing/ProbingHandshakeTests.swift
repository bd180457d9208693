import Registries
import RegistryClient
import RegistryTesting
import Testing

extension ServerTests {
    @Suite struct ProbingHandshakeTests {
        private func withDirectory(_ body: (String, TestCertificateAuthority) async throws -> Void) async throws {
            let directory = try TemporaryDirectory.make()
            defer { TemporaryDirectory.remove(directory) }
            let authority = try TestCertificateAuthority()
            try authority.writeCertificate(to: directory + "/ca.pem")
            try await body(directory, authority)
        }

        /// What is seen of a server, which gets no request.
        private func handshake(
            _ tls: TestTLS,
            settings: TLSSettings?,
            name: String = "127.0.0.1",
            limit: Duration = .seconds(20),
            connections: @escaping @Sendable (Int) -> TestServer.ConnectionBehaviour = { _ in .serve }
        ) async throws -> Handshake {
            let server = try await TestServer(tls: tls, connections: connections) { _ in TestResponse(status: 200) }
            return try await withTestPeer(server) { server in
                let probe = NetworkProbe(environment: [:], limit: limit)
                let url = "https://\(name):\(server.port)"
                let seen = await probe.handshake(with: url, at: "127.0.0.1", tls: settings)
                #expect(server.requests.isEmpty && server.received.isEmpty)
                return seen
            }
        }

        @Test(arguments: [(TestTLS.Version.tls12, "1.2"), (.tls13, "1.3")])
        func `A good chain is shown whole`(_ version: TestTLS.Version, _ text: String) async throws {
            try await withDirectory { directory, authority in
                let middle = try authority.makeIntermediate(name: "Middle")
                let identity = try middle.issue(names: ["registry.corp.example"], addresses: [])
                let tls = TestTLS(identity: identity, chain: [middle], newest: version)
                let seen = try await handshake(
                    tls,
                    settings: TLSSettings(caFile: directory + "/ca.pem"),
                    name: "registry.corp.example"
                )
                #expect(seen.failure == nil)
                #expect(seen.chain == [identity.certificateDER, middle.certificateDER])
                #expect(seen.tlsVersion == text)
                #expect(seen.asksForClientCertificate == false)
            }
        }

        @Test func `A bad certificate is shown all the same, with what the client makes of it`() async throws {
            try await withDirectory { directory, authority in
                let settings = TLSSettings(caFile: directory + "/ca.pem")
                let good = try authority.issue()
                let stranger = try await handshake(TestTLS(identity: good), settings: nil)
                #expect(stranger.failure?.code == .tlsUnknownCA)
                #expect(stranger.failure?.certificate?.issuer == "Test Authority")
                #expect(stranger.chain == [good.certificateDER])
                let expired = try authority.issue(validity: .expired)
                #expect(
                    try await handshake(TestTLS(identity: expired), settings: settings).failure?.code == .tlsExpired
                )
                let others = try authority.issue(names: ["other.example"], addresses: [])
                let other = try await handshake(TestTLS(identity: others), settings: settings, name: "r.example")
                #expect(other.failure?.code == .tlsHostname)
                #expect(other.failure?.certificate?.names == ["other.example"])
                #expect(other.chain == [others.certificateDER])
                let any = try await handshake(
                    TestTLS(identity: expired),
                    settings: TLSSettings(insecureSkipVerify: true),
                    name: "r.example"
                )
                #expect(any.failure == nil && any.chain == [expired.certificateDER])
            }
        }

        @Test(arguments: [TestTLS.Version.tls12, .tls13])
        func `A server that wants a client certificate is found out`(_ version: TestTLS.Version) async throws {
            try await withDirectory { directory, authority in
                let files = try authority.issueClient().write(toDirectory: directory)
                let stranger = try TestCertificateAuthority(name: "Stranger").issueClient()
                let wrong = try stranger.write(toDirectory: directory, name: "wrong")
                let tls = TestTLS(identity: try authority.issue(), clientAuthority: authority, newest: version)
                var settings = TLSSettings(caFile: directory + "/ca.pem")
                let without = try await handshake(tls, settings: settings)
                #expect(without.asksForClientCertificate == true)
                #expect(without.failure?.code == .tlsClientCertificate, "\(without.failure as Any)")
                #expect(without.chain.count == 1)
                #expect(without.tlsVersion == (version == .tls12 ? "1.2" : "1.3"))
                (settings.certFile, settings.keyFile) = (wrong.certificate, wrong.key)
                let refused = try await handshake(tls, settings: settings)
                #expect(refused.asksForClientCertificate == true)
                #expect(refused.failure?.code == .tlsClientCertificate, "\(refused.failure as Any)")
                (settings.certFile, settings.keyFile) = (files.certificate, files.key)
                let accepted = try await handshake(tls, settings: settings)
                #expect(accepted.asksForClientCertificate == true && accepted.failure == nil)
            }
        }

        @Test func `Settings that cannot be read do not hide the server's chain`() async throws {
            let identity = try TestCertificateAuthority().issue()
            let seen = try await handshake(
                TestTLS(identity: identity),
                settings: TLSSettings(caFile: "/nowhere/ca.pem")
            )
            #expect(seen.failure?.code == .caFileUnreadable && seen.failure?.detail == "/nowhere/ca.pem")
            #expect(seen.chain == [identity.certificateDER])
        }

        @Test func `A server of an old version is told from a bad certificate`() async throws {
            try await withDirectory { directory, authority in
                let seen = try await handshake(
                    TestTLS(identity: try authority.issue(), newest: .tls11),
                    settings: TLSSettings(caFile: directory + "/ca.pem")
                )
                #expect(seen.failure?.code == .tlsError && seen.failure?.stage == .tls, "\(seen.failure as Any)")
                #expect(seen.failure?.detail?.contains("PROTOCOL") == true, "\(seen.failure?.detail as Any)")
                #expect(seen.tlsVersion == "1.1" && seen.chain.count == 1)
            }
        }

        @Test func `Plain HTTP on the port is recognized`() async throws {
            let plain = try PlainPort()
            defer { plain.shutdown() }
            let seen = await NetworkProbe(environment: [:])
                .handshake(with: "https://r.example:\(plain.port)", at: "127.0.0.1", tls: nil)
            #expect(seen.failure?.code == .httpToHTTPS && seen.chain.isEmpty)
            #expect(seen.tlsVersion == nil && seen.asksForClientCertificate == nil)
        }

        @Test(arguments: [
            (TestServer.ConnectionBehaviour.stall, RegistryClientError.Code.connectTimeout, Duration.milliseconds(500)),
            (.close, .networkError, .seconds(20)), (.reset, .networkError, .seconds(20)),
        ])
        func `A handshake that goes wrong says how`(
            _ behaviour: TestServer.ConnectionBehaviour,
            _ code: RegistryClientError.Code,
            _ limit: Duration
        ) async throws {
            let seen = try await handshake(
                TestTLS(identity: try TestCertificateAuthority().issue()),
                settings: nil,
                limit: limit,
                connections: { _ in behaviour }
            )
            #expect(seen.failure?.code == code && seen.failure?.stage == .tls, "\(seen.failure as Any)")
            #expect(seen.chain.isEmpty)
        }

        @Test func `Where no connection comes about, that is what failed`() async throws {
            let refusing = try UnreachableEndpoint.refusing()
            let silent = try UnreachableEndpoint.blackHole()
            defer { withExtendedLifetime((refusing, silent)) {} }
            let probe = NetworkProbe(environment: [:], limit: .milliseconds(300))
            for (endpoint, code) in [(refusing, RegistryClientError.Code.connectRefused), (silent, .connectTimeout)] {
                let seen = await probe.handshake(with: "https://\(endpoint.host)", at: "127.0.0.1", tls: nil)
                #expect(seen.failure?.code == code && seen.failure?.stage == .connect)
            }
        }

        @Test(arguments: ["http://r.example", "r.example", "https://user@r.example"])
        func `What is no https URL is not connected to`(_ url: String) async {
            let seen = await NetworkProbe(environment: [:]).handshake(with: url, at: "127.0.0.1", tls: nil)
            #expect(seen.failure?.code == .endpointInvalid)
        }
    }
}
