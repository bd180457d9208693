/// Parses RE2 syntax, with Go's Perl flags, straight into code. Open groups are on a stack of the parser's own, so
/// nesting costs no recursion.
struct PatternParser {
    typealias Scalar = Unicode.Scalar

    struct Flags {
        var ignoresCase = false
        var isMultiline = false
        var dotMatchesNewline = false
        /// `(?U)`: repetitions are lazy unless a `?` follows.
        var isUngreedy = false
    }

    /// A group whose `)` has not come yet; the first stands for the whole pattern.
    private struct OpenGroup {
        var start: Int
        /// The number of a capturing group.
        var number: Int?
        /// The flags to go back to after the group.
        var outerFlags: Flags
        var alternatives: [PatternFragment] = []
        var sequence = PatternFragment()
        /// The last piece, apart from the others because a repetition may follow.
        var last: PatternFragment?
    }

    let pattern: [Scalar]
    var position = 0
    var flags = Flags()
    var classes: [ScalarClass] = []
    private var groups: [OpenGroup] = []
    /// The code of all open groups, with what their ends will add.
    private var instructionCount = 3
    private var groupCount = 0
    private var groupNames: [String: Int] = [:]

    init(_ pattern: String) {
        self.pattern = Array(pattern.unicodeScalars)
        self.groups = [OpenGroup(start: 0, number: nil, outerFlags: self.flags)]
    }

    mutating func parse() throws(RewritePatternError) -> PatternProgram {
        guard self.pattern.count <= RewritePattern.maximumLength else { throw self.error(.tooLarge, from: 0) }
        // Where the repetition started that ends just here: another one may not follow at once.
        var lastRepeat: Int?
        while let scalar = self.peek() {
            let start = self.position
            var thisRepeat: Int?
            switch scalar {
            case "(": try self.openGroup()
            case ")": try self.closeGroup()
            case "|":
                self.position += 1
                try self.count(2)
                self.endAlternative()
            case "*", "+", "?":
                self.position += 1
                try self.parseRepeat(scalar == "+" ? 1 : 0, scalar == "?" ? 1 : nil, start: start, after: lastRepeat)
                thisRepeat = start
            case "{":
                if let (minimum, maximum) = try self.parseCounts() {
                    try self.parseRepeat(minimum, maximum, start: start, after: lastRepeat)
                    thisRepeat = start
                } else {
                    self.position += 1
                    try self.pushLiteral(scalar)
                }
            default: try self.parseSingle(scalar)
            }
            lastRepeat = thisRepeat
        }
        return try self.finish()
    }

    private mutating func parseSingle(_ scalar: Scalar) throws(RewritePatternError) {
        switch scalar {
        case "^":
            self.position += 1
            try self.push(PatternFragment(asserting: self.flags.isMultiline ? .lineStart : .textStart))
        case "$":
            self.position += 1
            try self.push(PatternFragment(asserting: self.flags.isMultiline ? .lineEnd : .textEnd))
        case ".":
            self.position += 1
            try self.push(PatternFragment(consuming: self.flags.dotMatchesNewline ? .any : .anyButNewline))
        case "[":
            let scalarClass = try self.parseBracketClass()
            try self.pushClass(scalarClass)
        case "\\": try self.parseBackslash()
        default:
            self.position += 1
            try self.pushLiteral(scalar)
        }
    }

    private mutating func finish() throws(RewritePatternError) -> PatternProgram {
        guard self.groups.count == 1 else {
            throw self.error(.missingParenthesis, from: self.groups[self.groups.count - 1].start)
        }
        var code = self.popAlternation().captured(as: 0).code
        code.append(.match)
        return PatternProgram(
            instructions: code,
            classes: self.classes,
            groupCount: self.groupCount,
            groupNames: self.groupNames
        )
    }
}

extension PatternParser {
    /// Puts a piece at the end of the innermost open group.
    mutating func push(_ fragment: PatternFragment) throws(RewritePatternError) {
        try self.count(fragment.code.count)
        self.attach(fragment)
    }

    private mutating func attach(_ fragment: PatternFragment) {
        let innermost = self.groups.count - 1
        if let last = self.groups[innermost].last {
            self.groups[innermost].sequence.append(last)
        }
        self.groups[innermost].last = fragment
    }

    /// Counts instructions before they are made, so that no pattern takes more than the limit even for a moment.
    private mutating func count(_ more: Int) throws(RewritePatternError) {
        self.instructionCount += more
        guard self.instructionCount <= RewritePattern.maximumInstructions else { throw self.error(.tooLarge, from: 0) }
    }

    mutating func pushGroup(number: Int?, start: Int, innerFlags: Flags) throws(RewritePatternError) {
        guard self.groups.count <= RewritePattern.maximumNesting else { throw self.error(.tooLarge, from: start) }
        try self.count(2)
        self.groups.append(OpenGroup(start: start, number: number, outerFlags: self.flags))
        self.flags = innerFlags
    }

    /// Numbers a capturing group and remembers its name.
    mutating func number(named name: String?, start: Int) throws(RewritePatternError) -> Int {
        self.groupCount += 1
        guard self.groupCount <= RewritePattern.maximumGroups else { throw self.error(.tooLarge, from: start) }
        if let name, self.groupNames.updateValue(self.groupCount, forKey: name) != nil {
            throw self.error(.duplicateGroupName, from: start)
        }
        return self.groupCount
    }

    private mutating func closeGroup() throws(RewritePatternError) {
        guard self.groups.count > 1 else {
            self.position += 1
            throw self.error(.unexpectedParenthesis, from: self.position - 1)
        }
        self.position += 1
        var fragment = self.popAlternation()
        let group = self.groups.removeLast()
        self.flags = group.outerFlags
        if let number = group.number { fragment = fragment.captured(as: number) }
        self.attach(fragment)
    }

    private mutating func endAlternative() {
        let innermost = self.groups.count - 1
        var alternative = self.groups[innermost].sequence
        if let last = self.groups[innermost].last { alternative.append(last) }
        self.groups[innermost].alternatives.append(alternative)
        self.groups[innermost].sequence = PatternFragment()
        self.groups[innermost].last = nil
    }

    private mutating func popAlternation() -> PatternFragment {
        self.endAlternative()
        return .alternation(self.groups[self.groups.count - 1].alternatives)
    }

    private mutating func parseRepeat(
        _ minimum: Int,
        _ maximum: Int?,
        start: Int,
        after lastRepeat: Int?
    ) throws(RewritePatternError) {
        var isLazy = self.flags.isUngreedy
        if self.peek() == "?" {
            self.position += 1
            isLazy.toggle()
        }
        if let lastRepeat { throw self.error(.invalidRepeatOperator, from: lastRepeat) }
        let innermost = self.groups.count - 1
        guard let piece = self.groups[innermost].last else { throw self.error(.missingRepeatArgument, from: start) }
        let copies = max(maximum ?? minimum, 1)
        if minimum >= 2 || copies >= 2, piece.repeatProduct * copies > 1000 {
            throw self.error(.invalidRepeatSize, from: start)
        }
        // Two for the loop, one for each copy that can be skipped, and the piece itself is counted already.
        try self.count(copies * (piece.code.count + 1) + 2 - piece.code.count)
        self.groups[innermost].last = piece.repeated(minimum, maximum, isLazy: isLazy)
    }
}

extension PatternParser {
    func peek(_ distance: Int = 0) -> Scalar? {
        let index = self.position + distance
        return index < self.pattern.count ? self.pattern[index] : nil
    }

    mutating func next() -> Scalar? {
        guard let scalar = self.peek() else { return nil }
        self.position += 1
        return scalar
    }

    func text(from start: Int) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: self.pattern[start..<self.position])
        return String(text)
    }

    /// An error about the text from `start` to the parser's position.
    func error(_ code: RewritePatternError.Code, from start: Int) -> RewritePatternError {
        RewritePatternError(code: code, offset: start, detail: self.text(from: start))
    }

    mutating func pushLiteral(_ scalar: Scalar) throws(RewritePatternError) {
        try self.pushLiteral(scalar.value)
    }

    mutating func pushLiteral(_ value: UInt32) throws(RewritePatternError) {
        if self.flags.ignoresCase, CaseFolding.orbit(of: value).count > 1 {
            try self.pushClass(ScalarClass([ScalarClass.Item(value...value)], ignoresCase: true))
        } else {
            try self.push(PatternFragment(consuming: .scalar(value)))
        }
    }

    mutating func pushClass(_ scalarClass: ScalarClass) throws(RewritePatternError) {
        self.classes.append(scalarClass)
        try self.push(PatternFragment(consuming: .scalarClass(self.classes.count - 1)))
    }
}
