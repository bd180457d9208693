public import OCI

extension OCILayout {
    /// How many bytes are still to be fetched for these blobs: each counted once, those in the layout not at
    /// all, those begun less what is held. Never more than `Int64.max`, whatever sizes a manifest claims.
    public func missingBytes(of descriptors: some Sequence<Descriptor>) -> Int64 {
        var counted: Set<Digest> = []
        var missing: Int64 = 0
        for descriptor in descriptors where counted.insert(descriptor.digest).inserted && !contains(descriptor) {
            let held = (try? directory.status(LayoutPath.ingest(descriptor.digest)))?.size ?? 0
            // An ingest longer than its blob is broken and will be started again.
            let rest = max(0, held <= descriptor.size ? descriptor.size - held : descriptor.size)
            let (sum, overflow) = missing.addingReportingOverflow(rest)
            missing = overflow ? .max : sum
        }
        return missing
    }

    /// Checks that the file system takes so many bytes more and still has 5 % of them to spare.
    ///
    /// - Throws: `disk-full` with `space`, or `not-readable`.
    public func ensureFreeSpace(for missing: Int64) throws(ContentStoreError) {
        try directory.ensureFreeSpace(for: missing)
    }
}

extension Directory {
    /// Checks that its file system takes so many bytes more and still has 5 % of them to spare.
    ///
    /// - Throws: `disk-full` with `space`, or `not-readable`.
    package func ensureFreeSpace(for missing: Int64) throws(ContentStoreError) {
        guard missing > 0 else { return }
        let available: Int64
        do throws(SystemError) {
            available = try availableSpace()
        } catch {
            throw error.reading(path)
        }
        let needed = Self.withReserve(missing)
        guard available >= needed else {
            let space = ContentStoreError.Space(needed: needed, available: available)
            throw ContentStoreError(.diskFull, path: path, space: space)
        }
    }

    /// 5 % more, rounded up.
    static func withReserve(_ missing: Int64) -> Int64 {
        let reserve = missing / 20 + (missing % 20 == 0 ? 0 : 1)
        let (sum, overflow) = missing.addingReportingOverflow(reserve)
        return overflow ? .max : sum
    }
}
