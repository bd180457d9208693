import NIOCore
import OCI
import RegistryClient
import Synchronization

/// What all images of a run share: jobs, requests a host, bytes a second.
public final class TransferLimits: Sendable {
    private struct State {
        var queue: PermitQueue
        var waiters: [Int: CheckedContinuation<Bool, Never>] = [:]
    }

    private let state: Mutex<State>
    private let bucket: Mutex<RateBucket?>
    private let clock: any Clock<Duration>
    /// The time since the beginning.
    private let elapsed: @Sendable () -> Duration

    /// - Parameters:
    ///   - jobs: how many blobs and manifests move at once.
    ///   - perHost: how many of them to or from one host.
    ///   - rate: how many bytes a second are read from all sources together; nil for as many as come.
    public convenience init(jobs: Int, perHost: Int, rate: Int64? = nil) {
        self.init(jobs: jobs, perHost: perHost, rate: rate, clock: ContinuousClock())
    }

    init<C: Clock<Duration>>(jobs: Int, perHost: Int, rate: Int64?, clock: C) {
        state = Mutex(State(queue: PermitQueue(jobs: jobs, perHost: perHost)))
        let start = clock.now
        elapsed = { start.duration(to: clock.now) }
        self.clock = clock
        bucket = Mutex(rate.map { RateBucket(rate: $0, at: .zero) })
    }

    /// Runs `body` as soon as there is enough of everything.
    ///
    /// - Throws: `CancellationError` where the task was cancelled while it waited.
    func using<Result>(
        _ resources: Set<PermitQueue.Resource>,
        _ body: () async throws -> Result
    ) async throws -> Result {
        try Task.checkCancellation()
        let (ticket, isGranted) = state.withLock { $0.queue.request(resources) }
        defer { release(ticket) }
        if !isGranted { try await wait(for: ticket) }
        return try await body()
    }

    /// Waits until as many bytes as came may have come.
    func pass(_ bytes: Int) async throws {
        let now = elapsed()
        let wait = bucket.withLock { $0?.take(bytes, at: now) ?? .zero }
        if wait > .zero { try await clock.sleep(for: wait) }
    }

    private func wait(for ticket: Int) async throws {
        let isOurs = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Bool? = state.withLock { state in
                    if state.queue.holds(ticket) { return true }
                    guard !Task.isCancelled else { return false }
                    state.waiters[ticket] = continuation
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: ticket) }?.resume(returning: false)
        }
        guard isOurs else { throw CancellationError() }
    }

    private func release(_ ticket: Int) {
        let ready = state.withLock { state in
            state.queue.release(ticket).compactMap { state.waiters.removeValue(forKey: $0) }
        }
        for continuation in ready { continuation.resume(returning: true) }
    }
}
