import Testing

@testable import Registries

/// The root of a text.
private func root(_ text: String) throws -> YAMLNode {
    try #require(try YAMLDocument(bytes: Array(text.utf8)).root)
}

/// A tree as one line, marks left out: `{a:[b,c]}`, quoted scalars with quotes, merged pairs with `<`.
private func outline(_ node: YAMLNode) -> String {
    switch node.kind {
    case .scalar(let scalar):
        switch scalar.style {
        case .plain: scalar.text
        case .quoted: "'\(scalar.text)'"
        case .literal: "|\(scalar.text)|"
        }
    case .sequence(let elements): "[" + elements.map(outline).joined(separator: ",") + "]"
    case .mapping(let pairs):
        "{" + pairs.map { ($0.isMerged ? "<" : "") + outline($0.key) + ":" + outline($0.value) }.joined(separator: ",")
            + "}"
    }
}

@Suite("A YAML document")
struct YAMLDocumentTests {
    @Test(
        "keeps what was written, in order",
        arguments: [
            (
                "mirrors:\n  docker.io:\n    endpoint:\n      - https://a\n",
                "{mirrors:{docker.io:{endpoint:[https://a]}}}"
            ),
            ("a: 1\nb: 2\na: 3\n", "{a:1,b:2,a:3}"), ("docker.io:\n\"*\": 'x'\n", "{docker.io:,'*':'x'}"),
            ("- |\n  a\n  b\n- >-\n  c\n  d\n", "[|a\nb\n|,|c d|]"), ("a: &x {b: 1}\nc: *x\n", "{a:{b:1},c:{b:1}}"),
            ("a: &x 1\nb: &x 2\nc: *x\n", "{a:1,b:2,c:2}"), ("a: &x [&x 1, *x]\nb: *x\n", "{a:[1,1],b:1}"),
            ("---\na: 1\n---\nb: 2\n", "{a:1}"), ("a: 1\n...\n]\n", "{a:1}"), ("---\n", ""),
            ("%YAML 1.1\n--- !!map {a: !!str 1}\n", "{a:1}"),
        ]
    )
    func structure(text: String, expected: String) throws {
        #expect(try outline(root(text)) == expected)
    }

    /// Checked against go-yaml v2.4: maps are decoded pair by pair, so the last one written counts, merged or not.
    @Test(
        "applies merge keys as go-yaml v2 does",
        arguments: [
            ("<<: {a: 2, b: 3}\na: 1\n", "{<b:3,a:1}"), ("a: 1\n<<: {a: 2, b: 3}\n", "{a:1,<a:2,<b:3}"),
            ("<<: [{a: 1}, {a: 2, b: 3}]\n", "{<b:3,<a:1}"),
            ("x: &x {a: 1}\ny: {<<: *x, b: 2}\n", "{x:{a:1},y:{<a:1,b:2}}"),
            ("<<: {a: 1}\n<<: {a: 2}\n", "{<a:2}"), ("<<: {a: 1, a: 2}\n", "{<a:2}"),
            ("'<<': {a: 1}\n", "{'<<':{a:1}}"),
            ("<<: {<<: {a: 1}, b: 2}\n", "{<a:1,<b:2}"), ("!!merge '<<': {a: 1}\n", "{<a:1}"),
        ]
    )
    func merging(text: String, expected: String) throws {
        #expect(try outline(root(text)) == expected)
    }

    @Test("knows where each value starts, in characters")
    func marks() throws {
        let root = try root("ü:\n  - \"é\"\n  - {k: v}\n")
        #expect(root.mark == YAMLMark(line: 1, column: 1))
        let elements = try #require(root.pairs?.first?.value.elements)
        #expect(elements.map(\.mark) == [YAMLMark(line: 2, column: 5), YAMLMark(line: 3, column: 5)])
        #expect(elements[1].pairs?.first?.value.mark == YAMLMark(line: 3, column: 9))
    }

    @Test(
        "resolves scalars as go-yaml v2 decodes them",
        arguments: [
            ("0123", "0123", nil), ("yes", "yes", true), ("1e3", "1e3", nil), ("", nil, nil), ("~", nil, nil),
            ("null", nil, nil), ("Null", nil, nil), ("NULL", nil, nil), ("nULL", "nULL", nil),
            ("\"null\"", "null", nil),
            ("\"\"", "", nil), ("true", "true", true), ("True", "True", true), ("TRUE", "TRUE", true),
            ("tRUE", "tRUE", nil),
            ("\"true\"", "true", nil), ("'yes'", "yes", nil), ("on", "on", true), ("y", "y", true), ("Y", "Y", true),
            ("n", "n", false), ("No", "No", false), ("OFF", "OFF", false), ("false", "false", false), ("1", "1", nil),
            ("!!str true", "true", nil), ("!!str ~", "~", nil), ("!!bool \"on\"", "on", true), ("!!null x", nil, nil),
            ("!own true", "true", nil), ("!!binary aGk=", "aGk=", nil), ("|\n  true", "true", nil), ("[]", nil, nil),
        ] as [(String, String?, Bool?)]
    )
    func scalars(text: String, string: String?, bool: Bool?) throws {
        let value = try #require(try root("k: \(text)").pairs?.first?.value)
        #expect(value.asString == string)
        #expect(value.asBool == bool)
        #expect(value.isNull == (string == nil && text != "[]"))
    }
}
