import Synchronization

/// What a server has seen, bounded in count and bytes.
final class RequestLog: Sendable {
    static let largestCount = 50_000
    static let largestBytes = 64 << 20

    private struct State {
        var requests: [TestRequest] = []
        /// Bytes that were no request: a TLS greeting on a plain port, or what went through a tunnel.
        var otherBytes: [[UInt8]] = []
        var bytes = 0
        var isComplete = true
        var connections = 0
        var handshakeFailures: [String] = []
        var watchers: [(count: Int, continuation: CheckedContinuation<[TestRequest], Never>)] = []
        var isClosed = false

        mutating func admits(_ count: Int) -> Bool {
            guard self.bytes + count <= RequestLog.largestBytes, self.requests.count < RequestLog.largestCount else {
                self.isComplete = false
                return false
            }
            self.bytes += count
            return true
        }
    }

    private let state = Mutex(State())

    var requests: [TestRequest] { self.state.withLock { $0.requests } }
    var connections: Int { self.state.withLock { $0.connections } }
    var handshakeFailures: [String] { self.state.withLock { $0.handshakeFailures } }
    var isComplete: Bool { self.state.withLock { $0.isComplete } }
    var everything: [[UInt8]] { self.state.withLock { $0.requests.map(\.bytes) + $0.otherBytes } }

    func clear() {
        self.state.withLock { state in
            state.requests = []
            state.otherBytes = []
            state.bytes = 0
            state.isComplete = true
        }
    }

    /// The number of the connection, counted from 0.
    func addConnection() -> Int {
        self.state.withLock { state in
            defer { state.connections += 1 }
            return state.connections
        }
    }

    func addHandshakeFailure(_ text: String) {
        self.state.withLock { state in
            if state.handshakeFailures.count < 1_000 { state.handshakeFailures.append(text) }
        }
    }

    func addOther(_ bytes: [UInt8]) {
        self.state.withLock { state in
            if !bytes.isEmpty, state.admits(bytes.count) { state.otherBytes.append(bytes) }
        }
    }

    func add(_ request: TestRequest) {
        let (watchers, requests) = self.state.withLock { state in
            if state.admits(request.bytes.count) { state.requests.append(request) }
            let count = state.requests.count
            let watchers = state.watchers.filter { $0.count <= count }
            state.watchers.removeAll { $0.count <= count }
            return (watchers, watchers.isEmpty ? [] : state.requests)
        }
        for watcher in watchers { watcher.continuation.resume(returning: requests) }
    }

    /// Returns once there are that many requests, or once the server is shut down.
    func requests(atLeast count: Int) async -> [TestRequest] {
        await withCheckedContinuation { continuation in
            let requests = self.state.withLock { state -> [TestRequest]? in
                if state.requests.count >= count || state.isClosed { return state.requests }
                state.watchers.append((count, continuation))
                return nil
            }
            if let requests { continuation.resume(returning: requests) }
        }
    }

    func close() {
        let (watchers, requests) = self.state.withLock { state in
            state.isClosed = true
            defer { state.watchers = [] }
            return (state.watchers, state.requests)
        }
        for watcher in watchers { watcher.continuation.resume(returning: requests) }
    }
}
