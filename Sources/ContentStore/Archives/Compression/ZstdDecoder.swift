import CCompression

/// Reads zstd (RFC 8878): frames one after another, those to be skipped among them.
final class ZstdDecoder: StreamDecoder {
    /// The largest window that is read, 128 MiB, as a power of two.
    static let maximumWindowLog = 27

    private let context: OpaquePointer
    private var mayEndNow = false

    var mayEnd: Bool { mayEndNow }

    init() throws(ArchiveFault) {
        guard let context = ZSTD_createDCtx() else { throw ArchiveFault(.archiveLimit, "memory") }
        self.context = context
        ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, CInt(Self.maximumWindowLog))
    }

    deinit {
        ZSTD_freeDCtx(context)
    }

    func decode(
        _ input: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) throws(ArchiveFault) -> (consumed: Int, produced: Int) {
        // Asked without need it would begin a frame that never comes.
        if mayEndNow, input.isEmpty { return (0, 0) }
        var from = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
        var to = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
        let hint = ZSTD_decompressStream(context, &to, &from)
        if ZSTD_isError(hint) != 0 {
            switch ZSTD_getErrorCode(hint) {
            case ZSTD_error_frameParameter_windowTooLarge:
                throw ArchiveFault(.zstdWindowTooLarge, "zstd-window")
            case ZSTD_error_memory_allocation: throw ArchiveFault(.archiveLimit, "memory")
            case ZSTD_error_prefix_unknown: throw ArchiveFault(.archiveInvalid, "zstd-garbage")
            default: throw ArchiveFault(.archiveInvalid, "zstd")
            }
        }
        if from.pos > 0 || to.pos > 0 || hint == 0 { mayEndNow = hint == 0 }
        return (from.pos, to.pos)
    }
}
