import OCI
import Testing

@testable import ContentStore

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

@Suite("Opening a layout")
struct LayoutTests {
    private static let emptyLayout = ["blobs", "blobs/sha256", "index.json", "oci-layout"]
    private static let openings: [@Sendable (String) throws -> OCILayout] = [
        { try OCILayout(openingOrCreating: $0) },
        { try OCILayout(opening: $0) },
    ]

    @Test("makes one where there is nothing", arguments: ["layout", "a/b/layout", "layout/", "a//layout//"])
    func create(path: String) throws {
        let scratch = try Scratch()
        let layout = try OCILayout(openingOrCreating: scratch.path + "/" + path)
        layout.close()
        #expect(try scratch.tree(path) == Self.emptyLayout)
        #expect(try scratch.read(path + "/oci-layout") == Array(#"{"imageLayoutVersion":"1.0.0"}"#.utf8))
        let index = #"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}"#
        #expect(try scratch.read(path + "/index.json") == Array(index.utf8))
        #expect(try OCILayout(opening: scratch.path + "/" + path).references().isEmpty)
    }

    @Test(
        "completes one whose making was interrupted, and takes an empty file system",
        arguments: [
            [], [".windlass/index.lock"], ["lost+found/x"], ["oci-layout"], ["oci-layout", "blobs/sha256/x"],
            [".windlass/replacement"],
        ]
    )
    func complete(leftovers: [String]) throws {
        let scratch = try Scratch()
        try scratch.write("", to: "layout/x")
        #expect(unlink(scratch.path + "/layout/x") == 0)
        for file in leftovers {
            try scratch.write(file == "oci-layout" ? #"{"imageLayoutVersion": "1.0.0"}"# : "", to: "layout/" + file)
        }
        let layout = try scratch.layout()
        #expect(try layout.references().isEmpty)
        layout.close()
        #expect(Set(try scratch.tree()).isSuperset(of: Self.emptyLayout))
        #expect(!scratch.exists("layout/.windlass"))
    }

    @Test("leaves a directory alone that is somebody else's", arguments: [".bashrc", "blobs/sha256/x", "index.json"])
    func notEmpty(file: String) throws {
        let scratch = try Scratch()
        try scratch.write("mine", to: "layout/" + file)
        let before = try scratch.tree()
        for open in Self.openings {
            let error = try #require(throws: ContentStoreError.self) { try open(scratch.path + "/layout") }
            #expect(error == ContentStoreError(.layoutInvalid, path: scratch.path + "/layout", detail: "no-oci-layout"))
        }
        #expect(try scratch.tree() == before)
    }

    @Test("refuses what is no directory")
    func file() throws {
        let scratch = try Scratch()
        try scratch.write("mine", to: "layout")
        for path in ["/layout", "/layout/below"] {
            let error = try #require(throws: ContentStoreError.self) {
                try OCILayout(openingOrCreating: scratch.path + path)
            }
            #expect(error.code == .layoutInvalid)
            #expect(error.detail == "not-a-directory")
        }
    }

    @Test(
        "refuses an oci-layout of another kind",
        arguments: [
            (#"{"imageLayoutVersion":"1.1.0"}"#, LayoutFault.versionUnsupported),
            (#"{"imageLayoutVersion":"1.0"}"#, .versionUnsupported),
            (#"{"imageLayoutVersion":1}"#, .layoutFileBroken),
            (#"{}"#, .layoutFileBroken),
            (#"{"imageLayoutVersion":"1.0.0""#, .layoutFileBroken),
            ("", .layoutFileBroken),
            (String(repeating: " ", count: 70_000) + "{}", .layoutFileBroken),
        ]
    )
    func layoutFile(text: String, fault: LayoutFault) throws {
        let scratch = try Scratch()
        try scratch.write(text, to: "layout/oci-layout")
        try scratch.write(#"{"schemaVersion":2,"manifests":[]}"#, to: "layout/index.json")
        for open in Self.openings {
            let error = try #require(throws: ContentStoreError.self) { try open(scratch.path + "/layout") }
            #expect(error == OCILayout.invalid(fault, scratch.path + "/layout/oci-layout"))
        }
        #expect(try scratch.tree() == ["index.json", "oci-layout"])
    }

    @Test(
        "refuses a broken index.json rather than replacing it",
        arguments: [
            "", "{", "[]", "null", "{}", #"{"manifests":{}}"#, #"{"manifests":[1]}"#, #"{"manifests":[{}]}"#,
            #"{"manifests":[]} x"#, #"{"schemaVersion":1,"manifests":[]}"#, #"{"manifests":[],"manifests":[]}"#,
            #"{"manifests":[{"digest":7}]}"#,
        ]
    )
    func brokenIndex(text: String) throws {
        let scratch = try Scratch()
        try scratch.write(#"{"imageLayoutVersion":"1.0.0"}"#, to: "layout/oci-layout")
        try scratch.write(text, to: "layout/index.json")
        for open in Self.openings {
            let error = try #require(throws: ContentStoreError.self) { try open(scratch.path + "/layout") }
            #expect(error == OCILayout.invalid(.indexBroken, scratch.path + "/layout/index.json"))
        }
        #expect(try scratch.read("layout/index.json") == Array(text.utf8))
    }

    @Test("to read it makes nothing")
    func readOnly() throws {
        let scratch = try Scratch()
        let error = try #require(throws: ContentStoreError.self) { try OCILayout(opening: scratch.path + "/layout") }
        #expect(error.code == .notFound)
        #expect(!scratch.exists("layout"))
        try scratch.write(#"{"imageLayoutVersion":"1.0.0"}"#, to: "layout/oci-layout")
        let second = try #require(throws: ContentStoreError.self) { try OCILayout(opening: scratch.path + "/layout") }
        #expect(second == OCILayout.invalid(.noIndex, scratch.path + "/layout/index.json"))
        #expect(try scratch.tree() == ["oci-layout"])
    }

    @Test("works for many at once, the first time too", .timeLimit(.minutes(1)))
    func concurrentCreation() async throws {
        for round in 0..<4 {
            let scratch = try Scratch()
            try await withThrowingTaskGroup { group in
                for task in 0..<16 {
                    group.addTask {
                        let layout = try scratch.layout()
                        let sample = Sample(random: 50, seed: UInt64(task))
                        try layout.write(sample.bytes, digest: sample.digest)
                        try layout.setReference("tag-\(task)", to: sample.descriptor)
                        layout.close()
                    }
                }
                try await group.waitForAll()
            }
            #expect(try scratch.layout().references().count == 16, "round \(round)")
            #expect(!scratch.exists("layout/.windlass"))
        }
    }

    @Test("does not depend on the working directory or the directory's name afterwards")
    func renamed() throws {
        let scratch = try Scratch()
        let layout = try scratch.layout()
        #expect(rename(scratch.path + "/layout", scratch.path + "/moved") == 0)
        let sample = Sample(random: 100)
        try layout.write(sample.bytes, digest: sample.digest)
        #expect(scratch.exists("moved/" + LayoutPath.blob(sample.digest)))
    }

    @Test(
        "puts a path's parent where a shell would",
        arguments: [
            ("a", "."), ("a/", "."), ("a/b", "a"), ("a/b//", "a"), ("/a", "/"), ("/", "/"), ("", "."), ("/a/b", "/a"),
        ]
    )
    func parent(path: String, expected: String) {
        #expect(Directory.parent(of: path) == expected)
    }
}
