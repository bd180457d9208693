import NIOCore
import OCI
import Registries
import RegistryClient
import RegistryTesting
import Synchronization
import Testing

/// Bytes for an upload, which may be wrong the first few times.
final class UploadSource: Sendable {
    private let content: SampleContent
    private let asked = Mutex<[Int64]>([])

    init(_ content: SampleContent) {
        self.content = content
    }

    /// From where on each time.
    var offsets: [Int64] { asked.withLock { $0 } }

    func send(to destination: any BlobDestination) async throws {
        asked.withLock { $0.append(destination.offset) }
        try await send(content.body, to: destination)
        try await destination.finish()
    }

    func send(_ body: TestBody, to destination: any BlobDestination) async throws {
        while destination.offset < body.size {
            let start = destination.offset
            try await destination.append(ByteBuffer(bytes: body.bytes(in: start..<min(body.size, start + 30_000))))
        }
    }
}

extension ServerTests {
    @Suite("An upload")
    struct UploadTests {
        private static let size = 300_000
        private let content = SampleContent(mediaType: MediaType.ociLayerGzip, body: .generated(size: 300_000, seed: 5))

        private func withRegistry(
            _ faults: [FaultRule] = [],
            _ body: (TestRegistry, Endpoint, RegistryClient) async throws -> Void
        ) async throws {
            try await withTestPeer(try await TestRegistry(faults: faults)) { registry in
                try await Scene.withClient { client in try await body(registry, Scene.endpoint(registry), client) }
            }
        }

        private func upload(
            _ content: SampleContent,
            _ client: RegistryClient,
            _ endpoint: Endpoint
        ) async throws -> (BlobDelivery, UploadSource) {
            let source = UploadSource(content)
            let delivery = try await client.upload(content.descriptor, to: endpoint) { try await source.send(to: $0) }
            return (delivery, source)
        }

        @Test("is one POST, one PATCH and one PUT", arguments: [1, 2, 300_000] as [Int64])
        func plain(_ size: Int64) async throws {
            let content = SampleContent.random(size: size, seed: 9)
            try await withRegistry { registry, endpoint, client in
                let (delivery, _) = try await upload(content, client, endpoint)
                #expect(delivery.bytesUploaded == size)
                #expect(registry.contains(content.digest, repository: Scene.repository))
                #expect(registry.requests.map(\.method) == ["POST", "PATCH", "PUT"])
                #expect(registry.requests[1].headers["Content-Length"] == "\(size)")
                #expect(registry.requests[1].headers["Content-Range"] == "0-\(size - 1)")
                #expect(registry.openUploads == 0)
            }
        }

        @Test("of no bytes has no PATCH")
        func empty() async throws {
            let content = SampleContent(mediaType: MediaType.ociLayer, body: .empty)
            try await withRegistry { registry, endpoint, client in
                _ = try await upload(content, client, endpoint)
                #expect(registry.contains(content.digest, repository: Scene.repository))
                #expect(registry.requests.map(\.method) == ["POST", "PUT"])
            }
        }

        @Test("goes on where it broke off", arguments: [0, 1, 5_000, size / 2, size - 1, size])
        func resumes(_ count: Int) async throws {
            let rule = FaultRule(.halfUpload(bytes: count), on: .upload, .first(1), method: "PATCH")
            try await withRegistry([rule]) { registry, endpoint, client in
                let (_, source) = try await upload(content, client, endpoint)
                #expect(registry.contains(content.digest, repository: Scene.repository))
                let patches = registry.requests(.upload, method: "PATCH")
                // A registry that holds one byte says what one says that holds none, and refuses the first byte again.
                #expect(patches.count == (count == Self.size ? 1 : count == 1 ? patches.count : 2))
                if count > 1, count < Self.size {
                    #expect(patches[1].headers["Content-Range"] == "\(count)-\(Self.size - 1)")
                    #expect(source.offsets == [0, 0])
                }
                #expect(registry.openUploads == 0)
            }
        }

        @Test(
            "survives what passes",
            arguments: [
                ("POST", Fault.status(503)), ("POST", .lostAnswer()), ("POST", .tooManyRequests(retryAfter: "1")),
                ("PATCH", .status(500)), ("PATCH", .lostAnswer()), ("PATCH", .status(404)), ("PATCH", .status(416)),
                ("PATCH", .tooManyRequests(retryAfter: "2")), ("PUT", .status(502)), ("PUT", .lostAnswer()),
                ("PUT", .noAnswer(.reset)), ("PATCH", .header("Range", "0-4999").and(.header("X", nil))),
            ] as [(String, Fault)]
        )
        func passes(_ method: String, _ fault: Fault) async throws {
            try await withRegistry([FaultRule(fault, on: .upload, .first(1), method: method)]) {
                registry,
                endpoint,
                client in
                _ = try await upload(content, client, endpoint)
                #expect(registry.contains(content.digest, repository: Scene.repository))
            }
        }

        @Test("is given up where the registry refuses it, and the session with it", arguments: [400, 403, 413])
        func refused(_ status: Int) async throws {
            try await withRegistry([FaultRule(.status(status), on: .upload, method: "PATCH")]) {
                registry,
                endpoint,
                client in
                let error = await clientError { _ = try await upload(content, client, endpoint) }
                #expect(error?.code == (status == 403 ? .authDenied : .pushRefused))
                #expect(error?.attempts.count == 2)
                #expect(registry.openUploads == 0)
            }
        }

        @Test("goes in one request where there are no streams", arguments: [405, 501])
        func monolithic(_ status: Int) async throws {
            try await withRegistry([FaultRule(.status(status), on: .upload, method: "PATCH")]) {
                registry,
                endpoint,
                client in
                _ = try await upload(content, client, endpoint)
                #expect(registry.contains(content.digest, repository: Scene.repository))
                #expect(registry.requests(.upload, method: "PUT").map(\.body.count) == [Self.size])
            }
        }

        @Test("goes in one request where it is smaller than the smallest chunk")
        func minimumChunk() async throws {
            let rule = FaultRule(.header("OCI-Chunk-Min-Length", "1000000"), on: .upload, method: "POST")
            try await withRegistry([rule]) { registry, endpoint, client in
                _ = try await upload(content, client, endpoint)
                #expect(registry.requests.map(\.method) == ["POST", "PUT"])
            }
        }

        @Test("of wrong bytes is never committed")
        func wrongBytes() async throws {
            try await withRegistry { registry, endpoint, client in
                let source = UploadSource(content)
                let wrong = content.body.flippingByte(at: 7)
                await #expect(throws: BlobIntegrityError.self) {
                    _ = try await client.upload(content.descriptor, to: endpoint) { destination in
                        try await source.send(wrong, to: destination)
                        try await destination.finish()
                    }
                }
                #expect(registry.requests(.upload, method: "PUT").isEmpty)
                #expect(registry.openUploads == 0)
            }
        }

        @Test("begins anew where its source does", arguments: [300_000, 5_000_000] as [Int64])
        func sourceRestarts(_ size: Int64) async throws {
            let content = SampleContent.random(size: size, seed: 5)
            try await withRegistry { registry, endpoint, client in
                let source = UploadSource(content)
                let wrong = content.body.flippingByte(at: 7)
                _ = try await client.upload(content.descriptor, to: endpoint) { destination in
                    try await source.send(wrong, to: destination)
                    do {
                        try await destination.finish()
                    } catch is BlobIntegrityError {
                        try await destination.restart()
                    }
                    try await source.send(to: destination)
                }
                #expect(registry.contains(content.digest, repository: Scene.repository))
                #expect(registry.openUploads == 0)
            }
        }

        @Test(
            "goes from one registry to another, which both break",
            arguments: [(100_000, 200_000), (200_000, 100_000)]
        )
        func fromRegistry(_ sourceBreak: Int64, _ targetBreak: Int) async throws {
            let broken = FaultRule(.halfUpload(bytes: targetBreak), on: .upload, .first(1), method: "PATCH")
            try await withRegistry([broken]) { target, endpoint, client in
                let fault = FaultRule(.reset(afterBodyBytes: sourceBreak), on: .blob(), .first(1), method: "GET")
                try await withTestPeer(try await TestRegistry(faults: [fault])) { registry in
                    registry.add(blob: content, repository: Scene.repository)
                    let plan = try Scene.plan(Scene.endpoint(registry))
                    let descriptor = content.descriptor
                    _ = try await client.upload(descriptor, to: endpoint) { destination in
                        try await client.blob(descriptor, for: plan, into: destination)
                    }
                    #expect(target.contains(content.digest, repository: Scene.repository))
                }
            }
        }

        @Test("gets nothing of a source that is a liar, and the honest mirror's bytes", arguments: [true, false])
        func lyingSource(_ hasMirror: Bool) async throws {
            try await withRegistry { target, endpoint, client in
                let fault = FaultRule(.flippedByte(at: 77), on: .blob(), method: "GET")
                try await withTestPeer(try await TestRegistry(faults: [fault])) { liar in
                    try await withTestPeer(try await TestRegistry()) { mirror in
                        liar.add(blob: content, repository: Scene.repository)
                        if hasMirror { mirror.add(blob: content, repository: Scene.repository) }
                        let plan = try Scene.plan(Scene.endpoint(liar), Scene.endpoint(mirror))
                        let descriptor = content.descriptor
                        do {
                            _ = try await client.upload(descriptor, to: endpoint) { destination in
                                try await client.blob(descriptor, for: plan, into: destination)
                            }
                            #expect(hasMirror)
                        } catch let error as RegistryClientError {
                            #expect(!hasMirror)
                            #expect(error.code == .digestMismatch)
                        }
                        #expect(target.contains(content.digest, repository: Scene.repository) == hasMirror)
                        #expect(target.openUploads == 0)
                    }
                }
            }
        }

        @Test(
            "does not follow a Location to where a redirect may not go",
            arguments: ["http://169.254.1.1/x", "ftp://x/y", "//"]
        )
        func badLocation(_ location: String) async throws {
            let rule = FaultRule(.header("Location", location), on: .upload, method: "POST")
            try await withRegistry([rule]) { registry, endpoint, client in
                let error = await clientError { _ = try await upload(content, client, endpoint) }
                #expect(error?.code == .redirectRefused)
            }
        }

        @Test("takes its secret to nobody whom a Location names")
        func foreignLocation() async throws {
            let login = AuthConfiguration(username: "user", password: Secret("pass-word-1"))
            let users = ["user": "pass-word-1"]
            try await withTestPeer(try await TestRegistry()) { store in
                try await withTestPeer(try await TestRegistry(authentication: .basic(users: users))) { registry in
                    let path = "\(store.origin)/v2/\(Scene.repository)/blobs/uploads/"
                    registry.inject(.header("Location", path + "0"), on: .upload, method: "POST")
                    try await Scene.withClient { client in
                        // The store knows no such upload; what matters is what it was sent.
                        let endpoint = Scene.endpoint(registry, auth: login)
                        _ = await clientError { _ = try await upload(content, client, endpoint) }
                    }
                    #expect(!store.requests.isEmpty)
                    #expect(store.requests.allSatisfy { $0.authorization == nil })
                }
            }
        }

        @Test("asks for a token to push, and to read where it mounts")
        func scopes() async throws {
            let issuer = TestTokenIssuer(users: ["user": "pass-word-1"], allowsAnonymous: false)
            try await withTestPeer(try await TestRegistry(authentication: .bearer(issuer))) { registry in
                registry.add(blob: content, repository: "team/base")
                let login = AuthConfiguration(username: "user", password: Secret("pass-word-1"))
                let endpoint = Scene.endpoint(registry, auth: login)
                try await Scene.withClient { client in
                    let isMounted = try await client.mount(content.descriptor, from: "team/base", to: endpoint)
                    #expect(isMounted)
                    _ = try await upload(SampleContent.random(size: 10, seed: 1), client, endpoint)
                }
                let scopes = registry.requests(.token).map { $0.form("scope") }
                #expect(
                    scopes == [
                        "repository:team/app:pull,push repository:team/base:pull", "repository:team/app:pull,push",
                    ]
                )
            }
        }

        @Test("a token that ends on the way is fetched anew")
        func tokenEnds() async throws {
            let issuer = TestTokenIssuer(users: ["user": "pass-word-1"], allowsAnonymous: false)
            let revoked = Fault { _ in
                issuer.revokeAll()
                return TestResponse(status: 401, headers: [:])
            }
            try await withTestPeer(try await TestRegistry(authentication: .bearer(issuer))) { registry in
                registry.inject(revoked, on: .upload, .first(1), method: "PATCH")
                let login = AuthConfiguration(username: "user", password: Secret("pass-word-1"))
                try await Scene.withClient { client in
                    _ = try await upload(content, client, Scene.endpoint(registry, auth: login))
                }
                #expect(registry.contains(content.digest, repository: Scene.repository))
            }
        }

        @Test("a blob that cannot be mounted leaves no session behind", arguments: ["team/base", "team/other"])
        func mount(_ source: String) async throws {
            try await withRegistry { registry, endpoint, client in
                registry.add(blob: content, repository: "team/base")
                let isMounted = try await client.mount(content.descriptor, from: source, to: endpoint)
                #expect(isMounted == (source == "team/base"))
                #expect(registry.contains(content.digest, repository: Scene.repository) == isMounted)
                #expect(registry.openUploads == 0)
                let isThere = try await client.hasBlob(content.descriptor, at: endpoint)
                #expect(isThere == isMounted)
            }
        }
    }
}
