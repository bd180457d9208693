import OCI
import Testing

@testable import ContentStore

@Suite("index.json")
struct IndexTests {
    private static let name = OCILayout.referenceNameKey
    private static let one = Sample(random: 1, seed: 1).descriptor
    private static let two = Sample(random: 2, seed: 2).descriptor

    private static func entry(_ descriptor: Descriptor, _ name: String?) -> String {
        var named = descriptor
        named.annotations[Self.name] = name
        return named.json.serialized()
    }

    private static func index(_ entries: String...) -> String {
        #"{"schemaVersion":2,"manifests":["# + entries.joined(separator: ",") + "]}"
    }

    @Test(
        "has the new entry in place of the old, and the others as they were",
        arguments: [
            (index(), "a", index(entry(one, "a"))),
            (index(entry(two, "b")), "a", index(entry(two, "b"), entry(one, "a"))),
            (index(entry(two, "a"), entry(two, "b")), "a", index(entry(one, "a"), entry(two, "b"))),
            (index(entry(two, "a"), entry(two, "b"), entry(two, "a")), "a", index(entry(one, "a"), entry(two, "b"))),
            (index(entry(one, nil)), "a", index(entry(one, nil), entry(one, "a"))),
            (index(entry(one, "a")), nil, index(entry(one, "a"), entry(one, nil))),
            (index(entry(one, nil), entry(two, nil)), nil, index(entry(one, nil), entry(two, nil))),
            (#"{"manifests":null}"#, "a", #"{"manifests":["# + entry(one, "a") + "]}"),
        ]
    )
    func set(before: String, name: String?, after: String) throws {
        var index = try #require(LayoutIndex(parsing: Array(before.utf8)))
        index.set(name, to: Self.one)
        #expect(String(decoding: index.bytes, as: UTF8.self) == after)
        let once = index
        index.set(name, to: Self.one)
        #expect(index == once)
    }

    @Test("keeps members it does not know, their order, and numbers as written")
    func unknownMembers() throws {
        let other =
            #"{"x":1.50,"size":7,"mediaType":"m","digest":"blake3:00","y":{"b":[12345678901234567890,{}],"a":1E400}}"#
        let before = #"{"zz":[1],"manifests":["# + other + #"],"schemaVersion":2,"aa":"é/\n"}"#
        let scratch = try Scratch()
        let layout = try scratch.layout()
        try scratch.write(before, to: "layout/index.json")
        try layout.setReference("a", to: Self.one, annotations: ["k": "v"])
        var named = Self.one
        named.annotations = ["k": "v", Self.name: "a"]
        let after = before.replacing(other, with: other + "," + named.json.serialized())
        #expect(String(decoding: try scratch.read("layout/index.json"), as: UTF8.self) == after)
        #expect(try layout.references() == [named], "an entry nobody here can verify is kept, not listed")
    }

    @Test("has the name it was given, not one the descriptor brought along", arguments: ["new", nil])
    func foreignName(given: String?) throws {
        let scratch = try Scratch()
        let layout = try scratch.layout()
        var descriptor = Self.one
        descriptor.mediaType = MediaType.ociIndex
        descriptor.annotations = [Self.name: "old", "kept": "yes"]
        try layout.setReference(given, to: descriptor)
        let listed = try layout.references()
        #expect(listed.map { $0.annotations[Self.name] } == [given])
        #expect(listed.map { $0.annotations["kept"] } == ["yes"])
        #expect(listed.map(\.mediaType) == [MediaType.ociIndex])
    }

    @Test("is not written again when nothing changes")
    func unchanged() throws {
        let scratch = try Scratch()
        let layout = try scratch.layout()
        try layout.setReference("a", to: Self.one)
        let before = try layout.directory.status(LayoutPath.index)
        try layout.setReference("a", to: Self.one)
        #expect(try layout.directory.status(LayoutPath.index) == before)
    }

    @Test("is the old one when the writer dies before its rename")
    func killed() throws {
        let scratch = try Scratch()
        let layout = try scratch.layout()
        try layout.setReference("a", to: Self.one)
        try scratch.write(#"{"schemaVersion":2,"manif"#, to: "layout/" + LayoutPath.replacement)
        #expect(try scratch.layout().references().count == 1)
        try scratch.layout().setReference("b", to: Self.two)
        #expect(try layout.references().map { $0.annotations[Self.name] } == ["a", "b"])
        layout.close()
        #expect(!scratch.exists("layout/.windlass"))
    }

    @Test("that breaks while the layout is open is reported, not replaced")
    func breaks() throws {
        let scratch = try Scratch()
        let layout = try scratch.layout()
        try scratch.write("{", to: "layout/index.json")
        let error = try #require(throws: ContentStoreError.self) { try layout.setReference("a", to: Self.one) }
        #expect(error == OCILayout.invalid(.indexBroken, scratch.path + "/layout/index.json"))
        #expect(try scratch.read("layout/index.json") == [0x7B])
    }

    @Test("loses none of 200 entries set at once", .timeLimit(.minutes(1)))
    func concurrent() async throws {
        let scratch = try Scratch()
        let layouts = try (0..<4).map { _ in try scratch.layout() }
        try await withThrowingTaskGroup { group in
            for number in 0..<200 {
                group.addTask {
                    let layout = layouts[number % 4]
                    try layout.setReference("tag-\(number)", to: Self.one)
                    _ = try layout.references()
                    if number % 10 == 0 { layout.close() }
                }
            }
            try await group.waitForAll()
        }
        let names = try layouts[0].references().compactMap { $0.annotations[Self.name] }
        #expect(Set(names) == Set((0..<200).map { "tag-\($0)" }))
        #expect(names.count == 200)
        layouts[0].close()
        #expect(!scratch.exists("layout/.windlass"))
    }

    @Test("finds an entry by name or digest, and the only one without either")
    func resolve() throws {
        let scratch = try Scratch()
        let layout = try scratch.layout()
        let empty = try #require(throws: ContentStoreError.self) { try layout.resolve(nil) }
        #expect(empty == ContentStoreError(.referenceNotFound, path: layout.path))

        try layout.setReference("a", to: Self.one)
        #expect(try layout.resolve(nil).digest == Self.one.digest)
        try layout.setReference("b", to: Self.one)
        #expect(try layout.resolve(nil).digest == Self.one.digest, "two names of one thing")
        try layout.setReference(nil, to: Self.two)
        #expect(try layout.resolve("a").digest == Self.one.digest)
        #expect(try layout.resolve(Self.two.digest.description).digest == Self.two.digest)

        let candidates = ["a", "b", Self.two.digest.description]
        let ambiguous = try #require(throws: ContentStoreError.self) { try layout.resolve(nil) }
        #expect(ambiguous == ContentStoreError(.referenceAmbiguous, path: layout.path, candidates: candidates))
        let unknown = try #require(throws: ContentStoreError.self) { try layout.resolve("c") }
        #expect(
            unknown == ContentStoreError(.referenceNotFound, path: layout.path, detail: "c", candidates: candidates)
        )
    }

    @Test("with a name twice for two things is ambiguous")
    func sameNameTwice() throws {
        let scratch = try Scratch()
        let layout = try scratch.layout()
        try scratch.write(Self.index(Self.entry(Self.one, "a"), Self.entry(Self.two, "a")), to: "layout/index.json")
        let error = try #require(throws: ContentStoreError.self) { try layout.resolve("a") }
        #expect(error.code == .referenceAmbiguous)
        try layout.setReference("a", to: Self.two)
        #expect(try layout.resolve("a").digest == Self.two.digest)
    }

    @Test("of any bytes is read or refused, and what is read keeps its entries", arguments: 0..<20 as Range<UInt64>)
    func fuzz(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let valid = Array(Self.index(Self.entry(Self.one, "a"), Self.entry(Self.two, nil)).utf8)
        for _ in 0..<200 {
            var bytes = valid
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let position = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[position] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: position)
                default: bytes.removeSubrange(position..<min(bytes.count, position + 20))
                }
            }
            guard var index = LayoutIndex(parsing: bytes) else { continue }
            let before = index.entries
            index.set("new", to: Self.one)
            #expect(index.entries.dropLast() == before[...])
            #expect(LayoutIndex(parsing: index.bytes) == index)
        }
    }
}
