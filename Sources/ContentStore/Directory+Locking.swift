#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

extension Directory {
    /// Opens a work file and waits, blocking, until its lock is free. For locks held shortly.
    func openLocked(_ path: String) throws(ContentStoreError) -> OpenFile {
        guard let file = try openLocked(path, waiting: true) else {
            throw ContentStoreError(.lockUnavailable, path: fullPath(path))
        }
        return file
    }

    /// Opens a work file, created with its directory if missing, and takes its lock.
    ///
    /// The file returned is the one the path names, for as long as the lock is held: whoever renames or
    /// removes a work file holds its lock.
    /// - Returns: nil if another holds the lock and `waiting` is false.
    package func openLocked(_ path: String, waiting: Bool) throws(ContentStoreError) -> OpenFile? {
        // Each round but the last is lost to another process that finished its work meanwhile. The limit is
        // for file systems whose inode numbers do not stay the same.
        for _ in 0..<1_000 {
            do throws(SystemError) {
                let file = try openForWriting(path)
                guard try file.lock(waiting: waiting) else { return nil }
                let opened = try file.status()
                guard let named = try status(path), named.isSameFile(as: opened) else { continue }
                guard opened.isRegularFile else { break }
                if opened.links > 1 {
                    // A copy of the layout made with hard links: writing here would change the copy too.
                    try remove(path)
                    continue
                }
                return file
            } catch let error where error.number == ENOENT {
                try makeFolder(of: path)
            } catch {
                throw error.writing(fullPath(path))
            }
        }
        if let there = try? status(path), !there.isRegularFile {
            throw ContentStoreError(
                .layoutInvalid,
                path: fullPath(path),
                detail: LayoutFault.notARegularFile.rawValue
            )
        }
        throw ContentStoreError(.lockUnavailable, path: fullPath(path), errno: ESTALE)
    }

    private func makeFolder(of path: String) throws(ContentStoreError) {
        do throws(SystemError) {
            try makeDirectories(LayoutPath.folder(of: path))
        } catch let error where error.number == ENOENT {
            // Another process tidied up behind us; the next round makes it again.
            return
        } catch {
            throw error.writing(fullPath(LayoutPath.folder(of: path)))
        }
    }

    /// Removes a work file unless somebody holds its lock.
    ///
    /// - Parameter condition: asked with the lock held.
    /// - Returns: whether it was removed.
    @discardableResult
    func removeUnlocked(
        _ path: String,
        if condition: (FileStatus) -> Bool = { _ in true }
    ) throws(SystemError) -> Bool {
        guard let there = try status(path), there.isRegularFile else { return false }
        let file: OpenFile
        do {
            file = try openForReading(path)
        } catch let error where error.number == ENOENT {
            return false
        }
        guard try file.lock(waiting: false),
            let named = try status(path),
            named.isSameFile(as: try file.status()),
            condition(named)
        else { return false }
        try remove(path)
        return true
    }
}
