/// What a connection does next for a response.
enum WireStep: Sendable {
    case bytes([UInt8])
    case body(TestBody, Range<Int64>, isChunked: Bool, piece: Int, interval: Duration?)
    case act(TestResponse.Action)

    /// Bytes held for one write: a body of any size is sent in such pieces.
    static let largestPiece = 65_536
}

extension TestResponse {
    /// The steps in which this response goes out, with the closing of the connection that the client asked for.
    func steps(for request: TestRequest) -> [WireStep] {
        var steps: [WireStep] = []
        let isLast = self.endsConnection(after: request)
        let head = self.rawBytes == nil ? self.preamble + self.head(isLast: isLast) : []
        let interruptions = self.interruptions.sorted { $0.point.order < $1.point.order }

        var headOffset = 0
        for interruption in interruptions where interruption.point.isInHead {
            if case .insideHead(let count) = interruption.point {
                let end = max(headOffset, min(count, head.count))
                steps.append(.bytes(Array(head[headOffset..<end])))
                headOffset = end
            }
            steps.append(.act(interruption.action))
        }
        steps.append(.bytes(Array(head[headOffset...])))

        let body = self.rawBytes.map(TestBody.bytes) ?? (self.hasBody(for: request) ? self.body : .empty)
        let isChunked = self.isChunked && self.hasBody(for: request)
        var offset: Int64 = 0
        for interruption in interruptions where !interruption.point.isInHead {
            guard case .afterBody(let count) = interruption.point else { continue }
            let end = max(offset, min(count, body.size))
            steps.append(self.bodyStep(body, offset..<end, isChunked: isChunked))
            offset = end
            if count > body.size, isChunked { steps.append(.bytes(self.chunkedEnd)) }
            steps.append(.act(interruption.action))
        }
        steps.append(self.bodyStep(body, offset..<body.size, isChunked: isChunked))
        if isChunked { steps.append(.bytes(self.chunkedEnd)) }
        if isLast { steps.append(.act(.close)) }
        return steps
    }

    /// Head and body of a small response in one piece, for the end of a connection.
    var wholeBytes: [UInt8] { self.head(isLast: true) + self.body.bytes }

    private var isChunked: Bool {
        if case .chunked = self.framing { self.rawBytes == nil } else { false }
    }

    private func bodyStep(_ body: TestBody, _ range: Range<Int64>, isChunked: Bool) -> WireStep {
        var piece = WireStep.largestPiece
        if case .chunked(let size, _) = self.framing { piece = min(piece, max(1, size)) }
        if let pace = self.pace { piece = min(piece, pace.bytes) }
        return .body(body, range, isChunked: isChunked, piece: piece, interval: self.pace?.interval)
    }

    private var chunkedEnd: [UInt8] {
        guard case .chunked(_, let trailers) = self.framing else { return [] }
        let lines = trailers.fields.map { "\($0.name): \($0.value)\r\n" }.joined()
        return Array("0\r\n\(lines)\r\n".utf8)
    }

    private func hasBody(for request: TestRequest) -> Bool {
        request.method != "HEAD" && self.status != 204 && self.status != 304
    }

    private func endsConnection(after request: TestRequest) -> Bool {
        guard self.rawBytes == nil else { return false }
        if case .untilClose = self.framing { return true }
        let wishes = [self.headers["Connection"], request.headers["Connection"]].map { $0?.lowercased() }
        let keepsAlive = request.version == "HTTP/1.1" || wishes[1] == "keep-alive"
        return wishes.contains("close") || !keepsAlive
    }

    private func head(isLast: Bool) -> [UInt8] {
        var lines = ["\(self.version) \(self.status) \(self.reason ?? Self.reason(self.status))"]
        lines += self.headers.fields.map { "\($0.name): \($0.value)" }
        switch self.framing {
        case .contentLength where self.status != 204 && self.status != 304 && self.status >= 200:
            lines.append("Content-Length: \(self.body.size)")
        case .claimedLength(let text):
            lines.append("Content-Length: \(text)")
        case .chunked(_, let trailers):
            if !trailers.fields.isEmpty {
                lines.append("Trailer: \(trailers.fields.map(\.name).joined(separator: ", "))")
            }
            lines.append("Transfer-Encoding: chunked")
        case .contentLength, .untilClose, .untold:
            break
        }
        if isLast, self.headers["Connection"] == nil { lines.append("Connection: close") }
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
    }

    private static func reason(_ status: Int) -> String {
        let known = [
            200: "OK", 201: "Created", 202: "Accepted", 204: "No Content", 206: "Partial Content",
            301: "Moved Permanently", 302: "Found", 303: "See Other", 304: "Not Modified", 307: "Temporary Redirect",
            308: "Permanent Redirect", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
            405: "Method Not Allowed", 407: "Proxy Authentication Required", 408: "Request Timeout",
            416: "Range Not Satisfiable", 429: "Too Many Requests", 500: "Internal Server Error", 502: "Bad Gateway",
            503: "Service Unavailable", 504: "Gateway Timeout",
        ]
        return known[status] ?? "Status \(status)"
    }
}

extension TestResponse.Point {
    var isInHead: Bool {
        if case .afterBody = self { false } else { true }
    }

    /// Places in the order in which a response passes them.
    var order: (Int, Int64) {
        switch self {
        case .beforeHead: (0, 0)
        case .insideHead(let count): (1, Int64(count))
        case .afterBody(let count): (2, count)
        }
    }
}
