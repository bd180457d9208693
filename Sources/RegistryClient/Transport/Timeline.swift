/// A clock with its type erased, and its instants counted from the moment this value was made.
package struct Timeline: Sendable {
    /// How long it is since this value was made.
    package let now: @Sendable () -> Duration
    /// Waits.
    package let sleep: @Sendable (Duration) async throws -> Void

    /// The clock behind it.
    package init(_ clock: any Clock<Duration>) {
        self = Self.open(clock)
    }

    private init(now: @escaping @Sendable () -> Duration, sleep: @escaping @Sendable (Duration) async throws -> Void) {
        self.now = now
        self.sleep = sleep
    }

    private static func open(_ clock: some Clock<Duration>) -> Timeline {
        let start = clock.now
        return Timeline(
            now: { start.duration(to: clock.now) },
            sleep: { try await clock.sleep(until: clock.now.advanced(by: $0), tolerance: nil) }
        )
    }
}

extension Duration {
    /// As a number.
    package var seconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) * 1e-18
    }
}
