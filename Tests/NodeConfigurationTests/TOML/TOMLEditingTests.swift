import Testing

@testable import NodeConfiguration

@Suite("TOML editing")
struct TOMLEditingTests {
    private static let config = [
        "# node's own", "version = 2", "", "  [plugins.\"cri\"] # keep", "\tsandbox = 'x' # keep", "  multi = \"\"\"",
        "a",
        "\"\"\"", "# about the registry", "[plugins.cri.registry]", "config_path = \"\"", "",
        "# about metrics", "[metrics]", "address = ''",
    ]

    @Test("Each header, pair and section knows its bytes", arguments: ["\n", "\r\n"])
    func ranges(end: String) throws {
        let document = try TOMLDocument(Self.config.joined(separator: end))
        func lines(_ range: Range<Int>) -> [String] {
            document.text(range).replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
                .map(String.init)
        }
        let sections = document.sections
        #expect(
            sections.map { $0.header?.path.map(\.name) ?? [] } == [
                [], ["plugins", "cri"], ["plugins", "cri", "registry"], ["metrics"],
            ]
        )
        #expect(lines(sections[0].range) == ["# node's own", "version = 2", "", ""])
        #expect(lines(sections[0].body) == ["# node's own", "version = 2", ""])
        #expect(lines(sections[1].range) == Array(Self.config[3...8]) + [""])
        #expect(lines(sections[1].body) == Array(Self.config[3...7]) + [""])
        #expect(lines(sections[2].range) == Array(Self.config[9...12]) + [""])
        #expect(lines(sections[2].body) == Array(Self.config[9...10]) + [""])
        #expect(lines(sections[3].range) == Array(Self.config[13...]))
        let header = try #require(sections[1].header)
        #expect(document.text(header.range) == "[plugins.\"cri\"]")
        #expect(lines(header.line) == [Self.config[3], ""])
        #expect(document.text(sections[1].pairs[0].range) == "sandbox = 'x'")
        #expect(lines(sections[1].pairs[0].line) == [Self.config[4], ""])
        #expect(document.text(sections[1].pairs[0].path[0].range) == "sandbox")
        #expect(document.text(sections[1].pairs[0].value.range) == "'x'")
        #expect(lines(sections[1].pairs[1].line) == Array(Self.config[5...7]) + [""])
    }

    @Test(
        "The sections are the whole source, in order",
        arguments: [
            "", "# c", "a = 1", "\n\n[a]\n\n", "[a]", " [a] # c\n b = 1\n\n# d\n[[b]]\n[b.c]\nx = [\n1]",
            "\u{FEFF}[a]\n",
        ]
    )
    func tiling(text: String) throws {
        let document = try TOMLDocument(text)
        var end = document.hasByteOrderMark ? 3 : 0
        for section in document.sections {
            #expect(section.range.lowerBound == end)
            #expect(section.body.upperBound <= section.range.upperBound)
            end = section.range.upperBound
        }
        #expect(end == document.source.count)
    }

    @Test("What is changed is changed, and every other byte is kept", arguments: ["\n", "\r\n"])
    func changes(end: String) throws {
        let document = try TOMLDocument(Self.config.joined(separator: end))
        let registry = try #require(document.sections(under: ["plugins", "cri", "registry"]).first)
        let value = try #require(document.root.value(at: ["plugins", "cri", "sandbox"]))
        let changed = document.source(with: [
            .init(document.source.count..<document.source.count, to: "\(end)[new]\(end)".utf8),
            .init(registry.body, to: "[other]\(end)".utf8),
            .init(value.range, to: "\"y\"".utf8),
            .init(registry.body.lowerBound..<registry.body.lowerBound, to: "# marker\(end)".utf8),
        ])
        var expected = Self.config
        expected[4] = "\tsandbox = \"y\" # keep"
        expected.replaceSubrange(9...10, with: ["# marker", "[other]"])
        expected += ["[new]", ""]
        #expect(String(decoding: changed, as: UTF8.self) == expected.joined(separator: end))
        #expect(document.source(with: []) == document.source)
    }

    @Test("Sections under a path are those whose header begins with its names, quoted or not")
    func sectionsUnderPath() throws {
        let document = try TOMLDocument("[a]\n[a.b]\n['a'.\"b\".c]\n[[a.bc]]\n[x.a.b]\n[a.b.d]\n[b]")
        func names(_ path: [String]) -> [String] {
            document.sections(under: path).map { $0.header?.path.map(\.name).joined(separator: ".") ?? "" }
        }
        #expect(names(["a", "b"]) == ["a.b", "a.b.c", "a.b.d"])
        #expect(names(["a"]) == ["a", "a.b", "a.b.c", "a.bc", "a.b.d"])
        #expect(names(["c"]) == [])
    }

    @Test("Pairs under a path are those whose header and key begin with its names together")
    func pairsUnderPath() throws {
        let document = try TOMLDocument(
            """
            [p.cri]
            registry.config_path = "a"
            "registry".headers = {a = 1}
            registryx = 3
            [q]
            registry = 4
            [p]
            other = 2
            [p.cri.registry.configs]
            b = 5
            """
        )
        func texts(_ path: [String]) -> [String] { document.pairs(under: path).map { document.text($0.range) } }
        let registry = ["p", "cri", "registry"]
        #expect(
            texts(registry) == [
                "registry.config_path = \"a\"", "\"registry\".headers = {a = 1}",
            ]
        )
        #expect(texts(registry + ["config_path"]) == ["registry.config_path = \"a\""])
        #expect(texts(["q"]) == [])
        #expect(texts(registry + ["configs"]) == [])
    }

    @Test(
        "It is known how lines end, and whether the last one does",
        arguments: [
            ("", "\n", true), ("\u{FEFF}", "\n", true), ("a = 1", "\n", false), ("a = 1\n", "\n", true),
            ("a = 1\r\n", "\r\n", true), ("a = 1\r\nb = 1\n", "\r\n", true), ("\na = 1\r\n", "\n", true),
        ]
    )
    func lineEndings(text: String, ending: String, isComplete: Bool) throws {
        let document = try TOMLDocument(text)
        #expect(document.lineEnding == ending)
        #expect(document.endsWithLineEnding == isComplete)
    }
}
