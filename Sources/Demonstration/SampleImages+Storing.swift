import NIOCore
import OCI
import RegistryServer

extension SampleImages {
    /// Puts everything into a registry's storage.
    func store(in storage: some RegistryStorage) async throws {
        for entry in entries {
            for document in entry.manifests {
                for digest in document.blobs { try await store(digest, in: entry.repository, of: storage) }
                let isLast = document.descriptor.digest == entry.manifests.last?.descriptor.digest
                let content = StoredManifest(
                    mediaType: document.descriptor.mediaType,
                    digest: document.descriptor.digest,
                    bytes: document.bytes
                )
                let manifest = PushedManifest(
                    content: content,
                    document: document.document,
                    tags: isLast ? [entry.tag] : []
                )
                let missing = try await storage.put(manifest, in: entry.repository)
                precondition(missing.isEmpty, "every layer was stored before")
            }
        }
    }

    private func store(_ digest: Digest, in repository: Repository, of storage: some RegistryStorage) async throws {
        // The other image's copy will do.
        if try await storage.mount(digest, from: nil, into: repository) { return }
        guard let bytes = blobs[digest] else { return }
        let id = try await storage.beginUpload(in: repository, algorithm: digest.algorithm)
        guard case .opened(let upload) = try await storage.openUpload(id, in: repository) else { return }
        try await upload.append(ByteBuffer(bytes: bytes))
        _ = try await upload.commit(as: digest)
    }
}

extension SampleDocument {
    fileprivate var blobs: [Digest] {
        guard case .manifest(let manifest) = document else { return [] }
        return ([manifest.config] + manifest.layers).map(\.digest)
    }
}
