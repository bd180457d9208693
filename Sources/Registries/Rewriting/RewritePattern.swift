/// A regular expression with the syntax and meaning of Go's `regexp` (RE2): leftmost, first alternative wins,
/// and a search takes time linear in text and pattern. What K3s and RKE2 do to repository names is
/// `regexp.Compile` and `ReplaceAllString`; ICU and Swift's `Regex` differ from both and can take exponential time.
///
/// Matching is over Unicode scalars. `\d \w \s \b` are ASCII, `\p{...}` knows the general categories and the
/// scripts Greek, Latin, Cyrillic and Han.
public struct RewritePattern: Sendable, Hashable {
    /// The most characters that a pattern may have.
    public static let maximumLength = 4_096
    /// The largest program that a pattern may compile to; each character of a pattern takes about one instruction,
    /// times the counts of the `{n}` around it.
    public static let maximumInstructions = 20_000
    /// The most capturing groups.
    public static let maximumGroups = 256
    /// The most groups in one another.
    public static let maximumNesting = 1_000

    /// The pattern as written.
    public let pattern: String
    let program: PatternProgram

    /// Compiles a pattern.
    /// - Throws: what Go's `regexp.Compile` refuses, and what goes beyond the limits above.
    public init(_ pattern: String) throws(RewritePatternError) {
        self.pattern = pattern
        var parser = PatternParser(pattern)
        self.program = try parser.parse()
    }

    /// Whether the pattern matches anywhere in a text.
    public func matches(_ text: String) -> Bool {
        var machine = PatternMachine(program: self.program, captureSlots: [])
        return machine.firstMatch(in: text.unicodeScalars.map(\.value), from: 0) != nil
    }

    /// The text with every match replaced by the template, as Go's `ReplaceAllString` does it: an empty match right
    /// after a match is left alone, so `(.*)` replaces once.
    ///
    /// In the template `$name` and `${name}` stand for groups by name or number. `$name` takes as many letters,
    /// digits and underscores as there are (`$1x` is the group named `1x`), a group that does not exist or took no
    /// part is empty, `$$` is `$`, and a `$` before anything else stays.
    public func replacingAll(in text: String, with template: String) -> String {
        self.replacingAllCountingSteps(in: text, with: template).text
    }

    /// The first group that `template` names and the pattern does not have: it expands to nothing.
    public func unknownGroup(in template: String) -> String? {
        ReplacementTemplate(template, groups: self.program).unknownGroups.first
    }

    /// As the public one, with the number of instructions that the machine ran: the measure of time that tests hold on to.
    func replacingAllCountingSteps(in text: String, with template: String) -> (text: String, steps: Int) {
        let template = ReplacementTemplate(template, groups: self.program)
        let scalars = text.unicodeScalars.map(\.value)
        var machine = PatternMachine(program: self.program, captureSlots: template.captureSlots)
        var result = String.UnicodeScalarView()
        var copied = 0
        var position = 0
        while position <= scalars.count, let match = machine.firstMatch(in: scalars, from: position) {
            result.append(scalars[copied..<match.lowerBound])
            // Otherwise `(.*)` would replace the text and then the nothing behind it.
            if match.upperBound > copied || match.lowerBound == 0 {
                template.expand(scalars, captures: machine.captures, into: &result)
            }
            copied = match.upperBound
            position = max(match.upperBound, position + 1)
        }
        result.append(scalars[copied...])
        return (String(result), machine.steps)
    }
}

extension String.UnicodeScalarView {
    mutating func append(_ values: ArraySlice<UInt32>) {
        // The values come from a string, so each of them is a scalar.
        self.append(contentsOf: values.lazy.compactMap(Unicode.Scalar.init))
    }
}
