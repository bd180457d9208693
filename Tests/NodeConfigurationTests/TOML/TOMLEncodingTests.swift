import Registries
import Testing

@testable import NodeConfiguration

@Suite("TOML encodings")
struct TOMLEncodingTests {
    @Test(
        "A byte that is not UTF-8 is refused wherever it stands",
        arguments: [
            ([0xFF], "0xFF"), ([0xC0, 0x80], "0xC0"), ([0xC3], "0xC3"), ([0xED, 0xA0, 0x80], "0xED"),
            ([0xF4, 0x90, 0x80, 0x80], "0xF4"), ([0xE2, 0x82], "0xE2"), ([0x80], "0x80"), ([0xFC, 0x62], "0xFC"),
        ] as [([UInt8], String)]
    )
    func invalidUTF8(bytes: [UInt8], detail: String) {
        for (open, close) in [
            ("a = \"é", "\""), ("# é  ", "\n"), ("a = 'é", "'"), ("a='''", "'''"), ("\"éé", "\" = 1"),
        ] {
            let source = Array("x = 1\n\(open)".utf8) + bytes + Array(close.utf8)
            let error = #expect(throws: TOMLError.self) { try TOMLDocument(bytes: source) }
            #expect(error?.description == "encoding-ansi/\(detail)@2:\(open.unicodeScalars.count + 1)")
            #expect(error?.range.lowerBound == 6 + open.utf8.count)
            #expect(error?.text == "")
        }
    }

    @Test("UTF-16 is named, with and without a byte order mark")
    func utf16() {
        let little = Array("a = 1\n".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
        let big = Array("a = 1\n".utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] })
        for bytes in [[0xFF, 0xFE] + little, [0xFE, 0xFF] + big] {
            #expect(TOMLDocument.fault(in: bytes) == "encoding-utf16/byte-order-mark@1:1")
        }
        for bytes in [little, big] {
            #expect(TOMLDocument.fault(in: bytes) == "encoding-utf16/no-byte-order-mark@1:1")
        }
    }

    @Test("UTF-8's byte order mark is noted and takes no column, but counts among the bytes")
    func byteOrderMark() throws {
        let document = try TOMLDocument("\u{FEFF}a = 1\n[t]\n")
        #expect(document.hasByteOrderMark)
        let pair = try #require(document.sections.first?.pairs.first)
        #expect(pair.position.line == 1 && pair.position.column == 1)
        #expect(pair.range == 3..<8)
        #expect(document.sections[0].range == 3..<9)
        #expect(document.source.count == 13)
        #expect(try !TOMLDocument("a = 1").hasByteOrderMark)
        #expect(TOMLDocument.fault(in: "\u{FEFF}a = x") == "no-value@1:5")
    }
}
