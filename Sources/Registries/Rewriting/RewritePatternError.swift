/// Why a rewrite pattern is not a regular expression that Go's `regexp` (RE2 syntax) accepts.
public struct RewritePatternError: Error, Hashable, Sendable {
    /// What kind of fault it is. Those of RE2 keep RE2's names.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The stable name, for machines.
        public let rawValue: String

        /// Makes a code of a name.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// `\1` or `\k<name>`: an engine of linear time has no backreferences.
        public static let backreference = Code(rawValue: "backreference")
        /// `(?=`, `(?!`, `(?<=` or `(?<!`: an engine of linear time has no look-around.
        public static let lookaround = Code(rawValue: "look-around")
        /// Another `(?` that RE2 does not have, such as the atomic `(?>`.
        public static let invalidPerlSyntax = Code(rawValue: "invalid-perl-syntax")
        /// A backslash before a letter or digit that means nothing, such as `\Z`, `\C` or `\e`.
        public static let invalidEscape = Code(rawValue: "invalid-escape")
        /// A backslash at the end.
        public static let trailingBackslash = Code(rawValue: "trailing-backslash")
        /// A range that runs backwards, or an unknown name in `[: :]`.
        public static let invalidClassRange = Code(rawValue: "invalid-class-range")
        /// A name in `\p{ }` that is neither a general category nor Greek, Latin, Cyrillic or Han.
        public static let unsupportedClass = Code(rawValue: "unsupported-class")
        /// A `[` without its `]`.
        public static let missingBracket = Code(rawValue: "missing-bracket")
        /// A `(` without its `)`.
        public static let missingParenthesis = Code(rawValue: "missing-parenthesis")
        /// A `)` without its `(`.
        public static let unexpectedParenthesis = Code(rawValue: "unexpected-parenthesis")
        /// A `*`, `+`, `?` or `{n}` with nothing before it.
        public static let missingRepeatArgument = Code(rawValue: "missing-repeat-argument")
        /// Two repetitions in a row, as in `a**` or the possessive `a++`.
        public static let invalidRepeatOperator = Code(rawValue: "invalid-repeat-operator")
        /// A count above 1000 (nested counts multiply), or a minimum above its maximum.
        public static let invalidRepeatSize = Code(rawValue: "invalid-repeat-size")
        /// A group's name is empty, not closed, or has other characters than `[A-Za-z0-9_]`.
        public static let invalidGroupName = Code(rawValue: "invalid-group-name")
        /// Two groups of the same name. RE2 refuses it; Go lets it pass and uses the first that took part.
        public static let duplicateGroupName = Code(rawValue: "duplicate-group-name")
        /// More than ``RewritePattern/maximumLength``, ``RewritePattern/maximumInstructions``,
        /// ``RewritePattern/maximumGroups`` or ``RewritePattern/maximumNesting``.
        public static let tooLarge = Code(rawValue: "pattern-too-large")
    }

    /// What kind of fault it is.
    public var code: Code
    /// Where the offending text starts, counted from 0 in characters (Unicode scalars).
    public var offset: Int
    /// The offending piece of the pattern.
    public var detail: String

    /// Makes an error from its parts.
    public init(code: Code, offset: Int, detail: String) {
        self.code = code
        self.offset = offset
        self.detail = detail
    }
}
