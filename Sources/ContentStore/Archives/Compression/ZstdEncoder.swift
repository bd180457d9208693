import CCompression

/// Writes one zstd frame with a check sum, and with a window that RKE2 and K3s read, whatever the level.
final class ZstdEncoder: StreamEncoder {
    /// 32 MiB as a power of two: the most that RKE2 and K3s take.
    static let maximumWindowLog = 25

    private let context: OpaquePointer
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 64)

    init(level: Int) throws(ArchiveFault) {
        guard let context = ZSTD_createCCtx() else {
            buffer.deallocate()
            throw ArchiveFault(.archiveLimit, "memory")
        }
        self.context = context
        ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, CInt(level))
        ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
        // From level 21 on the window would be larger; set for a lower level it would be larger than that one's own.
        if level > 20 { ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, CInt(Self.maximumWindowLog)) }
    }

    deinit {
        ZSTD_freeCCtx(context)
        buffer.deallocate()
    }

    func encode(
        _ input: UnsafeRawBufferPointer,
        isLast: Bool,
        to sink: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        var from = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
        while true {
            var to = ZSTD_outBuffer(dst: buffer.baseAddress, size: buffer.count, pos: 0)
            let rest = ZSTD_compressStream2(context, &to, &from, isLast ? ZSTD_e_end : ZSTD_e_continue)
            guard ZSTD_isError(rest) == 0 else { throw ArchiveFault(.archiveLimit, "memory") }
            if to.pos > 0 { try sink(UnsafeRawBufferPointer(rebasing: buffer[..<to.pos])) }
            if isLast ? rest == 0 : from.pos == from.size { return }
        }
    }
}
