/// Cuts the bytes of a connection into requests. It keeps every byte as it came, and bounds what it holds.
struct RequestParser {
    enum Event {
        /// A head asks for `100 Continue` before its body comes.
        case expectsContinue
        case request(ParsedRequest)
        case needsMore
        /// What came is no HTTP/1 request, or too much of one.
        case failure([UInt8])
    }

    struct ParsedRequest {
        var method: String
        var uri: String
        var version: String
        var headers: TestHeaders
        var body: [UInt8]
        var bytes: [UInt8]
    }

    static let largestHead = 1 << 20
    static let largestBody = 16 << 20

    private var buffer: [UInt8] = []
    private var hasContinued = false

    var pending: [UInt8] { self.buffer }

    mutating func append(_ bytes: some Sequence<UInt8>) {
        self.buffer += bytes
    }

    /// The bytes not yet used, which are given up: the connection now carries another protocol.
    mutating func takePending() -> [UInt8] {
        defer { self.buffer = [] }
        return self.buffer
    }

    mutating func next() -> Event {
        guard !self.buffer.isEmpty else { return .needsMore }
        guard let headEnd = self.endOfHead() else {
            return self.buffer.count > Self.largestHead ? .failure(self.takePending()) : .needsMore
        }
        guard var parsed = Self.parseHead(self.buffer[..<headEnd]) else { return .failure(self.takePending()) }

        let bodyEnd: Int
        if parsed.headers["Transfer-Encoding"]?.lowercased() == "chunked" {
            switch Self.parseChunks(self.buffer, from: headEnd) {
            case .complete(let body, let end): (parsed.body, bodyEnd) = (body, end)
            case .incomplete: return self.wait(for: parsed)
            case .invalid: return .failure(self.takePending())
            }
        } else {
            let length = parsed.headers["Content-Length"].map { Int($0) ?? -1 } ?? 0
            guard (0...Self.largestBody).contains(length) else { return .failure(self.takePending()) }
            bodyEnd = headEnd + length
            guard self.buffer.count >= bodyEnd else { return self.wait(for: parsed) }
            parsed.body = Array(self.buffer[headEnd..<bodyEnd])
        }
        parsed.bytes = Array(self.buffer[..<bodyEnd])
        self.buffer.removeFirst(bodyEnd)
        self.hasContinued = false
        return .request(parsed)
    }

    private mutating func wait(for parsed: ParsedRequest) -> Event {
        guard self.buffer.count <= Self.largestHead + Self.largestBody else { return .failure(self.takePending()) }
        guard !self.hasContinued, parsed.headers["Expect"]?.lowercased() == "100-continue" else { return .needsMore }
        self.hasContinued = true
        return .expectsContinue
    }

    private func endOfHead() -> Int? {
        let mark = Array("\r\n\r\n".utf8)
        guard self.buffer.count >= mark.count else { return nil }
        for start in 0...(self.buffer.count - mark.count) where self.buffer[start] == mark[0] {
            if self.buffer[start..<(start + mark.count)].elementsEqual(mark) { return start + mark.count }
        }
        return nil
    }

    private static func parseHead(_ bytes: ArraySlice<UInt8>) -> ParsedRequest? {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        var lines = text.split(separator: "\r\n", omittingEmptySubsequences: true)[...]
        let words = lines.popFirst()?.split(separator: " ", omittingEmptySubsequences: false).map(String.init) ?? []
        guard words.count == 3, !words[0].isEmpty, !words[1].isEmpty, words[2].hasPrefix("HTTP/1.") else { return nil }
        var headers = TestHeaders()
        for line in lines {
            guard let colon = line.firstIndex(of: ":"), colon > line.startIndex else { return nil }
            headers.append(String(line[..<colon]), Self.trimmed(line[line.index(after: colon)...]))
        }
        return ParsedRequest(
            method: words[0],
            uri: words[1],
            version: words[2],
            headers: headers,
            body: [],
            bytes: []
        )
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return String(text)
    }

    private enum Chunks {
        case complete([UInt8], end: Int)
        case incomplete
        case invalid
    }

    private static func parseChunks(_ bytes: [UInt8], from start: Int) -> Chunks {
        var body: [UInt8] = []
        var place = start
        while true {
            guard let lineEnd = Self.endOfLine(bytes, from: place) else { return .incomplete }
            let line = String(decoding: bytes[place..<(lineEnd - 2)], as: UTF8.self)
            place = lineEnd
            let digits = line.split(separator: ";", omittingEmptySubsequences: false).first ?? ""
            guard let size = Int(digits, radix: 16), (0...Self.largestBody).contains(size + body.count) else {
                return .invalid
            }
            if size == 0 { break }
            guard bytes.count >= place + size + 2 else { return .incomplete }
            body += bytes[place..<(place + size)]
            place += size + 2
        }
        while let lineEnd = Self.endOfLine(bytes, from: place) {
            if lineEnd == place + 2 { return .complete(body, end: lineEnd) }
            place = lineEnd
        }
        return .incomplete
    }

    private static func endOfLine(_ bytes: [UInt8], from start: Int) -> Int? {
        guard let feed = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        guard feed > start, bytes[feed - 1] == UInt8(ascii: "\r") else { return nil }
        return feed + 1
    }
}
