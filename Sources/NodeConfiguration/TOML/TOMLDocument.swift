package import Registries

/// A TOML 1.0 document: what it says, where, and the bytes that say it.
package struct TOMLDocument: Sendable {
    /// How to read.
    package struct Options: Hashable, Sendable {
        /// What becomes of keys and tables that are defined twice.
        package enum Redefinitions: Hashable, Sendable {
            /// The first ends the reading, as TOML demands.
            case refused
            /// All are collected in ``TOMLDocument/redefinitions``. The first definition of a key counts; what stands
            /// below a header for the second time goes to the table of the first, unless that is a table array.
            case collected
        }

        /// The most bytes.
        package var maximumSize: Int
        /// How many tables and arrays may stand inside each other.
        package var maximumDepth: Int
        /// What becomes of keys and tables that are defined twice.
        package var redefinitions: Redefinitions

        /// 4 MiB, 64 levels and no redefinition, unless told otherwise.
        package init(
            maximumSize: Int = 4 << 20,
            maximumDepth: Int = 64,
            redefinitions: Redefinitions = .refused
        ) {
            self.maximumSize = maximumSize
            self.maximumDepth = maximumDepth
            self.redefinitions = redefinitions
        }
    }

    /// The bytes as they were given, to which all ranges refer.
    package let source: [UInt8]
    /// Whether the source starts with UTF-8's byte order mark, which takes no column.
    package let hasByteOrderMark: Bool
    /// What the document says.
    package let root: TOMLTable
    /// How it says it: first what stands before any header, then one section a header.
    package let sections: [TOMLSection]
    /// The keys and tables that are defined twice, in order, where these are collected.
    package let redefinitions: [TOMLError]

    /// Reads a document.
    ///
    /// - Throws: the first fault.
    package init(bytes: [UInt8], options: Options = Options()) throws(TOMLError) {
        var reader = TOMLReader(bytes, options: options)
        try reader.readDocument()
        source = bytes
        hasByteOrderMark = reader.hasByteOrderMark
        sections = reader.sections
        redefinitions = reader.tree.redefinitions
        root = reader.tree.root
    }
}

/// A header and the pairs below it, or the pairs before the first header.
package struct TOMLSection: Sendable {
    /// The header; nil for the document's first section.
    package internal(set) var header: TOMLHeader?
    /// The keys with their values in order.
    package internal(set) var pairs: [TOMLPair]
    /// All lines from the header's to the one before the next header, comments and blank lines included.
    package internal(set) var range: Range<Int>

    /// The lines from the header's to the last pair's: what follows may as well belong to the next header.
    package var body: Range<Int> {
        let end = pairs.last?.line.upperBound ?? header?.line.upperBound ?? range.lowerBound
        return range.lowerBound..<end
    }
}

/// A `[header]` or `[[header]]`.
package struct TOMLHeader: Sendable {
    /// The names, outermost first.
    package let path: [TOMLKey]
    /// Whether it has two brackets.
    package let isArray: Bool
    /// Where its bracket is.
    package let position: Position
    /// From bracket to bracket.
    package let range: Range<Int>
    /// Its whole line, with the end of the line.
    package let line: Range<Int>
}

/// A key and its value on a line of their own.
package struct TOMLPair: Sendable {
    /// The key's parts, outermost first.
    package let path: [TOMLKey]
    /// The value.
    package let value: TOMLValue
    /// From the key to the value's end.
    package let range: Range<Int>
    /// All of its lines, with the end of the last.
    package let line: Range<Int>

    /// Where the key is.
    package var position: Position { path[0].position }
}
