public import NIOCore

/// How long a client may keep a connection waiting, phase by phase.
public struct TimeLimits: Hashable, Sendable {
    /// From the first byte of a request to the end of its headers.
    public var header: TimeAmount
    /// Without a byte of a body that is being waited for.
    public var body: TimeAmount
    /// Without a request.
    public var idle: TimeAmount
    /// Without progress of an answer: a client that takes less than some kilobytes a second is let go.
    public var sending: TimeAmount

    /// Limits of one's own.
    public init(
        header: TimeAmount = .seconds(10),
        body: TimeAmount = .seconds(60),
        idle: TimeAmount = .seconds(75),
        sending: TimeAmount = .seconds(120)
    ) {
        self.header = header
        self.body = body
        self.idle = idle
        self.sending = sending
    }
}

/// Which limit a connection is under, as a value: events in, the end of the wait out.
struct ConnectionClock: Sendable {
    enum Phase: Hashable, Sendable {
        case idle
        case header
        case body
        /// The server is at work; the client has nothing to do.
        case working
        case sending
        /// The answer is given; what is left of the body is waited for out of politeness.
        case lingering
    }

    private let limits: TimeLimits
    private(set) var phase: Phase = .idle
    private(set) var deadline: NIODeadline

    init(limits: TimeLimits, now: NIODeadline) {
        self.limits = limits
        // A client that connects has a request at hand.
        deadline = now + limits.header
    }

    /// Bytes came that are no whole header yet. Only the first of them moves the deadline.
    mutating func partialHeader(at now: NIODeadline) {
        guard phase == .idle else { return }
        enter(.header, limits.header, now)
    }

    mutating func awaitingBody(at now: NIODeadline) { enter(.body, limits.body, now) }
    mutating func sending(at now: NIODeadline) { enter(.sending, limits.sending, now) }
    mutating func lingering(at now: NIODeadline) { enter(.lingering, limits.header, now) }
    mutating func idle(at now: NIODeadline) { enter(.idle, limits.idle, now) }

    mutating func working() {
        phase = .working
        deadline = .distantFuture
    }

    private mutating func enter(_ phase: Phase, _ limit: TimeAmount, _ now: NIODeadline) {
        self.phase = phase
        deadline = now + limit
    }
}
