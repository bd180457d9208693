extension PatternParser {
    /// Parses `[...]`.
    mutating func parseBracketClass() throws(RewritePatternError) -> ScalarClass {
        let start = self.position
        self.position += 1
        let isNegated = self.peek() == "^"
        if isNegated { self.position += 1 }
        var items: [ScalarClass.Item] = []
        var ranges: [ClosedRange<UInt32>] = []
        // A bracket that comes first stands for itself.
        var isFirst = true
        while isFirst || self.peek() != "]" {
            isFirst = false
            if let item = try self.parseNamedClass() {
                items.append(item)
            } else if let item = try self.parseClassEscape() {
                items.append(item)
            } else {
                ranges.append(try self.parseRange(classStart: start))
            }
        }
        self.position += 1
        if !ranges.isEmpty { items.append(ScalarClass.Item(content: .ranges(Self.merged(ranges)))) }
        return ScalarClass(items, isNegated: isNegated, ignoresCase: self.flags.ignoresCase)
    }

    /// Parses `[:name:]` or `[:^name:]`; nil, and nothing taken, if the text is neither.
    private mutating func parseNamedClass() throws(RewritePatternError) -> ScalarClass.Item? {
        guard self.peek() == "[", self.peek(1) == ":" else { return nil }
        let start = self.position
        self.position += 2
        let nameStart = self.position
        while self.peek() != nil, !(self.peek() == ":" && self.peek(1) == "]") { self.position += 1 }
        guard self.peek() != nil else {
            self.position = start
            return nil
        }
        var name = Substring(self.text(from: nameStart))
        self.position += 2
        let isNegated = name.utf8.first == UInt8(ascii: "^")
        if isNegated { name.unicodeScalars.removeFirst() }
        guard var item = ScalarClass.Item(asciiName: String(name)) else {
            throw self.error(.invalidClassRange, from: start)
        }
        item.isNegated = isNegated
        return item
    }

    private mutating func parseRange(classStart: Int) throws(RewritePatternError) -> ClosedRange<UInt32> {
        let start = self.position
        let lower = try self.parseClassScalar(classStart: classStart)
        // In [a-] the minus stands for itself.
        guard self.peek() == "-", let next = self.peek(1), next != "]" else { return lower...lower }
        self.position += 1
        let upper = try self.parseClassScalar(classStart: classStart)
        guard lower <= upper else { throw self.error(.invalidClassRange, from: start) }
        return lower...upper
    }

    private mutating func parseClassScalar(classStart: Int) throws(RewritePatternError) -> UInt32 {
        if self.peek() == "\\" { return try self.parseEscape() }
        guard let scalar = self.next() else { throw self.error(.missingBracket, from: classStart) }
        return scalar.value
    }

    private static func merged(_ ranges: [ClosedRange<UInt32>]) -> [ClosedRange<UInt32>] {
        var result: [ClosedRange<UInt32>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = result.last, range.lowerBound <= last.upperBound &+ 1 {
                result[result.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                result.append(range)
            }
        }
        return result
    }
}
