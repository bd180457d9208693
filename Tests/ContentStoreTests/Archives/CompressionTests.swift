import CCompression
import Testing

@testable import ContentStore

/// Compresses and decompresses in memory.
enum Squeeze {
    static func compress(_ bytes: [UInt8], _ compression: Compression, by piece: Int = 10_000) throws -> [UInt8] {
        let encoder = try #require(try compression.encoder())
        var result: [UInt8] = []
        var start = 0
        while start < bytes.count {
            let part = Array(bytes[start...].prefix(piece))
            try part.withUnsafeBytes { try encoder.encode($0, isLast: false) { result += $0 } }
            start += part.count
        }
        try encoder.encode(UnsafeRawBufferPointer(start: nil, count: 0), isLast: true) { result += $0 }
        return result
    }

    /// - Parameter room: how much one step may give.
    static func decompress(
        _ bytes: [UInt8],
        _ format: CompressionFormat,
        by piece: Int = 10_000,
        room: Int = 4_096,
        limit: Int64 = 1 << 30
    ) throws -> [UInt8] {
        let decoder = try #require(try format.decoder())
        let source = DecompressedBytes(Trickle(bytes, piece), start: [], decoder: decoder, limit: limit)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: room, alignment: 16)
        defer { buffer.deallocate() }
        var result: [UInt8] = []
        while true {
            let count = try source.read(into: buffer)
            if count == 0 { return result }
            result += buffer[..<count]
        }
    }

    /// A source that gives a few bytes at a time.
    private final class Trickle: ByteSource {
        let path = "trickle"
        private var rest: ArraySlice<UInt8>
        private let piece: Int

        init(_ bytes: [UInt8], _ piece: Int) {
            rest = bytes[...]
            self.piece = piece
        }

        func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
            let part = rest.prefix(min(piece, buffer.count))
            buffer.copyBytes(from: part)
            rest = rest.dropFirst(part.count)
            return part.count
        }

        func skip(_ count: Int64) {}
    }
}

@Suite("Compression") struct CompressionTests {
    static let formats: [CompressionFormat] = [.gzip, .zstd]

    /// Compresses well in parts, not at all in others.
    static let sample: [UInt8] = {
        var generator = SeededGenerator(seed: 11)
        var bytes: [UInt8] = []
        for round in 0..<20 {
            bytes += round % 2 == 0 ? generator.bytes(3_000) : [UInt8](repeating: UInt8(round), count: 20_000)
        }
        return bytes
    }()

    @Test("What is compressed comes back, however it is cut", arguments: formats)
    func roundTrip(_ format: CompressionFormat) throws {
        for level in Compression.levels(of: format) where level <= 9 || level >= 21 {
            let compression = try #require(Compression(format, level: level))
            let compressed = try Squeeze.compress(Self.sample, compression)
            #expect(compressed.count < Self.sample.count)
            #expect(try CompressionFormat(detecting: compressed) == format)
            for (piece, room) in [(1, 1_000), (7, 1), (100_000, 100_000), (4_096, 1 << 20)] where level == 3 {
                #expect(try Squeeze.decompress(compressed, format, by: piece, room: room) == Self.sample)
            }
            #expect(try Squeeze.decompress(compressed, format) == Self.sample)
        }
    }

    @Test("The same input gives the same bytes, however it comes", arguments: formats)
    func determinism(_ format: CompressionFormat) throws {
        let compression = try #require(Compression(format))
        let first = try Squeeze.compress(Self.sample, compression, by: 10_000)
        #expect(try Squeeze.compress(Self.sample, compression, by: 10_000) == first)
        #expect(try Squeeze.compress([], compression) == Squeeze.compress([], compression))
    }

    @Test("Members and frames after one another are one", arguments: formats)
    func several(_ format: CompressionFormat) throws {
        let compression = try #require(Compression(format))
        let parts = [[1, 2, 3], [], Self.sample] as [[UInt8]]
        let compressed = try parts.flatMap { try Squeeze.compress($0, compression) }
        #expect(try Squeeze.decompress(compressed, format) == parts.flatMap(\.self))
        #expect(try Squeeze.decompress(compressed, format, by: 1, room: 10) == parts.flatMap(\.self))
    }

    @Test("A frame that zstd says to skip is skipped, also at the start")
    func skippable() throws {
        let frame: [UInt8] = [0x53, 0x2A, 0x4D, 0x18, 4, 0, 0, 0, 9, 9, 9, 9]
        let compressed = try Squeeze.compress(Self.sample, try #require(Compression(.zstd)))
        #expect(try CompressionFormat(detecting: frame) == .zstd)
        #expect(try Squeeze.decompress(frame + compressed + frame, .zstd) == Self.sample)
    }

    @Test("Zeros after the last gzip member are padding, anything else is not")
    func gzipTail() throws {
        let compressed = try Squeeze.compress(Self.sample, try #require(Compression(.gzip)))
        #expect(try Squeeze.decompress(compressed + [0, 0, 0], .gzip) == Self.sample)
        for tail in [[1], [0, 0, 5], [0] + compressed] as [[UInt8]] {
            #expect(throws: ContentStoreError(.archiveInvalid, path: "trickle", detail: "gzip-garbage")) {
                try Squeeze.decompress(compressed + tail, .gzip)
            }
        }
    }

    @Test("Bytes after the last zstd frame are refused")
    func zstdTail() throws {
        let compressed = try Squeeze.compress(Self.sample, try #require(Compression(.zstd)))
        #expect(throws: ContentStoreError(.archiveInvalid, path: "trickle", detail: "zstd-garbage")) {
            try Squeeze.decompress(compressed + [1, 2, 3, 4, 5], .zstd)
        }
    }

    @Test("An end before the end is seen wherever it is", arguments: formats)
    func truncated(_ format: CompressionFormat) throws {
        let compressed = try Squeeze.compress(Array(Self.sample.prefix(5_000)), try #require(Compression(format)))
        for length in stride(from: 1, to: compressed.count, by: 97) {
            #expect(throws: ContentStoreError(.archiveTruncated, path: "trickle", detail: "compressed-data")) {
                try Squeeze.decompress(Array(compressed.prefix(length)), format)
            }
        }
    }

    @Test("A changed byte never passes as other content", arguments: formats)
    func flipped(_ format: CompressionFormat) throws {
        let content = Array(Self.sample.prefix(9_000))
        let compressed = try Squeeze.compress(content, try #require(Compression(format)))
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<300 {
            var broken = compressed
            broken[Int.random(in: 0..<broken.count, using: &generator)] ^=
                1 << UInt8.random(in: 0..<8, using: &generator)
            let read = try? Squeeze.decompress(broken, format)
            #expect(read == nil || read == content)
        }
    }

    @Test("A bomb ends at the limit, long before it is unpacked", arguments: formats)
    func bomb(_ format: CompressionFormat) throws {
        let encoder = try #require(try Compression(format)?.encoder())
        var compressed: [UInt8] = []
        let zeros = [UInt8](repeating: 0, count: 1 << 20)
        for _ in 0..<64 {
            try zeros.withUnsafeBytes { try encoder.encode($0, isLast: false) { compressed += $0 } }
        }
        try encoder.encode(UnsafeRawBufferPointer(start: nil, count: 0), isLast: true) { compressed += $0 }
        #expect(compressed.count < 100_000)
        #expect(throws: ContentStoreError(.archiveLimit, path: "trickle", detail: "decompressed-size")) {
            try Squeeze.decompress(compressed, format, room: 1 << 16, limit: 1 << 20)
        }
    }

    @Test("W-43: a zstd window of 32 MiB and of 128 MiB is read, a larger one is refused")
    func windows() throws {
        for (log, isRead) in [(25, true), (27, true), (28, false), (30, false)] {
            let frame = try Self.frame(windowLog: log)
            if isRead {
                #expect(try Squeeze.decompress(frame, .zstd) == [1, 2, 3])
            } else {
                #expect(throws: ContentStoreError(.zstdWindowTooLarge, path: "trickle", detail: "zstd-window")) {
                    try Squeeze.decompress(frame, .zstd)
                }
            }
        }
    }

    /// Magic number, a descriptor without a size, the window, and one raw block that is the last (RFC 8878, 3.1.1).
    private static func frame(windowLog: Int) throws -> [UInt8] {
        [0x28, 0xB5, 0x2F, 0xFD, 0x00, UInt8(windowLog - 10) << 3, 0x19, 0x00, 0x00, 1, 2, 3]
    }

    @Test("Whatever the level, no window of more than 32 MiB is written", arguments: [3, 19, 20, 21, 22])
    func writtenWindow(_ level: Int) throws {
        let encoder = try #require(try Compression(.zstd, level: level)?.encoder())
        var compressed: [UInt8] = []
        try [1, 2, 3].withUnsafeBytes { try encoder.encode($0, isLast: false) { compressed += $0 } }
        try encoder.encode(UnsafeRawBufferPointer(start: nil, count: 0), isLast: true) { compressed += $0 }
        // The frame was begun without a known size, so the descriptor is followed by the window's.
        let window = try #require(compressed.dropFirst(5).first)
        #expect(compressed[4] & 0x20 == 0)
        #expect(Int(window >> 3) + 10 <= ZstdEncoder.maximumWindowLog)
    }

    @Test(
        "What is known and not read is named",
        arguments: [
            ("bzip2", Array("BZh91AY".utf8)), ("xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]),
            ("lz4", [0x04, 0x22, 0x4D, 0x18, 0x64, 0x40]), ("zip", [0x50, 0x4B, 3, 4, 0, 0]),
        ] as [(String, [UInt8])]
    )
    func unsupported(_ name: String, _ start: [UInt8]) {
        #expect(throws: ArchiveFault(.archiveUnsupported, name)) { try CompressionFormat(detecting: start) }
    }
}
