package import ContentStore
import OCI

/// An archive whose images can be read in any order: where it lies, or if it is compressed from a layout into which it
/// was unpacked, for nobody can begin in the middle of a compressed file.
package struct OpenedArchive: Sendable {
    /// The images that were wanted.
    package let images: [ImageArchive.Image]
    private let archive: ImageArchive
    private let layout: OCILayout?

    /// Checks an archive against the checksum file beside it, and looks through it.
    ///
    /// - Parameters:
    ///   - file: an archive, the first part of one, or what its parts are named after.
    ///   - scratch: where a layout may be made; nil if documents alone are wanted.
    ///   - select: picks some of the images.
    /// - Throws: what reading an archive throws, what `select` throws; of a compressed one `BlobIntegrityError` and
    ///   what writing a layout throws.
    package init(
        _ file: String,
        scratch: String?,
        select: (ImageArchive) throws -> [ImageArchive.Image] = { $0.images }
    ) async throws {
        let parts = try ArchiveFile.parts(of: file)
        try ChecksumFile.check(ArchiveFile.whole(file), parts: parts) { _ in try Task.checkCancellation() }
        archive = try ImageArchive(parts) { try Task.checkCancellation() }
        images = try select(archive)
        guard archive.isCompressed, let scratch else {
            layout = nil
            return
        }
        let store = try OCILayout(openingOrCreating: scratch)
        layout = store
        try await Self.unpack(images, of: archive, into: store)
    }

    /// What the archive has of images, complete or not.
    private static func unpack(
        _ images: [ImageArchive.Image],
        of archive: ImageArchive,
        into store: OCILayout
    ) async throws {
        let source = GraphSource(document: { archive.document($0.digest) }, contains: { archive.contains($0) })
        var wanted: [Digest: Descriptor] = [:]
        for image in images {
            let graph = try await source.graph(of: image.root, path: archive.paths.first ?? "")
            for (descriptor, bytes) in graph.documents { try store.write(bytes, digest: descriptor.digest) }
            for blob in graph.blobs where archive.contains(blob) { wanted[blob.digest] = blob }
        }
        try store.ensureFreeSpace(for: store.missingBytes(of: wanted.values))
        let blobs = try archive.blobs(Set(wanted.keys))
        while let digest = try blobs.next() {
            guard let blob = wanted[digest],
                let ingest = try await store.ingestWhenFree(blob, clock: ContinuousClock())
            else { continue }
            defer { ingest.abandon(keepingData: false) }
            while let piece = try blobs.content.piece() {
                try Task.checkCancellation()
                try ingest.append(piece)
            }
            try ingest.commit()
        }
    }

    /// One of the images.
    package func source(of image: ImageArchive.Image) -> any ImageSource {
        if let layout { LayoutSource(image.root, in: layout) } else { ArchiveSource(image, in: archive) }
    }
}
