public import ContentStore
import NIOCore
public import OCI
public import RegistryClient

/// An image of an OCI layout.
public struct LayoutSource: ImageSource {
    /// So much is read at a time.
    private static let pieceSize = 512 << 10

    private let store: OCILayout
    private let entry: Descriptor

    /// - Parameter entry: of the layout's index.json.
    public init(_ entry: Descriptor, in store: OCILayout) {
        self.entry = entry
        self.store = store
    }

    /// What the entry describes.
    public func root() async throws -> ImageDocument { try document(entry) }

    /// A blob of the layout, verified.
    public func document(_ descriptor: Descriptor) throws -> ImageDocument {
        let bytes = try store.read(descriptor.digest, limit: ManifestDocument.maximumSize)
        let content = try ManifestDocument(bytes: bytes, mediaType: descriptor.mediaType)
        let document = ImageDocument(bytes: bytes, content: content, digest: descriptor.digest)
        try document.check(against: descriptor)
        return document
    }

    /// Piece by piece; the destination verifies it.
    public func blob(_ descriptor: Descriptor, into destination: any BlobDestination) async throws {
        let (file, size) = try store.openBlob(descriptor.digest)
        guard size == descriptor.size else {
            throw BlobIntegrityError(
                expectedDigest: descriptor.digest,
                actualDigest: nil,
                expectedSize: descriptor.size,
                actualSize: size
            )
        }
        while destination.offset < size {
            let offset = destination.offset
            var bytes = ByteBufferAllocator().buffer(capacity: Self.pieceSize)
            try bytes.writeWithUnsafeMutableBytes(minimumWritableBytes: Self.pieceSize) { space in
                let count = min(space.count, Self.pieceSize, Int(size - offset))
                return try file.read(into: UnsafeMutableRawBufferPointer(rebasing: space[..<count]), at: offset)
            }
            // A file that became shorter under our eyes.
            guard bytes.readableBytes > 0 else { break }
            try await destination.append(bytes)
        }
        try await destination.finish()
    }

    /// Entries of index.json that have this subject.
    public func referrers(of digest: Digest) throws -> [Descriptor] {
        var found: [Descriptor] = []
        for entry in try store.references() where entry.digest != digest {
            guard let document = try? document(entry) else { continue }
            if document.subject?.digest == digest { found.append(entry) }
        }
        return found
    }

    /// Entries of index.json.
    public func signatures(of digests: [Digest]) throws -> [(name: String, document: ImageDocument)] {
        let prefixes = digests.map { "\($0.algorithm.rawValue)-\($0.hex)." }
        return try store.references().compactMap { entry in
            guard let name = entry.annotations[OCILayout.referenceNameKey],
                prefixes.contains(where: name.hasPrefix)
            else { return nil }
            return (name, try document(entry))
        }
    }
}
