/// The lines of a TOML text that a fault of its grammar spoils: those of one pair, or a header with all below it.
struct BrokenStatement {
    /// The lines.
    let range: Range<Int>
    /// Where the header before them is, or the text starts.
    let section: Int

    /// How far back a value is followed that goes over lines.
    private static let mostLines = 20
    /// How many bytes are read in all to do so.
    private static let mostBytes = 2 << 20

    init(at offset: Int, in text: [UInt8], options: TOMLDocument.Options) {
        let start = Self.lineStart(of: offset, in: text)
        let end = Self.lineEnd(of: offset, in: text)
        var first = start
        var lines = 0
        let most = min(Self.mostLines, Self.mostBytes / max(start, 1))
        // A value that is open where the line begins started further up, and its fault is there.
        while first > 0, lines < most, (try? TOMLDocument(bytes: Array(text[..<first]), options: options)) == nil {
            first = Self.lineStart(of: first - 1, in: text)
            lines += 1
        }
        if lines == most { first = start }
        section = Self.header(before: first, in: text)
        if Self.isHeader(start, in: text) {
            range = first < start ? first..<start : start..<Self.nextHeader(after: end, in: text)
        } else {
            range = first..<end
        }
    }

    static func lineStart(of offset: Int, in text: [UInt8]) -> Int {
        text[..<min(offset, text.count)].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    }

    static func lineEnd(of offset: Int, in text: [UInt8]) -> Int {
        text[min(offset, text.count)...].firstIndex(of: 0x0A) ?? text.count
    }

    /// Where the last header at or before a line starts.
    static func header(before line: Int, in text: [UInt8]) -> Int {
        var start = line
        while start > 0, !isHeader(start, in: text) { start = lineStart(of: start - 1, in: text) }
        return start
    }

    private static func nextHeader(after line: Int, in text: [UInt8]) -> Int {
        var end = line
        while end < text.count, !isHeader(end + 1, in: text) { end = lineEnd(of: end + 1, in: text) }
        return end
    }

    private static func isHeader(_ line: Int, in text: [UInt8]) -> Bool {
        guard line < text.count else { return false }
        return text[line...].first { $0 != 0x20 && $0 != 0x09 } == UInt8(ascii: "[")
    }
}
