public import NIOCore
public import OCI
import Synchronization

/// One blob on its way into containerd.
///
/// The bytes go over one stream of the content service and lie under the name that containerd's own client gives
/// them, so that either goes on where the other ended. One task at a time writes.
public final class ContainerdIngest: Sendable {
    private typealias Stream = GRPCStream<ContentV1.WriteContentRequest, ContentV1.WriteContentResponse>

    private struct State {
        var stream: Stream?
        /// What has been sent, what was there before included.
        var offset: Int64
        /// Messages that containerd has not answered yet.
        var outstanding = 0
        /// Of the bytes that are answered for.
        var digest: String
    }

    /// As many messages may be on their way, unanswered: enough to keep containerd busy, and not more than memory has.
    private static let window = 16
    /// containerd syncs a blob to the disk before it answers; a slow disk may take long for a large one.
    private static let patience = TimeAmount.minutes(10)

    /// The blob.
    public let descriptor: Descriptor

    private let labels: [String: String]
    private let client: ContainerdClient
    private let clock: any Clock<Duration>
    private let state: Mutex<State>

    /// - Throws: `GRPCStatus`, with `alreadyExists` where the blob is there; the clock's errors.
    init(
        _ descriptor: Descriptor,
        labels: [String: String],
        in client: ContainerdClient,
        clock: any Clock<Duration>
    ) async throws {
        self.descriptor = descriptor
        self.labels = labels
        self.client = client
        self.clock = clock
        let (stream, status) = try await Self.open(descriptor, in: client, clock: clock)
        state = Mutex(State(stream: stream, offset: status.offset, digest: status.digest))
    }

    /// Waits while somebody else writes the same blob.
    private static func open(
        _ descriptor: Descriptor,
        in client: ContainerdClient,
        clock: any Clock<Duration>
    ) async throws -> (Stream, ContentV1.WriteContentResponse) {
        var pause = Duration.milliseconds(10)
        while true {
            let stream = try await client.connection.open(ContentV1.write)
            stream.send(request(.stat, of: descriptor))
            do {
                guard let status = try await stream.receive(within: patience) else {
                    throw GRPCStatus(code: .internalError, message: "no answer", method: ContentV1.write.path)
                }
                return (stream, status)
            } catch {
                stream.cancel()
                guard let status = error as? GRPCStatus, status.isLocked else { throw error }
            }
            try await clock.sleep(for: pause)
            pause = min(pause * 2, .milliseconds(500))
        }
    }

    private static func request(
        _ action: ContentV1.WriteAction,
        of descriptor: Descriptor
    ) -> ContentV1.WriteContentRequest {
        var request = ContentV1.WriteContentRequest()
        request.action = action
        request.ref = descriptor.ingestReference
        request.total = descriptor.size
        request.expected = descriptor.digest.description
        return request
    }

    /// How many bytes are held; the transfer continues here.
    public var offset: Int64 { state.withLock { $0.offset } }

    /// Sends bytes behind ``offset``. Waits for containerd only when much is on its way.
    ///
    /// - Throws: ``ContainerdError``.
    public func append(_ bytes: ByteBuffer) async throws {
        try await client.reported {
            let stream = try await stream()
            var request = ContentV1.WriteContentRequest()
            request.action = .write
            request.data = bytes
            let outstanding = state.withLock { state in
                request.offset = state.offset
                state.offset += Int64(bytes.readableBytes)
                state.outstanding += 1
                return state.outstanding
            }
            stream.send(request)
            if outstanding >= Self.window { try await takeAnswer(from: stream) }
        }
    }

    /// Forgets all bytes: containerd takes what comes at offset 0 for a new beginning. The blob stays ours meanwhile.
    public func restart() async throws {
        if let stream = state.withLock({ $0.stream }) {
            // What is on its way would be written behind the new beginning.
            _ = try? await takeAnswers(from: stream)
        }
        state.withLock { state in
            if state.outstanding > 0 {
                state.stream?.cancel()
                state.stream = nil
            }
            state.outstanding = 0
            state.offset = 0
        }
    }

    /// Verifies the blob and makes it visible, with its labels.
    ///
    /// - Throws: `BlobIntegrityError` if containerd's own digest or count of the bytes is another than the descriptor's;
    ///   ``ContainerdError``.
    public func commit() async throws {
        try await client.reported {
            let stream = try await stream()
            try await takeAnswers(from: stream)
            try verify()
            var request = Self.request(.commit, of: descriptor)
            request.offset = offset
            request.labels = labels
            stream.send(request, isLast: true)
            do {
                while try await stream.receive(within: Self.patience) != nil {}
            } catch let status as GRPCStatus where status.code == .alreadyExists {
                // Somebody else was faster. To ask for it once more puts it under our lease.
                if try await client.ingest(descriptor, labels: labels) != nil { throw status }
            }
            state.withLock { $0.stream = nil }
        }
    }

    /// Gives the blob up; bytes that are to be kept wait for the next attempt.
    public func abandon(keepingData: Bool) async {
        let stream = state.withLock { state in
            defer { state.stream = nil }
            return state.stream
        }
        stream?.cancel()
        if !keepingData { try? await client.abort(descriptor.ingestReference) }
    }

    private func verify() throws {
        let state = state.withLock { ($0.offset, $0.digest) }
        let isEmpty = state.0 == 0
        guard state.0 == descriptor.size, isEmpty || state.1 == descriptor.digest.description else {
            throw BlobIntegrityError(
                expectedDigest: descriptor.digest,
                actualDigest: try? Digest(parsing: state.1),
                expectedSize: descriptor.size,
                actualSize: state.0
            )
        }
    }

    private func stream() async throws -> Stream {
        if let stream = state.withLock({ $0.stream }) { return stream }
        let (stream, _) = try await Self.open(descriptor, in: client, clock: clock)
        state.withLock { $0.stream = stream }
        return stream
    }

    private func takeAnswers(from stream: Stream) async throws {
        while state.withLock({ $0.outstanding }) > 0 {
            try await takeAnswer(from: stream)
        }
    }

    private func takeAnswer(from stream: Stream) async throws {
        guard let response = try await stream.receive(within: Self.patience) else {
            throw GRPCStatus(code: .internalError, message: "ended early", method: ContentV1.write.path)
        }
        state.withLock { state in
            state.outstanding -= 1
            state.digest = response.digest
        }
    }
}

extension Descriptor {
    /// What containerd's own client calls the unfinished blob (`remotes.MakeRefKey`).
    var ingestReference: String {
        let kind: String
        if MediaType.isIndex(mediaType) {
            kind = "index"
        } else if MediaType.isManifest(mediaType) {
            kind = "manifest"
        } else if MediaType.isConfiguration(mediaType) {
            kind = "config"
        } else if MediaType.isLayer(mediaType) {
            kind = "layer"
        } else {
            kind = "unknown"
        }
        return "\(kind)-\(digest)"
    }
}
