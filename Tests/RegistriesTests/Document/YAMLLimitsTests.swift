import Testing

@testable import Registries

@Suite("A hostile YAML text")
struct YAMLLimitsTests {
    /// Nine levels of nine aliases each: 10^9 values from a few hundred bytes.
    static let laughs = (1...9).reduce("a0: &a0 [x]\n") { text, level in
        text + "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ",") + "]\n"
    }

    struct Example: CustomTestStringConvertible {
        var testDescription: String
        var text: String
        var code: YAMLError.Code
        var detail: String?

        init(_ name: String, _ text: String, _ code: YAMLError.Code, _ detail: String? = nil) {
            self.testDescription = name
            self.text = text
            self.code = code
            self.detail = detail
        }

        static func nested(_ depth: Int, around text: String) -> String {
            String(repeating: "[", count: depth) + text + String(repeating: "]", count: depth)
        }
    }

    @Test(
        "ends in an error within the limits",
        arguments: [
            Example("aliases of aliases", laughs, .tooLarge, "nodes"),
            Example("65 lists", String(repeating: "[", count: 65), .tooDeep),
            Example("1 MiB of lists", String(repeating: "[", count: 1 << 20), .tooDeep),
            Example("block lists", String(repeating: "- ", count: 500_000), .tooDeep),
            Example("mappings", String(repeating: "{a: ", count: 100), .tooDeep),
            Example("keys", String(repeating: "? ", count: 100_000), .tooDeep),
            Example(
                "depth through an alias",
                "a: &a \(Example.nested(33, around: "1"))\nb: \(Example.nested(31, around: "*a"))\n",
                .tooDeep
            ),
            Example("more than 1 MiB", String(repeating: "a", count: 1 << 20 + 1), .tooLarge, "size"),
            Example("many elements", String(repeating: "- a\n", count: 100_000), .tooLarge, "nodes"),
            Example(
                "merges",
                "a: &a {\((0..<1000).map { "k\($0): v" }.joined(separator: ","))}\n"
                    + (0..<100).map { "m\($0): {<<: *a}\n" }.joined(),
                .tooLarge,
                "nodes"
            ),
        ]
    )
    func limits(example: Example) {
        let error = #expect(throws: YAMLError.self) { try YAMLDocument(bytes: Array(example.text.utf8)) }
        #expect(error?.code == example.code)
        #expect(error?.detail == example.detail)
    }

    @Test("may go up to the limits")
    func atTheLimits() throws {
        let deep = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        #expect(try YAMLDocument(bytes: Array(deep.utf8)).root != nil)
        let wide = String(repeating: "- a\n", count: YAMLDocument.maximumNodes - 1)
        #expect(try YAMLDocument(bytes: Array(wide.utf8)).root?.elements?.count == YAMLDocument.maximumNodes - 1)
    }

    @Test("never crashes a reader and never breaks a limit", arguments: 0..<8)
    func fuzz(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let valid = Array(
            """
            mirrors: &m
              docker.io:
                endpoint: ["https://a", 'http://b:5000']
                rewrite: {"^(.*)$": "x/$1"}
              "*": *m2
            configs:
              <<: [*m, {a: 1}]
              h: {auth: {password: "p\\u00e9"}, tls: {ca_file: C:\\x}} # note
              t: |
                text
              ? [k]
              : !!str >-
                v
            """.replacing("*m2", with: "&m2 {}").utf8
        )
        let pieces = [
            "\t", "\r\n", "&m ", "*m", "<<: ", "- ", ": ", "[", "]", "{", "}", "\"", "'", "|\n", "!!", "%", "\u{A0}",
            "---\n",
        ]
        for round in 0..<300 {
            var bytes =
                round.isMultiple(of: 4) ? (0..<64).map { _ in UInt8.random(in: 0...255, using: &random) } : valid
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let position = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[position] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.removeSubrange(position..<min(bytes.count, position + 3))
                case 2: bytes.insert(contentsOf: pieces.randomElement(using: &random)!.utf8, at: position)
                default: bytes = Array(bytes[..<position] + bytes[(position / 2)...])
                }
                if bytes.isEmpty { bytes = [0x0A] }
            }
            do throws(YAMLError) {
                let document = try YAMLDocument(bytes: bytes)
                let size = document.root.map(Self.size) ?? (nodes: 0, depth: 0)
                #expect(size.nodes <= YAMLDocument.maximumNodes)
                #expect(size.depth <= YAMLDocument.maximumDepth)
            } catch {
                #expect(error.line >= 1 && error.column >= 1)
                #expect(error.line <= bytes.count + 2 && error.column <= bytes.count + 2)
            }
        }
    }

    private static func size(of node: YAMLNode) -> (nodes: Int, depth: Int) {
        let children = node.elements ?? node.pairs?.flatMap { [$0.key, $0.value] } ?? []
        let sizes = children.map(self.size)
        let depth = (node.scalar == nil ? 1 : 0) + (sizes.map(\.depth).max() ?? 0)
        return (1 + sizes.reduce(0) { $0 + $1.nodes }, depth)
    }
}
