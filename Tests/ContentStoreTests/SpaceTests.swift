import OCI
import Testing

@testable import ContentStore

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

@Suite("Space for blobs")
struct SpaceTests {
    @Test(
        "is what is missing and 5 % more, rounded up",
        arguments: [(1, 2), (20, 21), (21, 23), (100, 105), (1 << 30, 1_127_428_916), (.max, .max)] as [(Int64, Int64)]
    )
    func reserve(missing: Int64, needed: Int64) {
        #expect(Directory.withReserve(missing) == needed)
    }

    @Test("is asked before a byte is fetched")
    func ensure() throws {
        let scratch = try Scratch()
        let layout = try scratch.layout()
        try layout.ensureFreeSpace(for: 0)
        try layout.ensureFreeSpace(for: -1)
        try layout.ensureFreeSpace(for: 1)
        let error = try #require(throws: ContentStoreError.self) { try layout.ensureFreeSpace(for: .max) }
        #expect(error.code == .diskFull)
        #expect(error.path == layout.path)
        #expect(error.space?.needed == .max)
        #expect(try #require(error.space).available > 0)
    }

    @Test("counts each blob once, what is there not at all, and begun ones by what they lack")
    func missing() throws {
        let scratch = try Scratch()
        let layout = try scratch.layout()
        let samples = (1...4).map { Sample(random: $0 * 100, seed: UInt64($0)) }
        try layout.write(samples[0].bytes, digest: samples[0].digest)
        try layout.begin(samples[1]).append(samples[1].bytes[..<150])
        try scratch.write([UInt8](repeating: 0, count: 301), to: samples[2].ingest)
        let descriptors = samples.map(\.descriptor)
        #expect(layout.missingBytes(of: descriptors + descriptors) == 50 + 300 + 400)

        var huge = samples[3].descriptor
        huge.size = .max
        #expect(layout.missingBytes(of: [huge, samples[2].descriptor]) == .max)
    }

    @Test(
        "that runs out is an error of its own, and room made lets the rest follow",
        .enabled(if: SmallFileSystem.isPossible)
    )
    func diskFull() throws {
        let scratch = try Scratch()
        let fileSystem = try SmallFileSystem(at: scratch.path, kibibytes: 256)
        defer { fileSystem.unmount() }
        let layout = try scratch.layout()
        let (big, small) = (Sample(random: 1 << 20, seed: 1), Sample(random: 64 << 10, seed: 2))

        let space = try #require(throws: ContentStoreError.self) {
            try layout.ensureFreeSpace(for: layout.missingBytes(of: [big.descriptor]))
        }
        #expect(space.code == .diskFull)
        #expect(try #require(space.space).available <= 256 << 10)

        let ingest = try layout.begin(big)
        let error = try #require(throws: ContentStoreError.self) { try ingest.append(big.bytes) }
        #expect(error == ContentStoreError(.diskFull, path: scratch.path + "/" + big.ingest, errno: ENOSPC))
        #expect(ingest.offset > 0)
        #expect(try scratch.read(big.ingest) == Array(big.bytes[..<Int(ingest.offset)]))
        #expect(throws: ContentStoreError.self) { try layout.write(small.bytes, digest: small.digest) }
        #expect(!scratch.exists(small.blob))

        let held = ingest.offset
        try fileSystem.resize(kibibytes: 4_096)
        try ingest.append(big.bytes[Int(held)...])
        try ingest.commit()
        try layout.write(small.bytes, digest: small.digest)
        #expect(try layout.verify(big.digest) == 1 << 20)
        layout.close()
        #expect(!scratch.exists("layout/.windlass"))
    }

    @Test(
        "on a read-only file system can be read, and says so when written to",
        .enabled(if: SmallFileSystem.isPossible)
    )
    func readOnly() throws {
        let scratch = try Scratch()
        let fileSystem = try SmallFileSystem(at: scratch.path, kibibytes: 256)
        defer { fileSystem.unmount() }
        let (there, absent) = (Sample(random: 100, seed: 1), Sample(random: 100, seed: 2))
        try scratch.layout().write(there.bytes, digest: there.digest)
        try scratch.layout().close()
        try fileSystem.makeReadOnly()

        let layout = try scratch.layout()
        #expect(try layout.read(there.digest, limit: 100) == there.bytes)
        let attempts: [@Sendable () throws -> Void] = [
            { _ = try layout.beginIngest(absent.descriptor) },
            { try layout.write(absent.bytes, digest: absent.digest) },
            { try layout.setReference("a", to: there.descriptor) },
            { try layout.remove(there.digest) },
            { _ = try OCILayout(openingOrCreating: scratch.path + "/new") },
        ]
        for attempt in attempts {
            let error = try #require(throws: ContentStoreError.self) { try attempt() }
            #expect(error.code == .notWritable)
            #expect(error.errno == EROFS)
            #expect(error.path.hasPrefix(scratch.path + "/"))
        }
    }
}

/// A tmpfs over a directory, for tests that run as root.
final class SmallFileSystem: Sendable {
    private let path: String

    /// Whether this process may mount, which being root in a container does not imply.
    static let isPossible: Bool = {
        guard geteuid() == 0, let scratch = try? Scratch() else { return false }
        guard let fileSystem = try? SmallFileSystem(at: scratch.path, kibibytes: 64) else { return false }
        fileSystem.unmount()
        return true
    }()

    init(at path: String, kibibytes: Int) throws {
        self.path = path
        try Self.attach(at: path, 0, kibibytes)
    }

    func unmount() {
        umount2(path, Int32(MNT_DETACH))
    }

    func resize(kibibytes: Int) throws {
        try Self.attach(at: path, MS_REMOUNT, kibibytes)
    }

    func makeReadOnly() throws {
        try Self.attach(at: path, MS_REMOUNT | MS_RDONLY, 256)
    }

    private static func attach(at path: String, _ flags: Int, _ kibibytes: Int) throws {
        try systemCall { mount("tmpfs", path, "tmpfs", UInt(flags), "size=\(kibibytes)k") }
    }
}
