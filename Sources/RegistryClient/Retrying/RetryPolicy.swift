/// How often and how long a request is tried again.
public struct RetryPolicy: Hashable, Sendable {
    /// Tries on one endpoint without a byte of progress between them.
    public var attempts: Int
    /// The ceiling of the first wait; it doubles with each try.
    public var base: Duration
    /// The ceiling of every wait that the server did not ask for.
    public var cap: Duration
    /// The longest wait that a server may ask for; beyond it the try counts as failed at once.
    public var retryAfterCap: Duration

    /// A policy; without arguments the one that Windlass uses.
    public init(
        attempts: Int = 5,
        base: Duration = .milliseconds(250),
        cap: Duration = .seconds(10),
        retryAfterCap: Duration = .seconds(60)
    ) {
        self.attempts = attempts
        self.base = base
        self.cap = cap
        self.retryAfterCap = retryAfterCap
    }
}
