/// What a `Range` header asks for (RFC 9110, 14.2), held against content of a size.
enum ByteRange: Hashable, Sendable {
    /// All of it: no header, one of another unit, a malformed one, or several ranges, which a server may ignore.
    case whole
    case part(Range<Int64>)
    /// Nothing of the content is in the range.
    case unsatisfiable

    init(header: String?, size: Int64) {
        guard let header, let spec = Self.specification(header) else {
            self = .whole
            return
        }
        let bounds = spec.split(separator: UInt8(ascii: "-"), maxSplits: 1, omittingEmptySubsequences: false)
        guard bounds.count == 2 else {
            self = .whole
            return
        }
        switch (bounds[0].isEmpty, bounds[1].isEmpty) {
        case (true, false):
            guard let count = Int64(digits: bounds[1]) else { self = .whole; return }
            self = count == 0 || size == 0 ? .unsatisfiable : .part(max(0, size - count)..<size)
        case (false, let isOpen):
            let last = isOpen ? Int64.max - 1 : Int64(digits: bounds[1])
            guard let first = Int64(digits: bounds[0]), let last else { self = .whole; return }
            self = first >= size || last < first ? .unsatisfiable : .part(first..<min(last + 1, size))
        case (true, true):
            self = .whole
        }
    }

    private static func specification(_ header: String) -> Substring.UTF8View? {
        let text = header.utf8.filter { $0 != UInt8(ascii: " ") }
        guard text.count > 6, String(decoding: text.prefix(6), as: UTF8.self).lowercased() == "bytes=" else {
            return nil
        }
        let spec = Substring(String(decoding: text.dropFirst(6), as: UTF8.self)).utf8
        return spec.contains(UInt8(ascii: ",")) ? nil : spec
    }
}

/// The `Content-Range` of a chunk, `first-last`, without unit and size, as the distribution specification has it
/// ("Pushing a blob in chunks"); RFC 9110's `bytes first-last/size` is understood too.
struct ChunkRange: Hashable, Sendable {
    var first: Int64
    var last: Int64

    /// Nil for anything else, and for a chunk that ends before it begins.
    init?(header: String) {
        var text = header.utf8[...]
        if text.starts(with: "bytes ".utf8) { text = text.dropFirst(6) }
        text = text.prefix { $0 != UInt8(ascii: "/") }
        let bounds = text.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard bounds.count == 2, let first = Int64(digits: bounds[0]), let last = Int64(digits: bounds[1]),
            first <= last
        else { return nil }
        self.first = first
        self.last = last
    }

    /// How many bytes the chunk has.
    var count: Int64 { last - first + 1 }
}

extension Int64 {
    /// A number of decimal digits alone, no sign; nil where it is too large to count with.
    init?(digits: some Collection<UInt8>) {
        guard !digits.isEmpty, digits.count <= 18 else { return nil }
        var value: Int64 = 0
        for digit in digits {
            guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return nil }
            value = value * 10 + Int64(digit - UInt8(ascii: "0"))
        }
        self = value
    }
}
