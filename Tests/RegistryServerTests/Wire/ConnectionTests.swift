import NIOCore
import NIOHTTP1
import OCI
import RegistryTesting
import Testing

@testable import RegistryServer

@Suite("A connection")
struct ConnectionTests {
    private let scene: RegistryScene
    private let image = SampleLayers("image")
    private var manifest: String { "/v2/a/manifests/v1" }
    private var layer: String { "/v2/a/blobs/\(image.layer.digest)" }

    init() async throws {
        scene = try RegistryScene()
        try await scene.push(image, as: "v1")
    }

    @Test("answers a pipeline in order, whether an answer is at hand or not")
    func pipeline() async throws {
        let (manifest, layer, image) = (manifest, layer, image)
        try await WireScene.run(over: scene) { wire in
            try await wire.talk { client in
                client.request("GET", manifest)
                #expect(client.response().status == 200)
                let targets = [
                    manifest, manifest, layer, manifest, "/v2/a/tags/list", "/v2/none/tags/list", manifest, layer,
                    layer,
                    "/v2/", manifest, "/nothing", manifest,
                ]
                let text = targets.map { "GET \($0) HTTP/1.1\r\nHost: x\r\n\r\n" }.joined()
                for _ in 0..<5 { client.send(text) }
                for target in (0..<5).flatMap({ _ in targets }) {
                    let response = client.response()
                    switch target {
                    case manifest: #expect(response.body == image.manifest.bytes)
                    case layer: #expect(response.body == image.layer.bytes)
                    case "/v2/a/tags/list": #expect(response.body == Array(#"{"name":"a","tags":["v1"]}"#.utf8))
                    case "/v2/": #expect(response.body == Array("{}".utf8))
                    default: #expect(response.status == 404)
                    }
                }
            }
        }
    }

    @Test("says that something is no HTTP after the answers to what was")
    func garbageInPipeline() async throws {
        let layer = layer
        try await WireScene.run(over: scene) { wire in
            try await wire.talk { client in
                client.send("GET \(layer) HTTP/1.1\r\nHost: x\r\n\r\nthis is no request\r\n\r\n")
                #expect(client.response().status == 200)
                #expect(client.read().ending != .open)
            }
            try await wire.talk { client in
                client.send("this is no request\r\n\r\n")
                #expect(client.response().status == 400)
                #expect(client.read().ending != .open)
            }
        }
    }

    @Test("answers a broken chunk once, and ends")
    func brokenChunk() async throws {
        let digest = image.layer.digest
        try await WireScene.run(over: scene) { wire in
            try await wire.talk { client in
                client.send("POST /v2/a/blobs/uploads/?digest=\(digest) HTTP/1.1\r\nHost: x\r\n")
                client.send("Transfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\nzz\r\n")
                #expect(client.response().status == 400)
                let rest = client.read()
                #expect(rest.bytes.isEmpty)
                #expect(rest.ending != .open)
            }
        }
    }

    @Test("answers a client that has already said that it will send no more")
    func halfClosed() async throws {
        let (layer, image) = (layer, image)
        try await WireScene.run(over: scene) { wire in
            try await wire.talk { client in
                client.request("GET", layer)
                client.finishSending()
                #expect(client.response().body == image.layer.bytes)
                #expect(client.read().ending == .fin)
            }
        }
    }

    @Test("ends after an upgrade that it does not take", arguments: ["GET", "CONNECT"])
    func upgrade(method: String) async throws {
        try await WireScene.run(over: scene) { wire in
            try await wire.talk { client in
                let target = method == "CONNECT" ? "registry:443" : "/v2/"
                client.request(method, target, ["Connection: Upgrade", "Upgrade: h2c"])
                let response = client.response()
                #expect(response.header("Connection") == "close")
                #expect(client.read().ending != .open)
            }
        }
    }

    @Test("understands a target in absolute form")
    func absoluteForm() async throws {
        let (manifest, image) = (manifest, image)
        try await WireScene.run(over: scene) { wire in
            try await wire.talk { client in
                client.request("GET", "http://registry.example" + manifest)
                #expect(client.response().body == image.manifest.bytes)
                client.request("GET", "http://registry.example")
                #expect(client.response().status == 404)
            }
        }
    }

    @Test("tells the length of what HEAD leaves out", arguments: [0, 1])
    func head(warm: Int) async throws {
        let targets = [manifest, layer, "/v2/a/tags/list", "/v2/a/manifests/none", "/v2/"]
        try await WireScene.run(over: scene) { wire in
            try await wire.talk { client in
                for target in targets {
                    for _ in 0..<(1 + warm) { client.request("GET", target) }
                    var length: String?
                    for _ in 0..<(1 + warm) { length = client.response().header("Content-Length") }
                    client.request("HEAD", target)
                    #expect(client.response(isHead: true).header("Content-Length") == length)
                }
                client.request("GET", targets[0], ["If-None-Match: *"])
                let unchanged = client.response()
                #expect(unchanged.status == 304)
                #expect(unchanged.header("Content-Length") == nil)
                client.request("GET", "/v2/")
                #expect(client.response().status == 200)
            }
        }
    }

    @Test("lasts as HTTP/1.0 has it", arguments: [true, false])
    func oldVersion(isCached: Bool) async throws {
        let target = isCached ? manifest : layer
        try await WireScene.run(over: scene) { wire in
            try await wire.talk { client in
                for _ in 0..<3 {
                    client.request("GET", target, ["Connection: keep-alive"], version: "HTTP/1.0")
                    let response = client.response()
                    #expect(response.status == 200)
                    #expect(response.header("Connection")?.lowercased() == "keep-alive")
                }
                client.request("GET", target, version: "HTTP/1.0")
                #expect(client.response().status == 200)
                #expect(client.read() == ([], .fin))
            }
        }
    }

    @Test("ends after the answer that says so", arguments: [true, false])
    func close(isCached: Bool) async throws {
        let target = isCached ? manifest : layer
        try await WireScene.run(over: scene) { wire in
            try await wire.talk { client in
                client.request("GET", target)
                #expect(client.response().status == 200)
                client.request("GET", target, ["Connection: close"])
                let response = client.response()
                #expect(response.status == 200)
                #expect(response.header("Connection") == "close")
                #expect(client.read() == ([], .fin))
            }
        }
    }

    @Test("does nothing that is asked for after its end", arguments: [true, false])
    func afterClose(isCached: Bool) async throws {
        let target = isCached ? manifest : layer
        try await WireScene.run(over: scene) { wire in
            try await wire.talk { client in
                client.request("GET", target)
                #expect(client.response().status == 200)
                let close = "GET \(target) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                client.send(close + "DELETE \(target) HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(client.read().ending != .open)
            }
        }
        #expect(try await scene.send(.GET, target).status == 200)
    }

    @Test("asks for a body that waits to be asked for", arguments: ["100-continue", "100-Continue"])
    func expectation(value: String) async throws {
        let blob = Sample("expected")
        try await WireScene.run(over: scene) { wire in
            try await wire.talk { client in
                let headers = ["Expect: \(value)", "Content-Length: \(blob.bytes.count)"]
                client.request("POST", "/v2/a/blobs/uploads/?digest=\(blob.digest)", headers)
                #expect(client.response().status == 100)
                client.send(blob.bytes)
                #expect(client.response().status == 201)
                client.request("GET", "/v2/a/blobs/\(blob.digest)")
                // Not `==`: of a failure the difference of so many bytes would be worked out.
                #expect(client.response().body.elementsEqual(blob.bytes))
            }
        }
    }

    @Test("asks for no body that nobody wants, and none of an HTTP/1.0 client")
    func unwantedExpectation() async throws {
        let blob = Sample("expected")
        try await WireScene.run(over: scene) { wire in
            try await wire.talk { client in
                client.request("PUT", "/v2/a/tags/list", ["Expect: 100-continue", "Content-Length: 9"])
                let response = client.response()
                #expect(response.status == 405)
                #expect(response.header("Connection") == "close")
            }
            try await wire.talk { client in
                let target = "/v2/a/blobs/uploads/?digest=\(blob.digest)"
                client.request("POST", target, ["Expect: 100-continue"], version: "HTTP/1.0", body: blob.bytes)
                #expect(client.response().status == 201)
            }
        }
    }

    @Test("takes a body in chunks")
    func chunked() async throws {
        let blob = Sample(random: 300_000)
        try await WireScene.run(over: scene) { wire in
            try await wire.talk { client in
                client.request("POST", "/v2/a/blobs/uploads/?digest=\(blob.digest)", ["Transfer-Encoding: chunked"])
                for start in stride(from: 0, to: blob.bytes.count, by: 70_000) {
                    let piece = Array(blob.bytes[start..<min(start + 70_000, blob.bytes.count)])
                    let text = String(piece.count, radix: 16) + ";x=y\r\n"
                    client.send(Array(text.utf8) + piece + Array("\r\n".utf8), patience: .seconds(10))
                }
                client.send("0\r\nTrailer: x\r\n\r\n")
                #expect(client.response().status == 201)
                client.request("GET", "/v2/a/blobs/\(blob.digest)")
                // Not `==`: of a failure the difference of so many bytes would be worked out.
                #expect(client.response().body.elementsEqual(blob.bytes))
            }
        }
    }

    @Test("goes on after a small body that nobody wanted, and ends after a large one", arguments: [1_000, 1_000_000])
    func unwantedBody(size: Int) async throws {
        let body = [UInt8](repeating: 1, count: size)
        try await WireScene.run(over: scene) { wire in
            try await wire.talk { client in
                client.request("PUT", "/v2/a/tags/list", body: body)
                let response = client.response()
                #expect(response.status == 405)
                #expect(response.header("Connection") == (size > 256 << 10 ? "close" : nil))
                client.request("GET", "/v2/")
                #expect(client.response().status == (size > 256 << 10 ? nil : 200))
            }
        }
    }

    @Test("tells a client with a large body that it may not, and does not hang")
    func refusedUpload() async throws {
        let scratch = try Scratch()
        let entry = try #require(PasswordHash(password: "sesame", cost: 4)).entry(for: "alice")
        try scratch.write(entry, to: "htpasswd")
        let body = [UInt8](repeating: 1, count: 12 << 20)
        try await WireScene.run { configuration in
            configuration.passwordFile = scratch.path + "/htpasswd"
        } _: { wire in
            try await wire.talk { client in
                client.request("PUT", "/v2/a/blobs/uploads/\(RegistryRouteTests.id)?digest=x", body: body)
                let response = client.response()
                #expect(response.status == 401)
                #expect(response.header("Connection") == "close")
                #expect(response.header("WWW-Authenticate") == #"Basic realm="windlass""#)
                #expect(client.read().ending == .fin)
            }
        }
    }

    @Test("does not take a body without end from a client that may not send it")
    func endlessUpload() async throws {
        let scratch = try Scratch()
        let entry = try #require(PasswordHash(password: "sesame", cost: 4)).entry(for: "alice")
        try scratch.write(entry, to: "htpasswd")
        let body = [UInt8](repeating: 1, count: 128 << 20)
        try await WireScene.run { configuration in
            configuration.passwordFile = scratch.path + "/htpasswd"
        } _: { wire in
            let sent = try await wire.talk { client in
                client.request("PUT", "/v2/a/manifests/x", ["Content-Length: \(body.count)"])
                return client.send(body, patience: .seconds(10))
            }
            #expect(sent < body.count)
        }
    }

    @Test(
        "ends for a client whose request is none",
        arguments: [
            "X: " + String(repeating: "a", count: 100_000),
            (0..<300).map { "X\($0): a" }.joined(separator: "\r\n"),
            "Content-Length: x", "Content-Length: 1\r\nContent-Length: 2",
            "Transfer-Encoding: chunked\r\nContent-Length: 1",
            "X\u{1}: a", "X : a",
        ]
    )
    func malformed(header: String) async throws {
        try await WireScene.run(over: scene) { wire in
            try await wire.talk { client in
                client.send("GET /v2/ HTTP/1.1\r\nHost: x\r\n\(header)\r\n\r\n")
                let (bytes, ending) = client.read()
                #expect(ending != .open)
                #expect([400, 431, nil].contains(WireResponse(bytes).status))
            }
        }
    }

    @Test("that is not read from is not written to without end")
    func backPressure() async throws {
        let (image, scene) = (image, scene)
        let filling = String(repeating: "x", count: 200_000)
        let large = Sample.manifest(config: image.config, annotations: ["filling": filling])
        try await scene.put(large, as: "large")
        try await WireScene.run(over: scene) { configuration in
            configuration.operationsAddress = ListenAddress(host: "127.0.0.1", port: 0)
        } _: { wire in
            try await wire.talk { client in
                client.request("GET", "/v2/a/manifests/large")
                #expect(client.response().status == 200)
            }
            let client = try await wire.talk(receiveBuffer: 4_096) { client in
                let request = Array("GET /v2/a/manifests/large HTTP/1.1\r\nHost: x\r\n\r\n".utf8)
                client.send(Array(repeatElement(request, count: 20_000).joined()), patience: .seconds(1))
                return client
            }
            let label = #"requests_total{kind="manifest",method="GET",code="200"}"#
            // The kernel takes some megabytes for the client, and the server a few more.
            let answered = try #require(try await wire.metric(label))
            #expect(answered < 500)
            withExtendedLifetime(client) {}
        }
    }
}
