import NIOCore
import NIOHTTP1
import OCI
import Synchronization

/// A manifest ready to be sent.
struct ManifestAnswer: Sendable {
    let headers: HTTPHeaders
    let body: RegistryResponse.Body
    /// The entity tag.
    let tag: String
    /// The value of `Content-Length`.
    let length: String

    init(_ found: FoundManifest) {
        let mediaType: String
        switch found {
        case .small(let stored):
            mediaType = stored.mediaType
            body = .bytes(ByteBuffer(bytes: stored.bytes))
        case .large(let type, _, let content):
            mediaType = type
            body = .blob(content, 0..<content.size)
        }
        tag = "\"\(found.digest)\""
        length = String(body.count)
        headers = [
            "Content-Type": mediaType,
            HTTPHeaders.contentDigest: found.digest.description,
            "ETag": tag,
            "Docker-Distribution-API-Version": "registry/2.0",
        ]
    }

    /// The whole of it, or 304 where the client has it.
    func response(ifNoneMatch request: HTTPHeaders) -> RegistryResponse {
        request.matches(entityTag: tag)
            ? RegistryResponse(.notModified, headers: headers)
            : RegistryResponse(.ok, headers: headers, body: body)
    }
}

extension HTTPHeaders {
    /// Whether `If-None-Match` names the entity (RFC 9110, 13.1.2).
    func matches(entityTag: String) -> Bool {
        self["If-None-Match"].contains { $0.contains(entityTag) || $0 == "*" }
    }
}

/// The manifests asked for a moment ago, so that a thousand nodes that start the same pod read the disk once.
///
/// What this server writes is seen at once; what a collection removes beside it, after ``lifetime``.
final class ManifestCache: Sendable {
    static let lifetime = TimeAmount.seconds(1)
    /// Bytes in all.
    private static let most = 16 << 20
    /// Larger ones are read anew each time.
    static let largest = 256 << 10

    /// The moment a reading of the storage began.
    struct Reading: Sendable {
        fileprivate var generation: UInt64
    }

    private struct Entry: Sendable {
        var answer: ManifestAnswer
        var repository: Repository
        var end: NIODeadline

        /// The body, and as much again as key, headers and the rest take at most.
        var size: Int { Int(answer.body.count) + 2_048 }
    }

    private struct State: Sendable {
        var entries: [String: Entry] = [:]
        var size = 0
        /// Counts the writes, so that what was read before one is not kept after it.
        var generation: UInt64 = 0

        mutating func keep(_ isWanted: (Entry) -> Bool) {
            entries = entries.filter { isWanted($0.value) }
            size = entries.values.reduce(0) { $0 + $1.size }
        }
    }

    private let state = Mutex(State())

    /// What is kept for a request target. One with a query is never kept: there is no end to them.
    func answer(for uri: String, at now: NIODeadline) -> ManifestAnswer? {
        state.withLock { state in
            guard let entry = state.entries[uri], now < entry.end else { return nil }
            return entry.answer
        }
    }

    func beginReading() -> Reading {
        Reading(generation: state.withLock { $0.generation })
    }

    func keep(
        _ answer: ManifestAnswer,
        for uri: String,
        in repository: Repository,
        since reading: Reading,
        at now: NIODeadline = .now()
    ) {
        guard case .bytes(let body) = answer.body, body.readableBytes <= Self.largest, !uri.contains("?"),
            uri.utf8.count <= 1_024
        else { return }
        state.withLock { state in
            guard state.generation == reading.generation else { return }
            if state.size > Self.most { state.keep { now < $0.end } }
            if state.size > Self.most { state.keep { _ in false } }
            let entry = Entry(answer: answer, repository: repository, end: now + Self.lifetime)
            let former = state.entries.updateValue(entry, forKey: uri)
            state.size += entry.size - (former?.size ?? 0)
        }
    }

    /// Drops what is kept of a repository, because it has changed.
    func forget(_ repository: Repository) {
        state.withLock { state in
            state.generation += 1
            state.keep { $0.repository != repository }
        }
    }
}
