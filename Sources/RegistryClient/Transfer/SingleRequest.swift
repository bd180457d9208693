import Credentials
import OCI
public import Registries

/// The answer to one request that somebody makes by hand.
public struct SingleAnswer: Sendable {
    /// Whose answer it is, after redirects, without the query.
    public let url: String
    /// Its status, whatever that is.
    public let status: Int
    /// `Content-Type` without parameters.
    public let mediaType: String?
    /// The body, or its beginning.
    public let body: [UInt8]
    /// Whether the body went on.
    public let isTruncated: Bool
    /// The announced length; nil without one, or with several that differ.
    public let contentLength: Int64?
    private let headers: [ObservedExchange.Header]

    init(_ response: WireResponse, body: [UInt8], limit: Int) {
        url = response.url.redacted
        status = response.status
        mediaType = response.mediaType
        self.body = Array(body.prefix(limit))
        isTruncated = body.count > limit
        contentLength = response.contentLength
        headers = ObservedExchange.shown(response)
    }

    /// The first header of that name, without control characters and secrets, at most 1 KiB.
    public func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

extension RegistryClient {
    /// Sends one request to an endpoint, with its TLS settings and its credential where it asks for one: no second
    /// endpoint, no second try but the one after a challenge. Redirects of GET and HEAD are followed.
    ///
    /// - Parameters:
    ///   - method: any method; nothing is sent along.
    ///   - path: below the host, with the query: `/v2/team/app/tags/list?n=10`.
    ///   - headers: sent along; an `Accept` takes the place of the one for manifests.
    ///   - limit: the most bytes of the body that are read.
    /// - Throws: what keeps an answer from coming; a status is none of it, but a challenge that cannot be answered is.
    public func request(
        _ method: String,
        _ path: String,
        of endpoint: Endpoint,
        headers: [(String, String)] = [],
        limit: Int
    ) async throws(RegistryClientError) -> SingleAnswer {
        let target = try Target(endpoint)
        let url = try HTTPURL(endpointText: endpoint.origin + path, root: endpoint.url)
        var exchange = exchange(target, stage: .manifest)
        exchange.method = method
        do {
            var headers = headers
            if !headers.contains(where: { $0.0.lowercased() == "accept" }) {
                headers.append(("Accept", (MediaType.manifestAccept + ["*/*"]).joined(separator: ", ")))
            }
            let response = try await exchange.run(url, headers: headers)
            let body = method == "HEAD" ? [] : await response.prefix(limit: limit + 1)
            return SingleAnswer(response, body: body, limit: limit)
        } catch {
            var failure = error.error
            failure.endpoint = endpoint.url
            throw failure
        }
    }
}
