/// One value of a YAML document and where it was written.
public struct YAMLNode: Hashable, Sendable {
    /// What the value is. Aliases are already replaced by what they stand for, and merge keys are applied.
    public indirect enum Kind: Hashable, Sendable {
        /// Text, still unresolved: see ``YAMLNode/asString``, ``YAMLNode/asBool`` and ``YAMLNode/isNull``.
        case scalar(YAMLScalar)
        /// A list, in the order of the file.
        case sequence([YAMLNode])
        /// Pairs in the order of the file; a key that was written twice is here twice.
        case mapping([YAMLPair])
    }

    /// What the value is.
    public var kind: Kind
    /// Where the value starts; what an alias stands for keeps the place of its anchor.
    public var mark: YAMLMark
    /// The tag as libyaml resolves it (`tag:yaml.org,2002:str` for `!!str`), or nil when none was written.
    public var tag: String?

    /// Makes a node from its parts.
    public init(kind: Kind, mark: YAMLMark, tag: String? = nil) {
        self.kind = kind
        self.mark = mark
        self.tag = tag
    }
}

/// A scalar's text and how it was written.
public struct YAMLScalar: Hashable, Sendable {
    /// How a scalar is written; only a plain one can be a boolean or null.
    public enum Style: Hashable, Sendable {
        /// Without quotes.
        case plain
        /// In single or double quotes.
        case quoted
        /// A `|` or `>` block.
        case literal
    }

    /// The text after unquoting, unescaping and folding, with line breaks as `\n`.
    public var text: String
    /// How the scalar was written.
    public var style: Style

    /// Makes a scalar from its parts.
    public init(text: String, style: Style = .plain) {
        self.text = text
        self.style = style
    }
}

/// A key and its value.
public struct YAMLPair: Hashable, Sendable {
    /// The key; a scalar in every file that makes sense.
    public var key: YAMLNode
    /// The value.
    public var value: YAMLNode
    /// Whether a merge key (`<<`) brought the pair here.
    ///
    /// A merged pair that follows an explicit pair of the same key replaces it, as go-yaml v2 has it; a merged pair
    /// that a later explicit pair would replace is left out. So the last pair of a key is always the one that counts.
    public var isMerged: Bool

    /// Makes a pair from its parts.
    public init(key: YAMLNode, value: YAMLNode, isMerged: Bool = false) {
        self.key = key
        self.value = value
        self.isMerged = isMerged
    }
}

/// A place in a document.
public struct YAMLMark: Hashable, Sendable, Comparable {
    /// The line, counted from 1; CRLF, CR and LF each end one.
    public var line: Int
    /// The column, counted from 1 in characters (Unicode scalars). A byte order mark takes none.
    public var column: Int

    /// Makes a mark; the start of the document if nothing is given.
    public init(line: Int = 1, column: Int = 1) {
        self.line = line
        self.column = column
    }

    /// Orders places as a reader meets them.
    public static func < (left: YAMLMark, right: YAMLMark) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}
