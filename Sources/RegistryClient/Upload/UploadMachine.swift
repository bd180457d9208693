import Credentials

/// Decides what comes next in the upload of one blob: no I/O, no clock, no randomness.
///
/// A session is begun, filled in one stream and finished with the digest. When a stream breaks, the registry is asked
/// how much it holds and the rest follows; where it cannot say, a new session begins. A registry that takes no stream
/// gets the blob in one request.
struct UploadMachine: Hashable, Sendable {
    /// One request.
    enum Step: Hashable, Sendable {
        /// `POST`: a new session.
        case begin
        /// `PATCH`: all bytes from a place on.
        case send(HTTPURL, from: Int64)
        /// `PUT` with all bytes.
        case sendAtOnce(HTTPURL)
        /// `GET`: how much is held?
        case ask(HTTPURL)
        /// `PUT` without bytes.
        case finish(HTTPURL)
        /// `HEAD` of the blob: the answer to the last `PUT` was lost.
        case look(HTTPURL)
    }

    /// How a step ended.
    enum Event: Hashable, Sendable {
        /// There is a session.
        case began(HTTPURL, minimumChunk: Int64?)
        /// The bytes went out; `held` is what the registry says of them, if it does.
        case sent(HTTPURL, held: Int64?)
        /// The session is there; `held` is nil where the answer could not be read.
        case told(HTTPURL, held: Int64?)
        /// The registry has the blob, or it has not.
        case looked(isThere: Bool)
        /// It is committed.
        case finished
        /// The step failed, with the status of the answer if there was one.
        case failed(RetryMachine.Failure, status: Int?)
    }

    enum Action: Hashable, Sendable {
        case take(Step)
        case wait(Duration, then: Step)
        case done
        case giveUp
    }

    /// As with what is received: less than this is no progress.
    static let minimumProgress: Int64 = 4096

    private let size: Int64
    private var retry: RetryMachine
    private var isAtOnce = false
    private var step: Step = .begin
    private var session: HTTPURL?
    private var abandoned: HTTPURL?
    /// The most that the registry has held.
    private var farthest: Int64 = 0
    /// How often a session was asked for because of what the registry said, not of a failure on the way.
    private var fruitless = 0

    init(size: Int64, policy: RetryPolicy) {
        self.size = size
        retry = RetryMachine(policy: policy, hasAlternative: false)
    }

    /// The step under way; the first one is to begin.
    var current: Step { step }

    /// The session to be given up when all is lost.
    var openSession: HTTPURL? { session }

    /// The source began anew: what the registry holds is of no use.
    mutating func restarted() -> Step {
        abandoned = session ?? abandoned
        session = nil
        farthest = 0
        return take(.begin)
    }

    /// - Parameter random: in `0..<1`.
    mutating func next(after event: Event, random: Double) -> Action {
        switch event {
        case .began(let location, let minimum):
            session = location
            // A chunk that is smaller than a registry's minimum has to be the last one, and not all know that it is.
            if let minimum, size < minimum { isAtOnce = true }
            if isAtOnce { return .take(take(.sendAtOnce(location))) }
            return .take(take(size == 0 ? .finish(location) : .send(location, from: 0)))
        case .sent(let location, let held):
            session = location
            // All that was meant to go out did; a registry that says nothing else has it.
            return goOn(at: location, holding: held ?? size)
        case .told(let location, let held):
            session = location
            guard let held else { return anew() }
            return goOn(at: location, holding: held)
        case .looked(true), .finished:
            session = nil
            return .done
        case .looked(false):
            guard case .look(let location) = step, !isAtOnce else { return anew() }
            return .take(take(.ask(location)))
        case .failed(let failure, let status):
            return failed(failure, status, random)
        }
    }

    private mutating func goOn(at location: HTTPURL, holding held: Int64) -> Action {
        if held - farthest >= Self.minimumProgress || held == size && held > farthest {
            retry.progressed()
            fruitless = 0
        }
        let isStuck = held <= farthest && held < size
        farthest = max(farthest, held)
        guard (0...size).contains(held) else { return anew() }
        if held == size { return .take(take(.finish(location))) }
        if isStuck {
            fruitless += 1
            guard fruitless < 4 else { return .giveUp }
        }
        return .take(take(.send(location, from: held)))
    }

    /// The session that the next one takes the place of, if it may still be there; once.
    mutating func takeAbandoned() -> HTTPURL? {
        defer { abandoned = nil }
        return abandoned
    }

    private mutating func anew(isGone: Bool = false) -> Action {
        fruitless += 1
        guard fruitless < 4 else { return .giveUp }
        abandoned = isGone ? nil : session
        session = nil
        return .take(take(.begin))
    }

    private mutating func failed(_ failure: RetryMachine.Failure, _ status: Int?, _ random: Double) -> Action {
        switch (step, status) {
        case (.send, 405?), (.send, 411?), (.send, 501?):
            isAtOnce = true
            return anew()
        case (.send, 404?), (.sendAtOnce, 404?), (.finish, 404?):
            return anew(isGone: true)
        case (.send(_, from: 0), 416?), (.sendAtOnce, 401?):
            // A session that will not begin at its beginning holds something: one byte and none look the same.
            return anew()
        case (.ask, _) where failure == .permanent:
            return anew()
        case (.send(let location, _), 416?), (.send(let location, _), 401?), (.finish(let location), 416?):
            fruitless += 1
            return fruitless < 4 ? .take(take(.ask(location))) : .giveUp
        default:
            break
        }
        guard case .retry(let delay) = retry.next(after: failure, random: random) else { return .giveUp }
        return .wait(delay, then: take(stepAfterFailure))
    }

    private var stepAfterFailure: Step {
        switch step {
        case .begin, .ask: step
        case .send(let location, _): .ask(location)
        case .sendAtOnce(let location), .finish(let location): .look(location)
        case .look: step
        }
    }

    private mutating func take(_ next: Step) -> Step {
        step = next
        return next
    }
}
