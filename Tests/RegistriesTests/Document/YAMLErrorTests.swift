import Testing

@testable import Registries

@Suite("A YAML error")
struct YAMLErrorTests {
    @Test(
        "names the cause and the place",
        arguments: [
            ("a:\n\tb: 1\n", .tab, 2, 1), ("a:\n  b: 1\n\tc: 2\n", .tab, 3, 1), ("a:\n  \tb: 1\n  c: 2\n", .tab, 2, 3),
            ("a: |\n\tx\n", .tab, 2, 1), ("mirrors:\n  *:\n    endpoint: []\n", .unquotedAsterisk, 2, 3),
            ("mirrors:\n  *.example.com: {}\n", .unquotedAsterisk, 2, 3), ("a: *\n", .unquotedAsterisk, 1, 4),
            ("a: *b\n", .unknownAlias, 1, 4), ("a: &b [*b]\n", .recursiveAlias, 1, 8),
            ("a: &b {c: &d [*b]}\n", .recursiveAlias, 1, 15),
            ("ca_file: \"C:\\certs\\ca.pem\"\n", .unknownEscape, 1, 13),
            ("a: b\n c: d\n", .syntax, 2, 3), ("a: [1, 2\n", .syntax, 2, 1), ("a: \"b\n", .syntax, 2, 1),
            ("a: b: c\n", .syntax, 1, 5), ("a: ü\u{7}\n", .controlCharacter, 1, 5),
            ("a: 1\r\nb: \u{0}", .controlCharacter, 2, 4),
            ("<<: 1\n", .invalidMerge, 1, 5), ("<<: [{}, x]\n", .invalidMerge, 1, 10),
        ] as [(String, YAMLError.Code, Int, Int)]
    )
    func causes(text: String, code: YAMLError.Code, line: Int, column: Int) {
        let error = #expect(throws: YAMLError.self) { try YAMLDocument(bytes: Array(text.utf8)) }
        #expect(error?.code == code)
        #expect(error?.line == line)
        #expect(error?.column == column)
    }

    @Test("carries libyaml's words")
    func problem() {
        let error = #expect(throws: YAMLError.self) { try YAMLDocument(bytes: Array("a: b\n c: d\n".utf8)) }
        #expect(error?.problem == "mapping values are not allowed in this context")
        let scanning = #expect(throws: YAMLError.self) { try YAMLDocument(bytes: Array("a: \"b".utf8)) }
        #expect(scanning?.context == "while scanning a quoted scalar")
    }

    @Test(
        "points at what a word processor left in the line",
        arguments: [
            ("a: 1\n\u{A0}b: 2\n  c: 3\n: [\n", nil), ("a: b\n c\u{201C}: d\n", "smart-quote"),
            ("a: b\n c\u{A0}: d\n", "no-break-space"), ("a: b\n \u{200B}c: d\n", "zero-width"), ("a: b\n c: d\n", nil),
        ] as [(String, String?)]
    )
    func suspicions(text: String, detail: String?) {
        let error = #expect(throws: YAMLError.self) { try YAMLDocument(bytes: Array(text.utf8)) }
        #expect(error?.detail == detail)
    }

    @Test(
        "never repeats a secret",
        arguments: ["password: *hunter2\n", "password: &a [*a]\n", "password: \"hunter2\\q\"\n"]
    )
    func secrets(text: String) {
        let error = #expect(throws: YAMLError.self) { try YAMLDocument(bytes: Array(text.utf8)) }
        #expect(error.map { !"\($0)".contains("hunter2") } == true)
        #expect(error?.detail == nil)
    }
}
