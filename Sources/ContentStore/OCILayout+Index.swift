public import OCI

extension OCILayout {
    /// The entries of `index.json`, in their order, each with its annotations.
    ///
    /// - Throws: `layout-invalid`, `not-readable`.
    public func references() throws(ContentStoreError) -> [Descriptor] {
        let index = try readIndex()
        do throws(OCIError) {
            return try index.descriptors
        } catch {
            throw Self.invalid(.indexBroken, directory.fullPath(LayoutPath.index))
        }
    }

    /// Gives the descriptor a name in `index.json`, in place of what had the name before.
    ///
    /// Without a name the descriptor is entered once, as the entry of that content without a name. Other
    /// entries, their order and members unknown here stay as they are. Readers see the old index or the new
    /// one; writers in this and other processes take turns.
    /// - Parameters:
    ///   - name: the value of the annotation `org.opencontainers.image.ref.name`.
    ///   - descriptor: of a manifest or an index that is in the layout.
    ///   - annotations: more for the entry, over those of the descriptor.
    /// - Throws: `layout-invalid`, `disk-full`, `not-writable`, `not-readable` or `lock-unavailable`.
    public func setReference(
        _ name: String?,
        to descriptor: Descriptor,
        annotations: [String: String] = [:]
    ) throws(ContentStoreError) {
        let lock = try directory.openLocked(LayoutPath.indexLock)
        defer { withExtendedLifetime(lock) {} }
        var entry = descriptor
        entry.annotations.merge(annotations) { _, new in new }
        let old = try readIndex()
        var new = old
        new.set(name, to: entry)
        if new != old {
            try synchronizeBlobs()
            try directory.replace(LayoutPath.index, with: new.bytes)
        }
    }

    /// Finds the entry of that name, or of that digest if the name is one; without a name, the only entry.
    ///
    /// Entries that differ in name alone are one and the same.
    /// - Throws: `reference-not-found` or `reference-ambiguous`, with the candidates; errors of ``references()``.
    public func resolve(_ name: String?) throws(ContentStoreError) -> Descriptor {
        let all = try references()
        var matches = all
        if let name {
            matches = all.filter { $0.annotations[Self.referenceNameKey] == name }
            if matches.isEmpty { matches = all.filter { $0.digest.description == name } }
        }
        guard let first = matches.first else {
            throw ContentStoreError(.referenceNotFound, path: path, detail: name, candidates: Self.names(all))
        }
        guard matches.allSatisfy({ $0.digest == first.digest }) else {
            throw ContentStoreError(.referenceAmbiguous, path: path, detail: name, candidates: Self.names(matches))
        }
        return first
    }

    func readIndex() throws(ContentStoreError) -> LayoutIndex {
        let path = directory.fullPath(LayoutPath.index)
        do throws(ContentStoreError) {
            let bytes = try directory.contents(of: LayoutPath.index, limit: LayoutIndex.maximumSize)
            if let index = LayoutIndex(parsing: bytes) { return index }
        } catch let error where error.code == .notFound {
            throw Self.invalid(.noIndex, path)
        } catch let error where error.code == .tooLarge {
            throw Self.invalid(.indexBroken, path)
        }
        throw Self.invalid(.indexBroken, path)
    }

    /// A blob is visible a moment before its name is on the medium, and whoever put it there may be another
    /// process: no power cut may leave an index that names what is gone.
    private func synchronizeBlobs() throws(ContentStoreError) {
        for folder in Digest.Algorithm.allCases.map(LayoutPath.blobs) {
            do throws(SystemError) {
                if try directory.status(folder, followingLinks: true) != nil { try directory.synchronize(folder) }
            } catch {
                throw error.writing(directory.fullPath(folder))
            }
        }
    }

    private static func names(_ entries: [Descriptor]) -> [String] {
        Set(entries.map { $0.annotations[referenceNameKey] ?? $0.digest.description }).sorted()
    }
}
