import OCI
import Testing

@testable import ContentStore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

@Suite("Extracting layers") struct ExtractionTests {
    /// What was in the destination before.
    private static let before = ["old"]

    private func scratch() throws -> Scratch {
        let scratch = try Scratch()
        try scratch.write("secret", to: "outside/secret")
        try scratch.write("old", to: "root/old")
        return scratch
    }

    /// Every entry below a directory, with what it is; links are not followed.
    private func entries(_ path: String) throws -> [String: String] {
        var found: [String: String] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: path) {
            var status = stat()
            // Names that are no UTF-8 come from Foundation as others.
            guard lstat(path + "/" + name, &status) == 0 else { continue }
            let content =
                status.st_mode & S_IFMT == S_IFREG
                ? String(decoding: try Data(contentsOf: URL(filePath: path + "/" + name)), as: UTF8.self) : ""
            found[name] =
                "\(String(status.st_mode, radix: 8)) \(status.st_nlink > 1 && status.st_mode & S_IFMT == S_IFREG) \(content)"
        }
        return found
    }

    private func placed(_ layer: [UInt8], _ scratch: Scratch) -> [UInt8] {
        guard let place = layer.firstRange(of: Array("OUT".utf8))?.lowerBound else { return layer }
        // Links of the table, which stand at byte 157 of a header.
        let start = place - place % 512
        var header = Array(layer[start..<(start + 512)])
        let target = Array((scratch.path + "/outside").utf8) + header[160..<257].prefix { $0 != 0 }
        header.replaceSubrange(157..<257, with: [UInt8](repeating: 0, count: 100))
        header.replaceSubrange(157..<(157 + target.count), with: target)
        return Array(layer[..<start]) + TarText.summed(header) + Array(layer[(start + 512)...])
    }

    @Test("S-50: nothing outside is touched, whatever the layers say", arguments: HostileLayers.all)
    func hostile(_ image: HostileLayers) throws {
        let scratch = try scratch()
        let outside = try entries(scratch.path + "/outside")
        var limits = LayerExtraction.Limits()
        limits.bytes = 1 << 20
        limits.entries = 1_000
        let root = scratch.path + "/root"
        let mapping = ExtractionMapping(source: LayerPath(), destination: root)
        let extraction = LayerExtraction([mapping], limits: limits)
        var code: String?
        do {
            for layer in image.layers { try extraction.apply(BytesInMemory(placed(layer, scratch))) }
        } catch let error as ContentStoreError {
            code = error.code.rawValue
        }
        #expect(code == image.code)
        #expect(try entries(scratch.path + "/outside") == outside)
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path).sorted() == ["outside", "root"])
        #expect(try entries(root)["old"] == "100644 false old")
        if let tree = image.tree {
            #expect(try scratch.tree("root").filter { !Self.before.contains($0) } == tree.sorted())
        }
        for name in try scratch.tree("root") {
            var status = stat()
            guard lstat(root + "/" + name, &status) == 0 else { continue }
            #expect(status.st_mode & 0o7022 == 0 || status.st_mode & S_IFMT == S_IFLNK, "\(name)")
            #expect([S_IFREG, S_IFDIR, S_IFLNK].contains(status.st_mode & S_IFMT), "\(name)")
            if let real = realpath(root + "/" + name, nil) {
                #expect(String(cString: real).hasPrefix(root), "\(name) leads out")
                free(real)
            }
        }
    }

    @Test("The corpus is as large as it has to be")
    func corpus() {
        #expect(HostileLayers.all.count >= 80)
        #expect(Set(HostileLayers.all.map(\.testDescription)).count == HostileLayers.all.count)
    }

    @Test("What was there is replaced, not written through; a user's link is not followed")
    func existing() throws {
        let scratch = try scratch()
        let root = scratch.path + "/root"
        try #require(symlink("../outside", root + "/dir") == 0)
        try #require(symlink("../outside/secret", root + "/file") == 0)
        try #require(link(scratch.path + "/outside/secret", root + "/hard") == 0)
        let extraction = LayerExtraction([ExtractionMapping(source: LayerPath(), destination: root)])
        try extraction.apply(BytesInMemory(TarText.file("file", [0x79]) + TarText.file("hard", [0x79])))
        #expect(try scratch.read("outside/secret") == Array("secret".utf8))
        #expect(try scratch.read("root/file") == [0x79] && scratch.read("root/hard") == [0x79])
        #expect(throws: ContentStoreError.self) {
            try extraction.apply(BytesInMemory(TarText.file("dir/secret", [0x79])))
        }
        #expect(try scratch.read("outside/secret") == Array("secret".utf8))
        // The destination itself may be a link: its user named it.
        try #require(symlink("root", scratch.path + "/named") == 0)
        let named = LayerExtraction([ExtractionMapping(source: LayerPath(), destination: scratch.path + "/named")])
        try named.apply(BytesInMemory(TarText.file("new", [0x7A])))
        #expect(try scratch.read("root/new") == [0x7A])
    }

    @Test("The longest source that fits counts; a source may be a file, and Windows' files have their place")
    func mappings() throws {
        let scratch = try Scratch()
        let mappings = try ["/bin:bin", "/Files/bin:windows", "/bin/tool/x:deep", "/etc/one.conf:etc/renamed.conf"].map
        {
            var mapping = try #require(ExtractionMapping(argument: $0))
            mapping.destination = scratch.path + "/" + mapping.destination
            return mapping
        }
        let extraction = LayerExtraction(mappings)
        let names = [
            "bin/a", "/bin/tool/b", "./bin/tool/x/c", "binary", "Files/bin/k.exe", "Hives/System_Delta", "etc/one.conf",
        ]
        try extraction.apply(BytesInMemory(names.flatMap { TarText.file($0, Array($0.utf8)) } + TarText.end))
        #expect(extraction.summary.files == 5)
        #expect(
            try scratch.tree("") == [
                "bin", "bin/a", "bin/tool", "bin/tool/b", "deep", "deep/c", "etc", "etc/renamed.conf", "windows",
                "windows/k.exe",
            ]
        )
        // A whiteout above a source takes all that is below it.
        try extraction.apply(BytesInMemory(TarText.file(".wh.bin")))
        #expect(try scratch.tree("bin") == [] && scratch.tree("deep") == [])
    }

    @Test(
        "A drive letter is no source",
        arguments: [
            ("/bin:/usr/bin", ["bin"], "/usr/bin"), ("C:\\bin", [], "C:\\bin"), ("dir:ectory", [], "dir:ectory"),
            ("/Files/bin:C:\\bin", ["Files", "bin"], "C:\\bin"), ("/only", [], "/only"), ("/:x", [], "x"),
        ] as [(String, [String], String)]
    )
    func arguments(_ text: String, _ source: [String], _ destination: String) throws {
        let mapping = try #require(ExtractionMapping(argument: text))
        #expect(mapping.source.components == source.map { Array($0.utf8) })
        #expect(mapping.destination == destination)
        #expect(ExtractionMapping(argument: "/a/../b:c") == nil && ExtractionMapping(argument: "/a:") == nil)
    }
}
