import NIOCore
import NIOHTTP1
import NIOPosix
import OCI
import RegistryTesting
import ServiceLifecycle
import Testing

@testable import RegistryServer

@Suite("A server")
struct LifecycleTests {
    private static let loopback = ListenAddress(host: "127.0.0.1", port: 0)

    private func server(_ configure: (inout RegistryServerConfiguration) -> Void) throws -> RegistryServer {
        var configuration = RegistryServerConfiguration(address: Self.loopback, version: "0")
        configure(&configuration)
        return try RegistryServer(
            configuration: configuration,
            storage: try RegistryScene().storage,
            passwordPool: RegistryScene.pool,
            logger: RegistryScene.logger,
            onReady: { _ in }
        )
    }

    @Test("does not let everybody in over an address that others reach", arguments: ["0.0.0.0", "::", "192.0.2.1"])
    func unguarded(host: String) throws {
        let address = ListenAddress(host: host, port: 0)
        let error = #expect(throws: RegistryServerError.self) { try server { $0.address = address } }
        #expect(error == RegistryServerError(.addressUnguarded, subject: address.description))
        _ = try server {
            $0.address = address
            $0.allowsAnonymous = true
        }
    }

    @Test("needs a certificate that can be read")
    func noCertificate() async throws {
        let tls = RegistryServerConfiguration.TLS(
            certificatePath: "/nonexistent/tls.crt",
            keyPath: "/nonexistent/tls.key"
        )
        let error = await #expect(throws: RegistryServerError.self) { try await server { $0.tls = tls }.run() }
        #expect(error?.code == .tlsInvalid)
        #expect(error?.subject == tls.certificatePath)
    }

    @Test("needs an address that is free, for the registry and for operations", arguments: [true, false])
    func occupied(isRegistry: Bool) async throws {
        try await WireScene.run { wire in
            let taken = ListenAddress(host: "127.0.0.1", port: wire.port)
            let error = await #expect(throws: RegistryServerError.self) {
                let second = try server {
                    $0.address = isRegistry ? taken : Self.loopback
                    $0.operationsAddress = isRegistry ? Self.loopback : taken
                }
                try await second.run()
            }
            #expect(error?.code == .addressUnavailable)
            #expect(error?.subject == taken.description)
        }
    }

    @Test("that is shut down finishes what is under way, and ends what is not", .timeLimit(.minutes(1)))
    func gracefulShutdown() async throws {
        let scene = try RegistryScene()
        let (blob, pushed) = (Sample(random: 16 << 20), Sample(random: 1_000))
        try await scene.push(blob)
        try await WireScene.runInGroup(over: scene) { wire, group in
            let transfer = try await wire.talk(receiveBuffer: 65_536) { client in
                client.request("GET", "/v2/a/blobs/\(blob.digest)")
                #expect(client.read(atMost: 1_000).bytes.count == 1_000)
                return client
            }
            let upload = try await wire.talk { client in
                let headers = ["Content-Length: \(pushed.bytes.count)", "Expect: 100-continue"]
                client.request("POST", "/v2/a/blobs/uploads/?digest=\(pushed.digest)", headers)
                #expect(client.response().status == 100)
                return client
            }
            let idle = try await wire.talk { client in
                client.request("GET", "/v2/")
                #expect(client.response().status == 200)
                return client
            }
            await group.triggerGracefulShutdown()
            try await WireScene.blocking {
                #expect(idle.read() == ([], .fin))
                // The listener is closed by a thread of its own; who came before that is sent away.
                for _ in 0..<10_000 {
                    guard let late = try? WireClient(port: wire.port) else { break }
                    #expect(late.read().ending != .open)
                }
                #expect(throws: WireClient.Failure.self) { try WireClient(port: wire.port) }
                upload.send(pushed.bytes)
                let response = upload.response()
                #expect(response.status == 201)
                #expect(response.header("Connection") == "close")
                #expect(upload.read() == ([], .fin))
                let rest = transfer.read()
                #expect(rest.ending == .fin)
                #expect(rest.bytes.suffix(1_000).elementsEqual(blob.bytes.suffix(1_000)))
                #expect(rest.bytes.count > blob.bytes.count - 1_000)
            }
        }
        #expect(try await scene.send(.GET, "/v2/a/blobs/\(pushed.digest)").body == pushed.bytes)
    }

    @Test("that is stopped while clients come and ask just ends", .timeLimit(.minutes(1)))
    func stopped() async throws {
        let scene = try RegistryScene()
        let image = SampleLayers("image", size: 1 << 20)
        try await scene.push(image, as: "v1")
        for round in 0..<10 {
            let clients = try await WireScene.run(over: scene) { wire in
                try await WireScene.blocking {
                    try (0..<40).map { number in
                        let client = try WireClient(port: wire.port)
                        let targets = ["/v2/a/manifests/v1", "/v2/a/blobs/\(image.layer.digest)"]
                        if number % 3 < 2, round % 2 == 0 { client.request("GET", targets[number % 3]) }
                        return client
                    }
                }
            }
            try await WireScene.blocking { for client in clients { #expect(client.read().ending != .open) } }
        }
    }

    @Test("tells of itself on the operations address only, and to nobody whom a name led there")
    func operations() async throws {
        try await WireScene.run {
            $0.operationsAddress = Self.loopback
        } _: { wire in
            let port = try #require(wire.operationsPort)
            try await WireScene.blocking { [registry = wire.port] () throws -> Void in
                func get(_ path: String, _ host: String?, method: String = "GET") throws -> WireResponse {
                    let client = try WireClient(port: port)
                    client.send("\(method) \(path) HTTP/1.1\r\n" + (host.map { "Host: \($0)\r\n" } ?? "") + "\r\n")
                    return client.response(isHead: method == "HEAD")
                }
                for host in ["127.0.0.1:\(port)", "localhost", "[::1]:\(port)", "10.0.0.1", nil] {
                    #expect(try get("/metrics", host).status == 200)
                }
                for path in ["/metrics", "/livez", "/readyz", "/x"] {
                    #expect(try get(path, "evil.example:\(port)").status == 421)
                }
                #expect(try get("/livez", "localhost").body == Array("ok\n".utf8))
                #expect(try get("/readyz", "localhost").body == Array("ok\n".utf8))
                #expect(try get("/v2/", "localhost").status == 404)
                #expect(try get("/metrics", "localhost", method: "POST").status == 405)
                #expect(try get("/metrics", "localhost", method: "HEAD").header("Content-Length") != nil)
                #expect(try exchange(port: registry, "/metrics", headers: ["Connection: close"]).response.status == 404)
            }
            // A request is counted when its answer is sent, and the client may be faster.
            var counted: Double?
            for _ in 0..<1_000 where counted != 1 {
                counted = try await wire.metric(#"requests_total{kind="other",method="GET",code="404"}"#)
            }
            #expect(counted == 1)
            #expect(try await wire.metric("ready") == 1)
        }
    }
}
