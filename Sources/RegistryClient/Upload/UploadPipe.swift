import NIOCore
import OCI
import Synchronization

/// Between a blob's source and the request that sends it on: at most a megabyte waits here, so that the slower of the
/// two sets the pace. Every byte is hashed on its way in.
final class UploadPipe: BlobDestination {
    /// The registry's side is gone: the source has to stop, and to go on later from another place.
    struct Broken: Error {}
    /// The source's side is gone, or has begun anew.
    struct Withdrawn: Error {}

    private enum Side: Hashable {
        case producer
        case consumer
    }

    private enum End {
        case open
        /// All is in, and right.
        case complete
        case withdrawn
        case broken
    }

    private struct State {
        var hash: HashTrail
        var position: Int64
        /// Bytes yet to come that the registry holds already.
        var skip: Int64
        var queue: [ByteBuffer] = []
        var queued = 0
        var end = End.open
        /// How often the source has begun anew.
        var generation = 0
        var waiters: [Side: CheckedContinuation<Void, Never>] = [:]

        mutating func wakeBoth() -> [CheckedContinuation<Void, Never>] {
            defer { waiters = [:] }
            return Array(waiters.values)
        }
    }

    static let capacity = 1 << 20

    private let descriptor: Descriptor
    private let state: Mutex<State>

    /// - Parameters:
    ///   - hash: of what was sent before; it goes back to a place at or before `held`.
    ///   - held: how many bytes the registry holds.
    init(_ descriptor: Descriptor, hash: HashTrail, held: Int64) {
        self.descriptor = descriptor
        var hash = hash
        let position = hash.rewind(to: held)
        state = Mutex(State(hash: hash, position: position, skip: held - position))
    }

    /// What has been hashed, for the next pipe.
    var hash: HashTrail { state.withLock { $0.hash } }

    // MARK: - the source's side

    var offset: Int64 { state.withLock { $0.position } }

    func append(_ bytes: ByteBuffer) async throws {
        try await room()
        let waiter: CheckedContinuation<Void, Never>? = try state.withLock { state in
            guard state.end == .open else { throw Broken() }
            let count = Int64(bytes.readableBytes)
            guard state.position + count <= descriptor.size else {
                throw mismatch(size: state.position + count, digest: nil)
            }
            bytes.withUnsafeReadableBytes { state.hash.update($0) }
            state.position += count
            var rest = bytes
            let dropped = min(state.skip, count)
            rest.moveReaderIndex(forwardBy: Int(dropped))
            state.skip -= dropped
            if rest.readableBytes > 0 {
                state.queue.append(rest)
                state.queued += rest.readableBytes
            }
            return state.waiters.removeValue(forKey: .consumer)
        }
        waiter?.resume()
    }

    func restart() async throws {
        let waiters = try state.withLock { state in
            guard state.end != .broken else { throw Broken() }
            state.hash = HashTrail(descriptor.digest.algorithm)
            (state.position, state.skip, state.queue, state.queued) = (0, 0, [], 0)
            state.generation += 1
            state.end = .open
            return state.wakeBoth()
        }
        for waiter in waiters { waiter.resume() }
    }

    func finish() async throws {
        let waiters = try state.withLock { state in
            guard state.end != .broken else { throw Broken() }
            let digest = state.hash.digest
            guard state.position == descriptor.size, digest == descriptor.digest else {
                throw mismatch(size: state.position, digest: digest)
            }
            state.end = .complete
            return state.wakeBoth()
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Nothing more comes; what the registry has is not wanted.
    func withdraw() { close(.withdrawn) }

    // MARK: - the registry's side

    /// Another number each time that the source begins anew.
    var generation: Int { state.withLock { $0.generation } }

    /// The bytes, up to the end that the source makes of them; none of those that come after it began anew.
    func bytes(of generation: Int) -> Bytes { Bytes(pipe: self, generation: generation) }

    /// Whether all bytes went through, be they right or wrong.
    var isDrained: Bool { state.withLock { $0.position == descriptor.size && $0.queue.isEmpty } }

    /// Waits for what the source makes of the bytes that went through: a registry may answer before it has spoken.
    func verdict(on generation: Int) async throws {
        while state.withLock({ $0.end == .open && $0.generation == generation }) {
            try await wait(.consumer) { $0.end == .open && $0.generation == generation }
        }
    }

    /// Waits until there is something to send.
    ///
    /// - Returns: false if there will be nothing.
    func hasBytes() async throws -> Bool {
        while state.withLock({ $0.end == .open && $0.queue.isEmpty }) {
            try await wait(.consumer) { $0.end == .open && $0.queue.isEmpty }
        }
        return state.withLock { $0.end == .open || $0.end == .complete }
    }

    /// Nothing more can be taken.
    func breakOff() { close(.broken) }

    struct Bytes: AsyncSequence, AsyncIteratorProtocol, Sendable {
        let pipe: UploadPipe
        let generation: Int

        func makeAsyncIterator() -> Bytes { self }

        func next() async throws -> ByteBuffer? { try await pipe.take(generation) }
    }

    private func take(_ generation: Int) async throws -> ByteBuffer? {
        while true {
            let (bytes, waiter, isOver) = try state.withLock { state in
                guard state.generation == generation else { throw Withdrawn() }
                if !state.queue.isEmpty, state.end != .withdrawn {
                    let bytes = state.queue.removeFirst()
                    state.queued -= bytes.readableBytes
                    return (bytes as ByteBuffer?, state.waiters.removeValue(forKey: .producer), false)
                }
                switch state.end {
                case .open: return (nil, nil, false)
                case .complete: return (nil, nil, true)
                case .withdrawn, .broken: throw Withdrawn()
                }
            }
            waiter?.resume()
            if bytes != nil || isOver { return bytes }
            try await wait(.consumer) { $0.queue.isEmpty && $0.end == .open && $0.generation == generation }
        }
    }

    // MARK: -

    private func room() async throws {
        while state.withLock({ $0.queued >= Self.capacity && $0.end == .open }) {
            try await wait(.producer) { $0.queued >= Self.capacity && $0.end == .open }
        }
    }

    /// Suspends until somebody changes the state, unless `isNeeded` no longer holds.
    private func wait(
        _ side: Side,
        while isNeeded: @Sendable (State) -> Bool
    ) async throws {
        try Task.checkCancellation()
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let waits = state.withLock { state in
                    guard isNeeded(state), !Task.isCancelled else { return false }
                    state.waiters[side] = continuation
                    return true
                }
                if !waits { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: side) }?.resume()
        }
        try Task.checkCancellation()
    }

    private func close(_ end: End) {
        let waiters = state.withLock { state in
            if state.end == .open || end == .broken && state.end == .complete { state.end = end }
            return state.wakeBoth()
        }
        for waiter in waiters { waiter.resume() }
    }

    private func mismatch(size: Int64, digest: Digest?) -> BlobIntegrityError {
        BlobIntegrityError(
            expectedDigest: descriptor.digest,
            actualDigest: digest,
            expectedSize: descriptor.size,
            actualSize: size
        )
    }
}

/// The hash of bytes that come in order, with states on the way to go back to.
struct HashTrail: Sendable {
    /// So much is fetched twice at most when an upload goes on.
    static let stride: Int64 = 4 << 20

    private var hash: RunningHash
    private var position: Int64 = 0
    private var stops: [(position: Int64, hash: RunningHash)]

    init(_ algorithm: Digest.Algorithm) {
        hash = RunningHash(algorithm)
        stops = [(0, hash)]
    }

    var digest: Digest { hash.digest }

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        hash.update(bytes)
        position += Int64(bytes.count)
        if position - (stops.last?.position ?? 0) >= Self.stride { stops.append((position, hash)) }
    }

    /// - Returns: the place to go on from, at or before the one asked for.
    mutating func rewind(to place: Int64) -> Int64 {
        if place == position { return position }
        while stops.count > 1, let last = stops.last, last.position > place { stops.removeLast() }
        (position, hash) = stops[stops.count - 1]
        return position
    }
}
