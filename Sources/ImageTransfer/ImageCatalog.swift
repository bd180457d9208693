public import OCI

/// A place that holds images by their names: an OCI layout, containerd's image store.
///
/// What is listed, looked at and removed is the same for all of them; so the commands know this protocol alone.
public protocol ImageCatalog: Sendable {
    /// All images, in the place's own order.
    ///
    /// - Throws: the place's own errors.
    func images() async throws -> [CatalogImage]

    /// A manifest, an index or a configuration, its bytes held against the digest.
    ///
    /// - Throws: ``CatalogError/contentMissing`` where it is not there; `BlobIntegrityError`, and the place's own errors.
    func document(_ descriptor: Descriptor) async throws -> [UInt8]

    /// Whether content of that digest and size is there; its bytes are not read.
    ///
    /// - Throws: the place's own errors.
    func contains(_ descriptor: Descriptor) async throws -> Bool

    /// Removes images, and unless it is to be kept, what none of those that stay needs.
    ///
    /// - Parameter images: some of ``images()``.
    /// - Throws: the place's own errors; what was removed until then stays removed.
    func remove(_ images: [CatalogImage], keepingContent: Bool) async throws -> CatalogRemoval
}

/// An image of a catalog.
public struct CatalogImage: Hashable, Sendable {
    /// The name that it is known by; nil for an entry of a layout that has none.
    public var name: String?
    /// The image's full name, where the place keeps it beside ``name``.
    public var reference: String?
    /// The index or the manifest that the name stands for.
    public var target: Descriptor
    /// Whether the place itself gave the name, beside another that somebody asked for.
    public var isAlias: Bool

    /// An image of a catalog.
    public init(name: String?, reference: String? = nil, target: Descriptor, isAlias: Bool = false) {
        self.name = name
        self.reference = reference
        self.target = target
        self.isAlias = isAlias
    }
}

/// What went with the images removed.
public struct CatalogRemoval: Hashable, Sendable {
    /// How many pieces of content, manifests among them; nil where the place collects them by itself, later.
    public var contents: Int?
    /// Their bytes; nil as above.
    public var bytes: Int64?

    /// What went with the images removed.
    public init(contents: Int? = nil, bytes: Int64? = nil) {
        self.contents = contents
        self.bytes = bytes
    }
}

/// What a catalog says that is no failure of the place.
public enum CatalogError: Error, Hashable, Sendable {
    /// The content is not there.
    case contentMissing(Digest)
}
