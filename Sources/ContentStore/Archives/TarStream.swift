/// The members of a tar archive, compressed or not, one after another.
package final class TarStream {
    /// What decompression may yield before it counts as a bomb: far more than any archive of images, yet an end.
    package static let decompressedLimit: Int64 = 4 << 40

    /// How the archive is compressed.
    package let format: CompressionFormat
    private let source: any ByteSource
    private var reader: TarReader
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 512 << 10, alignment: 64)
    /// What was read and is not taken yet.
    private var pending: Range<Int>
    private var hasEnded = false
    /// How much was taken from the source.
    private var taken: Int64 = 0

    /// How many bytes of the archive, after decompression, lie before what comes next: after ``next()`` those before the
    /// member's content.
    package var offset: Int64 { taken - Int64(pending.count) }

    /// - Parameter limit: how many bytes decompression may yield.
    /// - Throws: `archive-unsupported`, or what reading throws.
    package init(
        _ file: any ByteSource,
        limits: TarReader.Limits = TarReader.Limits(),
        limit: Int64 = TarStream.decompressedLimit
    ) throws(ContentStoreError) {
        pending = 0..<0
        reader = TarReader(limits: limits)
        var start = 0
        while start < CompressionFormat.detectionSize {
            let count = try file.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[start...].prefix(64)))
            if count == 0 { break }
            start += count
        }
        do throws(ArchiveFault) {
            format = try CompressionFormat(detecting: buffer[..<start])
            guard let decoder = try format.decoder() else {
                source = file
                pending = 0..<start
                taken = Int64(start)
                return
            }
            source = DecompressedBytes(file, start: Array(buffer[..<start]), decoder: decoder, limit: limit)
        } catch {
            throw error.at(file.path)
        }
    }

    deinit {
        buffer.deallocate()
    }

    /// The next member; what is left of the one before is passed over, without reading it where that can be.
    ///
    /// - Returns: nil at the end, when all compressed data has been read too and is sound.
    /// - Throws: `archive-invalid`, `archive-truncated`, `archive-unsupported`, `archive-limit`,
    ///   `zstd-window-too-large` or what reading throws.
    package func next() throws(ContentStoreError) -> TarMember? {
        guard !hasEnded else { return nil }
        try pass(reader.skipContent())
        while true {
            switch try event() {
            case .member(let member): return member
            case .content: continue
            case .end, nil:
                hasEnded = true
                if format != .none { try drain() }
                return nil
            }
        }
    }

    /// The next piece of content of the member that ``next()`` found last, valid until anything else is asked of the
    /// stream; nil after the last.
    package func piece() throws(ContentStoreError) -> UnsafeRawBufferPointer? {
        guard reader.isInContent, case .content(let range)? = try event() else { return nil }
        return UnsafeRawBufferPointer(rebasing: buffer[range])
    }

    /// Gives all that is left of the member's content, piece by piece, each valid for the call only.
    package func content(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        while let piece = try piece() { try body(piece) }
    }

    /// Nil at the end of the file, between two members.
    private func event() throws(ContentStoreError) -> TarReader.Event? {
        while true {
            var position = pending.lowerBound
            let input = UnsafeRawBufferPointer(rebasing: buffer[..<pending.upperBound])
            let event: TarReader.Event?
            do throws(ArchiveFault) {
                event = try reader.next(input, at: &position)
            } catch {
                throw error.at(source.path)
            }
            pending = position..<pending.upperBound
            if let event { return event }
            let count = try source.read(into: buffer)
            pending = 0..<count
            taken += Int64(count)
            if count == 0 {
                guard reader.mayEnd else { throw ArchiveFault(.archiveTruncated, "tar").at(source.path) }
                return nil
            }
        }
    }

    private func pass(_ count: Int64) throws(ContentStoreError) {
        let held = min(count, Int64(pending.count))
        pending = (pending.lowerBound + Int(held))..<pending.upperBound
        guard count > held else { return }
        try source.skip(count - held)
        taken += count - held
    }

    /// Reads what follows the archive's end, for the sake of the check sum behind it.
    private func drain() throws(ContentStoreError) {
        while try source.read(into: buffer) > 0 {}
    }
}
