public import ContentStore
public import OCI

/// Writes images of a layout into one archive: each blob once, whichever images share it.
public struct ArchiveSave: Sendable {
    private let store: OCILayout
    private let progress: TransferProgress
    /// Whether an older archive, or layout, has a blob.
    private let older: (@Sendable (Descriptor) -> Bool)?

    /// - Parameter older: what need not be in the archive; nil for an archive that stands for itself.
    public init(
        from store: OCILayout,
        leavingOut older: (@Sendable (Descriptor) -> Bool)? = nil,
        progress: TransferProgress = TransferProgress()
    ) {
        self.store = store
        self.older = older
        self.progress = progress
    }

    /// Whether the archive of these files has a blob, for ``init(from:leavingOut:progress:)``.
    public static func contents(ofArchive file: String) throws(TransferError) -> @Sendable (Descriptor) -> Bool {
        do {
            let archive = try ImageArchive(try ArchiveFile.parts(of: file)) { try Task.checkCancellation() }
            return { archive.contains($0) }
        } catch {
            throw TransferError(error, stage: "store")
        }
    }

    /// Writes all of `requests`, or nothing: an archive that lacks an image would show only where it is needed.
    package func run(
        _ requests: [SaveRequest],
        to path: String,
        compression: Compression,
        partSize: Int64? = nil
    ) async throws(TransferError) -> SavedArchive {
        do {
            return try await write(requests, to: path, compression: compression, partSize: partSize)
        } catch {
            throw TransferError(error, stage: "store")
        }
    }

    private func write(
        _ requests: [SaveRequest],
        to path: String,
        compression: Compression,
        partSize: Int64?
    ) async throws -> SavedArchive {
        var contents = ImageArchiveContents()
        contents.isDelta = older != nil
        var images: [SavedImage] = []
        var blobs: [BlobIdentity: Descriptor] = [:]
        var left: [BlobIdentity: Descriptor] = [:]
        for request in requests {
            try Task.checkCancellation()
            let entry = try store.resolve(request.entry)
            let graph = try await graph(of: entry, selection: request.selection)
            let name =
                request.name ?? entry.annotations[ImageArchive.imageNameKey] ?? request.entry
                ?? entry.annotations[OCILayout.referenceNameKey]
            for document in graph.documents { contents.documents[document.descriptor.digest] = document.bytes }
            for blob in graph.blobs {
                guard store.contains(blob) else {
                    let digest = blob.digest.description
                    throw ContentStoreError(.blobsMissing, path: store.path, candidates: [digest])
                }
                if older?(blob) ?? false { left[blob.identity] = blob } else { blobs[blob.identity] = blob }
            }
            contents.add(graph.root, name: name)
            let item = graph.dockerItem(names: name.map { [$0] } ?? [])
            if !contents.isDelta, let item { contents.add(item) }
            images.append(
                SavedImage(
                    name: name,
                    digest: graph.root.digest,
                    platforms: graph.leaves.compactMap { $0.platform?.description },
                    omitted: graph.omitted,
                    isInDockerManifest: !contents.isDelta && item != nil
                )
            )
        }
        contents.blobs = Array(blobs.values)
        let written = try write(contents, to: path, compression: compression, partSize: partSize)
        return SavedArchive(
            files: written.files,
            size: written.size,
            images: images,
            blobs: blobs.count,
            blobsInOlder: left.count,
            bytesInOlder: left.values.reduce(0) { $0 + $1.size }
        )
    }

    private func graph(of entry: Descriptor, selection: SaveRequest.Selection) async throws -> LayoutGraph {
        let source = GraphSource(store)
        let chosen: [Descriptor]
        switch selection {
        case .everything: return try await source.graph(of: entry, path: store.path)
        case .node(let node):
            chosen = [try await node.child(of: entry, in: store)]
        case .platforms(let selectors):
            if selectors.contains(.all) { return try await source.graph(of: entry, path: store.path) }
            let children = try await ImageChildren.list(of: entry, in: store)
            for selector in selectors
            where !children.contains(where: { $0.platform.map(selector.matches) ?? false }) {
                throw TransferError(noMatch: selector.mismatch(children.compactMap(\.platform)), endpoint: nil)
            }
            chosen = children.filter { child in
                child.platform.map { platform in selectors.contains { $0.matches(platform) } } ?? false
            }
        }
        // One child stands for itself; several need the index that tells them apart.
        if chosen.count == 1 { return try await source.graph(of: chosen[0], path: store.path) }
        return try await source.graph(of: entry, path: store.path, chosen: Set(chosen.map(\.digest)))
    }

    private func write(
        _ contents: ImageArchiveContents,
        to path: String,
        compression: Compression,
        partSize: Int64?
    ) throws -> (files: [String], size: Int64) {
        progress.expect(contents.blobs.reduce(0) { $0 + $1.size })
        let output = try ArchiveOutput(path, compression: compression, partSize: partSize)
        try contents.write(to: output) { blob, body in
            let report = progress.begin(blob)
            defer { progress.end(blob) }
            var written: Int64 = 0
            try store.forEachPiece(of: blob.digest) { piece in
                try Task.checkCancellation()
                try body(piece)
                written += Int64(piece.count)
                report(written)
            }
        }
        return try output.finish()
    }
}

extension ImageArchiveContents {
    /// An image once, whatever the number of its names.
    fileprivate mutating func add(_ root: Descriptor, name: String?) {
        var root = root
        root.annotations[ImageArchive.imageNameKey] = nil
        root.annotations[OCILayout.referenceNameKey] = nil
        if let index = images.firstIndex(where: { $0.root == root }) {
            images[index].names += name.map { [$0] } ?? []
        } else {
            images.append(ImageArchive.Image(names: name.map { [$0] } ?? [], root: root))
        }
    }

    fileprivate mutating func add(_ item: DockerArchive.Item) {
        if let index = dockerItems.firstIndex(where: { $0.config == item.config && $0.layers == item.layers }) {
            dockerItems[index].repoTags += item.repoTags
        } else {
            dockerItems.append(item)
        }
    }
}

extension LayoutGraph {
    /// The image for `manifest.json`; nil for what it cannot say: several platforms, artifacts, layers left out.
    fileprivate func dockerItem(names: [String]) -> DockerArchive.Item? {
        let images = leaves.filter { leaf in
            !(leaf.platform?.isUnknown ?? false)
        }
        guard images.count == 1, foreign.isEmpty, MediaType.isConfiguration(images[0].manifest.config.mediaType)
        else { return nil }
        return DockerArchive.Item(names: names, manifest: images[0].manifest)
    }
}
