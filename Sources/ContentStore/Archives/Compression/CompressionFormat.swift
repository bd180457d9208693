/// How a file is compressed, told by its first bytes and never by its name.
package enum CompressionFormat: String, Hashable, Sendable, CaseIterable {
    case none
    case gzip
    case zstd

    /// How many bytes ``init(detecting:)`` wants to see, if there are as many.
    package static let detectionSize = 6

    /// What the first bytes begin.
    ///
    /// - Throws: `archive-unsupported` for what is known and not read.
    package init(detecting bytes: some Collection<UInt8>) throws(ArchiveFault) {
        let start = Array(bytes.prefix(Self.detectionSize))
        switch start {
        case _ where start.starts(with: [0x1F, 0x8B]): self = .gzip
        case _ where start.starts(with: [0x28, 0xB5, 0x2F, 0xFD]): self = .zstd
        // A frame to be skipped comes first in what pzstd and seekable writers make.
        case _ where start.count >= 4 && 0x50...0x5F ~= start[0] && start[1...3].elementsEqual([0x2A, 0x4D, 0x18]):
            self = .zstd
        case _ where start.starts(with: "BZh".utf8): throw ArchiveFault(.archiveUnsupported, "bzip2")
        case _ where start.starts(with: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]):
            throw ArchiveFault(.archiveUnsupported, "xz")
        case _ where start.starts(with: [0x04, 0x22, 0x4D, 0x18]): throw ArchiveFault(.archiveUnsupported, "lz4")
        case _ where start.starts(with: [0x50, 0x4B, 0x03, 0x04]): throw ArchiveFault(.archiveUnsupported, "zip")
        default: self = .none
        }
    }
}

/// How an archive is to be compressed.
package struct Compression: Hashable, Sendable {
    package var format: CompressionFormat
    package var level: Int

    /// - Parameter level: nil for the format's own default.
    /// - Returns: nil for a level that the format does not have.
    package init?(_ format: CompressionFormat, level: Int? = nil) {
        guard let level else {
            self.init(format: format, level: Self.defaultLevel(of: format))
            return
        }
        guard Self.levels(of: format).contains(level) else { return nil }
        self.init(format: format, level: level)
    }

    package static let none = Compression(format: .none, level: 0)

    private init(format: CompressionFormat, level: Int) {
        self.format = format
        self.level = level
    }

    /// What may be asked for; nothing where nothing is compressed.
    package static func levels(of format: CompressionFormat) -> Range<Int> {
        switch format {
        case .none: 0..<0
        case .gzip: 1..<10
        case .zstd: 1..<23
        }
    }

    private static func defaultLevel(of format: CompressionFormat) -> Int {
        switch format {
        case .none: 0
        case .gzip: 6
        case .zstd: 3
        }
    }

    func encoder() throws(ArchiveFault) -> (any StreamEncoder)? {
        switch format {
        case .none: nil
        case .gzip: try GzipEncoder(level: level)
        case .zstd: try ZstdEncoder(level: level)
        }
    }
}

/// Decompresses bytes as they come, never more than the caller has room for.
protocol StreamDecoder: AnyObject {
    /// Takes from `input`, gives to `output`; may do less than either allows.
    func decode(
        _ input: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) throws(ArchiveFault) -> (consumed: Int, produced: Int)

    /// Whether the compressed data may end here.
    var mayEnd: Bool { get }
}

/// Compresses bytes as they come.
protocol StreamEncoder: AnyObject {
    /// Takes all of `input` and gives what comes of it, piece by piece; with `isLast` everything.
    func encode(
        _ input: UnsafeRawBufferPointer,
        isLast: Bool,
        to sink: (UnsafeRawBufferPointer) throws -> Void
    ) throws
}

extension CompressionFormat {
    func decoder() throws(ArchiveFault) -> (any StreamDecoder)? {
        switch self {
        case .none: nil
        case .gzip: try GzipDecoder()
        case .zstd: try ZstdDecoder()
        }
    }
}
