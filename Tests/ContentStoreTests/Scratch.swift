import Crypto
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

/// A directory of the test's own, removed with the last reference.
final class Scratch: Sendable {
    let path: String

    init() throws {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(parent)/windlass-store-XXXXXX".utf8CString)
        let made = template.withUnsafeMutableBufferPointer { $0.baseAddress.flatMap { mkdtemp($0) } }
        try #require(made != nil)
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// A layout in the directory `layout`; each call gives another object for the same one.
    func layout() throws -> OCILayout {
        try OCILayout(openingOrCreating: path + "/layout")
    }

    func write(_ bytes: [UInt8], to relative: String) throws {
        let target = path + "/" + relative
        try FileManager.default.createDirectory(
            atPath: Directory.parent(of: target),
            withIntermediateDirectories: true
        )
        try Data(bytes).write(to: URL(filePath: target))
    }

    func write(_ text: String, to relative: String) throws {
        try write(Array(text.utf8), to: relative)
    }

    func read(_ relative: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: path + "/" + relative)))
    }

    /// Every file and directory below, sorted.
    func tree(_ relative: String = "layout") throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: path + "/" + relative).sorted()
    }

    func exists(_ relative: String) -> Bool {
        FileManager.default.fileExists(atPath: path + "/" + relative)
    }
}

/// SplitMix64: the same numbers on every run.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) }
    }
}

/// Content with its descriptor, hashed by Crypto directly rather than by the code under test.
struct Sample: Sendable {
    let bytes: [UInt8]
    let descriptor: Descriptor

    init(_ bytes: [UInt8], _ algorithm: OCI.Digest.Algorithm = .sha256) {
        self.bytes = bytes
        let digest: OCI.Digest =
            switch algorithm {
            case .sha256: OCI.Digest(algorithm: .sha256, bytes: SHA256.hash(data: bytes))
            case .sha512: OCI.Digest(algorithm: .sha512, bytes: SHA512.hash(data: bytes))
            }
        descriptor = Descriptor(mediaType: MediaType.ociManifest, digest: digest, size: Int64(bytes.count))
    }

    init(random count: Int, seed: UInt64 = 1, _ algorithm: OCI.Digest.Algorithm = .sha256) {
        var generator = SeededGenerator(seed: seed)
        self.init(generator.bytes(count), algorithm)
    }

    var digest: OCI.Digest { descriptor.digest }

    /// Where the blob is, below the scratch directory.
    var blob: String { "layout/" + LayoutPath.blob(digest) }
    var ingest: String { "layout/" + LayoutPath.ingest(digest) }
}

extension OCILayout {
    /// Begins an ingest that must be ours.
    func begin(_ sample: Sample) throws -> Ingest {
        guard case .ingest(let ingest) = try beginIngest(sample.descriptor) else {
            throw ContentStoreError(.notFound, path: "no ingest given")
        }
        return ingest
    }
}

extension Ingest {
    func append(_ bytes: some Sequence<UInt8>) throws {
        try Array(bytes).withUnsafeBytes { try append($0) }
    }
}
