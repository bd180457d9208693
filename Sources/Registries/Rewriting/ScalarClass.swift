/// A set of scalars as a pattern writes it: `[a-z\d]`, `\pL`, `\W`.
struct ScalarClass: Sendable, Hashable {
    /// One member of a class.
    struct Item: Sendable, Hashable {
        enum Content: Sendable, Hashable {
            case ranges([ClosedRange<UInt32>])
            case category(GeneralCategorySet)
        }

        var content: Content
        /// Whether the item stands for all that its content has not: `\D`, `\P{Greek}`, `[:^alpha:]`.
        var isNegated = false

        func contains(_ scalar: UInt32) -> Bool {
            switch self.content {
            case .ranges(let ranges): ranges.contains { $0.contains(scalar) }
            case .category(let set): set.contains(scalar)
            }
        }
    }

    /// Whether a class of these items has a scalar, answered from the items.
    private struct Definition: Sendable, Hashable {
        var items: [Item]
        var isNegated: Bool
        var ignoresCase: Bool

        func contains(_ scalar: UInt32) -> Bool {
            // Folding comes before negation: (?i)\W is what is left of \w with its other cases.
            let orbit = self.ignoresCase ? CaseFolding.orbit(of: scalar) : [scalar]
            let isMember = self.items.contains { item in
                orbit.contains { item.contains($0) } != item.isNegated
            }
            return isMember != self.isNegated
        }
    }

    private let definition: Definition
    /// The answers for ASCII, which is what repository names are made of.
    private let ascii: (UInt64, UInt64)

    init(_ items: [Item], isNegated: Bool = false, ignoresCase: Bool = false) {
        let definition = Definition(items: items, isNegated: isNegated, ignoresCase: ignoresCase)
        self.definition = definition
        func bits(_ range: Range<UInt32>) -> UInt64 {
            range.reduce(0) { definition.contains($1) ? $0 | 1 << UInt64($1 - range.lowerBound) : $0 }
        }
        self.ascii = (bits(0..<64), bits(64..<128))
    }

    func contains(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0..<64: self.ascii.0 >> UInt64(scalar) & 1 == 1
        case 64..<128: self.ascii.1 >> UInt64(scalar - 64) & 1 == 1
        default: self.definition.contains(scalar)
        }
    }

    static func == (left: ScalarClass, right: ScalarClass) -> Bool {
        left.definition == right.definition
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(self.definition)
    }
}

extension ScalarClass.Item {
    init(_ range: ClosedRange<UInt32>) {
        self.init(content: .ranges([range]))
    }

    /// `\d`, `\s`, `\w` and their opposites, by the letter; nil for any other letter.
    init?(perlLetter letter: Unicode.Scalar) {
        switch letter {
        case "d", "D": self.init(asciiName: "digit")
        case "w", "W": self.init(asciiName: "word")
        // Not [:space:]: Perl's has no vertical tab.
        case "s", "S": self.init(content: .ranges([0x09...0x0A, 0x0C...0x0D, 0x20...0x20]))
        default: return nil
        }
        self.isNegated = letter.value < 0x61
    }

    /// The classes of `[: :]`.
    init?(asciiName name: String) {
        let ranges: [ClosedRange<Unicode.Scalar>]
        switch name {
        case "alnum": ranges = ["0"..."9", "A"..."Z", "a"..."z"]
        case "alpha": ranges = ["A"..."Z", "a"..."z"]
        case "ascii": ranges = ["\0"..."\u{7F}"]
        case "blank": ranges = ["\t"..."\t", " "..." "]
        case "cntrl": ranges = ["\0"..."\u{1F}", "\u{7F}"..."\u{7F}"]
        case "digit": ranges = ["0"..."9"]
        case "graph": ranges = ["!"..."~"]
        case "lower": ranges = ["a"..."z"]
        case "print": ranges = [" "..."~"]
        case "punct": ranges = ["!"..."/", ":"..."@", "["..."`", "{"..."~"]
        case "space": ranges = ["\t"..."\r", " "..." "]
        case "upper": ranges = ["A"..."Z"]
        case "word": ranges = ["0"..."9", "A"..."Z", "_"..."_", "a"..."z"]
        case "xdigit": ranges = ["0"..."9", "A"..."F", "a"..."f"]
        default: return nil
        }
        self.init(content: .ranges(ranges.map { $0.lowerBound.value...$0.upperBound.value }))
    }
}
