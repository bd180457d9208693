import Registries
import Testing

@testable import NodeConfiguration

@Suite("TOML under mutation")
struct TOMLFuzzTests {
    private static let seeds = [
        "version = 2\n[plugins.\"io.containerd.grpc.v1.cri\".registry]\n  config_path = 'C:\\certs'\n",
        "a.b = 1\na.c = [1, 2.5, \"x\", {y = 1}]\n[[t]]\n[t.u]\nd = 1979-05-27T07:32:00.5-07:00\n[[t]]\n",
        "s = \"\"\"\na \\\n  b\\u00e9\"\"\"\nl = '''\n'x''''\nh = 0xDEAD_beef\nf = -1e+10\ni = inf # c\r\n",
        "server = \"https://x\"\n[host]\n[host.\"https://m/v2\".rewrite]\n\"^(.*)$\" = \"p/$1\"\n",
        "\u{FEFF}k = {a.b = 1, c = { d = [[], [{}]] } }\nt = 07:32:00\n'' = true\n",
    ]
    private static let collected = TOMLDocument.Options(redefinitions: .collected)
    private static let tokens = [
        "[", "]", "[[", "]]", "{", "}", "=", ".", ",", "\"", "'", "\"\"\"", "'''", "\\", "\\u", "\n", "\r\n", "\r", "#",
        "_",
        "+", "-", "0x", "1e", ":", "T", "Z", " ", "\u{FEFF}", "\0", "[a]\n", "a = 1\n", "a.b = 1\n", "é",
    ]

    @Test("No bytes crash the reader, and what it takes hangs together", arguments: 1...4 as ClosedRange<UInt64>)
    func mutations(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<1_000 {
            var bytes = Array(generator.pick(Self.seeds).utf8)
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                bytes = generator.mutated(bytes, tokens: Self.tokens)
            }
            do throws(TOMLError) {
                let document = try TOMLDocument(bytes: bytes, options: Self.collected)
                check(document)
                let strict = Result { () throws(TOMLError) in try TOMLDocument(bytes: bytes) }
                if let first = document.redefinitions.first {
                    #expect(throws: first) { try strict.get() }
                } else {
                    #expect(try strict.get().description == document.description)
                }
            } catch {
                check(error, in: bytes)
            }
        }
    }

    private func check(_ document: TOMLDocument) {
        var end = document.hasByteOrderMark ? 3 : 0
        for section in document.sections {
            #expect(section.range.lowerBound == end)
            end = section.range.upperBound
            if let header = section.header {
                #expect(document.text(header.range).hasPrefix(header.isArray ? "[[" : "["))
                #expect(document.text(header.range).hasSuffix(header.isArray ? "]]" : "]"))
            }
            for pair in section.pairs {
                #expect(section.body.contains(pair.range) && pair.line.contains(pair.range))
                #expect(pair.range.contains(pair.value.range))
                // A pair's bytes are a document that says the same.
                let alone = try? TOMLDocument(bytes: Array(document.source[pair.range]), options: Self.collected)
                #expect(alone?.root.value(at: pair.path.map(\.name))?.description == pair.value.description)
            }
        }
        #expect(end == document.source.count)
    }

    private func check(_ error: TOMLError, in bytes: [UInt8]) {
        #expect((0...bytes.count).contains(error.range.lowerBound) && error.range.upperBound <= bytes.count)
        #expect(error.position.line >= 1 && error.position.column >= 1)
        #expect(error.text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
        #expect(!error.detail.isEmpty)
        #expect(error.first.map { $0 < error.position } ?? true)
    }
}

extension Range<Int> {
    fileprivate func contains(_ other: Range<Int>) -> Bool {
        lowerBound <= other.lowerBound && other.upperBound <= upperBound
    }
}
