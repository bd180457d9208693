import OCI
import Testing

@testable import ContentStore

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

@Suite("Content of a layout")
struct ContentTests {
    @Test("written is read back, and leaves nothing else", arguments: OCI.Digest.Algorithm.allCases, [0, 1, 5_000])
    func roundTrip(algorithm: OCI.Digest.Algorithm, size: Int) throws {
        let scratch = try Scratch()
        let layout = try scratch.layout()
        let sample = Sample(random: size, algorithm)
        try layout.write(sample.bytes, digest: sample.digest)
        try layout.write(sample.bytes, digest: sample.digest)
        #expect(try layout.read(sample.digest, limit: size) == sample.bytes)
        #expect(try layout.verify(sample.digest) == Int64(size))
        #expect(layout.contains(sample.descriptor))
        layout.close()
        #expect(!scratch.exists("layout/.windlass"))
    }

    @Test("is not written under a name that is not its own")
    func wrongDigest() throws {
        let scratch = try Scratch()
        let layout = try scratch.layout()
        let before = try scratch.tree()
        let (one, two) = (Sample(random: 10, seed: 1), Sample(random: 10, seed: 2))
        let error = try #require(throws: BlobIntegrityError.self) {
            try layout.write(one.bytes, digest: two.digest)
        }
        #expect(error.actualDigest == one.digest)
        #expect(!layout.contains(two.descriptor))
        layout.close()
        #expect(try scratch.tree() == before.filter { !$0.hasPrefix(".windlass") })
    }

    @Test("written again heals a broken blob", arguments: ["", "short", "0123456789", "much longer than it"])
    func heal(broken: String) throws {
        let scratch = try Scratch()
        let layout = try scratch.layout()
        let sample = Sample(random: 10)
        try scratch.write(broken, to: sample.blob)
        try layout.write(sample.bytes, digest: sample.digest)
        #expect(try layout.read(sample.digest, limit: 10) == sample.bytes)
    }

    @Test("with one flipped byte is not given out", arguments: [0, 9_999, 1 << 20])
    func flipped(position: Int) throws {
        let scratch = try Scratch()
        let layout = try scratch.layout()
        let sample = Sample(random: (1 << 20) + 1)
        var wrong = sample.bytes
        wrong[position] ^= 0x80
        try scratch.write(wrong, to: sample.blob)
        #expect(layout.contains(sample.descriptor), "the size alone is right")
        #expect(throws: BlobIntegrityError.self) { try layout.read(sample.digest, limit: .max) }
        #expect(throws: BlobIntegrityError.self) { try layout.verify(sample.digest) }
        try layout.remove(sample.digest)
        try layout.remove(sample.digest)
        let error = try #require(throws: ContentStoreError.self) { try layout.verify(sample.digest) }
        #expect(error.code == .notFound)
        #expect(error.path == scratch.path + "/" + sample.blob)
    }

    @Test("larger than the caller's limit is not read")
    func limit() throws {
        let scratch = try Scratch()
        let layout = try scratch.layout()
        let sample = Sample(random: 100)
        try layout.write(sample.bytes, digest: sample.digest)
        let error = try #require(throws: ContentStoreError.self) { try layout.read(sample.digest, limit: 99) }
        #expect(error.code == .tooLarge)
        #expect(error.space == ContentStoreError.Space(needed: 100, available: 99))
    }

    @Test("of another size is not the descriptor's")
    func otherSize() throws {
        let scratch = try Scratch()
        let layout = try scratch.layout()
        let sample = Sample(random: 100)
        #expect(!layout.contains(sample.descriptor))
        try layout.write(sample.bytes, digest: sample.digest)
        var descriptor = sample.descriptor
        descriptor.size = 99
        #expect(!layout.contains(descriptor))
    }

    @Test("is a regular file, not a directory or a pipe", arguments: [true, false])
    func notAFile(directory: Bool) throws {
        let scratch = try Scratch()
        let layout = try scratch.layout()
        let sample = Sample([])
        let path = scratch.path + "/" + sample.blob
        #expect((directory ? mkdir(path, 0o755) : mkfifo(path, 0o644)) == 0)
        #expect(!layout.contains(sample.descriptor))
        let error = try #require(throws: ContentStoreError.self) { try layout.read(sample.digest, limit: 10) }
        #expect(error == OCILayout.invalid(.notARegularFile, path))
    }

    @Test("may be a symbolic link, as build tools make them, and is replaced, not written through")
    func link() throws {
        let scratch = try Scratch()
        let layout = try scratch.layout()
        let sample = Sample(random: 100)
        try scratch.write(sample.bytes, to: "elsewhere")
        #expect(symlink(scratch.path + "/elsewhere", scratch.path + "/" + sample.blob) == 0)
        #expect(layout.contains(sample.descriptor))
        #expect(try layout.read(sample.digest, limit: 100) == sample.bytes)
        try scratch.write("changed", to: "elsewhere")
        #expect(throws: BlobIntegrityError.self) { try layout.read(sample.digest, limit: 100) }
        try layout.write(sample.bytes, digest: sample.digest)
        #expect(try layout.read(sample.digest, limit: 100) == sample.bytes)
        #expect(try scratch.read("elsewhere") == Array("changed".utf8))
    }

    @Test("is written by many at once without harm", .timeLimit(.minutes(1)))
    func concurrent() async throws {
        let scratch = try Scratch()
        let sample = Sample(random: 2_000)
        try await withThrowingTaskGroup { group in
            for _ in 0..<50 {
                group.addTask {
                    let layout = try scratch.layout()
                    try layout.write(sample.bytes, digest: sample.digest)
                    _ = try layout.read(sample.digest, limit: 2_000)
                    layout.close()
                }
            }
            try await group.waitForAll()
        }
        #expect(!scratch.exists("layout/.windlass"))
    }
}
