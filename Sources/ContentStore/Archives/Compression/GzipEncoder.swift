import CCompression

/// Writes one gzip member, without a name or a time: the same input gives the same bytes.
final class GzipEncoder: StreamEncoder {
    private let stream: UnsafeMutablePointer<z_stream>
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 64)

    init(level: Int) throws(ArchiveFault) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        guard windlass_deflateInit2(stream, CInt(level), 15 + 16) == Z_OK else {
            stream.deallocate()
            buffer.deallocate()
            throw ArchiveFault(.archiveLimit, "memory")
        }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
        buffer.deallocate()
    }

    func encode(
        _ input: UnsafeRawBufferPointer,
        isLast: Bool,
        to sink: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        precondition(input.count <= 1 << 30, "zlib counts with 32 bits")
        stream.pointee.next_in = UnsafeMutablePointer(
            mutating: input.baseAddress?.assumingMemoryBound(to: Bytef.self)
        )
        stream.pointee.avail_in = UInt32(input.count)
        while true {
            stream.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(to: Bytef.self)
            stream.pointee.avail_out = UInt32(buffer.count)
            let result = deflate(stream, isLast ? Z_FINISH : Z_NO_FLUSH)
            let written = buffer.count - Int(stream.pointee.avail_out)
            if written > 0 { try sink(UnsafeRawBufferPointer(rebasing: buffer[..<written])) }
            if isLast ? result == Z_STREAM_END : stream.pointee.avail_in == 0 && written < buffer.count { return }
            guard result == Z_OK || result == Z_BUF_ERROR else { throw ArchiveFault(.archiveInvalid, "gzip") }
        }
    }
}
