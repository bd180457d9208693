import NIOCore
import OCI
import RegistryClient
import Synchronization

/// A small blob in memory, verified before anybody reads it.
final class BufferDestination: BlobDestination {
    private let descriptor: Descriptor
    private let received = Mutex<[UInt8]>([])
    private let verified = Mutex<[UInt8]>([])

    init(_ descriptor: Descriptor) {
        self.descriptor = descriptor
    }

    /// The blob, empty until it is complete and right.
    var bytes: [UInt8] { verified.withLock { $0 } }

    var offset: Int64 { received.withLock { Int64($0.count) } }

    func append(_ bytes: ByteBuffer) throws {
        try received.withLock { received in
            guard received.count + bytes.readableBytes <= min(descriptor.size, Int64(ManifestDocument.maximumSize))
            else {
                throw mismatch(size: received.count + bytes.readableBytes)
            }
            received += bytes.readableBytesView
        }
    }

    func restart() throws {
        received.withLock { $0 = [] }
    }

    func finish() async throws {
        let bytes = received.withLock { $0 }
        let digest = Digest(hashing: bytes, with: descriptor.digest.algorithm)
        guard digest == descriptor.digest, Int64(bytes.count) == descriptor.size else {
            received.withLock { $0 = [] }
            throw mismatch(size: bytes.count, digest: digest)
        }
        verified.withLock { $0 = bytes }
    }

    private func mismatch(size: Int, digest: Digest? = nil) -> BlobIntegrityError {
        BlobIntegrityError(
            expectedDigest: descriptor.digest,
            actualDigest: digest,
            expectedSize: descriptor.size,
            actualSize: Int64(size)
        )
    }
}

extension Descriptor {
    /// - Throws: `manifest-too-large` for what nobody reads into memory.
    func checkIsSmall() throws(OCIError) {
        guard size <= ManifestDocument.maximumSize else {
            throw OCIError(.manifestTooLarge, subject: digest.description, detail: String(size))
        }
    }
}
