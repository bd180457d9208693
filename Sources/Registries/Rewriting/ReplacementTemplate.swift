/// A replacement text by the rules of Go's `Regexp.Expand`.
struct ReplacementTemplate {
    private enum Part {
        case literal(String)
        /// The index of a group's pair of slots among those that the template needs.
        case group(Int)
    }

    private var parts: [Part] = []
    private var groups: [Int] = []
    /// Names that stand for no group, so for nothing.
    private(set) var unknownGroups: [String] = []

    /// The slots to record: the start and end of each group that the template names, each group once.
    var captureSlots: [Int] {
        self.groups.flatMap { [2 * $0, 2 * $0 + 1] }
    }

    init(_ template: String, groups program: PatternProgram) {
        var rest = Substring(template).unicodeScalars
        var literal = String.UnicodeScalarView()
        while let scalar = rest.popFirst() {
            guard scalar == "$" else {
                literal.append(scalar)
                continue
            }
            if rest.first == "$" {
                literal.append("$")
                rest.removeFirst()
            } else if let name = Self.popName(&rest) {
                guard let group = program.group(named: name) else {
                    self.unknownGroups.append(name)
                    continue
                }
                self.parts.append(.literal(String(literal)))
                literal = String.UnicodeScalarView()
                self.parts.append(.group(self.index(of: group)))
            } else {
                literal.append("$")
            }
        }
        self.parts.append(.literal(String(literal)))
    }

    func expand(_ text: [UInt32], captures: [Int], into result: inout String.UnicodeScalarView) {
        for part in self.parts {
            switch part {
            case .literal(let literal): result.append(contentsOf: literal.unicodeScalars)
            case .group(let index):
                let (start, end) = (captures[2 * index], captures[2 * index + 1])
                if start >= 0, end >= start { result.append(text[start..<end]) }
            }
        }
    }

    private mutating func index(of group: Int) -> Int {
        if let index = self.groups.firstIndex(of: group) { return index }
        self.groups.append(group)
        return self.groups.count - 1
    }

    /// Takes `name` or `{name}` from the front, or nothing when neither is there.
    private static func popName(_ text: inout Substring.UnicodeScalarView) -> String? {
        var rest = text
        let isBraced = rest.first == "{"
        if isBraced { rest.removeFirst() }
        let name = rest.prefix { $0 == "_" || Self.isLetterOrDigit($0) }
        guard !name.isEmpty else { return nil }
        rest = rest[name.endIndex...]
        if isBraced, rest.popFirst() != "}" { return nil }
        text = rest
        return String(String.UnicodeScalarView(name))
    }

    /// Go's `unicode.IsLetter` and `unicode.IsDigit`: not ASCII alone, though no group has such a name.
    private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber: true
        default: false
        }
    }
}
