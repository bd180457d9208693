import Testing

@testable import RegistryServer

@Suite("Ranges")
struct RangeTests {
    @Test(
        "of a request are held against the size",
        arguments: [
            (nil, 10, .whole), ("", 10, .whole), ("bytes=0-0", 10, .part(0..<1)), ("bytes=0-9", 10, .part(0..<10)),
            ("bytes=2-5", 10, .part(2..<6)), ("bytes=2-", 10, .part(2..<10)), ("bytes=9-", 10, .part(9..<10)),
            ("bytes=2-100", 10, .part(2..<10)), ("bytes=-3", 10, .part(7..<10)), ("bytes=-100", 10, .part(0..<10)),
            ("bytes=-0", 10, .unsatisfiable), ("bytes=10-", 10, .unsatisfiable), ("bytes=10-20", 10, .unsatisfiable),
            ("bytes=5-2", 10, .unsatisfiable), ("bytes=0-", 0, .unsatisfiable), ("bytes=-1", 0, .unsatisfiable),
            ("bytes=0-0", 0, .unsatisfiable), ("Bytes=1-2", 10, .part(1..<3)), ("bytes= 1-2", 10, .part(1..<3)),
            ("bytes=1-2,4-5", 10, .whole), ("bytes=1-2,", 10, .whole), ("items=1-2", 10, .whole),
            ("bytes", 10, .whole), ("bytes=", 10, .whole), ("bytes=-", 10, .whole), ("bytes=a-b", 10, .whole),
            ("bytes=1", 10, .whole), ("bytes=+1-2", 10, .whole), ("bytes=1--2", 10, .whole), ("bytes=--2", 10, .whole),
            ("bytes=0x1-2", 10, .whole), ("bytes=1-2-3", 10, .whole), ("bytes=1.0-2", 10, .whole),
            ("bytes=999999999999999999-", 10, .unsatisfiable), ("bytes=0-999999999999999999", 10, .part(0..<10)),
            ("bytes=-999999999999999999", 10, .part(0..<10)),
            ("bytes=9223372036854775808-", 10, .whole), ("bytes=0-9223372036854775807", 10, .whole),
            ("bytes=-99999999999999999999999", 10, .whole), ("bytes=\u{661}-\u{662}", 10, .whole),
        ] as [(String?, Int64, ByteRange)]
    )
    func byteRange(header: String?, size: Int64, range: ByteRange) {
        #expect(ByteRange(header: header, size: size) == range)
    }

    @Test(
        "of a chunk are first and last",
        arguments: [
            ("0-0", 0, 0), ("0-99", 0, 99), ("100-199", 100, 199), ("bytes 0-9/10", 0, 9), ("bytes 0-9/*", 0, 9),
            ("0-9/10", 0, 9), ("007-010", 7, 10),
            ("999999999999999998-999999999999999999", 999_999_999_999_999_998, nil),
        ] as [(String, Int64, Int64?)]
    )
    func chunkRange(header: String, first: Int64, last: Int64?) throws {
        let range = try #require(ChunkRange(header: header))
        #expect(range.first == first)
        #expect(last == nil || range.last == last)
        #expect(range.count == range.last - range.first + 1)
    }

    @Test(
        "of a chunk are nothing else",
        arguments: [
            "", "-", "0-", "-0", "1-0", "a-b", "0", "0-1-2", "+0-1", "0--1", "-1-2", " 0-1", "0-1 ", "bytes=0-1",
            "bytes */10", "Bytes 0-1", "0-1,2-3", "0-9999999999999999999", "9223372036854775808-9223372036854775809",
            "0 - 1", "\u{661}-\u{662}",
        ]
    )
    func noChunkRange(header: String) {
        #expect(ChunkRange(header: header) == nil)
    }

    @Test(
        "are counted in digits alone",
        arguments: [
            ("0", 0), ("00", 0), ("18", 18), ("999999999999999999", 999_999_999_999_999_999),
            ("1000000000000000000", nil),
            ("", nil), ("-1", nil), ("+1", nil), ("1 ", nil), ("1e3", nil), ("\u{661}", nil),
        ] as [(String, Int64?)]
    )
    func digits(text: String, number: Int64?) {
        #expect(Int64(digits: text.utf8) == number)
    }

    @Test("of whatever text stay within the content", arguments: 0..<20)
    func anyText(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let tokens = [
            "bytes=", "-", "0", "9", "99999999999999999999", ",", "bytes ", "/", "*", " ", "=", "999999999999999999",
        ]
        for _ in 0..<500 {
            let size = random.pick([0, 1, 10, 1 << 40] as [Int64])
            let start = random.pick(["bytes=0-9", "bytes=5-", "bytes=-5", "0-9", "bytes 0-9/10"])
            let text = String(decoding: random.mutated(Array(start.utf8), tokens: tokens), as: UTF8.self)
            if case .part(let part) = ByteRange(header: text, size: size) {
                #expect(part.lowerBound >= 0 && part.upperBound <= size && !part.isEmpty)
                let again = "bytes=\(part.lowerBound)-\(part.upperBound - 1)"
                #expect(ByteRange(header: again, size: size) == .part(part))
            }
            if let chunk = ChunkRange(header: text) {
                #expect(chunk.first >= 0 && chunk.count > 0)
                #expect(ChunkRange(header: "\(chunk.first)-\(chunk.last)") == chunk)
            }
        }
    }
}
