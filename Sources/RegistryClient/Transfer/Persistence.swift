import Credentials

extension RegistryClient {
    /// Tries one endpoint until `operation` succeeds or the retry machine gives up.
    ///
    /// - Throws: the last ``RequestFailure``, or at once what else `operation` throws.
    func persist<Success>(
        at url: HTTPURL,
        root: String,
        hasAlternative: Bool,
        journey: inout Journey,
        operation: () async throws -> Success
    ) async throws -> Success {
        var machine = RetryMachine(policy: configuration.retry, hasAlternative: hasAlternative)
        while true {
            do {
                return try await attempt(at: url, root: root, journey: &journey, operation: operation)
            } catch let failure as RequestFailure {
                guard failure.error.code != .cancelled else { throw failure }
                if failure.madeProgress { machine.progressed() }
                let action = machine.next(after: failure.kind, random: configuration.random())
                guard case .retry(let delay) = action else { throw failure }
                try await wait(delay, after: failure, at: url)
            }
        }
    }

    /// One try, when it is this task's turn at the host.
    func attempt<Success>(
        at url: HTTPURL,
        root: String,
        journey: inout Journey,
        operation: () async throws -> Success
    ) async throws -> Success {
        try await pause(backoff.turn(for: url.authority, now: timeline.now()))
        let start = timeline.now()
        var attempt = Attempt(endpoint: root, url: url.redacted, status: nil, code: nil, seconds: 0)
        do {
            let success = try await operation()
            backoff.succeeded(url.authority)
            attempt.status = 200
            attempt.seconds = (timeline.now() - start).seconds
            journey.record(attempt)
            return success
        } catch var failure as RequestFailure {
            guard failure.error.code != .cancelled else { throw failure }
            failure.error.endpoint = root
            attempt.status = failure.error.status
            attempt.code = failure.error.code
            attempt.detail = failure.error.detail
            attempt.seconds = (timeline.now() - start).seconds
            journey.record(attempt)
            throw failure
        }
    }

    /// Waits before the next try, and has everybody else wait where the host asked for it.
    func wait(_ delay: Duration, after failure: RequestFailure, at url: HTTPURL) async throws(RequestFailure) {
        if case .throttled = failure.kind, let host = failure.host {
            let now = timeline.now()
            backoff.throttled(host, now: now, until: now + delay)
            // The turn at this very host is the wait.
            if host == url.authority { return }
        }
        try await pause(delay)
    }

    private func pause(_ duration: Duration) async throws(RequestFailure) {
        guard !Task.isCancelled else { throw .cancelled }
        guard duration > .zero else { return }
        do {
            try await timeline.sleep(duration)
        } catch {
            throw .cancelled
        }
    }

    func exchange(_ target: Target, stage: RegistryClientError.Stage) -> Exchange {
        Exchange(
            transport: transport,
            authenticator: authenticator,
            configuration: configuration,
            target: target,
            stage: stage
        )
    }
}
