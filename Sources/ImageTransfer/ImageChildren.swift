public import OCI
public import Registries
public import RegistryClient

/// What an image offers to a host: the children of its index, those of indexes within it included; an image without
/// an index is its own only child, its platform read from its configuration.
public enum ImageChildren {
    /// From a registry, along the plan.
    public static func list(
        for plan: PullPlan,
        with client: RegistryClient
    ) async throws(TransferError) -> [Descriptor] {
        let root: FetchedManifest
        do {
            root = try await client.manifest(for: plan, digest: plan.image.digest)
        } catch {
            throw TransferError(error, stage: "manifest")
        }
        return try await list(below: root, for: plan, with: client)
    }

    /// From a registry, below a manifest or index that is there already.
    public static func list(
        below root: FetchedManifest,
        for plan: PullPlan,
        with client: RegistryClient
    ) async throws(TransferError) -> [Descriptor] {
        do {
            let reader = Reader(
                document: { descriptor in
                    try await client.manifest(
                        for: plan,
                        digest: descriptor.digest,
                        startingAt: root.endpoint
                    ).document
                },
                configuration: { descriptor in
                    let destination = BufferDestination(descriptor)
                    try await client.blob(descriptor, for: plan, preferring: root.endpoint, into: destination)
                    return destination.bytes
                }
            )
            let entry = Descriptor(mediaType: root.mediaType, digest: root.digest, size: Int64(root.bytes.count))
            return try await reader.children(of: root.document, entry: entry, depth: 1)
        } catch {
            throw TransferError(error, stage: "manifest")
        }
    }

    /// From a catalog. An index within the index that is not there stands for itself.
    public static func list(
        of entry: Descriptor,
        in catalog: any ImageCatalog
    ) async throws(TransferError) -> [Descriptor] {
        do {
            let reader = Reader(
                document: { descriptor in
                    let bytes = try await catalog.document(descriptor)
                    return try ManifestDocument(bytes: bytes, mediaType: descriptor.mediaType)
                },
                configuration: { try await catalog.document($0) }
            )
            return try await reader.children(of: try await reader.document(entry), entry: entry, depth: 1)
        } catch {
            throw TransferError(error, stage: "store")
        }
    }

    private struct Reader {
        let document: (Descriptor) async throws -> ManifestDocument
        let configuration: (Descriptor) async throws -> [UInt8]
        let allowance = DocumentAllowance()

        func children(of document: ManifestDocument, entry: Descriptor, depth: Int) async throws -> [Descriptor] {
            switch document {
            case .manifest(let manifest):
                guard entry.platform == nil, MediaType.isConfiguration(manifest.config.mediaType) else {
                    return [entry]
                }
                var entry = entry
                entry.platform = try ImageConfiguration(bytes: try await configuration(manifest.config)).platform
                return [entry]
            case .index(let index):
                var all: [Descriptor] = []
                for child in index.manifests {
                    guard MediaType.isIndex(child.mediaType), depth < ImageResolver.maximumDepth else {
                        all.append(child)
                        continue
                    }
                    try allowance.take(for: child)
                    do {
                        all += try await children(of: try await self.document(child), entry: child, depth: depth + 1)
                    } catch is CatalogError {
                        all.append(child)
                    }
                }
                return all
            }
        }
    }
}
