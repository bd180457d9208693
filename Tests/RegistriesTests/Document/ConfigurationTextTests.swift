import Testing

@testable import Registries

@Suite("A configuration file's bytes")
struct ConfigurationTextTests {
    static let text = "configs:\r\n  ü😀: {}\r\n"

    @Test(
        "are decoded by their byte order mark",
        arguments: [
            (Array(text.utf8), .utf8), ([0xEF, 0xBB, 0xBF] + Array(text.utf8), .utf8BOM),
            ([0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }, .utf16LE),
            ([0xFE, 0xFF] + text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }, .utf16BE),
        ] as [([UInt8], ConfigurationText.Encoding)]
    )
    func encodings(bytes: [UInt8], encoding: ConfigurationText.Encoding) throws {
        let decoded = try ConfigurationText.decode(bytes)
        #expect(decoded.encoding == encoding)
        #expect(String(decoding: decoded.utf8, as: UTF8.self) == Self.text)
        let root = try YAMLDocument(bytes: bytes).root
        #expect(root?.pairs?.first?.value.pairs?.first?.key.asString == "ü😀")
        #expect(root?.pairs?.first?.value.pairs?.first?.key.mark == YAMLMark(line: 2, column: 3))
    }

    @Test(
        "are refused with the place of the first bad one",
        arguments: [
            (
                Array("a: 1\r\nb: f".utf8) + [0xFC] + Array("r\r\n".utf8), .ansi, YAMLMark(line: 2, column: 5), 10,
                "0xFC"
            ),
            ([0xEF, 0xBB, 0xBF, 0x61, 0xC3], .ansi, YAMLMark(line: 1, column: 2), 4, "0xC3"),
            (Array("ü\r".utf8) + [0xED, 0xA0, 0x80], .ansi, YAMLMark(line: 2, column: 1), 3, "0xED"),
            ("a: b".utf8.flatMap { [$0, 0] }, .utf16, YAMLMark(), 0, "no-byte-order-mark"),
            ("a: b".utf8.flatMap { [0, $0] }, .utf16, YAMLMark(), 0, "no-byte-order-mark"),
            ([0xFF, 0xFE, 0x61, 0, 0x62], .utf16, YAMLMark(line: 1, column: 2), 4, "odd-length"),
            ([0xFF, 0xFE, 0x0A, 0, 0x00, 0xD8, 0x61, 0], .utf16, YAMLMark(line: 2, column: 1), 4, "lone-surrogate"),
            ([0xFE, 0xFF, 0xDC, 0x00], .utf16, YAMLMark(), 2, "lone-surrogate"),
        ] as [([UInt8], YAMLError.Code, YAMLMark, Int, String)]
    )
    func refusals(bytes: [UInt8], code: YAMLError.Code, mark: YAMLMark, offset: Int, detail: String) {
        let error = #expect(throws: YAMLError.self) { try ConfigurationText.decode(bytes) }
        #expect(error == YAMLError(code: code, mark: mark, detail: detail, byteOffset: offset))
    }

    @Test(
        "may be none at all",
        arguments: [[], [0xEF, 0xBB, 0xBF], [0xFF, 0xFE], Array("# only\n\n".utf8)] as [[UInt8]]
    )
    func empty(bytes: [UInt8]) throws {
        #expect(try YAMLDocument(bytes: bytes).root == nil)
    }

    @Test("leave no carriage return in any scalar", arguments: ["\r\n", "\r", "\n"])
    func lineEndings(ending: String) throws {
        let lines = [
            "plain: one", "  two", "quoted: \"a", "  b\"", "literal: |", "  x", "  y", "folded: >-", "  p", "  q",
            "end: z",
        ]
        let root = try YAMLDocument(bytes: Array((lines.joined(separator: ending) + ending).utf8)).root
        let values = root?.pairs?.compactMap(\.value.asString)
        #expect(values == ["one two", "a b", "x\ny\n", "p q", "z"])
        #expect(root?.pairs?.last?.key.mark == YAMLMark(line: 11, column: 1))
    }
}
