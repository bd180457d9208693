import NIOSSL
import RegistryTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite("Certificates and TLS")
struct TLSTests {
    private let authority: TestCertificateAuthority

    init() throws {
        self.authority = try TestCertificateAuthority()
    }

    private func registry(
        _ identity: TestIdentity,
        clients: TestCertificateAuthority? = nil
    ) async throws -> TestRegistry {
        try await TestRegistry(tls: TestTLS(identity: identity, clientAuthority: clients))
    }

    @Test(
        "A certificate is good for its names and addresses, and no others",
        arguments: [
            ("registry.test", ["registry.test", "*.wild.test"], [], true), ("a.wild.test", ["*.wild.test"], [], true),
            ("other.test", ["registry.test"], [], false), (nil, [], ["127.0.0.1"], true),
            (nil, [], ["10.0.0.1"], false),
        ] as [(String?, [String], [String], Bool)]
    )
    func names(name: String?, names: [String], addresses: [String], isGood: Bool) async throws {
        let identity = try self.authority.issue(names: names, addresses: addresses)
        try await withTestPeer(try await self.registry(identity)) { registry async throws in
            #expect(registry.origin == "https://\(registry.host)")
            let answer = try? await TLSClient.get(
                port: registry.port,
                trusting: self.authority.certificatePEM,
                name: name
            )
            #expect(answer?.status == (isGood ? 200 : nil))
        }
    }

    @Test(
        "A certificate out of its time is refused",
        arguments: [TestCertificateAuthority.Validity.expired, .notYetValid]
    )
    func validity(validity: TestCertificateAuthority.Validity) async throws {
        let identity = try self.authority.issue(validity: validity)
        try await withTestPeer(try await self.registry(identity)) { registry async throws in
            await #expect(throws: NIOSSLError.self) {
                try await TLSClient.get(port: registry.port, trusting: self.authority.certificatePEM)
            }
        }
    }

    @Test("A certificate of another authority is refused, and the server notes the failure")
    func unknownAuthority() async throws {
        let other = try TestCertificateAuthority(name: "Other")
        try await withTestPeer(try await self.registry(try self.authority.issue())) { registry async throws in
            await #expect(throws: NIOSSLError.self) {
                try await TLSClient.get(port: registry.port, trusting: other.certificatePEM)
            }
            #expect(registry.requests.isEmpty)
        }
    }

    @Test("A client certificate can be demanded, and the request tells whose it was")
    func clientCertificates() async throws {
        let clients = try TestCertificateAuthority(name: "Clients")
        let server = try await self.registry(try self.authority.issue(), clients: clients)
        try await withTestPeer(server) { registry async throws in
            let node = try clients.issueClient(name: "node-1")
            let stranger = try self.authority.issueClient()
            func get(_ identity: TestIdentity?) async throws -> WireResponse {
                try await TLSClient.get(
                    port: registry.port,
                    trusting: self.authority.certificatePEM,
                    certificate: identity.map { ($0.certificatePEM, $0.keyPEM) }
                )
            }
            #expect(try await get(node).status == 200)
            #expect(registry.requests.first?.clientCertificate == node.certificateDER)
            await #expect(throws: (any Error).self) { try await get(nil) }
            await #expect(throws: (any Error).self) { try await get(stranger) }
            #expect(registry.requests.count == 1)
            #expect(registry.server.handshakeFailures.count == 2)
        }
    }

    @Test("Plain HTTP on a TLS port is told so, and kept for the canary")
    func plainText() async throws {
        try await withTestPeer(try await self.registry(try self.authority.issue())) { registry async throws in
            let answer = try exchange(port: registry.port, "/v2/", headers: ["Authorization: Basic eDp5"])
            #expect(answer.response.status == 400)
            #expect(String(decoding: answer.response.body, as: UTF8.self).contains("HTTP request to an HTTPS server"))
            #expect(registry.received.count == 1)
            #expect(registry.server.handshakeFailures == ["plain HTTP"])
        }
    }

    @Test("A handshake can stall")
    func stalledHandshake() async throws {
        let server = try await TestServer(
            tls: TestTLS(identity: try self.authority.issue()),
            connections: { _ in .stall },
            handler: { _ in TestResponse(status: 200) }
        )
        try await withTestPeer(server) { server async throws in
            let client = try WireClient(port: server.port)
            client.send("\u{16}\u{3}\u{1}")
            #expect(client.read(silence: .milliseconds(50)).ending == .open)
        }
    }

    @Test("Faults work under TLS: the body breaks off after n bytes")
    func faults() async throws {
        try await withTestPeer(try await self.registry(try self.authority.issue())) { registry async throws in
            for action in [TestResponse.Action.truncate, .reset] {
                registry.removeFaults()
                registry.inject(.interruption(.afterBody(1), action), on: .ping)
                await #expect(throws: (any Error).self) {
                    try await TLSClient.get(port: registry.port, trusting: self.authority.certificatePEM)
                }
            }
            registry.removeFaults()
            registry.inject(.close(afterBodyBytes: 1), on: .ping)
            let answer = try await TLSClient.get(port: registry.port, trusting: self.authority.certificatePEM)
            #expect(answer.body == Array("{".utf8))
        }
    }

    @Test("PEM files are written, the key for its owner only; what is no address is refused")
    func files() throws {
        let directory =
            FileManager.default.temporaryDirectory.path + "/windlass-pem-\(UInt64.random(in: 0...UInt64.max))"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let identity = try self.authority.issue(names: [], addresses: ["::1", "10.0.0.1"])
        let paths = try identity.write(toDirectory: directory)
        try self.authority.writeCertificate(to: directory + "/ca.crt")
        #expect(try String(contentsOfFile: paths.certificate, encoding: .utf8) == identity.certificatePEM)
        #expect(try String(contentsOfFile: directory + "/ca.crt", encoding: .utf8) == self.authority.certificatePEM)
        let mode = try FileManager.default.attributesOfItem(atPath: paths.key)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(throws: PEMFile.NotWritten.self) { try identity.write(toDirectory: directory + "/none") }
        #expect(throws: TestIdentity.InvalidAddress.self) { try self.authority.issue(addresses: ["1.2.3"]) }
    }
}
