import OCI
import Registries
import RegistryClient
import RegistryTesting
import Testing

extension ServerTests {
    @Suite("TLS")
    struct TLSTests {
        private let image = SampleImage.linux(architecture: "amd64", layers: [1000], seed: 8)

        private func withFiles(_ body: (String, TestCertificateAuthority) async throws -> Void) async throws {
            let directory = try TemporaryDirectory.make()
            defer { TemporaryDirectory.remove(directory) }
            let authority = try TestCertificateAuthority()
            try authority.writeCertificate(to: directory + "/ca.pem")
            try await body(directory, authority)
        }

        private func outcome(
            _ identity: TestIdentity,
            _ tls: TLSSettings?,
            client: TestCertificateAuthority? = nil
        ) async throws
            -> RegistryClientError?
        {
            let tls = tls
            let peer = try await TestRegistry(tls: TestTLS(identity: identity, clientAuthority: client))
            return try await withTestPeer(peer) { registry in
                registry.add(image, repository: Scene.repository, tag: "1.0")
                do {
                    try await Scene.withClient { client in
                        _ = try await client.manifest(for: Scene.plan(Scene.endpoint(registry, tls: tls)))
                    }
                    return nil
                } catch let error as RegistryClientError {
                    #expect(error.attempts.count == 1)
                    return error
                }
            }
        }

        @Test("trusts the extra authority for its endpoint, and nobody else")
        func authority() async throws {
            try await withFiles { directory, authority in
                let identity = try authority.issue(names: [], addresses: ["127.0.0.1"])
                #expect(try await outcome(identity, TLSSettings(caFile: directory + "/ca.pem")) == nil)
                let error = try await outcome(identity, nil)
                #expect(error?.code == .tlsUnknownCA)
                #expect(error?.certificate?.fingerprint.count == 64)
                #expect(error?.certificate?.subject == "127.0.0.1")
                #expect(error?.certificate?.issuer == "Test Authority")
                #expect(error?.certificate?.names == ["127.0.0.1"])
                #expect(try await outcome(identity, TLSSettings(insecureSkipVerify: true)) == nil)
            }
        }

        @Test("tells an expired certificate from one of another host")
        func expiredAndWrongHost() async throws {
            try await withFiles { directory, authority in
                let tls = TLSSettings(caFile: directory + "/ca.pem")
                let expired = try authority.issue(names: [], addresses: ["127.0.0.1"], validity: .expired)
                #expect(try await outcome(expired, tls)?.code == .tlsExpired)
                let early = try authority.issue(names: [], addresses: ["127.0.0.1"], validity: .notYetValid)
                #expect(try await outcome(early, tls)?.code == .tlsExpired)
                let other = try authority.issue(names: ["other.example"], addresses: [])
                let error = try await outcome(other, tls)
                #expect(error?.code == .tlsHostname, "\(error as Any)")
            }
        }

        @Test("shows a client certificate where one is configured, and names the want of it")
        func clientCertificate() async throws {
            try await withFiles { directory, authority in
                let identity = try authority.issue(names: [], addresses: ["127.0.0.1"])
                let files = try authority.issueClient(name: "node-1").write(toDirectory: directory)
                let tls = TLSSettings(
                    caFile: directory + "/ca.pem",
                    certFile: files.certificate,
                    keyFile: files.key
                )
                #expect(try await outcome(identity, tls, client: authority) == nil)
                let bare = TLSSettings(caFile: directory + "/ca.pem")
                #expect(try await outcome(identity, bare, client: authority)?.code == .tlsClientCertificate)
            }
        }

        @Test("does not carry the client certificate to a redirect's target")
        func clientCertificateStays() async throws {
            try await withFiles { directory, authority in
                let identity = try authority.issue(names: [], addresses: ["127.0.0.1"])
                let files = try authority.issueClient(name: "node-1").write(toDirectory: directory)
                let tls = TLSSettings(caFile: directory + "/ca.pem", certFile: files.certificate, keyFile: files.key)
                let blob = image.layers[0]
                let storage = try await TestServer(tls: TestTLS(identity: identity)) { _ in
                    TestResponse(status: 200, body: .bytes(blob.bytes))
                }
                try await withTestPeer(storage) { storage in
                    let peer = try await TestRegistry(tls: TestTLS(identity: identity, clientAuthority: authority))
                    try await withTestPeer(peer) { registry in
                        registry.inject(.redirect(to: storage.origin + "/b"), on: .blob(), .always)
                        let plan = try Scene.plan(Scene.endpoint(registry, tls: tls))
                        let error = await clientError {
                            try await Scene.withClient { client in
                                _ = try await client.blob(blob.descriptor, for: plan, into: MemoryDestination(blob))
                            }
                        }
                        // Not even the endpoint's authority is trusted there.
                        #expect(error?.code == .tlsUnknownCA)
                        let hosts = [storage.host: ConfiguredHost(tls: TLSSettings(caFile: directory + "/ca.pem"))]
                        let destination = MemoryDestination(blob)
                        try await Scene.withClient(.quick(hosts: hosts)) { client in
                            try await client.blob(blob.descriptor, for: plan, into: destination)
                        }
                        #expect(destination.isFinished)
                        #expect(storage.requests.allSatisfy { $0.clientCertificate == nil })
                    }
                }
            }
        }

        @Test(
            "says which file cannot be read",
            arguments: [
                (TLSSettings(caFile: "/nowhere/ca.pem"), "ca-file-unreadable", "/nowhere/ca.pem"),
                (TLSSettings(caFile: "/dev/null"), "ca-file-unreadable", "/dev/null"),
                (TLSSettings(certFile: "/x"), "client-certificate-unreadable", "key_file"),
                (TLSSettings(keyFile: "/x"), "client-certificate-unreadable", "cert_file"),
            ]
        )
        func unreadable(_ tls: TLSSettings, _ code: String, _ detail: String) async throws {
            let plan = try Scene.plan(Scene.endpoint("https://127.0.0.1:1", tls: tls))
            try await Scene.withClient { client in
                let error = await clientError { _ = try await client.manifest(for: plan) }
                #expect(error?.code.rawValue == code)
                #expect(error?.detail == detail)
                #expect(error?.stage == .configuration)
            }
        }

        @Test("is told from plain HTTP, both ways")
        func crossed() async throws {
            try await withFiles { directory, authority in
                let identity = try authority.issue(names: [], addresses: ["127.0.0.1"])
                let plain = try PlainPort()
                defer { plain.shutdown() }
                let plan = try Scene.plan(Scene.endpoint("https://127.0.0.1:\(plain.port)"))
                let error = await clientError {
                    try await Scene.withClient { client in _ = try await client.manifest(for: plan) }
                }
                #expect(error?.code == .httpToHTTPS, "\(error as Any)")
                try await withTestPeer(try await TestRegistry(tls: TestTLS(identity: identity))) { secure in
                    let plan = try Scene.plan(Scene.endpoint("http://\(secure.host)"))
                    let error = await clientError {
                        try await Scene.withClient { client in _ = try await client.manifest(for: plan) }
                    }
                    #expect(error?.code == .httpsToHTTP, "\(error as Any)")
                }
            }
        }

        @Test("that never answers is given up in time")
        func handshakeStall() async throws {
            let authority = try TestCertificateAuthority()
            let identity = try authority.issue(names: [], addresses: ["127.0.0.1"])
            let server = try await TestServer(tls: TestTLS(identity: identity), connections: { _ in .stall }) { _ in
                TestResponse(status: 200)
            }
            try await withTestPeer(server) { server in
                var configuration = RegistryClientConfiguration.quick()
                configuration.connectTimeout = .milliseconds(300)
                configuration.retry.attempts = 1
                let plan = try Scene.plan(Scene.endpoint("https://\(server.host)"))
                let error = await clientError {
                    try await Scene.withClient(configuration) { client in _ = try await client.manifest(for: plan) }
                }
                #expect(error?.code == .connectTimeout)
            }
        }
    }
}

extension ServerTests {
    @Suite("Through a proxy")
    struct ProxyTests {
        private let image = SampleImage.linux(architecture: "amd64", layers: [1000], seed: 8)

        private func withNetwork(
            credentials: String? = nil,
            name: String = "registry.corp.example",
            validity: TestCertificateAuthority.Validity = .valid,
            trusted: Bool = true,
            authentication: TestAuthentication = .none,
            auth: AuthConfiguration? = nil,
            _ body: (TestProxy, TestRegistry, PullPlan) async throws -> Void
        ) async throws {
            let directory = try TemporaryDirectory.make()
            defer { TemporaryDirectory.remove(directory) }
            let authority = try TestCertificateAuthority()
            try authority.writeCertificate(to: directory + "/ca.pem")
            let identity = try authority.issue(names: [name], addresses: [], validity: validity)
            let peer = try await TestRegistry(tls: TestTLS(identity: identity), authentication: authentication)
            try await withTestPeer(peer) { registry in
                registry.add(image, repository: Scene.repository, tag: "1.0")
                let proxy = try await TestProxy(
                    configuration: .init(credentials: credentials, routes: ["registry.corp.example:443": registry.host])
                )
                try await withTestPeer(proxy) { proxy in
                    let tls = trusted ? TLSSettings(caFile: directory + "/ca.pem") : nil
                    let plan = try Scene.plan(Scene.endpoint("https://registry.corp.example", auth: auth, tls: tls))
                    try await body(proxy, registry, plan)
                }
            }
        }

        @Test("an image arrives, and the proxy's login stays with the proxy")
        func works() async throws {
            try await withNetwork(credentials: "proxy-user:proxy-secret") { proxy, registry, plan in
                let url = "http://proxy-user:proxy-secret@\(proxy.host)"
                try await Scene.withClient(.quick(environment: ["https_proxy": url])) { client in
                    _ = try await client.manifest(for: plan)
                }
                #expect(proxy.requests.map(\.method) == ["CONNECT"])
                #expect(registry.requests.allSatisfy { $0.headers["Proxy-Authorization"] == nil })
            }
        }

        @Test("no secret of the registry is in a CONNECT request")
        func secrets() async throws {
            let canary = Canary()
            let auth = AuthConfiguration(username: "user", password: Secret(canary.secret))
            let authentication = TestAuthentication.basic(users: ["user": canary.secret])
            try await withNetwork(authentication: authentication, auth: auth) { proxy, registry, plan in
                try await Scene.withClient(.quick(environment: ["HTTPS_PROXY": proxy.url])) { client in
                    _ = try await client.manifest(for: plan)
                }
                #expect(registry.requests.last?.authorization != nil)
                #expect(proxy.requests.allSatisfy { $0.method == "CONNECT" && $0.authorization == nil })
                #expect(canary.sightings(in: [proxy]).isEmpty)
                #expect(proxy.receivedIsComplete)
            }
        }

        enum BadCertificate: CaseIterable {
            case expired, early, otherHost, unknownAuthority

            var code: RegistryClientError.Code {
                switch self {
                case .expired, .early: .tlsExpired
                case .otherHost: .tlsHostname
                case .unknownAuthority: .tlsUnknownCA
                }
            }

            var validity: TestCertificateAuthority.Validity {
                switch self {
                case .expired: .expired
                case .early: .notYetValid
                case .otherHost, .unknownAuthority: .valid
                }
            }
        }

        @Test(
            "a certificate's fault is seen as without one",
            arguments: BadCertificate.allCases,
            [nil, "user:password"]
        )
        func badCertificate(_ fault: BadCertificate, _ login: String?) async throws {
            let name = fault == .otherHost ? "other.corp.example" : "registry.corp.example"
            try await withNetwork(
                credentials: login,
                name: name,
                validity: fault.validity,
                trusted: fault != .unknownAuthority
            ) { proxy, registry, plan in
                let url = "http://\(login.map { $0 + "@" } ?? "")\(proxy.host)"
                let error = await clientError {
                    try await Scene.withClient(.quick(environment: ["HTTPS_PROXY": url])) { client in
                        _ = try await client.manifest(for: plan)
                    }
                }
                #expect(error?.code == fault.code)
                #expect(error?.stage == .tls)
                let certificate = try #require(error?.certificate)
                #expect(certificate.subject == name)
                #expect(certificate.issuer == "Test Authority")
                #expect(certificate.names == [name])
                #expect(certificate.summary.hasPrefix("\(name), issued by \"Test Authority\", names \(name), valid 20"))
                // One for the request and one for the look at the certificate.
                #expect(proxy.requests.map(\.method) == ["CONNECT", "CONNECT"])
                #expect(registry.requests.isEmpty)
            }
        }

        @Test("a refusal names the variable", arguments: [true, false])
        func refused(_ wantsLogin: Bool) async throws {
            try await withNetwork(credentials: wantsLogin ? "user:password" : nil) { proxy, _, plan in
                var environment = ["HTTPS_PROXY": proxy.url]
                var plan = plan
                if !wantsLogin { plan = try Scene.plan(Scene.endpoint("https://unknown.example")) }
                environment["NO_PROXY"] = "other.example"
                let error = await clientError {
                    try await Scene.withClient(.quick(environment: environment)) { client in
                        _ = try await client.manifest(for: plan)
                    }
                }
                #expect(error?.code == .proxyRefused)
                #expect(error?.stage == .proxy)
                #expect(error?.detail == "HTTPS_PROXY")
                if wantsLogin { #expect(error?.status == 407) }
            }
        }

        @Test("of a kind that is not spoken nothing is sent")
        func unsupported() async throws {
            let plan = try Scene.plan(Scene.endpoint("https://registry.corp.example"))
            let environment = ["HTTPS_PROXY": "https://user:hush@proxy.example:3129"]
            let error = await clientError {
                try await Scene.withClient(.quick(environment: environment)) { client in
                    _ = try await client.manifest(for: plan)
                }
            }
            #expect(error?.code == .proxyUnsupported)
            #expect(error?.detail == "HTTPS_PROXY: https")
        }

        @Test("that is down the proxy is to blame")
        func down() async throws {
            let nowhere = try UnreachableEndpoint.refusing()
            defer { withExtendedLifetime(nowhere) {} }
            let plan = try Scene.plan(Scene.endpoint("https://registry.corp.example"))
            let error = await clientError {
                try await Scene.withClient(.quick(environment: ["HTTPS_PROXY": nowhere.host])) { client in
                    _ = try await client.manifest(for: plan)
                }
            }
            #expect(error?.code == .connectRefused)
            #expect(error?.stage == .proxy)
        }
    }
}
