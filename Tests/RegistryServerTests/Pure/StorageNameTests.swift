import OCI
import Testing

@testable import RegistryServer

@Suite("The name of a file")
struct StorageNameTests {
    private static let reserved: Set<String> = Set(
        ["con", "prn", "aux", "nul"] + (0...9).flatMap { ["com\($0)", "lpt\($0)"] }
    )

    /// Whether Windows, macOS and Linux all keep such a name as it is.
    private static func isPortable(_ name: String) -> Bool {
        let stem = name.prefix { $0 != "." }.lowercased()
        let isPlain = name.utf8.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789_-.+~".utf8.contains($0) }
        return isPlain && !name.isEmpty && name.utf8.count <= 140 && !reserved.contains(stem) && name.utf8.last != 46
            && name != "." && name != ".."
    }

    @Test(
        "of a tag",
        arguments: [
            ("latest", "_latest"), ("Foo", "_+foo"), ("foo", "_foo"), ("foo.", "_foo+0"), ("a..", "_a.+0"),
            ("aux", "_aux"),
            ("A.B-c_D", "_+a.+b-c_+d"), ("_", "__"), ("1.0", "_1.0"), ("Z.", "_+z+0"),
        ]
    )
    func tag(text: String, name: String) throws {
        #expect(StorageName.encode(try Tag(parsing: text)) == name)
        #expect(StorageName.tag(ofFile: name)?.description == text)
    }

    @Test(
        "of a repository",
        arguments: [("a", "_a"), ("library/aux", "_library+aux"), ("a/b--c/d.e__f", "_a+b--c+d.e__f"), ("con", "_con")]
    )
    func repository(text: String, name: String) throws {
        #expect(StorageName.encode(try Repository(parsing: text)) == name)
        #expect(StorageName.repository(ofFile: name)?.description == text)
    }

    @Test(
        "that stands for nothing is known",
        arguments: ["", "latest", "+a", "_", "_+", "_a+", "_~", "_a~b", "_é", "_a b", "_.a", "_-", "lost+found"]
    )
    func foreign(name: String) {
        #expect(StorageName.tag(ofFile: name) == nil)
        if !name.hasPrefix("_a+") { #expect(StorageName.repository(ofFile: name) == nil) }
    }

    @Test("is another for every tag, also where upper and lower case are the same", arguments: 0..<8)
    func tags(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        var owners: [String: String] = [:]
        for _ in 0..<2_000 {
            let text = random.tag()
            let tag = try Tag(parsing: text)
            let name = StorageName.encode(tag)
            #expect(Self.isPortable(name), "\(text) -> \(name)")
            #expect(owners.updateValue(text, forKey: name.lowercased()) ?? text == text)
            if !StorageName.isShortened(name) { #expect(StorageName.tag(ofFile: name) == tag) }
        }
        #expect(owners.count > 500)
    }

    @Test("is another for every repository", arguments: 0..<8)
    func repositories(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed) &+ 50)
        var owners: [String: String] = [:]
        for _ in 0..<2_000 {
            let text = random.repository()
            let repository = try Repository(parsing: text)
            let name = StorageName.encode(repository)
            #expect(Self.isPortable(name), "\(text) -> \(name)")
            #expect(owners.updateValue(text, forKey: name.lowercased()) ?? text == text)
            if !StorageName.isShortened(name) { #expect(StorageName.repository(ofFile: name) == repository) }
        }
        #expect(owners.count > 500)
    }

    @Test("is cut only when it is too long, and differs then by what was cut", arguments: [139, 140, 141, 200, 255])
    func length(count: Int) throws {
        let names = try ["x", "y"].map { end in
            StorageName.encode(try Repository(parsing: String(repeating: "a", count: count - 1) + end))
        }
        #expect(names[0] != names[1])
        for name in names {
            #expect(name.utf8.count == min(140, count + 1))
            #expect(StorageName.isShortened(name) == (count > 139))
            #expect((StorageName.repository(ofFile: name) == nil) == (count > 139))
        }
    }

    @Test("of a digest is read back", arguments: 0..<5)
    func digests(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        for _ in 0..<50 {
            let digest = try Digest(parsing: random.digest())
            let name = StorageName.encode(digest)
            #expect(Self.isPortable(name))
            #expect(StorageName.digest(ofFile: name) == digest)
        }
        #expect(StorageName.digest(ofFile: "sha256") == nil)
        #expect(StorageName.digest(ofFile: "sha256-ab") == nil)
    }

    @Test("of a tag's entry tells the tag whatever the file's name does", arguments: 0..<10)
    func entries(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed) &+ 99)
        for _ in 0..<100 {
            let entry = TagEntry(digest: try Digest(parsing: random.digest()), tag: try Tag(parsing: random.tag()))
            #expect(TagEntry(entry.bytes) == entry)
            let damaged = random.mutated(entry.bytes, tokens: ["sha256:", " ", "\n", "\0", ":"])
            if let read = TagEntry(damaged) { #expect(TagEntry(read.bytes) == read) }
        }
    }

    @Test(
        "of an upload is 32 digits",
        arguments: [
            ("0123456789abcdef0123456789abcdef", true), ("0123456789abcdef0123456789abcde", false), ("", false),
            ("0123456789abcdef0123456789abcdef0", false), ("0123456789ABCDEF0123456789abcdef", false),
            ("../456789abcdef0123456789abcdef01", false), ("0123456789abcdef0123456789abcde\u{661}", false),
        ]
    )
    func uploadID(text: String, isGood: Bool) {
        #expect(UploadID(parsing: text)?.description == (isGood ? text : nil))
    }

    @Test("of a new upload is another each time, and is read back")
    func newUploads() {
        var random = SeededGenerator(seed: 1)
        let ids = (0..<500).map { _ in UploadID(using: &random) }
        #expect(Set(ids).count == 500)
        #expect(ids.allSatisfy { UploadID(parsing: $0.description) == $0 })
    }
}
