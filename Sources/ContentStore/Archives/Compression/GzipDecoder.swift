import CCompression

/// Reads gzip (RFC 1952): members one after another, and zeros after the last, as tapes and GNU's tools leave them.
final class GzipDecoder: StreamDecoder {
    private enum State {
        /// Before a member; before the first there must be one.
        case between(isFirst: Bool)
        case inside
    }

    private let stream: UnsafeMutablePointer<z_stream>
    private var state = State.between(isFirst: true)
    private var hasPadding = false

    init() throws(ArchiveFault) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // 16 more than the largest window: gzip's own header and check sum, and nothing else.
        guard windlass_inflateInit2(stream, 15 + 16) == Z_OK else {
            stream.deallocate()
            throw ArchiveFault(.archiveLimit, "memory")
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    var mayEnd: Bool {
        if case .between(let isFirst) = state { !isFirst } else { false }
    }

    func decode(
        _ input: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) throws(ArchiveFault) -> (consumed: Int, produced: Int) {
        var skipped = 0
        if case .between(let isFirst) = state {
            if !isFirst {
                skipped = input.prefix { $0 == 0 }.count
                hasPadding = hasPadding || skipped > 0
            }
            guard skipped < input.count else { return (skipped, 0) }
            guard !hasPadding, input[skipped] == 0x1F else { throw ArchiveFault(.archiveInvalid, "gzip-garbage") }
            inflateReset(stream)
            state = .inside
        }
        let part = UnsafeRawBufferPointer(rebasing: input[skipped...].prefix(1 << 30))
        let bytes = UnsafeMutablePointer(mutating: part.baseAddress?.assumingMemoryBound(to: Bytef.self))
        stream.pointee.next_in = bytes
        stream.pointee.avail_in = UInt32(part.count)
        stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: Bytef.self)
        stream.pointee.avail_out = UInt32(min(output.count, 1 << 30))
        let room = Int(stream.pointee.avail_out)
        switch inflate(stream, Z_NO_FLUSH) {
        case Z_OK, Z_BUF_ERROR: break
        case Z_STREAM_END: state = .between(isFirst: false)
        case Z_MEM_ERROR: throw ArchiveFault(.archiveLimit, "memory")
        default: throw ArchiveFault(.archiveInvalid, "gzip")
        }
        return (skipped + part.count - Int(stream.pointee.avail_in), room - Int(stream.pointee.avail_out))
    }
}
