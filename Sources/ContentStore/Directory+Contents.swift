extension Directory {
    /// Opens a regular file for reading.
    ///
    /// - Throws: `not-found`, `not-readable`, or `layout-invalid` for what is no regular file.
    package func openRegularFile(_ relative: String) throws(ContentStoreError) -> (file: OpenFile, size: Int64) {
        let file: OpenFile
        let status: FileStatus
        do throws(SystemError) {
            file = try openForReading(relative)
            status = try file.status()
        } catch {
            throw error.reading(fullPath(relative))
        }
        guard status.isRegularFile else { throw OCILayout.invalid(.notARegularFile, fullPath(relative)) }
        return (file, status.size)
    }

    /// Reads a whole file of at most `limit` bytes.
    ///
    /// - Throws: as ``openRegularFile(_:)``, or `too-large`.
    package func contents(of relative: String, limit: Int) throws(ContentStoreError) -> [UInt8] {
        let (file, size) = try openRegularFile(relative)
        guard size <= Int64(limit) else {
            let space = ContentStoreError.Space(needed: size, available: Int64(limit))
            throw ContentStoreError(.tooLarge, path: fullPath(relative), space: space)
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Int(size))
        do throws(SystemError) {
            // The files of a layout are replaced, never changed, so the size stays what it is.
            try file.read(by: Int(clamping: min(size + 1, 1 << 20))) { bytes += $0 }
        } catch {
            throw error.reading(fullPath(relative))
        }
        return bytes
    }

    /// Replaces a small file in one step: the new content is on the medium before it has the name.
    ///
    /// The caller holds the index's lock.
    /// - Throws: `disk-full` or `not-writable`.
    func replace(_ relative: String, with bytes: [UInt8]) throws(ContentStoreError) {
        do throws(SystemError) {
            if try status(LayoutPath.replacement) != nil { try remove(LayoutPath.replacement) }
            let file = try openForWriting(LayoutPath.replacement, mustBeNew: true)
            if let error = bytes.withUnsafeBytes({ file.write($0, at: 0).error }) { throw error }
            try file.synchronize()
            try rename(LayoutPath.replacement, to: relative)
            try synchronize(LayoutPath.folder(of: relative))
        } catch {
            throw error.writing(fullPath(relative))
        }
    }
}
