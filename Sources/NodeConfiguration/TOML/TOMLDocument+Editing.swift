extension TOMLDocument {
    /// Some bytes of the source and what comes in their place.
    package struct Change: Sendable {
        /// The bytes to go; an empty range only inserts.
        package var range: Range<Int>
        /// What comes.
        package var replacement: [UInt8]

        /// A change from its parts.
        package init(_ range: Range<Int>, to replacement: some Sequence<UInt8>) {
            self.range = range
            self.replacement = Array(replacement)
        }
    }

    /// The source with some of it changed and every other byte kept.
    ///
    /// - Precondition: the ranges do not overlap. What is inserted at one place comes in the order given.
    package func source(with changes: [Change]) -> [UInt8] {
        let inOrder = changes.enumerated().sorted {
            let (left, right) = ($0.element.range, $1.element.range)
            return (left.lowerBound, left.upperBound, $0.offset) < (right.lowerBound, right.upperBound, $1.offset)
        }
        var result: [UInt8] = []
        var kept = 0
        for (_, change) in inOrder {
            precondition(change.range.lowerBound >= kept, "changes overlap")
            result += source[kept..<change.range.lowerBound]
            result += change.replacement
            kept = change.range.upperBound
        }
        return result + source[kept...]
    }

    /// The sections whose header is that path or leads below it.
    package func sections(under path: [String]) -> [TOMLSection] {
        sections.filter { section in
            guard let header = section.header, header.path.count >= path.count else { return false }
            return zip(header.path, path).allSatisfy { $0.name.isExactly($1) }
        }
    }

    /// How the document ends its lines, by the first of them.
    package var lineEnding: String {
        guard let end = source.firstIndex(of: 0x0A), end > 0, source[end - 1] == 0x0D else { return "\n" }
        return "\r\n"
    }

    /// Whether what is appended would begin a line.
    package var endsWithLineEnding: Bool {
        source.isEmpty || source.last == 0x0A || source.count == 3 && hasByteOrderMark
    }
}
