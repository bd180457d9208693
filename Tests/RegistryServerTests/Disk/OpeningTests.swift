import ContentStore
import NIOHTTP1
import OCI
import Testing

@testable import RegistryServer

@Suite("A storage directory")
struct OpeningTests {
    private let scratch: Scratch
    private var store: String { scratch.path + "/store" }

    init() throws {
        scratch = try Scratch()
    }

    private func open(isReadOnly: Bool = false) throws -> DiskStorage {
        try DiskStorage(path: store, isReadOnly: isReadOnly, readers: RegistryScene.pool, writers: RegistryScene.pool)
    }

    private func expectRefusal(_ code: RegistryServerError.Code, detail: String? = nil, isReadOnly: Bool = false) {
        let error = #expect(throws: RegistryServerError.self) { _ = try open(isReadOnly: isReadOnly) }
        #expect(error == RegistryServerError(code, subject: store, detail: detail))
    }

    @Test("is made if it is not there, and is known again")
    func made() throws {
        for _ in 0..<2 { _ = try open() }
        #expect(try scratch.read("store/windlass-registry.json") == Array(#"{"version":1}"#.utf8))
        _ = try open(isReadOnly: true)
    }

    @Test(
        "may have been there, empty but for what a file system brings along",
        arguments: ["lost+found/x", "work/marker"]
    )
    func almostEmpty(file: String) throws {
        try scratch.write("", to: "store/" + file)
        _ = try open()
        #expect(scratch.exists("store/windlass-registry.json"))
    }

    @Test(
        "of something else is refused and left alone",
        arguments: ["photo.jpg", "blobs/x", "oci-layout", ".git/config"]
    )
    func foreign(file: String) throws {
        try scratch.write("x", to: "store/" + file)
        expectRefusal(.storageForeign)
        expectRefusal(.storageForeign, isReadOnly: true)
        #expect(scratch.files("store") == [file])
    }

    @Test(
        "with a marker that says nothing is refused",
        arguments: ["", "{}", "[]", #"{"version":"1"}"#, "\0", #"{"version":1.5}"#]
    )
    func brokenMarker(text: String) throws {
        try scratch.write(text, to: "store/windlass-registry.json")
        expectRefusal(.storageForeign)
    }

    @Test("of another version is refused", arguments: ["0", "2", "99"])
    func version(version: String) throws {
        try scratch.write("{\"version\":\(version)}", to: "store/windlass-registry.json")
        expectRefusal(.storageVersion, detail: version)
        expectRefusal(.storageVersion, detail: version, isReadOnly: true)
    }

    @Test("has one writer, and readers beside it")
    func oneWriter() throws {
        var first: DiskStorage? = try open()
        expectRefusal(.storageInUse)
        _ = try open(isReadOnly: true)
        expectRefusal(.storageInUse)
        withExtendedLifetime(first) {}
        first = nil
        _ = try open()
    }

    @Test("is not made by a reader")
    func readOnly() throws {
        let error = #expect(throws: ContentStoreError.self) { _ = try open(isReadOnly: true) }
        #expect(error?.code == .notFound)
        #expect(scratch.files().isEmpty)
        try scratch.write("", to: "store/work/x")
        expectRefusal(.storageForeign, isReadOnly: true)
        #expect(scratch.files("store") == ["work/x"])
    }

    @Test("loses what a killed server left on its way, and nothing else")
    func leftovers() async throws {
        var scene: RegistryScene? = try RegistryScene(scratch)
        let image = SampleLayers("image")
        try await scene?.push(image, as: "v1")
        let upload = try #require(try await scene?.begin())
        scene = nil
        let before = scratch.files("store")
        for name in ["0123", "marker", "x.tmp"] { try scratch.write("half", to: "store/work/" + name) }
        let again = try RegistryScene(scratch)
        #expect(scratch.files("store") == before)
        #expect(try await again.send(.GET, "/v2/a/manifests/v1").body == image.manifest.bytes)
        #expect(try await again.send(.GET, upload).status == 204)
    }

    @Test("of a reader is not cleared")
    func readerClearsNothing() throws {
        let writer = try open()
        try scratch.write("half", to: "store/work/0123")
        _ = try open(isReadOnly: true)
        #expect(scratch.exists("store/work/0123"))
        withExtendedLifetime(writer) {}
    }

    @Test("tells whether it answers")
    func ready() async throws {
        let storage = try open()
        #expect(await storage.isReady())
        try scratch.remove("store/windlass-registry.json")
        #expect(await !storage.isReady())
    }

    @Test("has a clock that is never ahead of its files' times")
    func clock() throws {
        try scratch.write("", to: "file")
        let directory = try Directory(opening: scratch.path)
        for _ in 0..<2_000 {
            let before = Moment.now
            try directory.touch("file")
            let after = try #require(try directory.status("file")).modificationTime
            #expect(after >= before)
        }
    }
}
