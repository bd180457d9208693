import NIOCore
import NIOHTTP1

/// The answers that need neither the disk nor a task: manifests asked for a moment ago, by clients that are known.
struct ManifestShortcut: Sendable {
    /// An answer that is complete.
    struct Exchange {
        var head: HTTPResponseHead
        /// Nil for HEAD.
        var body: ByteBuffer?
    }

    let cache: ManifestCache
    let guardian: Guardian
    let metrics: ServerMetrics

    /// Nil where the long way has to be taken.
    func exchange(for head: HTTPRequestHead) -> Exchange? {
        guard head.method.isReading, !head.hasBody else { return nil }
        let now = NIODeadline.now()
        guard let answer = cache.answer(for: head.uri, at: now),
            case .admitted? = guardian.judgeAtOnce(head.headers.first(name: "Authorization"), at: now)
        else { return nil }
        var headers = answer.headers
        let isUnchanged = head.headers.contains(name: "If-None-Match") && head.headers.matches(entityTag: answer.tag)
        if !isUnchanged { headers.add(name: "Content-Length", value: answer.length) }
        let status: HTTPResponseStatus = isUnchanged ? .notModified : .ok
        guard case .bytes(let body) = answer.body else { return nil }
        let sendsBody = head.method == .GET && !isUnchanged
        metrics.count(
            kind: "manifest",
            method: head.method,
            status: status,
            sent: sendsBody ? body.readableBytes : 0,
            seconds: Double((NIODeadline.now() - now).nanoseconds) / 1e9
        )
        return Exchange(
            head: HTTPResponseHead(version: head.version, status: status, headers: headers),
            body: sendsBody ? body : nil
        )
    }
}
