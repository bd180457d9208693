public import OCI
import Synchronization

/// Counters that the data path adds to and a display samples; nothing on the data path ever waits for a display.
public final class TransferProgress: Sendable {
    /// One blob that is on its way.
    public struct Blob: Hashable, Sendable {
        /// Which blob.
        public let digest: Digest
        /// Its bytes in all.
        public let size: Int64
        /// Bytes held, what an earlier run left included.
        public let received: Int64
    }

    /// Everything at one moment.
    public struct Snapshot: Hashable, Sendable {
        /// Bytes of all blobs that this run fetches.
        public var expected: Int64 = 0
        /// Bytes held so far.
        public var received: Int64 = 0
        /// Those on their way now.
        public var blobs: [Blob] = []
    }

    private final class Counter: Sendable {
        let digest: Digest
        let size: Int64
        let received = Atomic<Int64>(0)

        init(_ descriptor: Descriptor) {
            digest = descriptor.digest
            size = descriptor.size
        }
    }

    private struct State {
        var expected: Int64 = 0
        var finished: Int64 = 0
        var active: [Counter] = []
    }

    private let state = Mutex(State())

    /// Counters at zero.
    public init() {}

    /// The counters now.
    public var snapshot: Snapshot {
        state.withLock { state in
            var snapshot = Snapshot(expected: state.expected, received: state.finished)
            for counter in state.active {
                let received = counter.received.load(ordering: .relaxed)
                snapshot.received += received
                snapshot.blobs.append(Blob(digest: counter.digest, size: counter.size, received: received))
            }
            return snapshot
        }
    }

    func expect(_ bytes: Int64) {
        state.withLock { $0.expected += bytes }
    }

    /// Counts one blob as active; call the result with the bytes held, as often as you like.
    func begin(_ descriptor: Descriptor) -> @Sendable (Int64) -> Void {
        let counter = Counter(descriptor)
        state.withLock { $0.active.append(counter) }
        return { counter.received.store($0, ordering: .relaxed) }
    }

    func end(_ descriptor: Descriptor) {
        state.withLock { state in
            guard let index = state.active.firstIndex(where: { $0.digest == descriptor.digest }) else { return }
            state.finished += state.active.remove(at: index).received.load(ordering: .relaxed)
        }
    }
}
