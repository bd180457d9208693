import Testing

@testable import ContentStore

/// A layer, or several, that try to get out of the directory that they are extracted to, or to take the machine down.
struct HostileLayers: Sendable, CustomTestStringConvertible {
    var testDescription: String
    /// The lowest first.
    var layers: [[UInt8]]
    /// Nil where the image is extracted, as far as it is harmless.
    var code: String?
    /// What is in the destination afterwards; nil for whatever.
    var tree: [String]?

    init(_ description: String, _ layers: [UInt8]..., code: String? = nil, tree: [String]? = nil) {
        testDescription = description
        self.layers = layers
        self.code = code
        self.tree = tree
    }

    private static func file(_ name: String, _ text: String = "x") -> [UInt8] { TarText.file(name, Array(text.utf8)) }
    private static func folder(_ name: String) -> [UInt8] { TarText.header(name, type: "5") }
    private static func link(_ name: String, _ target: String) -> [UInt8] {
        TarText.header(name, type: "2", link: target)
    }
    private static func hard(_ name: String, _ target: String) -> [UInt8] {
        TarText.header(name, type: "1", link: target)
    }
    private static func special(_ name: String, _ type: Character) -> [UInt8] { TarText.header(name, type: type) }
    private static func pax(_ key: String, _ value: String) -> [UInt8] {
        let rest = " \(key)=\(value)\n"
        var length = rest.utf8.count + 1
        while String(length).utf8.count + rest.utf8.count != length {
            length = String(length).utf8.count + rest.utf8.count
        }
        return TarText.about("x", "\(length)\(rest)")
    }
    private static let deep = (0..<300).map { _ in "d" }.joined(separator: "/")
    private static let longPart = String(repeating: "n", count: 300)

    /// `OUT` is the absolute path of the directory beside the destination.
    static let all: [HostileLayers] = names + links + kinds + headers + overlays

    private static let names: [HostileLayers] = [
        .init("an absolute name is one of the image", file("/etc/passwd"), tree: ["etc", "etc/passwd"]),
        .init("many slashes", file("///a//b"), tree: ["a", "a/b"]),
        .init("a name that steps up", file("../outside/secret"), code: "archive-invalid", tree: []),
        .init("steps up in the middle", file("a/../../outside/secret"), code: "archive-invalid"),
        .init("steps up and back", file("a/../b"), code: "archive-invalid"),
        .init("steps up at the end", folder("a/.."), code: "archive-invalid"),
        .init("only steps up", folder(".."), code: "archive-invalid"),
        .init("absolute and up", file("/../outside/secret"), code: "archive-invalid"),
        .init("dots that are none", file("...") + file(".. /x"), tree: ["...", ".. ", ".. /x"]),
        .init("the root itself", folder("./") + folder("/"), tree: []),
        .init("up by GNU's long name", TarText.about("L", "../outside/secret\0") + file("x"), code: "archive-invalid"),
        .init("up by pax", pax("path", "../outside/secret") + file("x"), code: "archive-invalid"),
        .init("absolute by pax", pax("path", "/etc/x") + file("x"), tree: ["etc", "etc/x"]),
        .init(
            "up by ustar's prefix",
            TarText.header(Array("secret".utf8), prefix: Array("../outside".utf8)),
            code: "archive-invalid"
        ),
        .init("a backslash steps nowhere", file("..\\outside\\secret"), tree: ["..\\outside\\secret"]),
        .init("a drive", file("C:\\x") + file("C:/y"), tree: ["C:", "C:/y", "C:\\x"]),
        .init("a verbatim path", file("\\\\?\\C:\\x"), tree: ["\\\\?\\C:\\x"]),
        .init("a stream and a device of Windows", file("x:ads") + file("AUX"), tree: ["AUX", "x:ads"]),
        .init("ends in a dot and a blank", file("x.") + file("y "), tree: ["x.", "y "]),
        .init("control characters", file("a\u{1B}[2Jb") + file("c\nd"), tree: ["a\u{1B}[2Jb", "c\nd"]),
        .init("a zero in a pax name", pax("path", "a\0b") + file("x"), code: "archive-invalid"),
        .init("a zero in a long name", TarText.about("L", "a\0b\0") + file("x"), code: "archive-invalid"),
        .init("what follows a zero in the header is no name", zeroInName, tree: ["a"]),
        .init("no UTF-8", TarText.header([0xFF, 0xFE]), tree: nil),
        .init("300 directories deep", TarText.about("L", deep + "/f\0") + file("x"), tree: nil),
        .init("a part of 300 bytes", TarText.about("L", longPart + "\0") + file("x"), code: "not-writable"),
        .init(
            "a name of 5000 bytes",
            TarText.about("L", String(repeating: "a/", count: 2_500) + "\0") + file("x"),
            code: "archive-limit"
        ),
        .init("our own work file", file(".windlass-1.partial"), tree: [".windlass-1.partial"]),
    ]

    private static var zeroInName: [UInt8] {
        var header = TarText.header("a")
        header.replaceSubrange(1..<10, with: Array("\0/../../x".utf8))
        return TarText.summed(header)
    }

    private static let links: [HostileLayers] = [
        .init(
            "a link out, then a file through it",
            link("l", "../outside") + file("l/secret"),
            tree: ["l", "l/secret"]
        ),
        .init(
            "an absolute link, then a file through it",
            link("l", "OUT") + file("l/secret"),
            tree: ["l", "l/secret"]
        ),
        .init(
            "a link inside, then a file through it",
            folder("d") + link("l", "d") + file("l/f"),
            code: "archive-invalid"
        ),
        .init("a link to the root, then through it", link("l", ".") + file("l/f"), code: "archive-invalid"),
        .init(
            "a chain of links",
            link("a", ".") + link("b", "a/..") + file("b/outside/secret"),
            tree: ["a", "b", "b/outside", "b/outside/secret"]
        ),
        .init(
            "links that step up one by one",
            folder("d/e") + link("d/e/l", "..") + link("l2", "d/e/l/../..")
                + file("l2/outside/secret"),
            tree: ["d", "d/e", "d/e/l", "l2", "l2/outside", "l2/outside/secret"]
        ),
        .init(
            "a link over a file, then the file again",
            file("f") + link("f", "../outside/secret") + file("f", "y"),
            tree: ["f"]
        ),
        .init(
            "a link, then a file of its name",
            link("secret", "../outside/secret") + file("secret", "y"),
            tree: ["secret"]
        ),
        .init("an inner link, then a file of its name", file("t") + link("l", "t") + file("l", "y"), tree: ["l", "t"]),
        .init(
            "a link, then a directory of its name",
            link("outside", "../outside") + folder("outside")
                + file("outside/secret"),
            tree: ["outside", "outside/secret"]
        ),
        .init("a link to itself", link("l", "l"), tree: ["l"]),
        .init("an empty link", link("l", ""), tree: []),
        .init("a link with a zero", pax("linkpath", "a\0b") + link("l", "x"), code: "archive-invalid"),
        .init("the destination as a link", link(".", "../outside") + file("secret"), tree: ["secret"]),
        .init("a hard link outside", hard("h", "../outside/secret"), code: "archive-invalid", tree: []),
        .init("an absolute hard link outside", hard("h", "OUT/secret"), code: "archive-invalid", tree: []),
        .init("a hard link outside, then written", hard("h", "OUT/secret") + file("h", "y"), code: "archive-invalid"),
        .init("a hard link through a link", link("l", "../outside") + hard("h", "l/secret"), code: "archive-invalid"),
        .init("a hard link to a link", file("t") + link("l", "t") + hard("h", "l"), code: "archive-invalid"),
        .init("a hard link to a directory", folder("d") + hard("h", "d"), code: "archive-invalid"),
        .init("a hard link to what comes later", hard("h", "later") + file("later"), code: "archive-invalid"),
        .init("a hard link to what was there before", hard("h", "old"), code: "archive-invalid"),
        .init("a hard link to itself", hard("h", "h"), code: "archive-invalid"),
        .init(
            "a hard link, then written: the other stays",
            file("a", "1") + hard("b", "a") + file("b", "2"),
            tree: ["a", "b"]
        ),
    ]

    private static let kinds: [HostileLayers] = [
        .init("a character device", special("null", "3"), tree: []),
        .init("a block device", special("sda", "4"), tree: []),
        .init("a pipe, then a file", special("p", "6") + file("p"), tree: ["p"]),
        .init("a sparse file", special("s", "S"), code: "archive-unsupported"),
        .init("an unknown kind", special("u", "z"), code: "archive-unsupported"),
        .init("set-user-ID", TarText.header(Array("su".utf8), mode: "0006777"), tree: ["su"]),
        .init("case tricks", link("Dir", "../outside") + file("dir/secret"), tree: ["dir", "dir/secret"]),
        .init("a file, then a directory", file("x") + file("x/y"), code: "archive-invalid"),
        .init("a directory, then a file", folder("x") + file("x"), code: "not-writable"),
        .init("the same file twice", file("x", "1") + file("x", "2"), tree: ["x"]),
    ]

    private static let headers: [HostileLayers] = [
        .init("a pax header of 2 MiB", TarText.header("x", type: "x", size: 2 << 20), code: "archive-limit"),
        .init(
            "a pax size that hides a member",
            pax("size", "512") + TarText.header("a") + TarText.file("b"),
            tree: ["a"]
        ),
        .init("a size of 2^60", pax("size", "1152921504606846976") + TarText.header("a"), code: "archive-truncated"),
        .init("no tar", Array("no tar at all".utf8), code: "archive-truncated"),
        .init("a bomb of gzip", bomb(.gzip), code: "archive-limit"),
        .init("a bomb of zstd", bomb(.zstd), code: "archive-limit"),
        .init("a hundred thousand directories", (0..<1_100).flatMap { folder("d\($0)") }, code: "archive-limit"),
        .init("truncated gzip", Array(bomb(.gzip).prefix(20)), code: "archive-truncated"),
        .init("xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00, 1], code: "archive-unsupported"),
    ]

    private static func bomb(_ format: CompressionFormat) -> [UInt8] {
        let content = TarText.header("zeros", size: 8 << 20) + [UInt8](repeating: 0, count: 8 << 20)
        return (try? Squeeze.compress(content, Compression(format) ?? .none, by: 1 << 20)) ?? []
    }

    private static let overlays: [HostileLayers] = [
        .init(
            "a link below, a file through it above",
            link("l", "../outside"),
            file("l/secret"),
            tree: ["l", "l/secret"]
        ),
        .init(
            "an inner link below, a file through it above",
            folder("d") + link("l", "d"),
            file("l/f"),
            tree: ["d", "l", "l/f"]
        ),
        .init("a directory below, a link in its place above", file("d/f"), link("d", "."), tree: ["d"]),
        .init("a whiteout", file("a") + file("b"), file(".wh.a"), tree: ["b"]),
        .init("a whiteout of a directory", file("d/e/f") + file("g"), file(".wh.d"), tree: ["g"]),
        .init("an opaque directory", file("d/e/f"), file("d/.wh..wh..opq") + file("d/g"), tree: ["d", "d/g"]),
        .init(
            "an opaque directory after its own content",
            file("d/e"),
            file("d/g") + file("d/.wh..wh..opq"),
            tree: ["d", "d/g"]
        ),
        .init("a whiteout of what was there before", file("a"), file(".wh.old"), tree: ["a"]),
        .init("an opaque root spares what was there before", file("a"), file(".wh..wh..opq"), tree: []),
        .init("a whiteout that steps up", file("a"), file(".wh..."), code: "archive-invalid"),
        .init("a whiteout of here", file("a"), file(".wh.."), code: "archive-invalid"),
        .init("a whiteout of nothing", file("a"), file(".wh."), code: "archive-invalid"),
        .init("a whiteout through a link", link("l", "../outside"), file("l/.wh.secret"), tree: []),
        .init(
            "a whiteout through an inner link",
            file("d/f") + link("l", "d"),
            file("l/.wh.f"),
            tree: ["d", "d/f", "l"]
        ),
        .init("a storage driver's own", file("a"), file(".wh..wh.plnk"), tree: ["a"]),
        .init("a hard link to a lower layer", file("a"), hard("b", "a"), tree: ["a", "b"]),
        .init("a whiteout and the file again", file("a", "1"), file(".wh.a") + file("a", "2"), tree: ["a"]),
    ]
}
