import Testing

@testable import RegistryTesting

@Suite("Parsing of requests")
struct RequestParserTests {
    private static let stream = Array(
        """
        GET /v2/ HTTP/1.1\r
        Host: a\r
        \r
        POST /t HTTP/1.1\r
        Transfer-Encoding: chunked\r
        \r
        3;x=y\r
        abc\r
        2\r
        de\r
        0\r
        X-Trailer: 1\r
        \r
        PUT /u HTTP/1.1\r
        content-length: 4\r
        \r
        wxyz
        """.utf8
    )

    private func requests(in pieces: [[UInt8]]) -> [String] {
        var parser = RequestParser()
        var result: [String] = []
        for piece in pieces {
            parser.append(piece)
            reading: while true {
                switch parser.next() {
                case .request(let request):
                    result.append("\(request.method) \(request.uri) \(String(decoding: request.body, as: UTF8.self))")
                case .failure:
                    return result + ["failure"]
                case .expectsContinue: continue
                case .needsMore: break reading
                }
            }
        }
        return result
    }

    @Test("However the bytes are cut, the requests are the same", arguments: 0..<100 as Range<UInt64>)
    func cuts(seed: UInt64) {
        let random = SeededBytes(seed: seed)
        var (pieces, start, index): ([[UInt8]], Int, UInt64) = ([], 0, 0)
        while start < Self.stream.count {
            let end = min(Self.stream.count, start + 1 + Int(random.word(index) % 23))
            pieces.append(Array(Self.stream[start..<end]))
            (start, index) = (end, index + 1)
        }
        #expect(self.requests(in: pieces) == ["GET /v2/ ", "POST /t abcde", "PUT /u wxyz"])
    }

    @Test("Changed bytes never crash it", arguments: 0..<300 as Range<UInt64>)
    func mutations(seed: UInt64) {
        let random = SeededBytes(seed: seed ^ 0xfeed)
        var stream = Self.stream
        for change in 0..<4 {
            let word = random.word(UInt64(change))
            stream[Int(word >> 8) % stream.count] = UInt8(truncatingIfNeeded: word)
        }
        #expect(self.requests(in: [stream]).count <= stream.count)
    }

    @Test(
        "Hostile requests are failures",
        arguments: [
            "GET\r\n\r\n", "GET / HTTP/2\r\n\r\n", " / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nNoColon\r\n\r\n",
            "GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", "GET / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n",
            "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\n",
            "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n7fffffffffffffff\r\n",
            "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n7ffffffffffffffff\r\n",
        ]
    )
    func hostile(text: String) {
        #expect(self.requests(in: [Array(text.utf8)]) == ["failure"])
    }

    @Test("A head without end is given up at a megabyte")
    func endlessHead() {
        let line = Array("X: \(String(repeating: "a", count: 60_000))\r\n".utf8)
        let pieces = [Array("GET / HTTP/1.1\r\n".utf8)] + Array(repeating: line, count: 20)
        #expect(self.requests(in: pieces) == ["failure"])
    }
}
