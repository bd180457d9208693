/// So many bytes a second, over any length of time: a token bucket that may be overdrawn, for bytes that came came.
struct RateBucket: Sendable {
    /// Bytes a second.
    let rate: Int64
    /// How many bytes may come at once after a pause.
    let capacity: Double
    private var level: Double
    private var last: Duration

    /// A full bucket.
    ///
    /// - Parameter now: since any fixed moment.
    init(rate: Int64, at now: Duration) {
        self.rate = max(1, rate)
        capacity = Double(self.rate) / 4
        level = capacity
        last = now
    }

    /// Takes bytes that have come.
    ///
    /// - Returns: how long to wait before taking more.
    mutating func take(_ bytes: Int, at now: Duration) -> Duration {
        level = min(capacity, level + Double(rate) * max(.zero, now - last).seconds)
        last = max(last, now)
        level -= Double(bytes)
        return level >= 0 ? .zero : .seconds(-level / Double(rate))
    }
}

extension Duration {
    fileprivate var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
