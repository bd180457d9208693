import OCI
import Registries
import RegistryClient

extension RegistryClient {
    /// Enters a manifest in the list that stands in for the API of referrers where a registry has none
    /// (distribution-spec, "Pushing Manifests with Subject"). Does nothing for one without a subject.
    func addReferrer(_ document: ImageDocument, at endpoint: Endpoint) async throws {
        guard let subject = document.subject?.digest else { return }
        var entry = document.descriptor
        switch document.content {
        case .manifest(let manifest):
            entry.artifactType = manifest.artifactType ?? manifest.config.mediaType
            entry.annotations = manifest.annotations
        case .index(let index):
            entry.artifactType = index.artifactType
            entry.annotations = index.annotations
        }
        var list = try await referrers(of: subject, at: endpoint)
        guard !list.contains(where: { $0.digest == entry.digest }) else { return }
        list.append(entry)
        _ = try await putManifest(
            Index(manifests: list).json.bytes(),
            mediaType: MediaType.ociIndex,
            as: subject.referrersTag,
            at: endpoint
        )
    }
}
