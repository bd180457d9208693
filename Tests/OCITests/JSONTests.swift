import OCI
import Testing

@Suite("JSON")
struct JSONTests {
    @Test(
        "A value is read as it is written",
        arguments: [
            ("null", .null), (" true\n", .bool(true)), ("false", .bool(false)), ("0", .number("0")),
            ("-0.5e+10", .number("-0.5e+10")),
            ("123456789012345678901234567890", .number("123456789012345678901234567890")),
            (#""a\"\\\/\b\f\n\r\tA""#, .string("a\"\\/\u{8}\u{C}\n\r\tA")),
            (#""\u0041\uD83D\uDC0B\u00e9""#, .string("A\u{1F40B}\u{E9}")),
            ("\"\u{7F}\u{2028}\u{10FFFF}\"", .string("\u{7F}\u{2028}\u{10FFFF}")), (#""\u0000""#, .string("\0")),
            ("[]", .array([])), ("[ 1 , [ ] ]", [1, []]), ("{}", .object([])),
            (#"{ "b" : 1 , "a" : [ null , true ] , "" : {} }"#, ["b": 1, "a": [.null, true], "": [:]]),
        ] as [(String, JSON)]
    )
    func reads(text: String, expected: JSON) throws {
        #expect(try JSON(parsing: text) == expected)
        #expect(try JSON(parsing: expected.serialized()) == expected)
    }

    @Test(
        "What is no JSON is refused with its place",
        arguments: [
            ("", "end-of-text@0"), (" ", "end-of-text@1"), ("nul", "unexpected-byte@3"), ("nulL", "unexpected-byte@3"),
            ("True", "unexpected-byte@0"), ("[1] x", "trailing-bytes@4"), ("{}{}", "trailing-bytes@2"),
            ("1 2", "trailing-bytes@2"),
            ("01", "trailing-bytes@1"), ("+1", "unexpected-byte@0"), ("-", "number@1"), ("1.", "number@2"),
            (".5", "unexpected-byte@0"),
            ("1e", "number@2"), ("1e+", "number@3"), ("-a", "number@1"), ("NaN", "unexpected-byte@0"),
            ("0x1", "trailing-bytes@1"),
            ("[1,]", "unexpected-byte@3"), ("[,1]", "unexpected-byte@1"), ("[1 2]", "array-end@3"),
            ("[1", "array-end@2"),
            (#"{"a":1,}"#, "no-string@7"), (#"{"a" 1}"#, "no-colon@5"), ("{a:1}", "no-string@1"),
            (#"{"a":}"#, "unexpected-byte@5"),
            (#"{"a":1"#, "object-end@6"), ("{1:1}", "no-string@1"), ("\"a", "string-end@2"), ("\"\\", "string-end@2"),
            ("\"\n\"", "control-character@1"), ("\"\0\"", "control-character@1"), (#""\x""#, "escape@2"),
            (#""\u12g4""#, "escape@5"),
            (#""\u12"#, "escape@5"), (#""\ud83d""#, "lone-surrogate@7"), (#""\ud83dx""#, "lone-surrogate@7"),
            (#""\ud83d\n""#, "lone-surrogate@7"), (#""\ud83d\ud83d""#, "lone-surrogate@13"),
            (#""\udc0b""#, "lone-surrogate@7"),
            ("'a'", "unexpected-byte@0"), ("// x", "unexpected-byte@0"), ("\u{FEFF}1", "unexpected-byte@0"),
            ("\u{A0}1", "unexpected-byte@0"),
            ("1\0", "trailing-bytes@1"), ("]", "unexpected-byte@0"),
        ]
    )
    func refuses(text: String, detail: String) {
        let error = #expect(throws: OCIError.self) { try JSON(parsing: text) }
        #expect(error?.code == .jsonSyntax)
        #expect(error?.detail == detail)
    }

    @Test(
        "Bytes that are no UTF-8 are refused",
        arguments: [
            [0xFF], [0xC0, 0x80], [0xC3], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0x80],
            [0xC3, 0x5C, 0x6E],
        ] as [[UInt8]]
    )
    func invalidUTF8(bytes: [UInt8]) {
        let error = #expect(throws: OCIError.self) { try JSON(parsing: [0x22] + bytes + [0x22]) }
        #expect(error?.code == .jsonSyntax)
        #expect(throws: OCIError.self) { try JSON(parsing: bytes) }
    }

    @Test(
        "A key twice in one object is refused, however it is written",
        arguments: [
            #"{"a":1,"a":1}"#, #"{"a":1,"b":2,"\u0061":3}"#, #"[{"x":{"":1,"":2}}]"#,
        ]
    )
    func duplicateKeys(text: String) {
        let error = #expect(throws: OCIError.self) { try JSON(parsing: text) }
        #expect(error?.code == .jsonDuplicateKey)
    }

    @Test("Keys that differ in case are the business of whoever reads the object")
    func caseVariants() throws {
        #expect(try JSON(parsing: #"{"a":{"a":1},"A":2}"#)["A"] == 2)
    }

    @Test("Sixty-four levels are read, sixty-five are not, and a million do no harm", arguments: ["[", #"{"a":"#])
    func depth(open: String) throws {
        let close = open == "[" ? "]" : "}"
        func nested(_ levels: Int) -> String {
            String(repeating: open, count: levels) + "1" + String(repeating: close, count: levels)
        }
        #expect(throws: Never.self) { try JSON(parsing: nested(64)) }
        for levels in [65, 1_000_000] {
            let error = #expect(throws: OCIError.self) { try JSON(parsing: nested(levels)) }
            #expect(error?.code == .jsonTooDeep)
        }
        #expect(throws: OCIError.self) { try JSON(parsing: nested(3), limits: .init(depth: 2)) }
        let wide = "[" + Array(repeating: nested(60), count: 100).joined(separator: ",") + "]"
        #expect(throws: Never.self) { try JSON(parsing: wide) }
    }

    @Test("A syntax error gives away one character at most, for the text may hold a secret")
    func errorsKeepSecrets() {
        let error = #expect(throws: OCIError.self) { try JSON(parsing: #"{"auth":"hunter2\x"}"#) }
        #expect(error?.subject == "x")
    }

    @Test(
        "An integer is a number written as one that fits",
        arguments: [
            ("0", 0), ("-0", 0), ("42", 42), ("9223372036854775807", .max), ("-9223372036854775808", .min),
            ("9223372036854775808", nil), ("1.0", nil), ("1e3", nil), ("1E0", nil), (#""1""#, nil), ("true", nil),
            ("null", nil),
            ("123456789012345678901234567890", nil),
        ] as [(String, Int64?)]
    )
    func integers(text: String, expected: Int64?) throws {
        #expect(try JSON(parsing: text).integer == expected)
    }

    @Test("Text is written with the shortest escapes, in order, and with slashes as they are")
    func writes() {
        let value: JSON = ["z": "a/b\"\\\n\u{1}\u{1F}\u{7F}\u{E9}<>&", "a": [1, -2, true, .null], "e": [:], "l": []]
        #expect(
            value.serialized()
                == #"{"z":"a/b\"\\\n\u0001\u001f"# + "\u{7F}\u{E9}" + #"<>&","a":[1,-2,true,null],"e":{},"l":[]}"#
        )
        let nested: JSON = ["a": [1, ["b": "\(2)"]], "e": [:], "l": []]
        let expected = """
            {
              "a": [
                1,
                {
                  "b": "2"
                }
              ],
              "e": {},
              "l": []
            }
            """
        #expect(nested.serialized(indent: 2) == expected)
    }

    @Test("A member is found by its key, and nothing in what is no object")
    func lookup() {
        let value: JSON = ["a": "x", "b": [true]]
        #expect(value["a"]?.string == "x")
        #expect(value["b"]?.array?.first?.bool == true)
        #expect(value["c"] == nil)
        #expect(JSON.string("x")["a"] == nil)
        #expect(JSON.null.isNull && value["a"]?.isNull == false)
    }

    private static func randomValue(_ generator: inout SeededGenerator, depth: Int) -> JSON {
        let texts = ["", "a", "A", "\u{0}\u{1F}\"\\/", "\u{E9}", "e\u{301}", "\u{1F40B}", "\u{2028}", "mediaType"]
        switch Int.random(in: 0..<(depth > 0 ? 7 : 5), using: &generator) {
        case 0: return .null
        case 1: return .bool(generator.chance(50))
        case 2: return .number(generator.pick(["0", "-1", "1.50", "1e-9", "9223372036854775808"]))
        case 3, 4: return .string(generator.pick(texts) + generator.pick(texts))
        case 5:
            return .array(
                (0..<Int.random(in: 0...4, using: &generator)).map { _ in randomValue(&generator, depth: depth - 1) }
            )
        default:
            return .object(
                (0..<Int.random(in: 0...4, using: &generator)).map { index in
                    JSON.Member(
                        key: "\(index)\(generator.pick(texts))",
                        value: randomValue(&generator, depth: depth - 1)
                    )
                }
            )
        }
    }

    @Test(
        "Whatever is written reads back byte for byte, with and without indentation",
        arguments: [1, 2, 3] as [UInt64]
    )
    func roundTrip(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<1_000 {
            let value = Self.randomValue(&generator, depth: 5)
            for indent in [nil, 0, 2] {
                let bytes = value.bytes(indent: indent)
                #expect(try JSON(parsing: bytes).bytes(indent: indent) == bytes)
                #expect(try JSON(parsing: bytes) == value)
            }
        }
    }

    @Test("No bytes crash the parser, and what it takes it can write and read", arguments: [1, 2, 3] as [UInt64])
    func fuzz(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let tokens = [
            "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud800", "1e", "-", "null", "\u{FEFF}", "\u{0}",
            "{\"a\":",
        ]
        for _ in 0..<3_000 {
            let bytes = generator.mutated(Self.randomValue(&generator, depth: 4).bytes(indent: 1), tokens: tokens)
            guard let value = try? JSON(parsing: bytes) else { continue }
            #expect(try JSON(parsing: value.bytes()) == value)
        }
    }
}
