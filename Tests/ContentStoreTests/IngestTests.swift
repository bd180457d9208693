import OCI
import Testing

@testable import ContentStore

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

@Suite("A blob on its way into the layout")
struct IngestTests {
    @Test(
        "is a blob after commit, and leaves nothing else behind",
        arguments: OCI.Digest.Algorithm.allCases,
        [(0, 1), (1, 1), (1_000, 7), (100_000, 4_096), (3 << 20, 256 << 10)]
    )
    func commit(algorithm: OCI.Digest.Algorithm, sizes: (content: Int, piece: Int)) throws {
        let scratch = try Scratch()
        let layout = try scratch.layout()
        let sample = Sample(random: sizes.content, algorithm)
        let ingest = try layout.begin(sample)
        for start in stride(from: 0, to: sizes.content, by: sizes.piece) {
            #expect(ingest.offset == Int64(start))
            try ingest.append(sample.bytes[start..<min(start + sizes.piece, sizes.content)])
        }
        #expect(!scratch.exists(sample.blob), "nothing unverified is visible")
        try ingest.commit()
        layout.close()

        #expect(try scratch.read(sample.blob) == sample.bytes)
        #expect(layout.contains(sample.descriptor))
        let blob = LayoutPath.blob(sample.digest)
        let expected = ["blobs", "blobs/sha256", LayoutPath.blobs(algorithm), blob, "index.json", "oci-layout"]
        #expect(try scratch.tree() == Set(expected).sorted())
    }

    @Test("is readable by all and writable by its owner alone, however open the umask")
    func mode() throws {
        let scratch = try Scratch()
        let layout = try scratch.layout()
        let sample = Sample(random: 10)
        let ingest = try layout.begin(sample)
        try ingest.append(sample.bytes)
        try ingest.commit()
        var status = stat()
        #expect(stat(scratch.path + "/" + sample.blob, &status) == 0)
        #expect(status.st_mode & 0o777 & ~0o644 == 0)
        #expect(status.st_mode & 0o600 == 0o600)
    }

    @Test("continues where a killed process stopped, at every one of 40 points")
    func resume() throws {
        let scratch = try Scratch()
        let sample = Sample(random: 40_000)
        var generator = SeededGenerator(seed: 47)
        for point in stride(from: 0, to: sample.bytes.count, by: 1_000) {
            let layout = try scratch.layout()
            // Dropped without a word, as a kill would: the lock goes, the bytes stay.
            try { try layout.begin(sample).append(sample.bytes[..<point]) }()
            #expect(!scratch.exists(sample.blob))

            let again = try scratch.layout().begin(sample)
            #expect(again.offset == Int64(point))
            let second = Int.random(in: point...sample.bytes.count, using: &generator)
            try again.append(sample.bytes[point..<second])
            try again.append(sample.bytes[second...])
            try again.commit()
            #expect(try layout.read(sample.digest, limit: .max) == sample.bytes)
            try layout.remove(sample.digest)
        }
    }

    @Test("with one flipped byte never becomes a blob, and starts again at once", arguments: [0, 1, 4_999, 9_999])
    func flippedByte(position: Int) throws {
        let scratch = try Scratch()
        let layout = try scratch.layout()
        let sample = Sample(random: 10_000)
        var wrong = sample.bytes
        wrong[position] ^= 1
        let ingest = try layout.begin(sample)
        try ingest.append(wrong)
        let error = try #require(throws: BlobIntegrityError.self) { try ingest.commit() }
        #expect(error.actualDigest == Sample(wrong).digest)
        #expect(error.expectedDigest == sample.digest)
        #expect(!scratch.exists(sample.blob))
        #expect(try scratch.read(sample.ingest).isEmpty, "the wrong bytes are gone")

        guard case .busy = try scratch.layout().beginIngest(sample.descriptor) else {
            Issue.record("the ingest is still held, for the next endpoint")
            return
        }
        #expect(ingest.offset == 0)
        try ingest.append(sample.bytes)
        try ingest.commit()
        #expect(try layout.read(sample.digest, limit: .max) == sample.bytes)
    }

    @Test("that is short never becomes a blob", arguments: [0, 1, 99])
    func short(length: Int) throws {
        let scratch = try Scratch()
        let sample = Sample(random: 100)
        let ingest = try scratch.layout().begin(sample)
        try ingest.append(sample.bytes[..<length])
        let error = try #require(throws: BlobIntegrityError.self) { try ingest.commit() }
        #expect(error.actualSize == Int64(length))
        #expect(error.expectedSize == 100)
        #expect(error.actualDigest == nil)
        #expect(!scratch.exists(sample.blob))
    }

    @Test("takes not a byte more than its size")
    func long() throws {
        let scratch = try Scratch()
        let sample = Sample(random: 100)
        let ingest = try scratch.layout().begin(sample)
        try ingest.append(sample.bytes[..<60])
        let error = try #require(throws: BlobIntegrityError.self) { try ingest.append(sample.bytes[..<41]) }
        #expect(error.actualSize == 101)
        #expect(ingest.offset == 60)
        #expect(try scratch.read(sample.ingest).count == 60)
        try ingest.append(sample.bytes[60...])
        try ingest.commit()
    }

    @Test("left longer than its size is begun again")
    func leftTooLong() throws {
        let scratch = try Scratch()
        let sample = Sample(random: 100)
        let layout = try scratch.layout()
        try scratch.write(sample.bytes + [0], to: sample.ingest)
        #expect(try layout.begin(sample).offset == 0)
    }

    @Test("left complete is committed without another byte")
    func leftComplete() throws {
        let scratch = try Scratch()
        let sample = Sample(random: 100)
        let layout = try scratch.layout()
        try scratch.write(sample.bytes, to: sample.ingest)
        let ingest = try layout.begin(sample)
        #expect(ingest.offset == 100)
        try ingest.commit()
        #expect(layout.contains(sample.descriptor))
    }

    @Test("whose tail a power cut turned to zeros is refused, then fetched anew")
    func tornTail() throws {
        let scratch = try Scratch()
        let sample = Sample(random: 8_192)
        let layout = try scratch.layout()
        try scratch.write(Array(sample.bytes[..<4_096]) + [UInt8](repeating: 0, count: 2_048), to: sample.ingest)
        let ingest = try layout.begin(sample)
        try ingest.append(sample.bytes[6_144...])
        #expect(throws: BlobIntegrityError.self) { try ingest.commit() }
        try ingest.append(sample.bytes)
        try ingest.commit()
        #expect(layout.contains(sample.descriptor))
    }

    @Test("given up keeps its bytes or not, as asked", arguments: [true, false])
    func abandon(keepingData: Bool) throws {
        let scratch = try Scratch()
        let layout = try scratch.layout()
        let sample = Sample(random: 100)
        let ingest = try layout.begin(sample)
        try ingest.append(sample.bytes[..<50])
        ingest.abandon(keepingData: keepingData)
        ingest.abandon(keepingData: false)
        #expect(scratch.exists(sample.ingest) == keepingData)
        #expect(try layout.begin(sample).offset == (keepingData ? 50 : 0))
        #expect(throws: ContentStoreError.self) { try ingest.append([1]) }
        let error = #expect(throws: ContentStoreError.self) { try ingest.commit() }
        #expect(error?.code == .ingestClosed)
    }

    @Test("shared with a copy made of hard links does not write into the copy")
    func hardLink() throws {
        let scratch = try Scratch()
        let layout = try scratch.layout()
        let sample = Sample(random: 100)
        try scratch.write(sample.bytes[..<50] + [], to: sample.ingest)
        #expect(link(scratch.path + "/" + sample.ingest, scratch.path + "/copy") == 0)
        let ingest = try layout.begin(sample)
        #expect(ingest.offset == 0)
        try ingest.append(sample.bytes)
        #expect(try scratch.read("copy") == Array(sample.bytes[..<50]))
    }

    @Test("is not written through a symbolic link")
    func symbolicLink() throws {
        let scratch = try Scratch()
        let layout = try scratch.layout()
        let sample = Sample(random: 100)
        try scratch.write("precious", to: "elsewhere")
        try scratch.write("", to: "layout/.windlass/ingests/none")
        #expect(symlink(scratch.path + "/elsewhere", scratch.path + "/" + sample.ingest) == 0)
        let error = try #require(throws: ContentStoreError.self) { try layout.beginIngest(sample.descriptor) }
        #expect(error.code == .notWritable)
        #expect(error.errno == ELOOP)
        #expect(try scratch.read("elsewhere") == Array("precious".utf8))
    }

    @Test("is not written into a pipe, and does not hang on one")
    func pipe() throws {
        let scratch = try Scratch()
        let layout = try scratch.layout()
        let sample = Sample(random: 100)
        try scratch.write("", to: "layout/.windlass/ingests/none")
        #expect(mkfifo(scratch.path + "/" + sample.ingest, 0o600) == 0)
        let error = try #require(throws: ContentStoreError.self) { try layout.beginIngest(sample.descriptor) }
        #expect(error.code == .layoutInvalid)
        #expect(error.detail == "not-a-regular-file")
    }
}
