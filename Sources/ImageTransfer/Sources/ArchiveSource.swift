package import ContentStore
public import OCI
public import RegistryClient

/// An image of an archive that is not compressed, so that each blob is read where it lies.
public struct ArchiveSource: ImageSource {
    private let archive: ImageArchive
    private let entry: Descriptor

    package init(_ image: ImageArchive.Image, in archive: ImageArchive) {
        entry = image.root
        self.archive = archive
    }

    /// What the entry describes; for a docker archive, the manifest that was made of it.
    public func root() async throws -> ImageDocument { try document(entry) }

    /// Verified when the archive was looked through.
    public func document(_ descriptor: Descriptor) throws -> ImageDocument {
        guard let bytes = archive.document(descriptor.digest) else {
            throw CatalogError.contentMissing(descriptor.digest)
        }
        let content = try ManifestDocument(bytes: bytes, mediaType: descriptor.mediaType)
        let document = ImageDocument(bytes: bytes, content: content, digest: descriptor.digest)
        try document.check(against: descriptor)
        return document
    }

    /// Piece by piece; the destination verifies it.
    public func blob(_ descriptor: Descriptor, into destination: any BlobDestination) async throws {
        let archive = archive
        guard archive.contains(descriptor) else { throw CatalogError.contentMissing(descriptor.digest) }
        try await destination.take(descriptor.size) {
            guard let source = try archive.source(of: descriptor.digest) else {
                throw CatalogError.contentMissing(descriptor.digest)
            }
            return source
        }
    }

    /// Whether the archive has no such content of that size.
    public func lacks(_ descriptor: Descriptor) -> Bool { !archive.contains(descriptor) }
}
