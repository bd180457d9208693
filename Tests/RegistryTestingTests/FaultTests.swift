import OCI
import RegistryTesting
import Testing

/// Each fault does on the wire what it says, seen through a bare socket.
@Suite("Faults on the wire")
struct FaultTests {
    private static let blob = SampleContent.random(size: 100_000, seed: 5)
    private static let path = "/v2/app/blobs/\(blob.digest)"

    private func fetch(
        _ fault: Fault,
        headers: [String] = ["Connection: close"],
        method: String = "GET"
    ) async throws -> (response: WireResponse, ending: WireClient.Ending, bytes: [UInt8]) {
        try await withTestPeer(try await TestRegistry()) { registry async throws in
            registry.add(blob: Self.blob, repository: "app")
            registry.inject(fault, on: .blob())
            return try exchange(port: registry.port, Self.path, method: method, headers: headers)
        }
    }

    @Test("A break after n bytes delivers exactly n bytes", arguments: [0, 1, 50_000, 99_999] as [Int64])
    func breaks(count: Int64) async throws {
        let expected = Self.blob.body.bytes(in: 0..<count)
        for (fault, ending) in [
            (Fault.reset(afterBodyBytes: count), WireClient.Ending.reset), (.close(afterBodyBytes: count), .fin),
        ] {
            let result = try await self.fetch(fault)
            #expect(result.response.status == 200)
            #expect(result.response.header("Content-Length") == "100000")
            #expect(result.response.body.elementsEqual(expected))
            #expect(result.ending == ending)
        }
    }

    @Test("A reset waits for a slow reader: what comes before it is delivered")
    func resetAfterDelivery() async throws {
        try await withTestPeer(try await TestRegistry()) { registry async throws in
            registry.add(blob: Self.blob, repository: "app")
            registry.inject(.reset(afterBodyBytes: 50_000), on: .blob())
            let client = try WireClient(port: registry.port, receiveBuffer: 4_096)
            client.send("GET \(Self.path) HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(!client.isReset(within: .milliseconds(200)))
            let result = client.read()
            #expect(WireResponse(result.bytes).body.elementsEqual(Self.blob.body.bytes(in: 0..<50_000)))
            #expect(result.ending == .reset)
        }
    }

    @Test("A stall leaves the connection open and silent, and shutdown ends it")
    func stall() async throws {
        try await withTestPeer(try await TestRegistry()) { registry async throws in
            registry.add(blob: Self.blob, repository: "app")
            registry.inject(.stall(afterBodyBytes: 10), on: .blob())
            let client = try WireClient(port: registry.port)
            client.send("GET \(Self.path) HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(client.response(isHead: true).status == 200)
            #expect(client.read(atMost: 10).bytes.count == 10)
            let rest = client.read(silence: .milliseconds(100))
            #expect(rest.bytes.isEmpty && rest.ending == .open)
            await registry.shutdown()
            #expect(client.read().ending == .reset)
        }
    }

    @Test("No answer means not one byte")
    func noAnswer() async throws {
        for (action, ending) in [
            (TestResponse.Action.reset, WireClient.Ending.reset), (.close, .fin), (.truncate, .fin),
        ] {
            let result = try await self.fetch(.noAnswer(action))
            #expect(result.bytes.isEmpty)
            #expect(result.ending == ending)
        }
    }

    @Test("Half a head is that many bytes of it")
    func halfHead() async throws {
        let result = try await self.fetch(.halfHead(bytes: 12, then: .close))
        #expect(String(decoding: result.bytes, as: UTF8.self) == "HTTP/1.1 200")
        #expect(result.ending == .fin)
    }

    @Test("A lying Content-Length is told, and the true body sent", arguments: [-1, 1, 5_000] as [Int64])
    func lyingLength(difference: Int64) async throws {
        let result = try await self.fetch(.contentLength(offBy: difference))
        #expect(result.response.header("Content-Length") == "\(100_000 + difference)")
        #expect(result.response.body.elementsEqual(Self.blob.bytes))
        #expect(result.ending == .fin)
    }

    @Test("Lengths can be doubled, contradicted, and left out")
    func lengths() async throws {
        #expect(try await self.fetch(.secondContentLength("7")).response.headers("Content-Length") == ["7", "100000"])
        let both = try await self.fetch(.chunkedWithLength("5")).response
        #expect(both.header("Content-Length") == "5")
        #expect(both.header("Transfer-Encoding") == "chunked")
        let none = try await self.fetch(.untilClose, headers: [])
        #expect(none.response.header("Content-Length") == nil)
        #expect(none.response.body.elementsEqual(Self.blob.bytes))
        #expect(none.ending == .fin)
        let old = try await self.fetch(.http10, headers: [])
        #expect(old.bytes.starts(with: Array("HTTP/1.0 200 OK\r\n".utf8)))
    }

    @Test("Chunks have the size asked for, and end with their trailers")
    func chunks() async throws {
        let result = try await self.fetch(.chunked(size: 60_000, trailers: ["X-Sum": "1"]))
        var expected = Array("\(String(60_000, radix: 16))\r\n".utf8) + Self.blob.body.bytes(in: 0..<60_000)
        expected += Array("\r\n\(String(40_000, radix: 16))\r\n".utf8) + Self.blob.body.bytes(in: 60_000..<100_000)
        expected += Array("\r\n0\r\nX-Sum: 1\r\n\r\n".utf8)
        #expect(result.response.body.elementsEqual(expected))
        #expect(result.response.header("Trailer") == "X-Sum")
    }

    @Test("One byte is flipped, at the same place of the blob in every part")
    func flippedByte() async throws {
        var expected = Self.blob.bytes
        expected[70_000] ^= 0xff
        let whole = try await self.fetch(.flippedByte(at: 70_000))
        #expect(whole.response.body.elementsEqual(expected))
        let part = try await self.fetch(
            .flippedByte(at: 70_000),
            headers: ["Connection: close", "Range: bytes=69999-70001"]
        )
        #expect(part.response.body == Array(expected[69_999...70_001]))
    }

    @Test("Ranges go wrong in every way")
    func ranges() async throws {
        let bytes = Self.blob.bytes
        let headers = ["Connection: close", "Range: bytes=10-19"]
        func fetch(_ fault: Fault) async throws -> WireResponse {
            try await self.fetch(fault, headers: headers).response
        }

        let ignored = try await fetch(.ignoreRange)
        #expect(ignored.status == 200 && ignored.body.elementsEqual(bytes) && ignored.header("Content-Range") == nil)

        let renamed = try await fetch(.contentRange("bytes 0-9/100000"))
        #expect(renamed.status == 206 && renamed.body == Array(bytes[10...19]))
        #expect(renamed.header("Content-Range") == "bytes 0-9/100000")

        let lying = try await fetch(.shiftedRange(by: 1, honestly: false))
        #expect(lying.body == Array(bytes[11...20]) && lying.header("Content-Range") == "bytes 10-19/100000")

        let honest = try await fetch(.shiftedRange(by: -1, honestly: true))
        #expect(honest.body == Array(bytes[9...18]) && honest.header("Content-Range") == "bytes 9-18/100000")

        let multipart = try await fetch(.multipartRanges)
        #expect(multipart.status == 206 && multipart.header("Content-Range") == nil)
        #expect(multipart.header("Content-Type") == "multipart/byteranges; boundary=part")
        #expect(String(decoding: multipart.body.prefix(8), as: UTF8.self) == "--part\r\n")

        let refused = try await fetch(.rangeNotSatisfiable)
        #expect(refused.status == 416 && refused.header("Content-Range") == "bytes */100000")
    }

    @Test("Statuses carry the distribution-spec's error body, or another")
    func statuses() async throws {
        let limited = try await self.fetch(.tooManyRequests(retryAfter: "86400")).response
        #expect(limited.status == 429 && limited.header("Retry-After") == "86400")
        #expect(String(decoding: limited.body, as: UTF8.self).contains("\"TOOMANYREQUESTS\""))
        #expect(try await self.fetch(.tooManyRequests(retryAfter: nil)).response.header("Retry-After") == nil)
        #expect(String(decoding: try await self.fetch(.denied).response.body, as: UTF8.self).contains("\"DENIED\""))
        let portal = try await self.fetch(.portalPage).response
        #expect(portal.status == 200 && portal.header("Content-Type") == "text/html; charset=utf-8")
        let own = try await self.fetch(.status(503, headers: ["Via": "x"], body: "down")).response
        #expect(own.status == 503 && own.header("Via") == "x" && own.body == Array("down".utf8))
    }

    @Test("Redirects name their target; a loop names itself; a chain ends")
    func redirects() async throws {
        let elsewhere = try await self.fetch(.redirect(to: "file:///etc/passwd", status: 302)).response
        #expect(elsewhere.status == 302 && elsewhere.header("Location") == "file:///etc/passwd")
        let origin = try await self.fetch(.redirect(toOrigin: "http://b:1")).response
        #expect(origin.header("Location") == "http://b:1\(Self.path)")
        #expect(try await self.fetch(.redirectLoop).response.header("Location") == Self.path)
        try await withTestPeer(try await TestRegistry()) { registry async throws in
            registry.add(blob: Self.blob, repository: "app")
            registry.inject(.redirectChain(2), on: .blob())
            var (path, hops) = (Self.path, 0)
            while let next = try exchange(port: registry.port, path, headers: ["Connection: close"]).response
                .header("Location")
            {
                (path, hops) = (next, hops + 1)
            }
            #expect(hops == 2)
        }
    }

    @Test("Odd but legal: informational responses and folded headers")
    func oddities() async throws {
        let informed = try await self.fetch(.informational)
        #expect(informed.bytes.starts(with: Array("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103".utf8)))
        let folded = try await self.fetch(.foldedHeader)
        #expect(String(decoding: folded.bytes.prefix(400), as: UTF8.self).contains("X-Folded: one\r\n two\r\n"))
    }

    @Test("Wrong digest and media type headers; raw bytes as they are; faults combine")
    func headersAndRaw() async throws {
        let wrong = try await self.fetch(.contentDigest("sha256:0").and(.mediaType("text/plain"))).response
        #expect(wrong.header("Docker-Content-Digest") == "sha256:0")
        #expect(wrong.header("Content-Type") == "text/plain")
        #expect(wrong.body.elementsEqual(Self.blob.bytes))
        #expect(try await self.fetch(.contentDigest(nil)).response.header("Docker-Content-Digest") == nil)
        #expect(try await self.fetch(.raw("SSH-2.0-x\r\n")).bytes == Array("SSH-2.0-x\r\n".utf8))
    }

    @Test("A trickle comes in pieces, a delay and a gate hold the answer back")
    func slowness() async throws {
        let slow = try await self.fetch(.trickle(bytes: 30_000, every: .milliseconds(5)))
        #expect(slow.response.body.elementsEqual(Self.blob.bytes))
        let start = ContinuousClock.now
        _ = try await self.fetch(.delay(.milliseconds(50)))
        #expect(start.duration(to: .now) >= .milliseconds(50))

        let gate = TestGate()
        try await withTestPeer(try await TestRegistry(faults: [FaultRule(.hold(gate), on: .ping)])) {
            registry async throws in
            let client = try WireClient(port: registry.port)
            client.send("GET /v2/ HTTP/1.1\r\nHost: x\r\n\r\n")
            await gate.arrivals(atLeast: 1)
            #expect(client.read(silence: .milliseconds(50)).bytes.isEmpty)
            gate.open()
            #expect(client.response().status == 200)
        }
    }

    @Test("A huge body is made while it is read")
    func hugeBody() async throws {
        try await withTestPeer(try await TestRegistry()) { registry async throws in
            registry.add(blob: Self.blob, repository: "app")
            registry.inject(.hugeBody(size: 1 << 40), on: .blob())
            let client = try WireClient(port: registry.port)
            client.send("GET \(Self.path) HTTP/1.1\r\nHost: x\r\n\r\n")
            let part = client.read(atMost: 8 << 20)
            let response = WireResponse(Array(part.bytes.prefix(1_000)))
            #expect(response.header("Content-Length") == "\(Int64(1) << 40)")
            #expect(part.bytes.count == 8 << 20)
        }
    }

    @Test("Breaks come after the head for HEAD too")
    func headRequests() async throws {
        let result = try await self.fetch(.reset(afterBodyBytes: 0), method: "HEAD")
        #expect(result.response.status == 200)
        #expect(result.response.body.isEmpty)
        #expect(result.ending == .reset)
    }

    @Test(
        "A rule takes the occurrences it names",
        arguments: [
            (FaultRule.Occurrences.always, [500, 500, 500, 500]), (.first(2), [500, 500, 200, 200]),
            (.nth(3), [200, 200, 500, 200]), (.range(2...3), [200, 500, 500, 200]), (.from(3), [200, 200, 500, 500]),
        ]
    )
    func occurrences(occurrences: FaultRule.Occurrences, statuses: [Int]) async throws {
        try await withTestPeer(try await TestRegistry()) { registry async throws in
            registry.inject(.status(500), on: .ping, occurrences)
            for status in statuses {
                let answer = try exchange(port: registry.port, "/v2/", headers: ["Connection: close"])
                #expect(answer.response.status == status)
            }
        }
    }

    @Test("Of two rules the first wins, both count, and a method narrows one")
    func twoRules() async throws {
        try await withTestPeer(try await TestRegistry()) { registry async throws in
            registry.inject(.status(500), on: .ping, .first(1))
            registry.inject(.status(404), on: .any, .nth(2))
            registry.inject(.status(410), on: .ping, method: "HEAD")
            let statuses = try ["GET", "GET", "GET", "HEAD"].map { method in
                try exchange(port: registry.port, "/v2/", method: method, headers: ["Connection: close"]).response
                    .status
            }
            #expect(statuses == [500, 404, 200, 410])
            registry.removeFaults()
            #expect(
                try exchange(port: registry.port, "/v2/", method: "HEAD", headers: ["Connection: close"]).response
                    .status
                    == 200
            )
        }
    }
}
