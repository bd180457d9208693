import Registries
import Testing

@testable import NodeConfiguration

@Suite("TOML positions")
struct TOMLPositionTests {
    private static let hosts = """
        # comment
        server = "https://é.example" # c
        caps = [ "pull",
            "résolve", 'x' ]
        [host]

          [ host . "https://m/v2" ]
        \t"é".b = {x = 1, y.z = [2]} # c
        """

    private func place(_ position: Position?) -> String {
        position.map { "\($0.line):\($0.column)" } ?? "-"
    }

    @Test("Every key and value knows its line and its column in characters")
    func keysAndValues() throws {
        let document = try TOMLDocument(Self.hosts)
        let root = document.root
        #expect(place(root.entry("server")?.key.position) == "2:1")
        #expect(place(root["server"]?.position) == "2:10")
        let caps = try #require(root["caps"])
        #expect(place(caps.position) == "3:8")
        #expect(caps.array?.map { place($0.position) } == ["3:10", "4:5", "4:16"])
        let table = try #require(root.value(at: ["host", "https://m/v2", "é", "b"]))
        #expect(place(table.position) == "8:10")
        #expect(place(table.table?.entry("x")?.key.position) == "8:11")
        #expect(place(table.table?["x"]?.position) == "8:15")
        #expect(place(table.table?.entry("y")?.key.position) == "8:18")
        #expect(place(table.table?.value(at: ["y", "z"])?.position) == "8:24")
        #expect(place(table.table?.value(at: ["y", "z"])?.array?.first?.position) == "8:25")
    }

    @Test("Every header knows its bracket's place and its names' places")
    func headers() throws {
        let document = try TOMLDocument(Self.hosts)
        let headers = document.sections.compactMap(\.header)
        #expect(headers.map { place($0.position) } == ["5:1", "7:3"])
        #expect(headers[1].path.map { place($0.position) } == ["7:5", "7:12"])
        #expect(headers[1].path.map(\.name) == ["host", "https://m/v2"])
        #expect(headers[1].path.map(\.style) == [.bare, .basic])
        #expect(place(document.root.entry("host")?.value.position) == "5:2")
        #expect(place(document.root.value(at: ["host", "https://m/v2"])?.position) == "7:12")
    }

    @Test("A table knows what made it, and where")
    func origins() throws {
        let document = try TOMLDocument(
            """
            k.d = 1
            i = {e.f = 1}
            [a.b]
            [[l]]
            [[l]]
            [l.m]
            """
        )
        let root = document.root
        #expect(root.origin == .root)
        #expect(root["k"]?.table?.origin == .dottedKey)
        #expect(root["i"]?.table?.origin == .inline)
        #expect(root.value(at: ["i", "e"])?.table?.origin == .dottedKey)
        #expect(root["a"]?.table?.origin == .headerBelow)
        #expect(root.value(at: ["a", "b"])?.table?.origin == .header(section: 1))
        let elements = try #require(root["l"]?.array)
        #expect(elements.map { $0.table?.origin } == [.arrayHeader(section: 2), .arrayHeader(section: 3)])
        #expect(elements.map { place($0.position) } == ["4:3", "5:3"])
        #expect(elements[1].table?["m"]?.table?.origin == .header(section: 4))
    }

    @Test(
        "Keys and tables stay in the order of the document",
        arguments: [
            ("z = 1\na = 2\nm = 3", "z=1, a=2, m=3"),
            ("[z]\n[a]\n[m]", "z={}, a={}, m={}"),
            ("[h.z]\n[h.a]\n[h]\nk = 1", "h={z={}, a={}, k=1}"),
            (
                "[h.\"https://b\"]\n[h.\"https://a\"]\n[x]\n[h.\"https://0\"]",
                "h={https://b={}, https://a={}, https://0={}}, x={}"
            ),
            ("t = {z = 1, a = 2}", "t={z=1, a=2}"), ("b.x = 1\na.x = 1\nb.w = 1", "b={x=1, w=1}, a={x=1}"),
        ]
    )
    func order(text: String, expected: String) throws {
        #expect(try TOMLDocument(text).description == expected)
    }

    @Test("A hundred keys, more than are searched one by one, stay in order and are found")
    func manyKeys() throws {
        let names = (0..<100).map { "k\(($0 * 37) % 100)" }
        let document = try TOMLDocument(names.map { "\($0) = '\($0)'\n" }.joined())
        #expect(document.root.entries.map(\.key.name) == names)
        for name in names { #expect(document.root[name]?.string == name) }
        #expect(document.root["k100"] == nil && document.root[""] == nil)
    }

    @Test("CRLF ends a line as LF does", arguments: ["\n", "\r\n"])
    func lineEnds(end: String) throws {
        let document = try TOMLDocument(
            ["a = [", "1,", "2]", "s = '''", "x'''", "[t]", " b = 3"].joined(separator: end)
        )
        #expect(document.root["a"]?.array?.map { place($0.position) } == ["2:1", "3:1"])
        #expect(place(document.root.entry("s")?.key.position) == "4:1")
        #expect(place(document.root.value(at: ["t", "b"])?.position) == "7:6")
        #expect(document.lineEnding == end)
        #expect(!document.endsWithLineEnding)
    }

    @Test("A path of names leads through tables alone")
    func paths() throws {
        let root = try TOMLDocument("a.b = [{c = 1}]\nd = 1").root
        #expect(root.value(at: ["a", "b"])?.array?.count == 1)
        #expect(root.value(at: ["a", "b", "c"]) == nil)
        #expect(root.value(at: ["d", "e"]) == nil)
        #expect(root.value(at: ["x"]) == nil)
        #expect(root.value(at: [String]()) == nil)
    }
}
