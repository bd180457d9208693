/// The file or files that make up one archive.
package enum ArchiveFile {
    /// The most parts that three digits number.
    package static let maximumParts = 1_000

    /// `FILE.000`
    package static func part(_ number: Int, of path: String) -> String {
        let digits = String(number)
        return path + "." + String(repeating: "0", count: max(0, 3 - digits.utf8.count)) + digits
    }

    /// What a user's FILE stands for: itself, or the parts `FILE.000`, `FILE.001`, … of it; the first part stands for
    /// all.
    ///
    /// - Throws: `not-found` or `not-readable`.
    package static func parts(of path: String) throws(ContentStoreError) -> [String] {
        let isFirstPart = path.hasSuffix(".000")
        if !isFirstPart, try exists(path) { return [path] }
        let whole = isFirstPart ? String(path.dropLast(4)) : path
        var parts: [String] = []
        while parts.count < maximumParts, try exists(part(parts.count, of: whole)) {
            parts.append(part(parts.count, of: whole))
        }
        guard !parts.isEmpty else { throw ContentStoreError(.notFound, path: path) }
        return parts
    }

    /// The file itself, without the number of a first part.
    package static func whole(_ path: String) -> String {
        path.hasSuffix(".000") ? String(path.dropLast(4)) : path
    }

    private static func exists(_ path: String) throws(ContentStoreError) -> Bool {
        do throws(SystemError) {
            _ = try OpenFile(reading: path)
            return true
        } catch {
            if error.isMissing { return false }
            throw error.reading(path)
        }
    }
}
