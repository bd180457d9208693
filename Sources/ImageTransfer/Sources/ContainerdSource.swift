public import Containerd
public import OCI
public import RegistryClient

/// An image of one namespace of a containerd.
public struct ContainerdSource: ImageSource {
    private let client: ContainerdClient
    private let catalog: ContainerdCatalog
    private let target: Descriptor

    /// - Parameters:
    ///   - target: of an image record.
    ///   - catalog: of the same client.
    public init(_ target: Descriptor, in catalog: ContainerdCatalog, of client: ContainerdClient) {
        self.target = target
        self.catalog = catalog
        self.client = client
    }

    /// What the record leads to.
    public func root() async throws -> ImageDocument { try await document(target) }

    /// Verified here: containerd gives what lies on its disk.
    public func document(_ descriptor: Descriptor) async throws -> ImageDocument {
        let bytes = try await catalog.document(descriptor)
        let content = try ManifestDocument(bytes: bytes, mediaType: descriptor.mediaType)
        let document = ImageDocument(bytes: bytes, content: content, digest: descriptor.digest)
        try document.check(against: descriptor)
        return document
    }

    /// Part by part; the destination verifies it.
    public func blob(_ descriptor: Descriptor, into destination: any BlobDestination) async throws {
        if destination.offset < descriptor.size {
            try await client.read(descriptor.digest, from: destination.offset) { try await destination.append($0) }
        }
        try await destination.finish()
    }

    /// Whether containerd had no such content of that size when the catalog was made.
    public func lacks(_ descriptor: Descriptor) -> Bool { !catalog.contains(descriptor) }
}
