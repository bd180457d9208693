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
}

extension RegistryClient {
    /// Sends one request to an endpoint, with its TLS settings and its credential where it asks for one: no second
    /// endpoint, no second try but the one after a challenge. Redirects of GET and HEAD are followed.
    ///
    /// - Parameters:
    ///   - method: any method; nothing is sent along.
    ///   - path: below the host, with the query: `/v2/team/app/tags/list?n=10`.
    ///   - limit: the most bytes of the body that are read.
    /// - Throws: what keeps an answer from coming; a status is none of it, but a challenge that cannot be answered is.
    public func request(
        _ method: String,
        _ path: String,
        of endpoint: Endpoint,
        limit: Int
    ) async throws(RegistryClientError) -> SingleAnswer {
        let target = try Target(endpoint)
        let url = try HTTPURL(endpointText: endpoint.origin + path, root: endpoint.url)
        var exchange = exchange(target, stage: .manifest)
        exchange.method = method
        do {
            let accept = ("Accept", (MediaType.manifestAccept + ["*/*"]).joined(separator: ", "))
            let response = try await exchange.run(url, headers: [accept])
            let body = method == "HEAD" ? [] : await response.prefix(limit: limit + 1)
            return SingleAnswer(
                url: response.url.redacted,
                status: response.status,
                mediaType: response.mediaType,
                body: Array(body.prefix(limit)),
                isTruncated: body.count > limit
            )
        } catch {
            var failure = error.error
            failure.endpoint = endpoint.url
            throw failure
        }
    }
}
