/// Why a configuration file could not be read as YAML, and where.
public struct YAMLError: Error, Hashable, Sendable {
    /// What kind of fault it is.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The stable name, for machines.
        public let rawValue: String

        /// Makes a code of a name.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// The text breaks a rule of YAML; `problem` is libyaml's text.
        public static let syntax = Code(rawValue: "yaml-syntax")
        /// A tab indents the line.
        public static let tab = Code(rawValue: "yaml-tab")
        /// A value or key begins with `*` and is not quoted, so it reads as an alias.
        public static let unquotedAsterisk = Code(rawValue: "yaml-unquoted-asterisk")
        /// A double-quoted text has a backslash that escapes nothing, as in `"C:\certs"`.
        public static let unknownEscape = Code(rawValue: "yaml-unknown-escape")
        /// A control character, which YAML does not allow.
        public static let controlCharacter = Code(rawValue: "yaml-control-character")
        /// An alias (`*name`) without an anchor (`&name`) before it, often a text that wants quotes.
        public static let unknownAlias = Code(rawValue: "yaml-unknown-alias")
        /// An alias inside of what it stands for.
        public static let recursiveAlias = Code(rawValue: "yaml-recursive-alias")
        /// The value of a merge key (`<<`) is neither a mapping nor a list of mappings.
        public static let invalidMerge = Code(rawValue: "yaml-invalid-merge")
        /// More than ``YAMLDocument/maximumDepth`` collections in one another.
        public static let tooDeep = Code(rawValue: "yaml-too-deep")
        /// More than ``YAMLDocument/maximumSize`` bytes, or more than ``YAMLDocument/maximumNodes`` values.
        public static let tooLarge = Code(rawValue: "yaml-too-large")
        /// UTF-16 without a byte order mark, or with one but cut short or with a lone surrogate.
        public static let utf16 = Code(rawValue: "encoding-utf16")
        /// Bytes that are not UTF-8: a file saved in an 8-bit ("ANSI") code page.
        public static let ansi = Code(rawValue: "encoding-ansi")
    }

    /// What kind of fault it is.
    public var code: Code
    /// Where it is.
    public var mark: YAMLMark
    /// libyaml's own short text, empty when it is not libyaml that complains.
    public var problem: String
    /// What libyaml was doing, as in `while parsing a block mapping`.
    public var context: String?
    /// A short token that tells more: a byte as `0xFC`, a ``YAMLSuspicion`` of the line, or which limit it was
    /// (`size`, `nodes`). Never a piece of the file, for that may be a secret.
    public var detail: String?
    /// For an encoding error, the offset of the first bad byte in the file.
    public var byteOffset: Int?

    /// The line, counted from 1.
    public var line: Int { self.mark.line }
    /// The column, counted from 1 in characters.
    public var column: Int { self.mark.column }

    /// Makes an error from its parts.
    public init(
        code: Code,
        mark: YAMLMark,
        problem: String = "",
        context: String? = nil,
        detail: String? = nil,
        byteOffset: Int? = nil
    ) {
        self.code = code
        self.mark = mark
        self.problem = problem
        self.context = context
        self.detail = detail
        self.byteOffset = byteOffset
    }
}
