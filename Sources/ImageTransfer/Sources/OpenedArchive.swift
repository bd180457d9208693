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
    /// - Throws: what reading an archive throws, what `select` throws, ``TransferError``.
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
        let wanted = Set(images.map(\.names))
        for outcome in await ArchiveLoad(into: store).run([file], where: { wanted.contains($0) }) {
            if let error = outcome.error { throw error }
        }
    }

    /// One of the images.
    package func source(of image: ImageArchive.Image) -> any ImageSource {
        if let layout { LayoutSource(image.root, in: layout) } else { ArchiveSource(image, in: archive) }
    }
}
