/// `Content-Range: bytes first-last/total` (RFC 9110 §14.4).
struct ContentRange: Hashable, Sendable {
    var first: Int64
    var last: Int64
    /// Nil for `*`.
    var total: Int64?

    /// - Returns: nil for another unit, an unsatisfied range, or anything but digits where digits belong.
    init?(parsing text: String) {
        guard text.lowercased().hasPrefix("bytes ") else { return nil }
        let parts = text.dropFirst(6).split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let ends = parts[0].split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, let first = Self.number(ends[0]), let last = Self.number(ends[1]), first <= last else {
            return nil
        }
        self.first = first
        self.last = last
        if parts[1] != "*" {
            guard let total = Self.number(parts[1]), last < total else { return nil }
            self.total = total
        }
    }

    /// Whether this is the rest of `size` bytes from `offset`, and nothing else.
    func isRest(from offset: Int64, of size: Int64) -> Bool {
        first == offset && last == size - 1 && (total == nil || total == size)
    }

    private static func number(_ text: Substring) -> Int64? {
        text.utf8.allSatisfy { (48...57).contains($0) } ? Int64(text) : nil
    }
}
