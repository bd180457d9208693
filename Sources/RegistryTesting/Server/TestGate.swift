import Synchronization

/// A gate in the middle of a response: the server stops there until the test opens it.
public final class TestGate: Sendable {
    private struct State {
        var isOpen = false
        var arrivals = 0
        var passengers: [@Sendable () -> Void] = []
        var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    /// Makes a closed gate.
    public init() {}

    /// Lets everything through that waits or will come.
    public func open() {
        let passengers = self.state.withLock { state in
            state.isOpen = true
            defer { state.passengers = [] }
            return state.passengers
        }
        for passenger in passengers { passenger() }
    }

    /// Returns once that many responses have come to the gate since it was made.
    public func arrivals(atLeast count: Int) async {
        await withCheckedContinuation { continuation in
            let isThere = self.state.withLock { state in
                if state.arrivals >= count { return true }
                state.watchers.append((count, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    func pass(_ passenger: @escaping @Sendable () -> Void) {
        let (isOpen, watchers) = self.state.withLock { state in
            state.arrivals += 1
            if !state.isOpen { state.passengers.append(passenger) }
            let arrivals = state.arrivals
            let watchers = state.watchers.filter { $0.count <= arrivals }
            state.watchers.removeAll { $0.count <= arrivals }
            return (state.isOpen, watchers)
        }
        for watcher in watchers { watcher.continuation.resume() }
        if isOpen { passenger() }
    }
}
