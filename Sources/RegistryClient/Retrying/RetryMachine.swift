/// Decides, after a failed try on one endpoint, whether and when there is another. No clock, no randomness, no I/O.
struct RetryMachine: Hashable, Sendable {
    /// Failures as far as they differ in how they are tried again.
    enum Failure: Hashable, Sendable {
        /// Nothing will change: names, certificates, credentials, 4xx.
        case permanent
        /// Nobody listens.
        case refused
        /// No answer to the connection attempt; the time is lost already.
        case connectTimeout
        /// The connection broke, or a body ended early.
        case interrupted
        /// The connection was silent for the whole no-progress time.
        case stalled
        /// 5xx, with what `Retry-After` says.
        case serverError(retryAfter: Duration?)
        /// 429, with what `Retry-After` says.
        case throttled(retryAfter: Duration?)
    }

    enum Action: Hashable, Sendable {
        case retry(after: Duration)
        case giveUp
    }

    private let policy: RetryPolicy
    private let hasAlternative: Bool
    private(set) var failures = 0

    /// - Parameter hasAlternative: whether another endpoint is left, which is a better place to go than to wait.
    init(policy: RetryPolicy, hasAlternative: Bool) {
        self.policy = policy
        self.hasAlternative = hasAlternative
    }

    /// Bytes came: the budget is whole again.
    mutating func progressed() {
        failures = 0
    }

    /// - Parameter random: in `0..<1`.
    mutating func next(after failure: Failure, random: Double) -> Action {
        failures += 1
        guard failures < limit(for: failure) else { return .giveUp }
        if let asked = failure.retryAfter {
            guard asked <= policy.retryAfterCap else { return .giveUp }
            if case .serverError = failure, hasAlternative, asked > policy.base * 2 { return .giveUp }
            // Jitter on top, so that those who were sent away together do not come back together.
            return .retry(after: asked + backoff(random: random) / 4)
        }
        return .retry(after: backoff(random: random))
    }

    private func limit(for failure: Failure) -> Int {
        switch failure {
        case .permanent: 1
        case .connectTimeout: hasAlternative ? 1 : policy.attempts
        case .refused, .serverError, .stalled: hasAlternative ? min(2, policy.attempts) : policy.attempts
        case .interrupted, .throttled: policy.attempts
        }
    }

    /// Full jitter: anywhere between nothing and a ceiling that doubles.
    private func backoff(random: Double) -> Duration {
        let doublings = min(failures - 1, 20)
        return min(policy.base * (1 << doublings), policy.cap) * random
    }
}

extension RetryMachine.Failure {
    var retryAfter: Duration? {
        switch self {
        case .serverError(let retryAfter), .throttled(let retryAfter): retryAfter
        case .permanent, .refused, .connectTimeout, .interrupted, .stalled: nil
        }
    }
}
