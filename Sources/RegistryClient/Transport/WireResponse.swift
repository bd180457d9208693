import AsyncHTTPClient
import Credentials
import NIOCore
import NIOHTTP1
import OCI

/// One answer, its body still on the way.
struct WireResponse: Sendable {
    let url: HTTPURL
    let status: Int
    private let headers: HTTPHeaders
    private let body: HTTPClientResponse.Body
    private let request: WireRequest
    private let route: ProxyEnvironment.Route

    init(_ response: HTTPClientResponse, request: WireRequest, route: ProxyEnvironment.Route) {
        self.url = request.url
        self.status = Int(response.status.code)
        self.headers = response.headers
        self.body = response.body
        self.request = request
        self.route = route
    }

    /// What the request carried that its answer might repeat.
    var sentSecrets: [String] {
        let own = request.headers.filter { $0.0 == "Authorization" }.map(\.1)
        let proxys = [route.server?.proxyAuthorization].compactMap(\.self)
        return (own + proxys).compactMap { $0.split(separator: " ").last.map(String.init) }
    }

    var allHeaders: [(String, String)] { headers.map { ($0.name, $0.value) } }

    func header(_ name: String) -> String? { headers.first(name: name) }

    func headers(_ name: String) -> [String] { headers[name] }

    /// `Content-Type` without parameters, lower case.
    var mediaType: String? {
        header("Content-Type").map { MediaType.essence(of: $0) }
    }

    /// The announced length; nil without one, or with several that differ.
    var contentLength: Int64? {
        let lengths = Set(headers["Content-Length"])
        return lengths.count == 1 ? lengths.first.flatMap { Int64($0) } : nil
    }

    /// Whether this is a web page: the answer of a portal, a login form or a proxy.
    var isWebPage: Bool { ServerPage.isPage(mediaType) }

    /// Collects a small body.
    ///
    /// - Returns: nil for a body of more than `limit` bytes, whose rest is not read.
    func bytes(limit: Int) async throws(RequestFailure) -> [UInt8]? {
        if let contentLength, contentLength > limit { return nil }
        var collected: [UInt8] = []
        var isWithinLimit = true
        try await read { bytes in
            isWithinLimit = collected.count + bytes.readableBytes <= limit
            if isWithinLimit { collected.append(contentsOf: bytes.readableBytesView) }
            return isWithinLimit
        }
        return isWithinLimit ? collected : nil
    }

    /// The beginning of an error's body. A body that ends early is as good as any other.
    func prefix(limit: Int = 65_536) async -> [UInt8] {
        var collected: [UInt8] = []
        try? await read { bytes in
            collected.append(contentsOf: bytes.readableBytesView.prefix(limit - collected.count))
            return collected.count < limit
        }
        return collected
    }

    /// Hands every part of the body to `consume` until that returns false, and throws what it throws.
    /// Nothing more is read from the network while it is at work.
    func stream(_ consume: (ByteBuffer) async throws -> Bool) async throws {
        var iterator = body.makeAsyncIterator()
        while true {
            let part: ByteBuffer?
            do {
                part = try await iterator.next()
            } catch {
                throw await TransportFault(error, request: request, route: route, isInBody: true).requestFailure()
            }
            guard let part else { return }
            guard try await consume(part) else { return }
        }
    }

    private func read(_ consume: (ByteBuffer) -> Bool) async throws(RequestFailure) {
        do {
            try await stream(consume)
        } catch let failure as RequestFailure {
            throw failure
        } catch {
            throw await TransportFault(error, request: request, route: route, isInBody: true).requestFailure()
        }
    }
}
