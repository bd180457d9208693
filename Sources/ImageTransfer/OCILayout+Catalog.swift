public import ContentStore
public import OCI

extension OCILayout: ImageCatalog {
    /// The annotation of an entry with the image's full name, as containerd writes it.
    static let imageNameKey = "io.containerd.image.name"

    /// The entries of `index.json`.
    public func images() throws -> [CatalogImage] {
        try references().map { entry in
            CatalogImage(
                name: entry.annotations[Self.referenceNameKey],
                reference: entry.annotations[Self.imageNameKey],
                target: entry
            )
        }
    }

    /// A document, held against its digest.
    public func document(_ descriptor: Descriptor) throws -> [UInt8] {
        do {
            return try read(descriptor.digest, limit: ManifestDocument.maximumSize)
        } catch let error as ContentStoreError where error.code == .notFound {
            throw CatalogError.contentMissing(descriptor.digest)
        }
    }

    /// Removes entries, as ``remove(_:keepingContent:)`` of descriptors does.
    public func remove(_ images: [CatalogImage], keepingContent: Bool) throws -> CatalogRemoval {
        let removal = try remove(images.map(\.target), keepingContent: keepingContent)
        return CatalogRemoval(contents: removal.blobs, bytes: removal.bytes)
    }
}
