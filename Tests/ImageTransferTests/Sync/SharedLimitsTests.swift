import OCI
import Testing

@testable import ImageTransfer

@Suite("Limits that images share")
struct SharedLimitsTests {
    private let digest = Digest(algorithm: .sha256, bytes: Array(repeating: 1, count: 32))

    @Test("as many begin as there are jobs, the others in their order")
    func jobs() {
        var queue = PermitQueue(jobs: 2, perHost: 2)
        let tickets = (0..<4).map { _ in queue.request([.job]) }
        #expect(tickets.map(\.isGranted) == [true, true, false, false])
        #expect(queue.release(tickets[1].ticket) == [tickets[2].ticket])
        #expect(queue.release(tickets[0].ticket) == [tickets[3].ticket])
        #expect(queue.release(tickets[2].ticket) == [])
    }

    @Test("a busy host holds up nobody else, and nobody holds a job while waiting for it")
    func hosts() {
        var queue = PermitQueue(jobs: 3, perHost: 1)
        let first = queue.request([.job, .host("a")])
        let second = queue.request([.job, .host("a"), .host("b")])
        let third = queue.request([.job, .host("b")])
        #expect([first, second, third].map(\.isGranted) == [true, false, true])
        #expect(queue.release(first.ticket) == [])
        #expect(queue.release(third.ticket) == [second.ticket])
    }

    @Test("content goes to a registry once at a time")
    func content() {
        var queue = PermitQueue(jobs: 3, perHost: 3)
        let first = queue.request([.job, .content(digest, origin: "https://a")])
        let second = queue.request([.job, .content(digest, origin: "https://a")])
        let elsewhere = queue.request([.job, .content(digest, origin: "https://b")])
        #expect([first, second, elsewhere].map(\.isGranted) == [true, false, true])
        #expect(queue.release(first.ticket) == [second.ticket])
    }

    @Test("who gives up a place in the queue lets the next one in")
    func withdrawal() {
        var queue = PermitQueue(jobs: 1, perHost: 1)
        let first = queue.request([.job])
        let second = queue.request([.job])
        let third = queue.request([.job])
        #expect(queue.release(second.ticket) == [])
        #expect(queue.release(first.ticket) == [third.ticket])
    }

    @Test("bytes come at the rate, whatever the pieces", arguments: [1_000, 64_000, 250_000])
    func rate(_ piece: Int) {
        var bucket = RateBucket(rate: 100_000, at: .zero)
        var now = Duration.zero
        var taken = 0
        while taken < 1_000_000 {
            taken += piece
            now += bucket.take(piece, at: now)
        }
        let seconds = Double(now.components.seconds) + Double(now.components.attoseconds) / 1e18
        // What was there at first came at once.
        #expect(abs(seconds - Double(taken - 25_000) / 100_000) < 0.001)
    }

    @Test("a pause saves no more than a quarter of a second's bytes")
    func pause() {
        var bucket = RateBucket(rate: 100_000, at: .zero)
        #expect(bucket.take(25_000, at: .seconds(60)) == .zero)
        #expect(bucket.take(50_000, at: .seconds(60)) == .milliseconds(500))
        // A clock that runs back gives nothing.
        #expect(bucket.take(0, at: .seconds(1)) == .milliseconds(500))
    }

    @Test("a wait that is cancelled ends, and holds nothing")
    func cancellation() async throws {
        let limits = TransferLimits(jobs: 1, perHost: 1)
        try await limits.using([.job]) {
            let waiting = Task { try await limits.using([.job]) {} }
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
        }
        try await limits.using([.job]) {}
    }
}
