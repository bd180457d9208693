import NIOCore
public import OCI

/// One layer and what it becomes once it lies on those below it.
public struct LayerSnapshot: Hashable, Sendable {
    /// The layer as the manifest has it.
    public var layer: Descriptor
    /// The digest of the layer unpacked, from the configuration.
    public var diffID: Digest
    /// The name of the snapshot: a digest over the diff IDs up to here (image-spec, config.md, "Layer ChainID").
    public var chainID: Digest

    /// A layer's snapshot from its parts.
    public init(layer: Descriptor, diffID: Digest, chainID: Digest) {
        self.layer = layer
        self.diffID = diffID
        self.chainID = chainID
    }
}

extension ContainerdClient {
    /// Unpacks a layer, whose bytes containerd has, onto the snapshot below it; does nothing where that is done.
    ///
    /// - Parameters:
    ///   - parent: of the layer below; nil for the first.
    ///   - key: a name that nobody else uses, for the snapshot while it is being made.
    /// - Throws: `diff-mismatch` if what was unpacked is not what the configuration says; ``ContainerdError``.
    public func unpack(
        _ snapshot: LayerSnapshot,
        onto parent: Digest?,
        snapshotter: String,
        key: String
    ) async throws {
        if try await hasSnapshot(snapshot.chainID, snapshotter: snapshotter) { return }
        let labels = ["containerd.io/snapshot.ref": snapshot.chainID.description]
        var prepare = SnapshotsV1.PrepareSnapshotRequest()
        prepare.snapshotter = snapshotter
        prepare.key = "extract-\(key) \(snapshot.chainID)"
        prepare.parent = parent?.description ?? ""
        prepare.labels = labels
        let mounts: [ContainerdTypes.Mount]
        do {
            mounts = try await call(SnapshotsV1.prepare, prepare).mounts
        } catch let error as ContainerdError where error.code == .alreadyExists {
            // A snapshotter that has the layer elsewhere says so in this way.
            guard try await hasSnapshot(snapshot.chainID, snapshotter: snapshotter) else { throw error }
            return
        }
        do {
            try await apply(snapshot, to: mounts)
            var commit = SnapshotsV1.CommitSnapshotRequest()
            commit.snapshotter = snapshotter
            commit.name = snapshot.chainID.description
            commit.key = prepare.key
            commit.labels = labels
            _ = try await call(SnapshotsV1.commit, commit)
        } catch {
            await remove(prepare.key, snapshotter: snapshotter)
            guard let error = error as? ContainerdError, error.code == .alreadyExists else { throw error }
        }
        try await label(snapshot.layer.digest, ["containerd.io/uncompressed": snapshot.diffID.description])
    }

    /// Lets a configuration hold the snapshot of its image.
    public func hold(_ chainID: Digest, by configuration: Digest, snapshotter: String) async throws {
        try await label(configuration, ["containerd.io/gc.ref.snapshot.\(snapshotter)": chainID.description])
    }

    private func hasSnapshot(_ chainID: Digest, snapshotter: String) async throws -> Bool {
        var request = SnapshotsV1.StatSnapshotRequest()
        request.snapshotter = snapshotter
        request.key = chainID.description
        do {
            _ = try await call(SnapshotsV1.stat, request)
            return true
        } catch let error as ContainerdError where error.code == .notFound {
            return false
        }
    }

    private func apply(_ snapshot: LayerSnapshot, to mounts: [ContainerdTypes.Mount]) async throws {
        var request = DiffV1.ApplyRequest()
        request.diff = ContainerdTypes.Descriptor(snapshot.layer)
        request.mounts = mounts
        let applied = try await call(DiffV1.apply, request, within: .hours(1)).applied
        guard applied?.digest == snapshot.diffID.description else {
            let detail = "\(snapshot.layer.digest) unpacks to \(applied?.digest ?? "nothing"), not \(snapshot.diffID)"
            throw ContainerdError(.diffMismatch, address: address, method: DiffV1.apply.path, detail: detail)
        }
    }

    private func remove(_ key: String, snapshotter: String) async {
        var request = SnapshotsV1.RemoveSnapshotRequest()
        request.snapshotter = snapshotter
        request.key = key
        _ = try? await call(SnapshotsV1.remove, request)
    }
}
