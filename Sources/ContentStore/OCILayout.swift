public import OCI

/// An OCI image layout on disk: `oci-layout`, `index.json` and `blobs/<algorithm>/<hex>`
/// (image-spec v1.1, image-layout.md).
///
/// Any number of objects, in one process or several, may work on one layout at a time. Whatever moment a
/// process is killed or the power goes, every path under `blobs` has the content it is named after, and
/// `index.json` is the old or the new one. Work in progress is in the layout's own `.windlass`, on the same
/// file system, so that a finished blob is renamed into place.
///
/// The calls block on the disk: make them from a thread that may block.
public final class OCILayout: Sendable {
    /// The version of the layout format written and understood.
    public static let version = "1.0.0"
    /// The annotation of an entry in `index.json` that names it (image-spec, annotations.md).
    public static let referenceNameKey = "org.opencontainers.image.ref.name"

    /// The layout's directory as it was given.
    public var path: String { directory.path }

    let directory: Directory
    private let tidiesUp: Bool
    /// Held by whoever may add content, so that ``remove(_:keepingContent:)`` waits for its turn.
    private let use: OpenFile?

    /// Opens a layout, making one first where there is nothing: no directory, or an empty one.
    ///
    /// A directory with other files in it is left alone, so that a mistyped path does not fill somebody's home.
    /// - Throws: `layout-invalid`, `not-writable`, `not-readable` or `disk-full`.
    public init(openingOrCreating path: String) throws(ContentStoreError) {
        let directory = try Directory(creating: path)
        if try !Self.hasLayoutFile(directory) {
            try Self.checkIsEmpty(directory)
        }
        try Self.completeLayout(directory)
        self.directory = directory
        tidiesUp = true
        use = directory.useLayout()
        _ = try readIndex()
    }

    /// Opens a layout that exists. Nothing is created or changed by that.
    ///
    /// - Throws: `not-found`, `layout-invalid` or `not-readable`.
    public init(opening path: String) throws(ContentStoreError) {
        do throws(SystemError) {
            directory = try Directory(opening: path)
        } catch {
            throw Self.openingFailure(error, path)
        }
        tidiesUp = false
        use = nil
        guard try Self.hasLayoutFile(directory) else {
            throw Self.invalid(.noLayoutFile, path)
        }
        _ = try readIndex()
    }

    /// Whether the blob is there: a regular file of exactly the descriptor's size. Its content is not read;
    /// ``verify(_:)`` does that.
    public func contains(_ descriptor: Descriptor) -> Bool {
        contains(descriptor.digest, size: descriptor.size)
    }

    func contains(_ digest: Digest, size: Int64) -> Bool {
        guard let status = try? directory.status(LayoutPath.blob(digest), followingLinks: true) else { return false }
        return status.isRegularFile && status.size == size
    }

    /// Removes what this and killed processes left behind and nobody needs: empty ingests, unfinished small
    /// writes, lock files, and `.windlass` itself once nothing is in it.
    ///
    /// Partial blobs stay, as does whatever another process is using. The layout can still be used after.
    /// A layout opened with ``init(opening:)`` is left as it is.
    public func close() {
        if tidiesUp { tidyUp() }
    }

    func tidyUp() {
        for name in (try? directory.names(in: LayoutPath.writes)) ?? [] {
            _ = try? directory.removeUnlocked("\(LayoutPath.writes)/\(name)")
        }
        for name in (try? directory.names(in: LayoutPath.ingests)) ?? [] {
            _ = try? directory.removeUnlocked("\(LayoutPath.ingests)/\(name)") { $0.size == 0 }
        }
        directory.removeDirectoryIfEmpty(LayoutPath.writes)
        directory.removeDirectoryIfEmpty(LayoutPath.ingests)
        _ = try? directory.removeUnlocked(LayoutPath.indexLock) { _ in
            // The lock is held here, so an unfinished replacement is a dead process's.
            try? directory.remove(LayoutPath.replacement)
            return true
        }
        directory.removeDirectoryIfEmpty(LayoutPath.work)
    }

    static func invalid(_ fault: LayoutFault, _ path: String) -> ContentStoreError {
        ContentStoreError(.layoutInvalid, path: path, detail: fault.rawValue)
    }
}
