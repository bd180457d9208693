/// Unicode general categories, as `\pL` and `\p{Lu}` name them.
struct GeneralCategorySet: Sendable, Hashable {
    private var categories: Set<Unicode.GeneralCategory> = []

    /// The categories of a one- or two-letter name; nil for any other name.
    ///
    /// As in Go's tables, `C` leaves out unassigned scalars.
    init?(name: String) {
        self.categories = Set(Self.names.lazy.filter { $0.name.hasPrefix(name) }.map(\.category))
        guard (1...2).contains(name.utf8.count), !self.categories.isEmpty else { return nil }
    }

    func contains(_ value: UInt32) -> Bool {
        guard let scalar = Unicode.Scalar(value) else { return false }
        return self.categories.contains(scalar.properties.generalCategory)
    }

    private static let names: [(name: String, category: Unicode.GeneralCategory)] = [
        ("Lu", .uppercaseLetter), ("Ll", .lowercaseLetter), ("Lt", .titlecaseLetter), ("Lm", .modifierLetter),
        ("Lo", .otherLetter), ("Mn", .nonspacingMark), ("Mc", .spacingMark), ("Me", .enclosingMark),
        ("Nd", .decimalNumber), ("Nl", .letterNumber), ("No", .otherNumber), ("Pc", .connectorPunctuation),
        ("Pd", .dashPunctuation), ("Ps", .openPunctuation), ("Pe", .closePunctuation), ("Pi", .initialPunctuation),
        ("Pf", .finalPunctuation), ("Po", .otherPunctuation), ("Sm", .mathSymbol), ("Sc", .currencySymbol),
        ("Sk", .modifierSymbol), ("So", .otherSymbol), ("Zs", .spaceSeparator), ("Zl", .lineSeparator),
        ("Zp", .paragraphSeparator), ("Cc", .control), ("Cf", .format), ("Cs", .surrogate), ("Co", .privateUse),
    ]
}
