/// Which versions are wanted, as npm, Helm and Cargo write it: `>=1.28 <1.32`, `^1.2`, `~1.2.3`, `1.2.x`, `1 || 3`.
///
/// Terms in a row, with blanks or commas between them, must all hold; of alternatives with `||` one. A number that is
/// not written stands for any: `1.2` is every 1.2, `>1.2` begins with 1.3.
public struct VersionRange: Hashable, Sendable, CustomStringConvertible {
    /// The range as it was written.
    public let description: String
    private let alternatives: [[Term]]

    /// Nil for what is no range.
    public init?(_ text: String) {
        var alternatives: [[Term]] = []
        var rest = text[...]
        while true {
            let end = rest.firstRange(of: "||")
            guard let terms = Self.terms(rest[..<(end?.lowerBound ?? rest.endIndex)]) else { return nil }
            alternatives.append(terms)
            guard let end else { break }
            rest = rest[end.upperBound...]
        }
        guard alternatives.count <= 64 else { return nil }
        description = text
        self.alternatives = alternatives
    }

    /// Whether the version is wanted.
    public func contains(_ version: TagVersion) -> Bool {
        alternatives.contains { $0.allSatisfy { $0.holds(for: version) } }
    }

    private static func terms(_ text: Substring) -> [Term]? {
        var terms: [Term] = []
        var sign: Substring?
        for word in text.split(whereSeparator: { $0 == " " || $0 == "," || $0 == "\t" }) {
            let written = word.prefix { "<>=!^~".contains($0) }
            guard sign == nil || written.isEmpty else { return nil }
            let rest = word.dropFirst(written.count)
            let operation = sign ?? written
            guard !rest.isEmpty else {
                sign = operation
                continue
            }
            sign = nil
            guard let term = Term(operation, rest), terms.count < 64 else { return nil }
            terms.append(term)
        }
        return sign == nil && !terms.isEmpty ? terms : nil
    }

    /// Every term is a beginning, an end or both.
    private struct Term: Hashable {
        var lower: TagVersion?
        /// Whether ``lower`` itself is left out.
        var isLowerOpen = false
        var upper: TagVersion?
        /// Whether ``upper`` itself belongs to it.
        var isUpperClosed = false
        /// No version with these numbers or higher ones, pre-releases included.
        var end: [Int]?
        var isNegated = false

        init?(_ operation: Substring, _ text: Substring) {
            guard let bound = Bound(text) else { return nil }
            switch operation {
            case "", "=", "==", "!=":
                isNegated = operation == "!="
                self.lower = bound.version
                if bound.isPartial { end = bound.next } else { (upper, isUpperClosed) = (bound.version, true) }
            case ">=": lower = bound.version
            case ">":
                (lower, isLowerOpen) =
                    bound.isPartial ? (TagVersion(numbers: bound.next ?? [.max]), false) : (bound.version, true)
            case "<": upper = bound.version
            case "<=":
                if bound.isPartial { end = bound.next } else { (upper, isUpperClosed) = (bound.version, true) }
            case "~":
                lower = bound.version
                end = bound.incremented(at: min(1, bound.numbers.count - 1))
            case "^":
                lower = bound.version
                let first = bound.numbers.firstIndex { $0 > 0 } ?? bound.numbers.count - 1
                end = bound.incremented(at: first)
            default: return nil
            }
        }

        func holds(for version: TagVersion) -> Bool {
            var isWithin = true
            if let lower { isWithin = isLowerOpen ? version > lower : version >= lower }
            if let upper { isWithin = isWithin && (isUpperClosed ? version <= upper : version < upper) }
            if let end { isWithin = isWithin && version.numbers.lexicographicallyPrecedes(end) }
            return isWithin != isNegated
        }
    }

    /// `1.2`, `1.2.x`, `*`, `v1.2.3-rc.1`
    private struct Bound {
        /// Those written, none for `*`.
        let numbers: [Int]
        let version: TagVersion
        /// Whether there are fewer numbers than three.
        var isPartial: Bool { numbers.count < 3 }
        /// The first numbers that come after all that a partial one stands for; nil where it stands for everything.
        var next: [Int]? { incremented(at: numbers.count - 1) }

        init?(_ text: Substring) {
            var text = text
            let wildcards = [".x", ".X", ".*"]
            var hadWildcard = false
            while let wildcard = wildcards.first(where: { text.hasSuffix($0) }) {
                text = text.dropLast(wildcard.count)
                hadWildcard = true
            }
            if ["*", "x", "X"].contains(text) {
                numbers = []
                version = TagVersion(numbers: [])
                return
            }
            guard let (numbers, rest) = TagVersion.numbers(in: text) else { return nil }
            self.numbers = numbers
            guard !rest.isEmpty else {
                version = TagVersion(numbers: numbers)
                return
            }
            guard !hadWildcard, numbers.count >= 3, let version = TagVersion(String(text)) else { return nil }
            self.version = version
        }

        func incremented(at index: Int) -> [Int]? {
            guard numbers.indices.contains(index), numbers[index] < .max else { return nil }
            return numbers[..<index] + [numbers[index] + 1]
        }
    }
}
