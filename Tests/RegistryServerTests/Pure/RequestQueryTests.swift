import Testing

@testable import RegistryServer

@Suite("Parameters and their encoding")
struct RequestQueryTests {
    @Test(
        "of a query are read as they stand",
        arguments: [
            ("", "n", nil), ("n=1", "n", "1"), ("n=1&n=2", "n", "1"), ("n", "n", ""), ("n=", "n", ""),
            ("a=b=c", "a", "b=c"), ("=x", "", "x"), ("&&n=1&&", "n", "1"), ("%6e=1", "n", "1"),
            ("digest=sha256%3Aab", "digest", "sha256:ab"), ("digest=sha256:ab", "digest", "sha256:ab"),
            ("t=application/a+json", "t", "application/a+json"), ("t=a%2Bb", "t", "a+b"), ("t=a%26b%3dc", "t", "a&b=c"),
            ("n=%", "n", nil), ("n=%4", "n", nil), ("n=%zz", "n", nil), ("n=%00", "n", nil), ("n=%ff", "n", nil),
            ("n=%&n=2", "n", "2"), ("n=%c3%a9", "n", "é"), ("n=%C3", "n", nil), ("N=1", "n", nil),
            ("n=1?n=2", "n", "1?n=2"),
        ] as [(String, String, String?)]
    )
    func read(text: String, name: String, value: String?) {
        #expect(RequestQuery(text)[name] == value)
    }

    @Test("that come several times are all there, in order")
    func several() {
        #expect(RequestQuery("tag=b&x=1&tag=a&tag=%&tag=b").all("tag") == ["b", "a", "b"])
        #expect(RequestQuery("").all("tag").isEmpty)
    }

    @Test(
        "begin at the first question mark",
        arguments: [
            ("/v2/", "/v2/", ""), ("/v2/?", "/v2/", ""), ("/v2/?a?b", "/v2/", "a?b"), ("?a", "", "a"), ("", "", ""),
            ("/v2/%3fa", "/v2/%3fa", ""),
        ]
    )
    func split(target: String, path: String, query: String) {
        let parts = target.pathAndQuery
        #expect(parts.path == path)
        #expect(parts.query == query)
    }

    @Test("are the same when they are encoded and read again", arguments: 0..<20)
    func roundTrip(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        for _ in 0..<200 {
            let scalars = (0..<Int.random(in: 0..<12, using: &random)).map { _ in
                Unicode.Scalar(UInt32.random(in: 1..<(random.chance(70) ? 0x80 : 0xD800), using: &random)) ?? "x"
            }
            let text = String(String.UnicodeScalarView(scalars))
            let encoded = PercentEncoding.encode(text)
            #expect(encoded.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"&=?#+\"<>".utf8.contains($0) })
            #expect(PercentEncoding.decode(encoded.utf8).map { Array($0.utf8) } == Array(text.utf8))
            #expect(RequestQuery("a=1&last=\(encoded)&b=2")["last"].map { Array($0.utf8) } == Array(text.utf8))
        }
    }

    @Test("of hostile bytes are decoded to UTF-8 or not at all", arguments: 0..<20)
    func hostile(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed) &+ 100)
        for _ in 0..<200 {
            let bytes = random.mutated(
                Array("n=1&last=%41b%c3%a9&tag=x".utf8),
                tokens: ["%", "%00", "%ff", "&", "=", "%%"]
            )
            guard let decoded = PercentEncoding.decode(bytes) else { continue }
            // An escape never makes more of what was not escaped.
            #expect(decoded.utf8.count <= bytes.count)
            #expect(bytes.contains(0) || !decoded.utf8.contains(0))
            #expect(PercentEncoding.decode(PercentEncoding.encode(decoded).utf8) == decoded)
            let query = RequestQuery(String(decoding: bytes, as: UTF8.self))
            for name in ["n", "last", "tag"] where query[name] != nil {
                #expect(query.all(name).first == query[name])
            }
        }
    }
}
