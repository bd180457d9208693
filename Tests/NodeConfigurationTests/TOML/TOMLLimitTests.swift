import Testing

@testable import NodeConfiguration

@Suite("TOML limits")
struct TOMLLimitTests {
    @Test(
        "Sixty-four levels are read, sixty-five are not, and a hundred thousand do no harm",
        arguments: ["arrays", "inline tables", "dotted keys", "header", "array header", "header and arrays", "mixed"]
    )
    func depth(kind: String) throws {
        func nested(_ levels: Int) -> String {
            func times(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }
            return switch kind {
            case "arrays": "a = " + times("[", levels) + times("]", levels)
            case "inline tables": "a = " + times("{a = ", levels - 1) + "{}" + times("}", levels - 1)
            case "dotted keys": times("a.", levels) + "a = 1"
            case "header": "[" + times("a.", levels - 1) + "a]"
            case "array header": "[[" + times("a.", levels - 1) + "a]]"
            case "header and arrays": "[a.b]\nc.d = " + times("[", levels - 3) + times("]", levels - 3)
            default:
                "[a]\nb = " + times("[", levels / 2 - 1) + times("{a = ", levels - levels / 2) + "1"
                    + times("}", levels - levels / 2) + times("]", levels / 2 - 1)
            }
        }
        #expect(throws: Never.self) { try TOMLDocument(nested(64)) }
        for levels in [65, 100_000] {
            let error = #expect(throws: TOMLError.self) { try TOMLDocument(nested(levels)) }
            #expect(error?.code == .tooDeep)
            #expect(error?.detail == "depth-64")
        }
        #expect(throws: TOMLError.self) { try TOMLDocument(nested(5), options: .init(maximumDepth: 4)) }
        #expect(throws: Never.self) { try TOMLDocument(nested(5), options: .init(maximumDepth: 5)) }
    }

    @Test("Four mebibytes are the most, unless another limit is asked for")
    func size() {
        #expect(TOMLDocument.Options().maximumSize == 4 << 20)
        let bytes = Array(repeating: UInt8(ascii: "#"), count: 4 << 20 + 1)
        #expect(TOMLDocument.fault(in: bytes) == "too-large/size-4194304@1:1")
        #expect(TOMLDocument.fault(in: "a = 1", options: .init(maximumSize: 4)) == "too-large/size-4@1:1")
        #expect(TOMLDocument.fault(in: "a = 1", options: .init(maximumSize: 5)) == nil)
    }

    /// Nothing here takes a second as long as all is linear; with anything quadratic it takes minutes.
    @Test(
        "A hundred thousand of anything take no longer apiece than a few",
        .timeLimit(.minutes(1)),
        arguments: [
            "keys", "quoted keys", "headers", "nested headers", "array headers", "elements", "inline tables",
            "dotted keys", "keys in braces", "lines", "escapes", "duplicates", "equivalent names",
        ]
    )
    func time(kind: String) throws {
        func all(_ count: Int = 100_000, _ text: (Int) -> String) -> String { (0..<count).map(text).joined() }
        let text =
            switch kind {
            case "keys": all { "key\($0) = \($0)\n" }
            case "quoted keys": all { "\"kéy\($0)\" = ''\n" }
            case "headers": all { "[a\($0)]\n" }
            case "nested headers": all { "[a.b.c.d.e\($0)]\nx = 1\n" }
            case "array headers": all { _ in "[[a.b]]\n" }
            case "elements": "a = [" + all { "\($0)," } + "]"
            case "inline tables": "a = [" + all { "{'é\($0)' = 1}," } + "]"
            case "dotted keys": all { "a.b\($0 % 100).c\($0) = 1\n" }
            case "keys in braces": "a = {" + all { "b.k\($0) = 1, " } + "z = 1}"
            case "lines": all { _ in "\n# c\n" }
            case "escapes": "a = \"" + all { _ in "\\n" } + "\""
            case "duplicates": all { _ in "[a.b]\nc = 1\n" }
            default: all(5_000) { "\"a\(Self.marks($0))\" = 1\n" }
            }
        let document = try TOMLDocument(text, options: .init(redefinitions: .collected))
        #expect(document.redefinitions.count == (kind == "duplicates" ? 199_998 : 0))
    }

    /// One of 5,040 orders of seven marks, which Swift takes for the same text as all the others.
    private static func marks(_ number: Int) -> String {
        var rest = Array("\u{301}\u{323}\u{327}\u{345}\u{31B}\u{315}\u{1DCE}".unicodeScalars)
        var number = number
        var text = ""
        while !rest.isEmpty {
            text.unicodeScalars.append(rest.remove(at: number % rest.count))
            number /= rest.count + 1
        }
        return text
    }
}
