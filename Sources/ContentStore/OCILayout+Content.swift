public import OCI

extension OCILayout {
    /// Reads a blob into memory and verifies it.
    ///
    /// - Parameter limit: the most bytes to take; a larger blob is not read at all.
    /// - Throws: `BlobIntegrityError` if the content is not what it is named after; `ContentStoreError`
    ///   `not-found`, `too-large`, `not-readable` or `layout-invalid`.
    public func read(_ digest: Digest, limit: Int) throws -> [UInt8] {
        let bytes = try directory.contents(of: LayoutPath.blob(digest), limit: limit)
        let size = Int64(bytes.count)
        try Self.check(ContentHasher.digest(of: bytes, digest.algorithm), size, against: digest, size)
        return bytes
    }

    /// Reads a blob of any size, keeping none of it, to see whether it still is what it is named after.
    ///
    /// - Returns: its size in bytes.
    /// - Throws: as ``read(_:limit:)``.
    @discardableResult
    public func verify(_ digest: Digest) throws -> Int64 {
        let (file, size) = try directory.openRegularFile(LayoutPath.blob(digest))
        var hasher = ContentHasher(digest.algorithm)
        let count: Int64
        do throws(SystemError) {
            count = try file.read { hasher.update($0) }
        } catch {
            throw error.reading(directory.fullPath(LayoutPath.blob(digest)))
        }
        try Self.check(hasher.digest, count, against: digest, size)
        return size
    }

    /// Gives a blob piece by piece, each valid for the call only; whether it is what it is named after is for the
    /// caller to see.
    ///
    /// - Throws: what `body` throws; `not-found`, `not-readable` or `layout-invalid`.
    package func forEachPiece(of digest: Digest, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        try source(of: digest).forEachPiece(body)
    }

    /// A blob's bytes from the start, as they are; nothing is verified.
    ///
    /// - Throws: `not-found`, `not-readable` or `layout-invalid`.
    package func source(of digest: Digest) throws(ContentStoreError) -> JoinedFiles {
        let (file, size) = try directory.openRegularFile(LayoutPath.blob(digest))
        return JoinedFiles(file, path: directory.fullPath(LayoutPath.blob(digest)), size: size)
    }

    /// Bytes that lie in the layout already may have changed since somebody verified them: they are hashed again
    /// before they count, and removed where they are wrong.
    package func dropIfBroken(_ descriptor: Descriptor) throws {
        guard contains(descriptor) else { return }
        do {
            try verify(descriptor.digest)
        } catch is BlobIntegrityError {
            try remove(descriptor.digest)
        }
    }

    /// Puts small content, a manifest or a configuration, into the layout, with the guarantees of
    /// ``Ingest/commit()``. Content that is there already stays; what is there in its place is replaced.
    ///
    /// - Throws: `BlobIntegrityError` if the bytes do not have that digest (nothing is written then);
    ///   `ContentStoreError` `disk-full`, `not-writable` or `lock-unavailable`.
    public func write(_ bytes: [UInt8], digest: Digest) throws {
        let size = Int64(bytes.count)
        try Self.check(ContentHasher.digest(of: bytes, digest.algorithm), size, against: digest, size)
        let path = LayoutPath.write(digest)
        let file = try directory.openLocked(path)
        let ingest = try Ingest(of: digest, size: size, file: file, path: path, in: directory)
        defer { ingest.abandon(keepingData: false) }
        if let present = try? read(digest, limit: bytes.count), present == bytes { return }
        try ingest.restart()
        try bytes.withUnsafeBytes { try ingest.append($0) }
        try ingest.commit()
    }

    /// Removes a blob, such as one that ``verify(_:)`` found to be broken. Does nothing if it is not there.
    ///
    /// - Throws: `not-writable`.
    public func remove(_ digest: Digest) throws(ContentStoreError) {
        let path = LayoutPath.blob(digest)
        do throws(SystemError) {
            guard try directory.status(path) != nil else { return }
            try directory.remove(path)
            try directory.synchronize(LayoutPath.folder(of: path))
        } catch {
            throw error.writing(directory.fullPath(path))
        }
    }

    private static func check(
        _ actual: Digest,
        _ actualSize: Int64,
        against digest: Digest,
        _ size: Int64
    ) throws(BlobIntegrityError) {
        guard actual == digest else {
            throw BlobIntegrityError(
                expectedDigest: digest,
                actualDigest: actual,
                expectedSize: size,
                actualSize: actualSize
            )
        }
    }
}
