import AsyncHTTPClient
import Credentials
import NIOCore
import OCI
import Registries

/// The requests of an upload, each with its answer read as far as the machine needs it.
struct UploadRequests: Sendable {
    /// What `POST` led to.
    enum Beginning: Sendable {
        /// The blob is there: it was mounted.
        case mounted
        case session(HTTPURL, minimumChunk: Int64?)
    }

    let client: RegistryClient
    let endpoint: Endpoint
    let target: Target
    let descriptor: Descriptor

    /// Where uploads begin.
    var root: HTTPURL {
        get throws(RegistryClientError) {
            try HTTPURL(endpointText: "\(endpoint.url)/\(endpoint.repository)/blobs/uploads/", root: endpoint.url)
        }
    }

    /// - Parameter source: the repository to mount the blob from; a registry that does not begins a session.
    func begin(mountingFrom source: String?) async throws -> Beginning {
        var text = "\(endpoint.url)/\(endpoint.repository)/blobs/uploads/"
        var headers: [(String, String)] = []
        if let source {
            text += "?mount=\(descriptor.digest)&from=\(source)"
        } else if descriptor.digest.algorithm != .sha256 {
            text += "?digest-algorithm=\(descriptor.digest.algorithm.rawValue)"
        }
        headers.append(("Accept", "*/*"))
        let start = try HTTPURL(endpointText: text, root: endpoint.url)
        let (exchange, response) = try await send("POST", start, headers: headers)
        if response.status == 201, source != nil {
            _ = await response.prefix()
            return .mounted
        }
        guard response.status == 202 else { throw exchange.failure(response, body: await response.prefix()) }
        _ = await response.prefix()
        let minimum = response.header("OCI-Chunk-Min-Length").flatMap { Int64($0) }
        return .session(try location(of: response), minimumChunk: minimum.flatMap { $0 > 0 ? $0 : nil })
    }

    /// Sends what comes out of `body`, `count` bytes.
    func patch(
        _ session: HTTPURL,
        from offset: Int64,
        body: some AsyncSequence<ByteBuffer, any Error> & Sendable
    ) async throws -> (HTTPURL, held: Int64?) {
        let count = descriptor.size - offset
        let headers = [
            ("Content-Type", "application/octet-stream"), ("Content-Range", "\(offset)-\(descriptor.size - 1)"),
        ]
        let (exchange, response) = try await send("PATCH", session, headers: headers, stream: body, count: count)
        let said = await response.prefix()
        // 202 by the specification; some answer as they do to other requests.
        guard (200...204).contains(response.status) else { throw exchange.failure(response, body: said) }
        let held = UploadRange.held(response.header("Range"), oneByteSent: descriptor.size == 1)
        return (try location(of: response, else: session), held)
    }

    /// Sends the whole blob and commits it.
    func put(_ session: HTTPURL, body: some AsyncSequence<ByteBuffer, any Error> & Sendable) async throws {
        let headers = [("Content-Type", "application/octet-stream")]
        let url = try committing(session)
        let (exchange, response) = try await send("PUT", url, headers: headers, stream: body, count: descriptor.size)
        try await check(response, exchange)
    }

    /// Commits what was sent.
    func finish(_ session: HTTPURL) async throws {
        let headers = [("Content-Type", "application/octet-stream")]
        let (exchange, response) = try await send("PUT", try committing(session), headers: headers)
        try await check(response, exchange)
    }

    func ask(_ session: HTTPURL) async throws -> (HTTPURL, held: Int64?) {
        let (exchange, response) = try await send("GET", session, headers: [])
        let said = await response.prefix()
        guard response.status == 204 || response.status == 200 else { throw exchange.failure(response, body: said) }
        return (
            try location(of: response, else: session),
            UploadRange.held(response.header("Range"), oneByteSent: false)
        )
    }

    /// Gives a session up, so that the registry need not keep its bytes. Nobody minds if that fails.
    func cancel(_ session: HTTPURL) async {
        guard let (_, response) = try? await send("DELETE", session, headers: []) else { return }
        _ = await response.prefix()
    }

    // MARK: -

    private func send(
        _ method: String,
        _ url: HTTPURL,
        headers: [(String, String)]
    ) async throws(RequestFailure) -> (Exchange, WireResponse) {
        var exchange = client.exchange(target, stage: .upload)
        exchange.method = method
        return (exchange, try await exchange.run(url, headers: headers))
    }

    private func send(
        _ method: String,
        _ url: HTTPURL,
        headers: [(String, String)],
        stream: some AsyncSequence<ByteBuffer, any Error> & Sendable,
        count: Int64
    ) async throws(RequestFailure) -> (Exchange, WireResponse) {
        var exchange = client.exchange(target, stage: .upload)
        exchange.method = method
        exchange.body = .stream(.stream(stream, length: .known(count)))
        return (exchange, try await exchange.run(url, headers: headers))
    }

    private func check(_ response: WireResponse, _ exchange: Exchange) async throws(RequestFailure) {
        let said = await response.prefix()
        guard response.status == 201 || response.status == 204 || response.status == 200, !response.isWebPage else {
            throw exchange.failure(response, body: said)
        }
        try response.requireDigest(descriptor.digest)
    }

    /// Where the session goes on: by the rules of redirects, for whoever writes a `Location` sends the blob there.
    private func location(of response: WireResponse, else session: HTTPURL? = nil) throws(RequestFailure) -> HTTPURL {
        let text = response.header("Location")
        if text == nil, let session { return session }
        var rules = RedirectPolicy(start: response.url, rules: target.policy)
        do throws(RedirectPolicy.Problem) {
            return try rules.follow(text, from: response.url) { client.configuration.configuredHost(for: $0) != nil }
        } catch {
            let detail = if case .refused(let why) = error { why } else { "Location" }
            throw response.failure(.redirectRefused, .upload, detail)
        }
    }

    private func committing(_ session: HTTPURL) throws(RegistryClientError) -> HTTPURL {
        let mark = session.target.contains("?") ? "&" : "?"
        return try HTTPURL(endpointText: "\(session)\(mark)digest=\(descriptor.digest)", root: endpoint.url)
    }
}

extension WireResponse {
    /// What a registry says that it stored, where it says so, has to be what was sent.
    func requireDigest(_ digest: Digest) throws(RequestFailure) {
        guard let said = header("Docker-Content-Digest"), said != digest.description else { return }
        throw failure(.digestMismatch, .integrity, said)
    }
}
