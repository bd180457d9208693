import ContentStore
import NIOCore
import RegistryClient

extension BlobDestination {
    /// Takes the rest of a blob from files, and finishes it.
    ///
    /// - Parameters:
    ///   - size: of the whole blob; the files may have more bytes.
    ///   - open: opens them at the blob's start.
    func take(_ size: Int64, from open: () throws -> JoinedFiles) async throws {
        let pieceSize = 512 << 10
        var source = try open()
        var position: Int64 = 0
        while offset < size {
            if offset < position {
                // The destination began anew.
                source = try open()
                position = 0
            }
            try source.skip(offset - position)
            position = offset
            var bytes = ByteBufferAllocator().buffer(capacity: pieceSize)
            let count = try bytes.writeWithUnsafeMutableBytes(minimumWritableBytes: pieceSize) { space in
                let wanted = min(space.count, pieceSize, Int(size - position))
                return try source.read(into: UnsafeMutableRawBufferPointer(rebasing: space[..<wanted]))
            }
            // A file that became shorter under our eyes.
            guard count > 0 else { break }
            position += Int64(count)
            try await append(bytes)
        }
        try await finish()
    }
}
