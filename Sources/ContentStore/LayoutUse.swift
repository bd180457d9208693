#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

extension Directory {
    /// Takes part in a layout's use, for as long as the file lives: no content is removed meanwhile.
    ///
    /// The lock is on `oci-layout` itself, which nobody replaces once it is there. A file system without locks gives
    /// nil, and refuses whoever wants to remove content.
    func useLayout() -> OpenFile? {
        guard let file = try? openForReading(LayoutPath.layoutFile) else { return nil }
        return (try? file.lock(waiting: true, shared: true)) == true ? file : nil
    }

    /// Keeps all others from using the layout, for as long as the file lives.
    ///
    /// - Throws: `layout-busy` where somebody uses it; `lock-unavailable`, `not-writable`.
    func occupyLayout() throws(ContentStoreError) -> OpenFile {
        let file: OpenFile
        var isFree = false
        do throws(SystemError) {
            // Some network file systems give an exclusive lock to writers alone.
            if let writable = try? openForWriting(LayoutPath.layoutFile) {
                file = writable
            } else {
                file = try openForReading(LayoutPath.layoutFile)
            }
            // A child that this process is starting has all its locks for a moment, those given up meanwhile too.
            for attempt in 0..<20 where !isFree {
                if attempt > 0 { usleep(10_000) }
                isFree = try file.lock(waiting: false)
            }
        } catch {
            throw error.writing(fullPath(LayoutPath.layoutFile))
        }
        guard isFree else { throw ContentStoreError(.layoutBusy, path: path) }
        return file
    }
}
