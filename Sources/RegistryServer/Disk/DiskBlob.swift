import ContentStore
import NIOCore
import NIOPosix

/// A blob's open file.
struct DiskBlob: BlobContent {
    let file: OpenFile
    let size: Int64
    let path: String
    let pool: NIOThreadPool

    var fileDescriptor: Int32? { file.descriptor }

    func read(at offset: Int64, count: Int) async throws -> ByteBuffer {
        try await pool.runIfActive {
            var buffer = ByteBuffer()
            do throws(SystemError) {
                try buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { memory throws(SystemError) in
                    try file.read(into: UnsafeMutableRawBufferPointer(rebasing: memory[..<count]), at: offset)
                }
            } catch {
                throw error.reading(path)
            }
            return buffer
        }
    }
}
