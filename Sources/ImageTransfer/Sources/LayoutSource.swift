public import ContentStore
public import OCI
public import RegistryClient

/// An image of an OCI layout.
public struct LayoutSource: ImageSource {
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
        let size = try store.source(of: descriptor.digest).size
        guard size == descriptor.size else {
            throw BlobIntegrityError(
                expectedDigest: descriptor.digest,
                actualDigest: nil,
                expectedSize: descriptor.size,
                actualSize: size
            )
        }
        try await destination.take(size) { try store.source(of: descriptor.digest) }
    }

    /// Whether there is no file of that digest; one of another size is damaged.
    public func lacks(_ descriptor: Descriptor) -> Bool {
        do throws(ContentStoreError) {
            _ = try store.source(of: descriptor.digest)
            return false
        } catch {
            return error.code == .notFound
        }
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
        let prefixes = digests.map { $0.referrersTag + "." }
        return try store.references().compactMap { entry in
            guard let name = entry.annotations[OCILayout.referenceNameKey],
                prefixes.contains(where: name.hasPrefix)
            else { return nil }
            return (name, try document(entry))
        }
    }
}
