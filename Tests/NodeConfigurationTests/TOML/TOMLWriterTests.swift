import Testing

@testable import NodeConfiguration

@Suite("TOML writing")
struct TOMLWriterTests {
    private static let hostile = [
        "", " ", "a", "\"", "\\", "'", "'''", "\"\"\"", "C:\\new\\tls\\x.pem", "\\\\.\\pipe\\c", "a\nb", "\r\n", "\t",
        "\0",
        "\u{1}\u{1F}", "\u{7F}\u{80}\u{9F}", "\u{8}\u{C}\u{B}\u{7}", "é", "e\u{301}", "\u{1F40B}", "\u{FEFF}",
        "\u{2028}",
        "\u{202E}", "\u{10FFFF}", "#", "]", "[a]", "a = 1", "\"]\n[evil]\nx = 1\n#", "\\u0041", "\\", "trailing\\",
        "true", "1", "1979-05-27", "inf", "a.b", "-", "_", "127.0.0.1:5000", "[::1]:5000", "*", "https://h/v2",
    ]

    @Test("A file for a host is written in order, with the empty header that old containerd wants")
    func hostsFile() {
        var file = TOMLContent()
        file.set("server", to: "https://registry-1.docker.io/v2")
        file.set("capabilities", to: ["pull", "resolve", "push"])
        file.withTable(["host"]) { $0.isExplicit = true }
        for mirror in ["https://b.example/v2", "https://a.example/v2"] {
            file.withTable(["host", .quoted(mirror)]) { host in
                host.set("capabilities", to: .strings(["pull", "resolve"]))
                host.set("skip_verify", to: false)
                host.set("ca", to: "C:\\certs\\ca.pem")
            }
        }
        file.withTable(["host", .quoted("https://b.example/v2"), "rewrite"]) { $0.set("^(.*)$", to: "p/$1") }
        #expect(
            TOMLWriter().text(of: file) == #"""
                server = "https://registry-1.docker.io/v2"
                capabilities = ["pull", "resolve", "push"]

                [host]

                [host."https://b.example/v2"]
                  capabilities = ["pull", "resolve"]
                  skip_verify = false
                  ca = "C:\\certs\\ca.pem"

                [host."https://b.example/v2".rewrite]
                  "^(.*)$" = "p/$1"

                [host."https://a.example/v2"]
                  capabilities = ["pull", "resolve"]
                  skip_verify = false
                  ca = "C:\\certs\\ca.pem"

                """#
        )
    }

    @Test("For containerd 1 no header has a bracket: the host and those beside it are dotted keys, in order")
    func bracketsInNames() throws {
        var file = TOMLContent()
        for mirror in ["https://b.example", "https://[fd00::1]:5000", "https://a.example"] {
            file.withTable(["host", .quoted(mirror)]) { $0.set("capabilities", to: ["pull"]) }
        }
        file.withTable(["host", .quoted("https://[fd00::1]:5000"), "rewrite"]) { $0.set("a", to: "b") }
        let text = TOMLWriter(for: ContainerdVersion(1, 7)).text(of: file)
        #expect(
            text == #"""
                [host]
                  "https://b.example".capabilities = ["pull"]
                  "https://[fd00::1]:5000".capabilities = ["pull"]
                  "https://[fd00::1]:5000".rewrite.a = "b"
                  "https://a.example".capabilities = ["pull"]

                """#
        )
        let ours = try TOMLDocument(bytes: Array(text.utf8)).root
        let standard = try TOMLDocument(bytes: TOMLWriter(for: ContainerdVersion(2, 1)).bytes(of: file)).root
        #expect(ours["host"]?.table?.entries.map(\.name) == standard["host"]?.table?.entries.map(\.name))
        #expect(TOMLWriter(for: ContainerdVersion(2, 1)).text(of: file).contains(#"[host."https://[fd00::1]:5000"]"#))
    }

    @Test("A table inside has no header for the tables around it, and a host is quoted though it need not be")
    func registryTables() {
        var file = TOMLContent()
        file.set("version", to: 3)
        file.withTable(["plugins", "io.containerd.cri.v1.images", "registry"]) { registry in
            registry.set("config_path", to: "/etc/containerd/certs.d")
            registry.withTable(["configs", .quoted("localhost"), "auth"]) { $0.set("username", to: "u") }
        }
        #expect(
            TOMLWriter(indentation: 0).text(of: file) == """
                version = 3

                [plugins."io.containerd.cri.v1.images".registry]
                config_path = "/etc/containerd/certs.d"

                [plugins."io.containerd.cri.v1.images".registry.configs."localhost".auth]
                username = "u"

                """
        )
    }

    @Test(
        "A string has TOML's escapes and no others",
        arguments: [
            ("a", "a"), ("C:\\new", #"C:\\new"#), ("\"", #"\""#), ("\u{8}\t\n\u{C}\r", #"\b\t\n\f\r"#),
            ("\0", #"\u0000"#),
            ("\u{7}\u{B}\u{1B}\u{1F}", #"\u0007\u000B\u001B\u001F"#), ("\u{7F}\u{80}\u{9F}", #"\u007F\u0080\u009F"#),
            ("é\u{1F40B}\u{2028}'/", "é\u{1F40B}\u{2028}'/"),
        ]
    )
    func escapes(text: String, written: String) {
        var content = TOMLContent()
        content.set("s", to: .string(text))
        #expect(TOMLWriter().text(of: content) == "s = \"\(written)\"\n")
    }

    @Test(
        "A key has quotes where it needs them",
        arguments: [
            ("a", "a"), ("A-b_9", "A-b_9"), ("1", "1"), ("-", "-"), ("", "\"\""), ("a b", "\"a b\""),
            ("a.b", "\"a.b\""),
            ("é", "\"é\""), ("\"", #""\"""#), ("a\n", #""a\n""#), ("h:5000", "\"h:5000\""),
        ]
    )
    func keys(name: String, written: String) {
        var content = TOMLContent()
        content.set(.init(name), to: true)
        content.withTable([.init(name + "x"), .quoted("q")]) { $0.isExplicit = true }
        #expect(TOMLWriter().text(of: content).hasPrefix("\(written) = true\n\n["))
        #expect(TOMLWriter().text(of: content).hasSuffix(".\"q\"]\n"))
    }

    @Test(
        "The other values",
        arguments: [
            (.integer(.min), "-9223372036854775808"), (0, "0"), (true, "true"), ([], "[]"),
            ([["a", "b"], "c", 1], #"[["a", "b"], "c", 1]"#), (.strings(["\\"]), #"["\\"]"#),
        ] as [(TOMLContent.Value, String)]
    )
    func values(value: TOMLContent.Value, written: String) {
        var content = TOMLContent()
        content.set("v", to: value)
        #expect(TOMLWriter().text(of: content) == "v = \(written)\n")
    }

    @Test("What is set twice is there once, in its first place, as the last that was set")
    func setTwice() {
        var content = TOMLContent()
        content.set("a", to: 1)
        content.set("b", to: 2)
        content.set("a", to: 3)
        content.set("c", to: 4)
        content.withTable(["c", "d"]) { $0.set("e", to: 5) }
        content.withTable(["c", "d"]) { $0.set("f", to: 6) }
        content.withTable(["b"]) { _ in }
        content.set("b", to: 7)
        #expect(TOMLWriter(indentation: 0).text(of: content) == "a = 3\nb = 7\n\n[c.d]\ne = 5\nf = 6\n")
    }

    @Test("Nothing is written of nothing, nor of tables that have nothing")
    func empty() {
        var content = TOMLContent()
        #expect(TOMLWriter().text(of: content) == "")
        content.withTable(["a", "b"]) { _ in }
        #expect(TOMLWriter().text(of: content) == "")
        content.isExplicit = true
        #expect(TOMLWriter().text(of: content) == "")
    }

    @Test(
        "What is written reads back the same, in the same order, whatever the texts",
        arguments: 1...8 as ClosedRange<UInt64>
    )
    func roundTrip(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            let content = Self.randomContent(&generator, depth: 4)
            let bytes = TOMLWriter(indentation: generator.pick([0, 2])).bytes(of: content)
            let document = try TOMLDocument(bytes: bytes)
            #expect(document.root.description.isExactly(Self.description(of: content)))
            let lines = String(decoding: bytes, as: UTF8.self).unicodeScalars.split(separator: "\n")
            #expect(lines.allSatisfy { $0.last != " " && $0.last != "\t" && !$0.contains("\r") })
        }
    }

    private static func randomContent(_ generator: inout SeededGenerator, depth: Int) -> TOMLContent {
        var content = TOMLContent()
        for _ in 0..<Int.random(in: 0...5, using: &generator) {
            let key = TOMLContent.Key(generator.pick(hostile), isQuoted: generator.chance(30))
            if depth > 0, generator.chance(40) {
                content.set(key, to: randomContent(&generator, depth: depth - 1))
            } else {
                content.set(key, to: randomValue(&generator, depth: 3))
            }
        }
        let hasValues = content.byName.elements.contains { if case .value = $0.item { true } else { false } }
        content.isExplicit = !hasValues
        return content
    }

    private static func randomValue(_ generator: inout SeededGenerator, depth: Int) -> TOMLContent.Value {
        switch Int.random(in: 0..<(depth > 0 ? 6 : 5), using: &generator) {
        case 0: .integer(generator.pick([0, -1, 42, .max, .min]))
        case 1: .boolean(generator.chance(50))
        case 2...4: .string(generator.pick(hostile) + generator.pick(hostile))
        default:
            .array(
                (0..<Int.random(in: 0...3, using: &generator)).map { _ in randomValue(&generator, depth: depth - 1) }
            )
        }
    }

    /// In the notation of what is read: values first, then tables.
    private static func description(of content: TOMLContent) -> String {
        let values = content.byName.elements.compactMap { entry -> String? in
            guard case .value(let value) = entry.item else { return nil }
            return "\(entry.name)=\(description(of: value))"
        }
        let tables = content.byName.elements.compactMap { entry -> String? in
            guard case .table(let table) = entry.item else { return nil }
            return "\(entry.name)={\(description(of: table))}"
        }
        return (values + tables).joined(separator: ", ")
    }

    private static func description(of value: TOMLContent.Value) -> String {
        switch value {
        case .string(let text): "<\(text)>"
        case .integer(let number): "\(number)"
        case .boolean(let truth): "\(truth)"
        case .array(let elements): "[" + elements.map { description(of: $0) }.joined(separator: ", ") + "]"
        }
    }
}
