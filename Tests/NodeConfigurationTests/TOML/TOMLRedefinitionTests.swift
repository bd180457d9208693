import Testing

@testable import NodeConfiguration

@Suite("TOML redefinitions")
struct TOMLRedefinitionTests {
    private static let collected = TOMLDocument.Options(redefinitions: .collected)

    @Test(
        "Redefinitions can be collected, and the rest is read",
        arguments: [
            ("a = 1", "a=1", []),
            ("a = 1\na = 2\nb = 3", "a=1, b=3", ["duplicate-key/value@2:1<1:1"]),
            ("a = 1\na = 2\na = 3", "a=1", ["duplicate-key/value@2:1<1:1", "duplicate-key/value@3:1<1:1"]),
            (
                "[a]\nx = 1\n[b]\n[a]\ny = 2\n[c]\nz = 3", "a={x=1, y=2}, b={}, c={z=3}",
                ["duplicate-table/header@4:2<1:2"]
            ),
            ("[a]\nx = 1\n[a]\nx = 2", "a={x=1}", ["duplicate-table/header@3:2<1:2", "duplicate-key/value@4:1<2:1"]),
            (
                "[r.auths]\n[r.configs]\n[r.auths]\n[r.configs]\n[r.configs.h]\nk = 1",
                "r={auths={}, configs={h={k=1}}}",
                ["duplicate-table/header@3:4<1:4", "duplicate-table/header@4:4<2:4"]
            ),
            ("a.b = 1\n[a]\nc = 2", "a={b=1, c=2}", ["duplicate-table/dotted-key@2:2<1:1"]),
            (
                "a = 1\n[a]\nc = 2\nc = 3\n[b]", "a=1, b={}",
                ["duplicate-table/value@2:2<1:1", "duplicate-key/value@4:1<3:1"]
            ),
            ("a = {}\n[a.b]\nc = 2", "a={}", ["closed/inline-table@2:2<1:1"]),
            ("[[a]]\nx = 1\n[a]\nx = 2", "a=[{x=1}]", ["duplicate-table/table-array@3:2<1:3"]),
            ("[a]\nx = 1\n[[a]]\nx = 2", "a={x=1}", ["duplicate-table/header@3:3<1:2"]),
            ("a = {}\na.b = 1\nc = 2", "a={}, c=2", ["closed/inline-table@2:1<1:1"]),
            ("t = {a = 1, a = 2, b = 3}", "t={a=1, b=3}", ["duplicate-key/value@1:13<1:6"]),
            ("[a.b]\n[a]\nb.c = 1\nd = 1", "a={b={}, d=1}", ["closed/header@3:1<1:4"]),
        ] as [(String, String, [String])]
    )
    func collects(text: String, description: String, redefinitions: [String]) throws {
        let document = try TOMLDocument(text, options: Self.collected)
        #expect(document.description == description)
        #expect(document.redefinitions.map(\.description) == redefinitions)
        #expect(TOMLDocument.fault(in: text) == redefinitions.first)
    }

    @Test("What is defined twice is in its section all the same")
    func sections() throws {
        let document = try TOMLDocument("[a]\nx = 1\n[a]\nx = 2\n", options: Self.collected)
        #expect(document.sections.count == 3)
        #expect(document.sections[2].pairs.first?.value.integer == 2)
        #expect(document.text(document.sections[2].range) == "[a]\nx = 2\n")
        #expect(document.text(document.redefinitions[0].range) == "a")
    }

    @Test("A syntax error ends the reading even so", arguments: ["a = 1\na = 2\nb", "[a]\n[a]\n[", "a = 1\na = 2 x"])
    func syntax(text: String) {
        let error = #expect(throws: TOMLError.self) { try TOMLDocument(text, options: Self.collected) }
        #expect(error?.code == .syntax)
    }

    @Test(
        "An error shows the name in question, cut and without what cannot be seen",
        arguments: [
            ("[a.\"https://m/v2\"]\n[a.\"https://m/v2\"]", "a.https://m/v2"), ("x.y = 1\nx.y.z = 2", "x.y"),
            ("\"a\\u0000\\u001b[31m\" = 1\n\"a\\u0000\\u001b[31m\" = 1", "a\u{FFFD}\u{FFFD}[31m"),
            ("'\u{202E}k' = 1\n'\u{202E}k' = 1", "\u{FFFD}k"),
        ]
    )
    func shownNames(text: String, shown: String) {
        let error = #expect(throws: TOMLError.self) { try TOMLDocument(text) }
        #expect(error?.text == shown)
    }

    @Test("A name of ten thousand letters is cut to eighty")
    func longNames() {
        let name = String(repeating: "k", count: 10_000)
        let error = #expect(throws: TOMLError.self) { try TOMLDocument("\(name) = 1\n\(name) = 2") }
        #expect(error?.text == name.prefix(80) + "...")
    }

    @Test(
        "Of a value an error shows one character, and of an escape two, for the rest may be a secret",
        arguments: [
            ("password = hunter2", "h"), (#"password = "hunter2\x41""#, #"\x"#), (#"password = "\Uhunter2""#, #"\U"#),
            ("password = 0123hunter2", "0"), ("password = \"hunter2", "\""), ("password = \"a\u{7}hunter2\"", "U+0007"),
            ("password = é", "é"), ("password = \"hunter2\" hunter3", "h"), ("password = ", ""), ("a = 1\r", "U+000D"),
            ("\u{1F40B} = 1", "\u{1F40B}"), ("\u{202E}", "U+202E"), ("\"a\\\u{7}\" = 1", "\\U+0007"),
        ]
    )
    func secrets(text: String, shown: String) {
        let error = #expect(throws: TOMLError.self) { try TOMLDocument(text) }
        #expect(error?.text == shown)
    }
}
