public import NIOCore
public import OCI

extension ContainerdClient {
    /// What containerd knows of a blob.
    public struct ContentInfo: Hashable, Sendable {
        /// In bytes.
        public var size: Int64
        /// Its labels, those that keep what it refers to among them.
        public var labels: [String: String]
    }

    /// Whether a blob is there, and what containerd knows of it.
    ///
    /// - Throws: `not-found`.
    public func info(_ digest: Digest) async throws -> ContentInfo {
        var request = ContentV1.InfoRequest()
        request.digest = digest.description
        let info = try await call(ContentV1.info, request).info ?? ContentV1.Info()
        return ContentInfo(size: info.size, labels: info.labels)
    }

    /// All blobs of the namespace with their sizes.
    public func contents() async throws -> [Digest: Int64] {
        try await reported {
            let stream = try await connection.open(ContentV1.list)
            stream.send(ContentV1.ListContentRequest(), isLast: true)
            var sizes: [Digest: Int64] = [:]
            while let response = try await stream.receive(within: .seconds(120)) {
                for info in response.info {
                    if let digest = try? Digest(parsing: info.digest) { sizes[digest] = info.size }
                }
            }
            return sizes
        }
    }

    /// Adds labels to a blob, or changes them.
    public func label(_ digest: Digest, _ labels: [String: String]) async throws {
        var info = ContentV1.Info()
        info.digest = digest.description
        info.labels = labels
        var mask = GoogleProtobuf.FieldMask()
        mask.paths = labels.keys.sorted().map { "labels.\($0)" }
        var request = ContentV1.UpdateRequest()
        request.info = info
        request.updateMask = mask
        _ = try await call(ContentV1.update, request)
    }

    /// Reads a small blob.
    ///
    /// - Throws: `not-found`, or `too-large` beyond `limit` bytes. The bytes are as containerd has them: it is for the
    ///   caller to verify them.
    public func read(_ digest: Digest, limit: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        try await read(digest) { part in
            guard bytes.count + part.readableBytes <= limit else {
                throw ContainerdError(.failed, address: address, detail: "\(digest) has more than \(limit) bytes")
            }
            bytes += part.readableBytesView
        }
        return bytes
    }

    /// Reads a blob of any size, part by part; nothing more is read while `consume` is at work.
    public func read(
        _ digest: Digest,
        from offset: Int64 = 0,
        _ consume: (ByteBuffer) async throws -> Void
    ) async throws {
        try await reported {
            let stream = try await connection.open(ContentV1.read)
            defer { stream.cancel() }
            var request = ContentV1.ReadContentRequest()
            request.digest = digest.description
            request.offset = offset
            stream.send(request, isLast: true)
            while let response = try await stream.receive(within: .seconds(120)) {
                try await consume(response.data)
            }
        }
    }

    /// Begins to write a blob, or goes on where an earlier attempt ended, containerd's own included. While somebody
    /// else writes the same blob, this waits.
    ///
    /// - Parameters:
    ///   - labels: what the blob gets when it is complete.
    ///   - clock: what sleeps between two looks.
    /// - Returns: nil if the blob is there; under a lease, that holds it from now on.
    public func ingest(
        _ descriptor: Descriptor,
        labels: [String: String],
        clock: some Clock<Duration> = ContinuousClock()
    ) async throws -> ContainerdIngest? {
        do {
            return try await ContainerdIngest(descriptor, labels: labels, in: self, clock: clock)
        } catch let status as GRPCStatus where status.code == .alreadyExists {
            return nil
        } catch let status as GRPCStatus {
            throw ContainerdError(status, address: address)
        }
    }

    /// Forgets an unfinished blob.
    func abort(_ ref: String) async throws {
        var request = ContentV1.AbortRequest()
        request.ref = ref
        _ = try await call(ContentV1.abort, request)
    }

    func reported<Result>(_ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch let status as GRPCStatus {
            throw ContainerdError(status, address: address)
        }
    }
}
