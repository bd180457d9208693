public import Containerd
public import OCI
import RegistryClient

/// The images of one namespace of a containerd.
public struct ContainerdCatalog: ImageCatalog {
    private let client: ContainerdClient
    /// All content by its size, as it was when this began: one question instead of one a blob.
    private let sizes: [Digest: Int64]

    /// Looks at what content there is.
    ///
    /// - Throws: `ContainerdError`.
    public init(_ client: ContainerdClient) async throws {
        self.client = client
        sizes = try await client.contents()
    }

    /// All records, with those that the CRI service added by itself marked.
    public func images() async throws -> [CatalogImage] {
        Self.marked(try await client.images().map { CatalogImage(name: $0.name, target: $0.target) })
    }

    /// A document, held against its digest.
    public func document(_ descriptor: Descriptor) async throws -> [UInt8] {
        guard sizes[descriptor.digest] != nil else { throw CatalogError.contentMissing(descriptor.digest) }
        do {
            return try await client.read(descriptor.digest, verifiedWithin: ManifestDocument.maximumSize)
        } catch let error as ContainerdError where error.code == .notFound {
            throw CatalogError.contentMissing(descriptor.digest)
        }
    }

    /// Whether the content was there when this began.
    public func contains(_ descriptor: Descriptor) -> Bool {
        sizes[descriptor.digest] == descriptor.size
    }

    /// Removes records; containerd itself removes the content that nothing needs, and is waited for. Content without a
    /// record is never kept, so `keepingContent` says that nobody waits.
    public func remove(_ images: [CatalogImage], keepingContent: Bool) async throws -> CatalogRemoval {
        let names = Self.records(to: images, among: try await self.images())
        for (offset, name) in names.enumerated() {
            do {
                try await client.removeImage(named: name, waiting: !keepingContent && offset == names.count - 1)
            } catch let error as ContainerdError where error.code == .notFound {
                // Somebody else was faster.
                continue
            }
        }
        return CatalogRemoval()
    }

    /// Marks what the CRI service gives images that it looks after besides their tags: a name by the digest, and one by
    /// the configuration's.
    static func marked(_ all: [CatalogImage]) -> [CatalogImage] {
        var tagged: [Digest: Set<String>] = [:]
        for image in all where !isByDigest(image) {
            tagged[image.target.digest, default: []].insert(repository(of: image))
        }
        return all.map { image in
            var image = image
            let repositories = tagged[image.target.digest] ?? []
            image.isAlias =
                isByDigest(image)
                && (isByConfiguration(image) ? !repositories.isEmpty : repositories.contains(repository(of: image)))
            return image
        }
    }

    /// The names to remove with some images: the aliases go with the last name by tag.
    static func records(to images: [CatalogImage], among all: [CatalogImage]) -> [String] {
        let removed = Set(images.compactMap(\.name))
        let stay = marked(all.filter { !removed.contains($0.name ?? "") })
        let aliases = all.filter { image in
            image.isAlias && images.contains { $0.target.digest == image.target.digest }
                && !stay.contains { $0.name == image.name && $0.isAlias }
        }
        return (removed.union(aliases.compactMap(\.name))).sorted()
    }

    private static func isByConfiguration(_ image: CatalogImage) -> Bool { image.name?.hasPrefix("sha256:") == true }

    private static func isByDigest(_ image: CatalogImage) -> Bool {
        isByConfiguration(image) || image.name?.contains("@") == true
    }

    private static func repository(of image: CatalogImage) -> String {
        let name = image.name ?? ""
        return (try? ImageReference(parsing: name))?.name ?? name
    }
}

extension ContainerdClient {
    /// Reads a small blob, and holds it against its digest.
    ///
    /// - Throws: as ``read(_:limit:)``; `BlobIntegrityError`.
    func read(_ digest: Digest, verifiedWithin limit: Int) async throws -> [UInt8] {
        let bytes = try await read(digest, limit: limit)
        let actual = Digest(hashing: bytes, with: digest.algorithm)
        guard actual == digest else {
            let size = Int64(bytes.count)
            throw BlobIntegrityError(expectedDigest: digest, actualDigest: actual, expectedSize: size, actualSize: size)
        }
        return bytes
    }
}
