import NIOCore
import NIOHTTP1
import OCI
import RegistryTesting
import Testing

@testable import RegistryServer

@Suite("The patience with a client")
struct LimitTests {
    private static let short = TimeAmount.milliseconds(80)

    private func limited(_ limit: WritableKeyPath<TimeLimits, TimeAmount>) -> TimeLimits {
        var limits = TimeLimits(header: .seconds(60), body: .seconds(60), idle: .seconds(60), sending: .seconds(60))
        limits[keyPath: limit] = Self.short
        return limits
    }

    @Test("that says nothing ends")
    func silent() async throws {
        try await WireScene.run {
            $0.limits = limited(\.header)
        } _: { wire in
            try await wire.talk { client in
                let (bytes, ending) = client.read()
                #expect(bytes.isEmpty)
                #expect(ending == .fin)
            }
        }
    }

    @Test("that does not come to the end of its header ends with 408", arguments: ["G", "GET /v2/ HTTP/1.1\r\nHost"])
    func header(text: String) async throws {
        try await WireScene.run {
            $0.limits = limited(\.header)
        } _: { wire in
            try await wire.talk { client in
                client.send(text)
                let (bytes, ending) = client.read()
                #expect(WireResponse(bytes).status == 408)
                #expect(WireResponse(bytes).header("Connection") == "close")
                #expect(ending == .fin)
            }
        }
    }

    @Test("that sends its header byte by byte ends all the same")
    func drippingHeader() async throws {
        try await WireScene.run {
            $0.limits = limited(\.header)
        } _: { wire in
            try await wire.talk { client in
                client.send("GET /v2/ HTTP/1.1\r\nX: ")
                var ending = WireClient.Ending.open
                for _ in 0..<1_000 where ending == .open {
                    client.send("a")
                    ending = client.read(silence: .milliseconds(10)).ending
                }
                #expect(ending != .open)
            }
        }
    }

    @Test("that stops within its body ends with 408, and what came is kept", arguments: [0, 10])
    func body(sent: Int) async throws {
        let scene = try RegistryScene()
        let upload = try await scene.begin()
        try await WireScene.run(over: scene) {
            $0.limits = limited(\.body)
        } _: { wire in
            try await wire.talk { client in
                client.request("PATCH", upload, ["Content-Length: 100"])
                client.send([UInt8](repeating: 1, count: sent))
                let (bytes, ending) = client.read()
                #expect(WireResponse(bytes).status == 408)
                #expect(ending == .fin)
            }
            // The request's task gives the upload back when it learns of the end.
            var answer = try await scene.send(.PATCH, upload, ["Content-Range": "\(sent)-\(sent)"], body: [2])
            for _ in 0..<10_000 where answer.status == 409 {
                await Task.yield()
                answer = try await scene.send(.PATCH, upload, ["Content-Range": "\(sent)-\(sent)"], body: [2])
            }
            #expect(answer.status == 202)
        }
    }

    @Test("that sends its body slowly, but sends it, goes on")
    func slowBody() async throws {
        let blob = Sample(random: 60)
        var limits = limited(\.idle)
        limits.body = .milliseconds(300)
        try await WireScene.run {
            $0.limits = limits
        } _: { wire in
            try await wire.talk { client in
                client.request("POST", "/v2/a/blobs/uploads/?digest=\(blob.digest)", ["Content-Length: 60"])
                var answer: [UInt8] = []
                for byte in blob.bytes {
                    client.send([byte])
                    answer += client.read(silence: .milliseconds(10)).bytes
                }
                #expect(WireResponse(answer + client.read().bytes).status == 201)
            }
        }
    }

    @Test("that was answered and asks no more ends", arguments: ["/v2/", "/v2/a/manifests/v1"])
    func idle(target: String) async throws {
        let scene = try RegistryScene()
        try await scene.push(SampleLayers("image"), as: "v1")
        try await WireScene.run(over: scene) {
            $0.limits = limited(\.idle)
        } _: { wire in
            try await wire.talk { client in
                client.request("GET", target)
                #expect(client.response().status == 200)
                let (bytes, ending) = client.read()
                #expect(bytes.isEmpty)
                #expect(ending == .fin)
            }
        }
    }

    @Test("that takes nothing of its answer ends")
    func sending() async throws {
        let scene = try RegistryScene()
        let blob = Sample(random: 16 << 20)
        try await scene.push(blob)
        try await WireScene.run(over: scene) { configuration in
            configuration.limits = limited(\.sending)
            configuration.operationsAddress = ListenAddress(host: "127.0.0.1", port: 0)
        } _: { wire in
            let client = try await wire.talk(receiveBuffer: 4_096) { client in
                client.request("GET", "/v2/a/blobs/\(blob.digest)")
                #expect(client.read(atMost: 100).bytes.count == 100)
                return client
            }
            let end = ContinuousClock.now + .seconds(20)
            while try await wire.metric("connections") != 0, ContinuousClock.now < end {}
            #expect(try await wire.metric("connections") == 0)
            let received = try await WireScene.blocking { client.read() }
            #expect(received.ending != .open)
            #expect(received.bytes.count < blob.bytes.count)
        }
    }
}
