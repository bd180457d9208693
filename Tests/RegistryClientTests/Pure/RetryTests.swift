import Testing

@testable import RegistryClient

@Suite("The retry machine")
struct RetryMachineTests {
    typealias Failure = RetryMachine.Failure

    @Test(
        "tries as often as the failure deserves",
        arguments: [
            (Failure.permanent, 1, 1), (.refused, 5, 2), (.connectTimeout, 5, 1), (.interrupted, 5, 5),
            (.stalled, 5, 2),
            (.serverError(retryAfter: nil), 5, 2), (.throttled(retryAfter: nil), 5, 5),
            (.throttled(retryAfter: .seconds(2)), 5, 5), (.throttled(retryAfter: .seconds(60)), 5, 5),
            (.throttled(retryAfter: .seconds(61)), 1, 1), (.throttled(retryAfter: .seconds(86_400)), 1, 1),
            (.serverError(retryAfter: .seconds(2)), 5, 1), (.serverError(retryAfter: .seconds(61)), 1, 1),
        ]
    )
    func budget(_ failure: Failure, _ alone: Int, _ withAlternative: Int) {
        #expect(tries(failure, hasAlternative: false) == alone)
        #expect(tries(failure, hasAlternative: true) == withAlternative)
    }

    private func tries(_ failure: Failure, hasAlternative: Bool) -> Int {
        var machine = RetryMachine(policy: RetryPolicy(), hasAlternative: hasAlternative)
        var tries = 1
        while case .retry = machine.next(after: failure, random: 0.5), tries < 100 { tries += 1 }
        return tries
    }

    @Test("waits anywhere below a ceiling that doubles up to a cap", arguments: [0.0, 0.5, 0.999])
    func jitter(_ random: Double) {
        let policy = RetryPolicy(attempts: 10)
        var machine = RetryMachine(policy: policy, hasAlternative: false)
        for ceiling in [0.25, 0.5, 1, 2, 4, 8, 10, 10, 10] {
            let action = machine.next(after: .interrupted, random: random)
            guard case .retry(let delay) = action else {
                Issue.record("gave up")
                return
            }
            #expect(abs(delay.seconds - ceiling * random) < 0.001)
        }
    }

    @Test("never comes back before the server's time", arguments: [0.0, 0.3, 0.999])
    func honoursRetryAfter(_ random: Double) {
        var machine = RetryMachine(policy: RetryPolicy(), hasAlternative: false)
        guard case .retry(let delay) = machine.next(after: .throttled(retryAfter: .seconds(2)), random: random) else {
            Issue.record("gave up")
            return
        }
        #expect(delay >= .seconds(2))
        #expect(delay < .seconds(3))
    }

    @Test("starts anew after progress, and else gives up after five tries")
    func progress() {
        var machine = RetryMachine(policy: RetryPolicy(), hasAlternative: true)
        for _ in 0..<20 {
            machine.progressed()
            #expect(machine.next(after: .interrupted, random: 0) == .retry(after: .zero))
        }
        for _ in 0..<3 { #expect(machine.next(after: .interrupted, random: 0) == .retry(after: .zero)) }
        #expect(machine.next(after: .interrupted, random: 0) == .giveUp)
    }

    @Test(
        "loses less than a second to a broken mirror when there is another",
        arguments: [
            Failure.refused, .serverError(retryAfter: nil),
        ]
    )
    func quickFailover(_ failure: Failure) {
        var machine = RetryMachine(policy: RetryPolicy(), hasAlternative: true)
        var lost = Duration.zero
        while case .retry(let delay) = machine.next(after: failure, random: 0.999) { lost += delay }
        #expect(lost < .seconds(1))
    }
}

@Suite("Retry-After")
struct RetryAfterTests {
    static let now: Int64 = 784_111_777  // Sun, 06 Nov 1994 08:49:37 GMT

    @Test(
        "is read in seconds and as a date",
        arguments: [
            ("2", 2), ("0", 0), (" 7 ", 7), ("86400", 86_400), ("99999999999999", 31_536_000),
            ("Sun, 06 Nov 1994 08:49:47 GMT", 10), ("Sunday, 06-Nov-94 08:49:47 GMT", 10),
            ("Sun Nov  6 08:49:47 1994", 10),
            ("Mon, 07 Nov 1994 08:49:37 GMT", 86_400),
        ]
    )
    func reads(_ text: String, _ seconds: Int) {
        #expect(RetryAfter.parse(text, date: nil, now: Self.now) == .seconds(seconds))
    }

    @Test(
        "is ignored if it says nothing",
        arguments: [
            "", "-1", "soon", "1.5", "Sun, 06 Nov 1994 08:49:27 GMT", "Sun, 99 Nov 1994 08:49:37 GMT", "GMT", "1e9",
            "Sun, 06 Nov 1994 25:49:37 GMT", "Sun, 06 Foo 1994 08:49:37 GMT", "9999999999999999999999",
        ]
    )
    func ignores(_ text: String) {
        #expect(RetryAfter.parse(text, date: nil, now: Self.now) == nil)
    }

    @Test("is measured on the server's own clock")
    func serverClock() {
        let wait = RetryAfter.parse(
            "Sun, 06 Nov 1994 08:49:47 GMT",
            date: "Sun, 06 Nov 1994 08:49:42 GMT",
            now: Self.now + 100_000
        )
        #expect(wait == .seconds(5))
    }

    @Test(
        "dates are those of the calendar",
        arguments: [
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("Tue, 29 Feb 2000 12:00:00 GMT", 951_825_600),
            ("Mon, 23 Nov 2026 00:00:00 GMT", 1_795_392_000), ("Wed, 31 Dec 1969 23:59:59 GMT", -1),
            ("Fri, 01 Mar 2100 00:00:00 GMT", 4_107_542_400),
        ]
    )
    func dates(_ text: String, _ seconds: Int64) {
        #expect(HTTPDate.parse(text) == seconds)
    }
}

@Suite("The back-off of a host")
struct HostBackoffTests {
    @Test("does not hold anybody without a complaint")
    func free() {
        let backoff = HostBackoff(policy: RetryPolicy())
        #expect(backoff.turn(for: "h", now: .zero) == .zero)
        backoff.succeeded("h")
        #expect(backoff.turn(for: "h", now: .zero) == .zero)
    }

    @Test("holds every task of the client, and lets them go in turn")
    func turns() {
        let backoff = HostBackoff(policy: RetryPolicy())
        for _ in 0..<32 { backoff.throttled("h", now: .zero, until: .seconds(2)) }
        let turns = (0..<32).map { _ in backoff.turn(for: "h", now: .zero) }
        #expect(turns[0] == .seconds(2))
        #expect(zip(turns, turns.dropFirst()).allSatisfy { $0 < $1 })
        #expect(turns[31] < .seconds(5))
        #expect(backoff.turn(for: "other", now: .zero) == .zero)
    }

    @Test("ends after a row of good answers")
    func recovery() {
        let backoff = HostBackoff(policy: RetryPolicy())
        backoff.throttled("h", now: .zero, until: .seconds(1))
        for _ in 0..<16 { backoff.succeeded("h") }
        #expect(backoff.turn(for: "h", now: .zero) == .zero)
    }

    /// Transfers against a server that lets `rate` requests a second pass, a burst of as many at first; nothing real
    /// waits.
    @Test("brings many tasks through a narrow door with few requests too many", arguments: 0..<10, [5, 10, 20])
    func narrowDoor(_ seed: Int, _ rate: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let backoff = HostBackoff(policy: RetryPolicy())
        let tasks = 32
        var machines = Array(repeating: RetryMachine(policy: RetryPolicy(), hasAlternative: false), count: tasks)
        var events = (0..<tasks).map { (time: backoff.turn(for: "h", now: .zero), task: $0) }
        var tokens = Double(rate)
        var last = Duration.zero
        var requests = 0
        var succeeded = 0
        while let next = events.indices.min(by: { events[$0].time < events[$1].time }) {
            let event = events.remove(at: next)
            tokens = min(Double(rate), tokens + (event.time - last).seconds * Double(rate))
            last = event.time
            requests += 1
            if tokens >= 1 {
                tokens -= 1
                succeeded += 1
                backoff.succeeded("h")
            } else {
                let failure = RetryMachine.Failure.throttled(retryAfter: nil)
                let action = machines[event.task].next(after: failure, random: .random(in: 0..<1, using: &random))
                guard case .retry(let delay) = action else { continue }
                backoff.throttled("h", now: event.time, until: event.time + delay)
                events.append((event.time + backoff.turn(for: "h", now: event.time), event.task))
            }
        }
        #expect(succeeded == tasks)
        #expect(requests <= tasks * 3)
    }
}
