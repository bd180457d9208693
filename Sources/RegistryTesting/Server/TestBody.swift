/// Bytes of a response that need not be in memory: any part can be asked for on its own.
public struct TestBody: Sendable {
    /// The number of bytes.
    public let size: Int64
    private let part: @Sendable (Range<Int64>) -> [UInt8]

    /// A body whose bytes are made when they are sent.
    ///
    /// - Parameters:
    ///   - size: The number of bytes.
    ///   - part: Gives the bytes of any range within `0..<size`; called for at most 64 KiB at a time by the servers.
    public init(size: Int64, part: @escaping @Sendable (Range<Int64>) -> [UInt8]) {
        self.size = size
        self.part = part
    }

    /// These bytes.
    public static func bytes(_ bytes: [UInt8]) -> TestBody {
        TestBody(size: Int64(bytes.count)) { Array(bytes[Int($0.lowerBound)..<Int($0.upperBound)]) }
    }

    /// This text in UTF-8.
    public static func text(_ text: String) -> TestBody {
        .bytes(Array(text.utf8))
    }

    /// Pseudo-random bytes: the same seed gives the same bytes, of which nothing is kept in memory.
    public static func generated(size: Int64, seed: UInt64) -> TestBody {
        TestBody(size: size) { SeededBytes(seed: seed).bytes(in: $0) }
    }

    /// No bytes.
    public static let empty = TestBody.bytes([])

    /// The bytes of a range, cut to the body's size.
    public func bytes(in range: Range<Int64>) -> [UInt8] {
        let cut = range.clamped(to: 0..<self.size)
        return cut.isEmpty ? [] : self.part(cut)
    }

    /// All bytes, in memory.
    public var bytes: [UInt8] { self.bytes(in: 0..<self.size) }

    /// A part as a body of its own.
    public func slice(_ range: Range<Int64>) -> TestBody {
        let cut = range.clamped(to: 0..<self.size)
        let part = self.part
        return TestBody(size: Int64(cut.count)) { wanted in
            part((cut.lowerBound + wanted.lowerBound)..<(cut.lowerBound + wanted.upperBound))
        }
    }

    /// The same bytes, but for the one at `offset`, in which every bit is turned over.
    public func flippingByte(at offset: Int64) -> TestBody {
        let part = self.part
        return TestBody(size: self.size) { wanted in
            var bytes = part(wanted)
            if wanted.contains(offset) { bytes[Int(offset - wanted.lowerBound)] ^= 0xff }
            return bytes
        }
    }
}

extension TestBody: ExpressibleByStringLiteral {
    /// The literal in UTF-8.
    public init(stringLiteral value: String) {
        self = .text(value)
    }
}

/// A pseudo-random byte string of endless length in which any place can be read at once (SplitMix64 over the index).
struct SeededBytes: Sendable {
    var seed: UInt64

    func word(_ index: UInt64) -> UInt64 {
        var z = self.seed &+ (index &+ 1) &* 0x9e37_79b9_7f4a_7c15
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    func bytes(in range: Range<Int64>) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
            var index = UInt64(range.lowerBound) / 8
            var skip = Int(range.lowerBound % 8)
            while count < range.count {
                var word = self.word(index) >> UInt64(skip * 8)
                for _ in skip..<min(8, skip + range.count - count) {
                    buffer.initializeElement(at: count, to: UInt8(truncatingIfNeeded: word))
                    word >>= 8
                    count += 1
                }
                skip = 0
                index += 1
            }
        }
    }
}
