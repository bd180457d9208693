import Synchronization

/// Counts across tasks.
final class Counter: Sendable {
    private let count = Mutex(0)

    var value: Int { count.withLock { $0 } }

    func increment() {
        count.withLock { $0 += 1 }
    }
}

/// Holds tasks until it is opened.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var arrived = 0
        var held: [CheckedContinuation<Void, Never>] = []
        var watchers: [(Int, CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    func pass() async {
        await withCheckedContinuation { continuation in
            let ready = state.withLock { state in
                state.arrived += 1
                if state.isOpen { state.watchers.append((0, continuation)) } else { state.held.append(continuation) }
                return Self.takeReady(&state)
            }
            for watcher in ready { watcher.resume() }
        }
    }

    /// Returns once `count` tasks have arrived.
    func waiting(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let ready = state.withLock { state in
                state.watchers.append((count, continuation))
                return Self.takeReady(&state)
            }
            for watcher in ready { watcher.resume() }
        }
    }

    func open(whenWaiting count: Int) async {
        await waiting(count)
        let held = state.withLock { state in
            state.isOpen = true
            defer { state.held = [] }
            return state.held
        }
        for continuation in held { continuation.resume() }
    }

    private static func takeReady(_ state: inout State) -> [CheckedContinuation<Void, Never>] {
        let ready = state.watchers.filter { $0.0 <= state.arrived }.map(\.1)
        state.watchers.removeAll { $0.0 <= state.arrived }
        return ready
    }
}

/// A clock on which every wait is over at once, and the time it took is on the clock.
final class LeapingClock: Clock, Sendable {
    struct Instant: InstantProtocol {
        var offset: Duration

        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }

        func duration(to other: Instant) -> Duration { other.offset - offset }

        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private let time = Mutex(Instant(offset: .zero))
    private let waits = Mutex<[Duration]>([])

    var now: Instant { time.withLock { $0 } }
    var minimumResolution: Duration { .zero }
    /// Every wait, in order.
    var sleeps: [Duration] { waits.withLock { $0 } }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        let wait = time.withLock { time in
            defer { time = max(time, deadline) }
            return time.duration(to: deadline)
        }
        waits.withLock { $0.append(wait) }
        await Task.yield()
    }
}
