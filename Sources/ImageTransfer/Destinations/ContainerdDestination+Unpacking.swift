import Containerd
public import OCI
import RegistryClient

extension ContainerdDestination {
    /// Unpacks an image for this host, layer by layer, while the layers above are still on their way.
    public func unpack(
        _ manifest: Manifest,
        platform: Platform?,
        arrival: @Sendable (Descriptor) async -> Bool
    ) async throws {
        guard let snapshotter, let platform, platform.os == "linux", Node(.current).accepts(platform),
            MediaType.isConfiguration(manifest.config.mediaType), await arrival(manifest.config)
        else { return }
        let bytes = try await read(manifest.config.digest, limit: ManifestDocument.maximumSize)
        let snapshots = try manifest.snapshots(diffIDs: try ImageConfiguration(bytes: bytes).diffIDs)
        var parent: Digest?
        for snapshot in snapshots {
            guard await arrival(snapshot.layer) else { return }
            try Task.checkCancellation()
            try await client.unpack(snapshot, onto: parent, snapshotter: snapshotter, key: uniqueName())
            parent = snapshot.chainID
        }
        if let parent {
            try await client.hold(parent, by: manifest.config.digest, snapshotter: snapshotter)
        }
    }
}

extension Manifest {
    /// Each layer with what it becomes on top of those below it.
    ///
    /// - Throws: `manifest-invalid` if the configuration counts other layers.
    func snapshots(diffIDs: [Digest]) throws(OCIError) -> [LayerSnapshot] {
        guard diffIDs.count == layers.count else {
            throw OCIError(.invalidManifest, subject: config.digest.description, detail: "diff-ids")
        }
        var snapshots: [LayerSnapshot] = []
        for (layer, diffID) in zip(layers, diffIDs) {
            let chainID = snapshots.last.map { below in
                Digest(hashing: Array("\(below.chainID) \(diffID)".utf8), with: .sha256)
            }
            snapshots.append(LayerSnapshot(layer: layer, diffID: diffID, chainID: chainID ?? diffID))
        }
        return snapshots
    }
}
