/// How much of an upload a registry holds: `Range: 0-<last>` (distribution-spec, "Pushing a blob in chunks").
enum UploadRange {
    /// - Returns: the number of bytes held; nil for what cannot be read. `0-0` is one byte by the letter, and how
    ///   registries say "nothing yet": it counts as none unless one byte was sent.
    static func held(_ header: String?, oneByteSent: Bool) -> Int64? {
        guard let header else { return nil }
        let text = header.hasPrefix("bytes=") ? header.dropFirst(6) : header[...]
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, ends[0] == "0", ends[1].utf8.allSatisfy({ (48...57).contains($0) }),
            let last = Int64(ends[1]), last < .max
        else { return nil }
        return last == 0 && !oneByteSent ? 0 : last + 1
    }
}
