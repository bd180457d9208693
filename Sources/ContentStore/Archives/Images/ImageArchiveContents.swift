package import OCI

/// What goes into an archive: an OCI layout, and `manifest.json` beside it for who reads only that.
package struct ImageArchiveContents: Sendable {
    /// The images, in the order of index.json.
    package var images: [ImageArchive.Image] = []
    /// Manifests and indexes.
    package var documents: [Digest: [UInt8]] = [:]
    /// Configurations and layers, each once.
    package var blobs: [Descriptor] = []
    /// Images of one platform, for `manifest.json`.
    package var dockerItems: [DockerArchive.Item] = []
    /// Whether blobs are left out which another archive has.
    package var isDelta = false

    package init() {}

    /// Writes the archive. The same contents give the same bytes: documents first, so that a reader soon knows what it
    /// is about, then blobs by digest; no times, no owners.
    ///
    /// - Parameters:
    ///   - blob: gives a blob's content, piece by piece.
    /// - Throws: what `output` and `blob` throw; `BlobIntegrityError` for a blob that is not what it is named after.
    package func write(
        to output: ArchiveOutput,
        blob content: (Descriptor, (UnsafeRawBufferPointer) throws -> Void) throws -> Void
    ) throws {
        let layout: JSON = ["imageLayoutVersion": .string(OCILayout.version)]
        try write(layout.bytes(), as: LayoutPath.layoutFile, to: output)
        try write(index.bytes, as: LayoutPath.index, to: output)
        if !dockerItems.isEmpty {
            let manifest = JSON.array(dockerItems.map(\.json))
            try write(manifest.bytes(), as: DockerArchive.manifestFile, to: output)
        }
        let algorithms = Set(documents.keys.map(\.algorithm) + blobs.map(\.digest.algorithm))
        try output.write(TarMember(LayoutPath.blobs + "/", .directory).header())
        for algorithm in algorithms.sorted(by: { $0.rawValue < $1.rawValue }) {
            try output.write(TarMember(LayoutPath.blobs(algorithm) + "/", .directory).header())
        }
        for (digest, bytes) in documents.sorted(by: { $0.key < $1.key }) {
            try write(bytes, as: LayoutPath.blob(digest), to: output)
        }
        for descriptor in blobs.sorted(by: { $0.digest < $1.digest }) where documents[descriptor.digest] == nil {
            try write(descriptor, to: output, content)
        }
        try output.write(TarMember.end)
    }

    private var index: LayoutIndex {
        var entries: [JSON] = []
        for image in images {
            for name in image.names.isEmpty ? [nil] : image.names.map(Optional.some) {
                var entry = image.root
                entry.annotations[ImageArchive.imageNameKey] = name.flatMap(ImageArchive.imageName)
                entry.annotations[OCILayout.referenceNameKey] = name
                entries.append(entry.json)
            }
        }
        return LayoutIndex(entries: entries, annotations: isDelta ? [ImageArchive.deltaKey: "true"] : [:])
    }

    private func write(_ bytes: [UInt8], as name: String, to output: ArchiveOutput) throws {
        try output.write(TarMember(name, size: Int64(bytes.count)).header())
        try output.write(bytes)
        try pad(after: Int64(bytes.count), output)
    }

    private func write(
        _ descriptor: Descriptor,
        to output: ArchiveOutput,
        _ content: (Descriptor, (UnsafeRawBufferPointer) throws -> Void) throws -> Void
    ) throws {
        try output.write(TarMember(LayoutPath.blob(descriptor.digest), size: descriptor.size).header())
        var hasher = ContentHasher(descriptor.digest.algorithm)
        var size: Int64 = 0
        try content(descriptor) { piece in
            size += Int64(piece.count)
            hasher.update(piece)
            guard size <= descriptor.size else { return }
            try output.write(piece)
        }
        guard size == descriptor.size, hasher.digest == descriptor.digest else {
            throw BlobIntegrityError(
                expectedDigest: descriptor.digest,
                actualDigest: hasher.digest,
                expectedSize: descriptor.size,
                actualSize: size
            )
        }
        try pad(after: size, output)
    }

    private func pad(after size: Int64, _ output: ArchiveOutput) throws {
        let count = TarBlock.padding(after: size)
        if count > 0 { try output.write([UInt8](repeating: 0, count: count)) }
    }
}

extension DockerArchive.Item {
    /// The image as `manifest.json` names it in an archive that is an OCI layout too.
    package init(names: [String], manifest: Manifest) {
        self.init(
            config: LayoutPath.blob(manifest.config.digest),
            // A name by digest is no tag, and Docker refuses it.
            repoTags: names.compactMap(ImageArchive.imageName).filter { !$0.contains("@") },
            layers: manifest.layers.map { LayoutPath.blob($0.digest) }
        )
    }
}
