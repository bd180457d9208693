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
        sections.filter { $0.header?.path.map(\.name).isExactly(under: path) ?? false }
    }

    /// The pairs whose key, behind that of their header, is that path or leads below it, as in
    /// `registry.config_path = ""` below `[plugins.cri]`; without those of ``sections(under:)``.
    ///
    /// What stands inside braces is no pair: see ``TOMLTable/origin`` for whether a table does.
    package func pairs(under path: [String]) -> [TOMLPair] {
        sections.flatMap { section in
            let above = section.header?.path.map(\.name) ?? []
            return above.isExactly(under: path)
                ? [] : section.pairs.filter { (above + $0.path.map(\.name)).isExactly(under: path) }
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

extension [String] {
    /// Whether the names begin with those of a path.
    fileprivate func isExactly(under path: [String]) -> Bool {
        count >= path.count && zip(self, path).allSatisfy { $0.isExactly($1) }
    }
}
