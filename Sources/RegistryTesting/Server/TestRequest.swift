/// A request as a test server received it.
public struct TestRequest: Sendable {
    /// The method, as written.
    public var method: String
    /// The request target, as written: `/v2/?ns=docker.io`, or `host:port` of a CONNECT.
    public var uri: String
    /// The version, as written: `HTTP/1.1`.
    public var version: String
    /// The header fields.
    public var headers: TestHeaders
    /// The body without its framing.
    public var body: [UInt8]
    /// Head and body as they came over the wire (inside TLS).
    public var bytes: [UInt8]
    /// Which connection of the server it came on, counted from 0.
    public var connection: Int
    /// When its last byte was read.
    public var received: ContinuousClock.Instant
    /// The client's certificate in DER, if it showed one.
    public var clientCertificate: [UInt8]?

    /// The target without its query.
    public var path: String {
        self.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).first.map(String.init) ?? ""
    }

    /// The `Authorization` header.
    public var authorization: String? {
        self.headers["Authorization"]
    }

    /// The first value of a query parameter, percent-decoded; `+` is a space.
    public func query(_ name: String) -> String? {
        self.queryValues(name).first
    }

    /// Every value of a query parameter, percent-decoded.
    public func queryValues(_ name: String) -> [String] {
        guard let mark = self.uri.firstIndex(of: "?") else { return [] }
        return FormText.values(of: name, in: self.uri[self.uri.index(after: mark)...])
    }

    /// The first value of a field of an `application/x-www-form-urlencoded` body.
    public func form(_ name: String) -> String? {
        FormText.values(of: name, in: String(decoding: self.body, as: UTF8.self)[...]).first
    }

    /// The same request without one header.
    func without(_ header: String) -> TestRequest {
        var copy = self
        copy.headers.remove(header)
        return copy
    }
}
