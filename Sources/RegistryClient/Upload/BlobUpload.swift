import Credentials
import OCI
import Registries

/// One blob on its way to a registry, from a source that can be asked for its bytes more than once.
struct BlobUpload {
    typealias Source = @Sendable (any BlobDestination) async throws -> Void

    let requests: UploadRequests
    let source: Source
    private var client: RegistryClient { requests.client }
    private var descriptor: Descriptor { requests.descriptor }
    private var machine: UploadMachine
    private var journey = Journey()
    private var hash: HashTrail
    private var sent: Int64 = 0

    init(_ requests: UploadRequests, source: @escaping Source) {
        self.requests = requests
        self.source = source
        machine = UploadMachine(size: requests.descriptor.size, policy: requests.client.configuration.retry)
        hash = HashTrail(requests.descriptor.digest.algorithm)
    }

    /// - Returns: the bytes that the source gave, those given twice included, and every request made.
    mutating func run() async throws -> (bytes: Int64, attempts: [Attempt]) {
        do {
            var step = machine.current
            while let next = try await advance(step) { step = next }
            return (sent, journey.attempts)
        } catch {
            // Whatever became of it: bytes that nobody comes back for must not stay with the registry.
            for session in [machine.takeAbandoned(), machine.openSession].compactMap(\.self) {
                await requests.cancel(session)
            }
            if let failure = error as? RequestFailure {
                var error = failure.error
                error.attempts = journey.attempts
                error.endpoint = error.endpoint ?? requests.endpoint.url
                throw error
            }
            throw error
        }
    }

    /// Takes a step, and waits where a failure asks for that.
    ///
    /// - Returns: the next one; nil when the blob is there.
    private mutating func advance(_ step: UploadMachine.Step) async throws -> UploadMachine.Step? {
        let event: UploadMachine.Event
        var failure: RequestFailure?
        do {
            event = try await take(step)
        } catch let error as RequestFailure {
            guard error.error.code != .cancelled, error.error.stage != .integrity else { throw error }
            event = .failed(error.kind, status: error.error.status)
            failure = error
        }
        switch machine.next(after: event, random: client.configuration.random()) {
        case .take(let next): return next
        case .done: return nil
        case .wait(let delay, let next):
            if let failure { try await client.wait(delay, after: failure, at: try requests.root) }
            return next
        case .giveUp:
            if let failure { throw failure }
            let url = try requests.root.redacted
            throw RequestFailure(RegistryClientError(.noProgress, stage: .upload, url: url, detail: "Range"))
        }
    }

    private mutating func take(_ step: UploadMachine.Step) async throws -> UploadMachine.Event {
        switch step {
        case .begin:
            if let session = machine.takeAbandoned() { await requests.cancel(session) }
            return try await attempt(try requests.root) { requests in
                guard case .session(let location, let minimum) = try await requests.begin(mountingFrom: nil) else {
                    return .finished
                }
                return .began(location, minimumChunk: minimum)
            }
        case .send(let location, let offset): return try await stream(to: location, from: offset)
        case .sendAtOnce(let location): return try await stream(to: location, from: 0)
        case .ask(let location):
            return try await attempt(location) { requests in
                let (location, held) = try await requests.ask(location)
                return .told(location, held: held)
            }
        case .finish(let location):
            if descriptor.size == 0 { try await verifyEmpty() }
            return try await attempt(location) { requests in
                try await requests.finish(location)
                return .finished
            }
        case .look(let location):
            return try await attempt(location) { requests in
                .looked(
                    isThere: try await requests.client.hasBlob(
                        requests.descriptor,
                        at: requests.target,
                        requests.endpoint
                    )
                )
            }
        }
    }

    private mutating func attempt(
        _ url: HTTPURL,
        _ operation: (UploadRequests) async throws -> UploadMachine.Event
    ) async throws -> UploadMachine.Event {
        let requests = requests
        return try await client.attempt(at: url, root: requests.endpoint.url, journey: &journey) {
            try await operation(requests)
        }
    }

    /// Even no bytes have a digest.
    private func verifyEmpty() async throws {
        let pipe = UploadPipe(descriptor, hash: hash, held: 0)
        try await source(pipe)
    }

    // MARK: - the stream

    private enum Side: Sendable {
        case source((any Error)?)
        case registry(Registry)
    }

    /// What the registry's side comes to.
    private struct Registry: Sendable {
        var machine: UploadMachine
        var journey: Journey
        var result: Result<UploadMachine.Event, RequestFailure>

        var isSuccess: Bool { if case .success = result { true } else { false } }
    }

    /// Source and registry at work at the same time, until both are done.
    private mutating func stream(to location: HTTPURL, from offset: Int64) async throws -> UploadMachine.Event {
        let pipe = UploadPipe(descriptor, hash: hash, held: offset)
        let start = pipe.offset
        let (source, machine, journey) = (source, machine, journey)
        var registry: Registry?
        var sourceFailure: (any Error)?
        let driver = self
        await withTaskGroup(of: Side.self) { group in
            group.addTask {
                do {
                    try await source(pipe)
                    return .source(nil)
                } catch {
                    return .source(error)
                }
            }
            group.addTask { .registry(await driver.send(pipe, machine, journey)) }
            for await side in group {
                switch side {
                case .source(let error?):
                    // What comes after the registry's side has ended is its consequence.
                    if registry == nil { sourceFailure = error }
                    pipe.withdraw()
                    group.cancelAll()
                case .source(nil): break
                case .registry(let side):
                    registry = side
                    // An answer before all was sent leaves the source with nobody to send to, as a failure does.
                    guard !side.isSuccess || pipe.offset < descriptor.size else { break }
                    pipe.breakOff()
                    group.cancelAll()
                }
            }
        }
        sent += max(0, pipe.offset - start)
        hash = pipe.hash
        guard let registry else { throw CancellationError() }
        self.machine = registry.machine
        self.journey = registry.journey
        if let sourceFailure { throw sourceFailure }
        return try registry.result.get()
    }

    /// The registry's side: one request, or another one each time that the source begins anew.
    private func send(_ pipe: UploadPipe, _ machine: UploadMachine, _ journey: Journey) async -> Registry {
        var registry = Registry(machine: machine, journey: journey, result: .failure(.cancelled))
        while true {
            let generation = pipe.generation
            do {
                let event = try await send(
                    pipe.bytes(of: generation),
                    registry.machine.current,
                    &registry.journey
                )
                if pipe.isDrained { try await pipe.verdict(on: generation) }
                guard pipe.generation != generation else {
                    registry.result = .success(event)
                    return registry
                }
            } catch let failure as RequestFailure {
                guard pipe.generation != generation else {
                    registry.result = .failure(failure)
                    return registry
                }
            } catch {
                registry.result = .failure(.cancelled)
                return registry
            }
            let begin = registry.machine.restarted()
            do {
                // A source that begins anew may have nothing more to say.
                guard try await pipe.hasBytes() else { return registry }
                try await anew(begin, &registry)
            } catch let failure as RequestFailure {
                registry.result = .failure(failure)
                return registry
            } catch {
                registry.result = .failure(.cancelled)
                return registry
            }
        }
    }

    private func anew(_ begin: UploadMachine.Step, _ registry: inout Registry) async throws {
        var copy = self
        copy.machine = registry.machine
        copy.journey = registry.journey
        defer { (registry.machine, registry.journey) = (copy.machine, copy.journey) }
        var step = begin
        while case .begin = step {
            guard let next = try await copy.advance(step) else { return }
            step = next
        }
    }

    private func send(
        _ bytes: UploadPipe.Bytes,
        _ step: UploadMachine.Step,
        _ journey: inout Journey
    ) async throws -> UploadMachine.Event {
        switch step {
        case .send(let location, let offset):
            return try await client.attempt(at: location, root: requests.endpoint.url, journey: &journey) {
                let (next, held) = try await requests.patch(location, from: offset, body: bytes)
                return .sent(next, held: held)
            }
        case .sendAtOnce(let location):
            return try await client.attempt(at: location, root: requests.endpoint.url, journey: &journey) {
                try await requests.put(location, body: bytes)
                return .finished
            }
        default:
            return .finished
        }
    }
}
