import OCI
import Testing

@Suite("A list of images")
struct ImageListTests {
    private static func list(_ text: String) throws -> ImageList {
        try ImageList(parsing: Array(text.utf8))
    }

    @Test(
        "has one image a line, without blanks and comments",
        arguments: [
            ("", []), ("\n\n", []), ("busybox", ["busybox@1"]), ("busybox\n", ["busybox@1"]),
            ("  a.example.com/x:1 \t\r\n\r\n\tb.example.com/y  \n", ["a.example.com/x:1@1", "b.example.com/y@3"]),
            ("# all of it\n #and this\nbusybox # why\nalpine\t#\n#", ["busybox@3", "alpine@4"]),
            ("\u{FEFF}busybox\r\nalpine", ["busybox@1", "alpine@2"]),
            ("\u{00A0}busybox\u{2003}\n", ["busybox@1"]),
            (
                "busybox\ndocker.io/library/busybox:latest\nindex.docker.io/library/busybox\nbusybox:1",
                ["busybox@1", "busybox:1@4"]
            ),
        ]
    )
    func reads(text: String, expected: [String]) throws {
        let list = try Self.list(text)
        #expect(list.entries.map { "\($0.text)@\($0.line)" } == expected)
        #expect(list.faults.isEmpty)
    }

    @Test("says of every bad line which it is, and reads the others")
    func faults() throws {
        let list = try Self.list("busybox\nnot a name\n\nhttps://a.example.com/x\na#b\nUPPER/Case/App\nalpine\n")
        #expect(list.entries.map(\.text) == ["busybox", "alpine"])
        #expect(list.faults.map(\.line) == [2, 4, 5, 6])
        #expect(list.faults.allSatisfy { $0.error.code == .invalidReference })
        let bytes = try ImageList(parsing: [0x61, 0x0A, 0xC3, 0x28])
        #expect(bytes.faults.map(\.line) == [2])
        #expect(bytes.faults.first?.error.detail == "utf-8")
    }

    private static let long = String(repeating: "#", count: ImageList.maximumLineSize)

    /// A file that is refused; not an argument itself, for some are large and arguments are printed.
    private static func file(_ detail: String) -> [UInt8] {
        switch detail {
        case "line-too-long": Array(("busybox\n" + long + "#\nalpine").utf8)
        case "utf-16": [0xFF, 0xFE, 0x61, 0x00]
        case "too-large": [UInt8](repeating: 0x0A, count: ImageList.maximumSize + 1)
        default: Array((0...ImageList.maximumCount).map { $0 % 2 == 0 ? "a:\($0)\n" : "!\n" }.joined().utf8)
        }
    }

    @Test(
        "is refused as a whole where its end cannot be told",
        arguments: [("line-too-long", "2"), ("utf-16", "1"), ("too-large", "1"), ("too-many-images", "100001")]
    )
    func refuses(detail: String, line: String) {
        let error = #expect(throws: OCIError.self) { try ImageList(parsing: Self.file(detail)) }
        #expect(error?.code == .invalidImageList)
        #expect(error?.subject == line)
        #expect(error?.detail == detail)
    }

    @Test("takes what is just within its limits")
    func limits() throws {
        #expect(try Self.list("busybox\n" + Self.long).entries.count == 1)
        let many = (0..<ImageList.maximumCount).map { "a:\($0)\n" }.joined()
        #expect(try Self.list(many).entries.count == ImageList.maximumCount)
    }
}
