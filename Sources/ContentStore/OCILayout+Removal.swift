public import OCI

extension OCILayout {
    /// What was removed with entries of a layout.
    public struct Removal: Hashable, Sendable {
        /// How many blobs.
        public var blobs = 0
        /// Their bytes.
        public var bytes: Int64 = 0
    }

    /// Removes entries of `index.json`, and unless it is to be kept, the content below them that no other entry needs.
    ///
    /// Nothing else is touched: neither what other tools or interrupted transfers left, nor ingests. Whoever opened the
    /// layout to write keeps content from being removed, for what it found there it will not fetch. The entries go first,
    /// so that whenever this process is killed no entry names what is gone.
    ///
    /// - Parameter entries: some of ``references()``; others are let be.
    /// - Throws: before anything is removed `layout-busy`, `layout-invalid` (with `unsupported-digest` for an entry whose
    ///   content nobody here can read), `lock-unavailable`, `not-readable`, and `content-damaged` for a document of an
    ///   entry that stays; then `disk-full` or `not-writable`.
    public func remove(_ entries: [Descriptor], keepingContent: Bool) throws(ContentStoreError) -> Removal {
        let use = keepingContent ? nil : try directory.occupyLayout()
        defer { withExtendedLifetime(use) {} }
        defer { tidyUp() }
        return try removeLocked(entries, keepingContent: keepingContent)
    }

    private func removeLocked(_ entries: [Descriptor], keepingContent: Bool) throws(ContentStoreError) -> Removal {
        let lock = try directory.openLocked(LayoutPath.indexLock)
        defer { withExtendedLifetime(lock) {} }
        let old = try readIndex()
        var new = old
        new.remove(entries)
        let unneeded = keepingContent ? [] : try contents(below: old, without: new)
        if new != old { try directory.replace(LayoutPath.index, with: new.bytes) }
        return try removeBlobs(unneeded)
    }

    /// What the entries of `old` need and those of `new` do not.
    private func contents(below old: LayoutIndex, without new: LayoutIndex) throws(ContentStoreError) -> [Digest] {
        var needed = LayoutWalk(directory: directory, isStrict: true)
        for entry in try descriptors(of: new) { try needed.add(entry) }
        var candidates = LayoutWalk(directory: directory, isStrict: false)
        for entry in try descriptors(of: old) { try candidates.add(entry) }
        return candidates.digests.subtracting(needed.digests).sorted()
    }

    private func descriptors(of index: LayoutIndex) throws(ContentStoreError) -> [Descriptor] {
        let path = directory.fullPath(LayoutPath.index)
        let descriptors: [Descriptor]
        do throws(OCIError) {
            descriptors = try index.descriptors
        } catch {
            throw Self.invalid(.indexBroken, path)
        }
        guard descriptors.count == index.entries.count else { throw Self.invalid(.unsupportedDigest, path) }
        return descriptors
    }

    private func removeBlobs(_ digests: [Digest]) throws(ContentStoreError) -> Removal {
        var removal = Removal()
        do throws(SystemError) {
            for digest in digests {
                let path = LayoutPath.blob(digest)
                guard let status = try directory.status(path) else { continue }
                try directory.remove(path)
                removal.blobs += 1
                removal.bytes += status.size
            }
            for folder in Set(digests.map { LayoutPath.blobs($0.algorithm) }) {
                if try directory.status(folder) != nil { try directory.synchronize(folder) }
            }
        } catch {
            throw error.writing(directory.fullPath(LayoutPath.blobs))
        }
        return removal
    }
}
