import NIOCore
import OCI
import Registries
import RegistryClient
import RegistryTesting
import Testing

extension ServerTests {
    @Suite("A blob")
    struct BlobTests {
        private static let size: Int64 = 300_000
        private let content = SampleContent(mediaType: MediaType.ociLayerGzip, body: .generated(size: size, seed: 11))

        private func withRegistry(
            _ faults: [FaultRule] = [],
            noProgress: Duration = .seconds(20),
            _ body: (TestRegistry, PullPlan, RegistryClient, LeapingClock) async throws -> Void
        ) async throws {
            try await withTestPeer(try await TestRegistry(faults: faults)) { registry in
                registry.add(blob: content, repository: Scene.repository)
                let clock = LeapingClock()
                let plan = try Scene.plan(Scene.endpoint(registry))
                try await Scene.withClient(.quick(clock: clock, noProgress: noProgress)) { client in
                    try await body(registry, plan, client, clock)
                }
            }
        }

        @Test(
            "goes on at the byte where it broke off",
            arguments: [0, 1, size / 2, size - 1],
            ["reset", "close", "stall"]
        )
        func resumes(_ count: Int64, _ how: String) async throws {
            let fault: Fault =
                switch how {
                case "reset": .reset(afterBodyBytes: count)
                case "close": .close(afterBodyBytes: count)
                default: .stall(afterBodyBytes: count)
                }
            let noProgress: Duration = how == "stall" ? .milliseconds(500) : .seconds(20)
            let rule = FaultRule(fault, on: .blob(), .first(1))
            try await withRegistry([rule], noProgress: noProgress) { registry, plan, client, _ in
                let destination = MemoryDestination(content)
                let transfer = try await client.blob(content.descriptor, for: plan, into: destination)
                #expect(destination.isFinished)
                #expect(destination.restarts == 0)
                #expect(transfer.attempts.count == 2)
                #expect(transfer.bytesDownloaded == Self.size)
                let ranges = registry.requests(.blob()).map { $0.headers["Range"] }
                #expect(ranges.count == 2)
                #expect(ranges[0] == nil)
            }
        }

        @Test("survives twenty breaks with progress between them")
        func manyBreaks() async throws {
            let fault = Fault.reset(afterBodyBytes: 14_000)
            try await withRegistry([FaultRule(fault, on: .blob(), .first(20))]) { registry, plan, client, _ in
                let destination = MemoryDestination(content)
                try await client.blob(content.descriptor, for: plan, into: destination)
                #expect(destination.isFinished)
                #expect(registry.requests(.blob()).count == 21)
            }
        }

        @Test("fails after five tries without progress")
        func noProgress() async throws {
            let fault = Fault { context in
                var response = context.response
                if context.request.headers["Range"] == nil {
                    response.interruptions = [.init(.afterBody(100_000), .reset)]
                }
                return context.request.headers["Range"] == nil ? response : TestResponse.raw([], then: .reset)
            }
            try await withRegistry([FaultRule(fault, on: .blob(), .always)]) { registry, plan, client, _ in
                let error = await clientError {
                    _ = try await client.blob(content.descriptor, for: plan, into: MemoryDestination(content))
                }
                #expect(error?.code == .networkError)
                #expect(registry.requests(.blob()).count <= 6)
                #expect(error?.attempts.count == registry.requests(.blob()).count)
            }
        }

        @Test("is given up when it breaks off and is begun anew again and again", arguments: [true, false])
        func noWayOn(refusesRange: Bool) async throws {
            let fault = Fault { context in
                var response = context.response
                if context.request.headers["Range"] == nil {
                    response.interruptions = [.init(.afterBody(100_000), .reset)]
                    return response
                }
                return refusesRange ? TestResponse(status: 416) : TestResponse(status: 206)
            }
            try await withRegistry([FaultRule(fault, on: .blob(), .always)]) { registry, plan, client, _ in
                let error = await clientError {
                    _ = try await client.blob(content.descriptor, for: plan, into: MemoryDestination(content))
                }
                #expect(error?.code == .networkError)
                #expect(registry.requests(.blob()).count <= 10)
            }
        }

        @Test(
            "is begun anew when a range is not the one asked for",
            arguments: [
                Fault.contentRange("bytes 0-99/300000"), .contentRange(nil), .contentRange("bytes 100-299999/300001"),
                .shiftedRange(by: 1, honestly: true), .multipartRanges, .rangeNotSatisfiable,
            ]
        )
        func wrongRange(_ fault: Fault) async throws {
            try await withRegistry([FaultRule(fault, on: .blob(), .first(1))]) { _, plan, client, _ in
                let destination = MemoryDestination(content, holding: Array(content.bytes.prefix(100)))
                try await client.blob(content.descriptor, for: plan, into: destination)
                #expect(destination.isFinished)
                #expect(destination.restarts == 1)
            }
        }

        @Test("a range that lies about its place is found out and fetched again from the same source")
        func lyingRange() async throws {
            let rule = FaultRule(.shiftedRange(by: 1, honestly: false), on: .blob(), .first(1))
            try await withRegistry([rule]) { _, plan, client, _ in
                let destination = MemoryDestination(content, holding: Array(content.bytes.prefix(100)))
                try await client.blob(content.descriptor, for: plan, into: destination)
                #expect(destination.isFinished)
            }
        }

        @Test("skips what it holds when the server ignores Range")
        func ignoredRange() async throws {
            try await withRegistry([FaultRule(.ignoreRange, on: .blob(), .always)]) { registry, plan, client, _ in
                let destination = MemoryDestination(content, holding: Array(content.bytes.prefix(123_457)))
                try await client.blob(content.descriptor, for: plan, into: destination)
                #expect(destination.isFinished)
                #expect(destination.restarts == 0)
                #expect(registry.requests(.blob()).first?.headers["Range"] == "bytes=123457-")
            }
        }

        @Test("that is held completely needs no request")
        func complete() async throws {
            try await withRegistry { registry, plan, client, _ in
                let destination = MemoryDestination(content, holding: content.bytes)
                let transfer = try await client.blob(content.descriptor, for: plan, into: destination)
                #expect(destination.isFinished)
                #expect(transfer.bytesDownloaded == 0)
                #expect(registry.requests.isEmpty)
            }
        }

        @Test("with earlier bytes that are wrong is fetched anew", arguments: [1000, Int(size), Int(size) + 5])
        func poisoned(_ count: Int) async throws {
            try await withRegistry { _, plan, client, _ in
                let poison = [UInt8](repeating: 0xEE, count: count)
                let destination = MemoryDestination(content, holding: poison)
                try await client.blob(content.descriptor, for: plan, into: destination)
                #expect(destination.isFinished)
            }
        }

        @Test(
            "of the wrong length is never finished",
            arguments: [
                Fault.contentLength(offBy: -10), .hugeBody(size: 400_000), .body("short"),
                .untilClose.and(.body("short")),
                .chunked().and(.hugeBody(size: 300_001)), .http10.and(.body("short")),
            ]
        )
        func wrongLength(_ fault: Fault) async throws {
            try await withRegistry([FaultRule(fault, on: .blob(), .always)]) { registry, plan, client, _ in
                let destination = MemoryDestination(content)
                let error = await clientError {
                    _ = try await client.blob(content.descriptor, for: plan, into: destination)
                }
                #expect(!destination.isFinished)
                #expect(error?.attempts.isEmpty == false)
                #expect(registry.requests(.blob()).count <= 6)
            }
        }

        @Test(
            "arrives in every framing of HTTP/1",
            arguments: [
                Fault.chunked(size: 1000, trailers: ["X-T": "1"]), .untilClose, .http10, .informational,
                .trickle(bytes: 60_000, every: .milliseconds(50)),
            ]
        )
        func framings(_ fault: Fault) async throws {
            try await withRegistry([FaultRule(fault, on: .blob(), .always)]) { _, plan, client, _ in
                let destination = MemoryDestination(content)
                try await client.blob(content.descriptor, for: plan, into: destination)
                #expect(destination.isFinished)
            }
        }

        @Test("that came compressed for the way is refused")
        func contentEncoding() async throws {
            let rule = FaultRule(.header("Content-Encoding", "gzip"), on: .blob(), .always)
            try await withRegistry([rule]) { registry, plan, client, _ in
                let error = await clientError {
                    _ = try await client.blob(content.descriptor, for: plan, into: MemoryDestination(content))
                }
                #expect(error?.code == .contentEncoded)
                #expect(registry.requests.allSatisfy { $0.headers["Accept-Encoding"] == nil })
            }
        }

        @Test(
            "waits as long as the server asks, and no longer than a minute",
            arguments: [
                ("2", 2.0, true), ("60", 60, true), ("86400", 0, false), ("garbage", 0, true), ("-1", 0, true),
            ]
        )
        func retryAfter(_ value: String, _ seconds: Double, _ succeeds: Bool) async throws {
            let rule = FaultRule(.tooManyRequests(retryAfter: value), on: .blob(), .first(1))
            try await withRegistry([rule]) { registry, plan, client, clock in
                let destination = MemoryDestination(content)
                do {
                    try await client.blob(content.descriptor, for: plan, into: destination)
                } catch let error as RegistryClientError {
                    #expect(error.code == .rateLimited)
                    #expect(error.retryAfter == .seconds(86_400))
                }
                #expect(destination.isFinished == succeeds)
                #expect(registry.requests(.blob()).count == (succeeds ? 2 : 1))
                #expect(clock.now.offset >= .seconds(seconds))
                #expect(clock.now.offset < .seconds(seconds + 2))
            }
        }

        @Test("comes through a registry that turns every one of many away once")
        func throttled() async throws {
            let blobs = (0..<32).map { seed in
                SampleContent(mediaType: MediaType.ociLayerGzip, body: .generated(size: 5000, seed: UInt64(seed)))
            }
            let rules = blobs.map { blob in
                FaultRule(.tooManyRequests(retryAfter: nil), on: .blob(blob.digest.description), .first(1))
            }
            try await withRegistry(rules) { registry, plan, client, _ in
                for blob in blobs { registry.add(blob: blob, repository: Scene.repository) }
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for blob in blobs {
                        group.addTask {
                            try await client.blob(blob.descriptor, for: plan, into: MemoryDestination(blob))
                        }
                    }
                    try await group.waitForAll()
                }
                #expect(registry.requests(.blob()).count == 64)
            }
        }

        @Test("is not asked for any more once its task is cancelled")
        func cancellation() async throws {
            let gate = TestGate()
            try await withRegistry([FaultRule(.hold(gate), on: .blob(), .always)]) { _, plan, client, _ in
                let destination = MemoryDestination(content)
                await withTaskGroup(of: Void.self) { group in
                    group.addTask {
                        let error = await clientError {
                            _ = try await client.blob(content.descriptor, for: plan, into: destination)
                        }
                        #expect(error?.code == .cancelled)
                    }
                    await gate.arrivals(atLeast: 1)
                    group.cancelAll()
                }
                gate.open()
            }
        }

        @Test("whose destination fails fails with the destination's error")
        func destinationError() async throws {
            struct DiskFull: Error {}
            struct Full: BlobDestination {
                var offset: Int64 { 0 }
                func append(_ bytes: ByteBuffer) throws { throw DiskFull() }
                func restart() throws {}
                func finish() async throws {}
            }
            try await withRegistry { registry, plan, client, _ in
                await #expect(throws: DiskFull.self) {
                    try await client.blob(content.descriptor, for: plan, into: Full())
                }
                #expect(registry.requests.count == 1)
            }
        }

        @Test("of no bytes is a blob like any other")
        func empty() async throws {
            let nothing = SampleContent(mediaType: MediaType.ociLayer, body: .empty)
            try await withTestPeer(try await TestRegistry()) { registry in
                registry.add(blob: nothing, repository: Scene.repository)
                let destination = MemoryDestination(nothing)
                try await Scene.withClient { client in
                    try await client.blob(
                        nothing.descriptor,
                        for: Scene.plan(Scene.endpoint(registry)),
                        into: destination
                    )
                }
                #expect(destination.isFinished)
            }
        }
    }
}
