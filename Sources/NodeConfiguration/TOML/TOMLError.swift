package import Registries

/// Why a text could not be read as TOML 1.0, and where.
package struct TOMLError: Error, Hashable, Sendable {
    /// What kind of fault it is.
    package struct Code: RawRepresentable, Hashable, Sendable {
        /// The stable name, for machines.
        package let rawValue: String

        /// A code of that name.
        package init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// The text breaks a rule of the grammar; `detail` names it.
        package static let syntax = Code(rawValue: "toml-syntax")
        /// A backslash that begins none of TOML's escapes, as in `"C:\certs"`.
        package static let badEscape = Code(rawValue: "toml-bad-escape")
        /// A key that its table already has.
        package static let duplicateKey = Code(rawValue: "toml-duplicate-key")
        /// A header of a table, or a table array, that is already defined.
        package static let duplicateTable = Code(rawValue: "toml-duplicate-table")
        /// A header or dotted key that leads into something nothing can be added to: a value, an inline table, or a
        /// table with a header of its own.
        package static let closed = Code(rawValue: "toml-closed")
        /// Tables and arrays stand too deep in each other.
        package static let tooDeep = Code(rawValue: "toml-too-deep")
        /// More bytes than the limit allows.
        package static let tooLarge = Code(rawValue: "toml-too-large")
        /// UTF-16, which is not decoded here.
        package static let utf16 = Code(rawValue: "encoding-utf16")
        /// A byte that is not UTF-8: a file saved in an 8-bit ("ANSI") code page.
        package static let ansi = Code(rawValue: "encoding-ansi")
    }

    /// What kind of fault it is.
    package var code: Code
    /// Where it is.
    package var position: Position
    /// The bytes that offend, in the source.
    package var range: Range<Int>
    /// What offends, short and without control characters: a key's or header's name, the first two characters of an
    /// escape, and of anything else the first character alone, for it may be a secret. `U+000D` for a character that
    /// cannot be seen; empty at the end of the text.
    package var text: String
    /// A short token: the rule of the grammar, or, for what is defined twice, what stands there already (`header`,
    /// `header-below`, `dotted-key`, `inline-table`, `table-array`, `array`, `value`).
    package var detail: String
    /// Where what is defined twice was defined first.
    package var first: Position?

    /// An error from its parts.
    package init(
        _ code: Code,
        at position: Position,
        range: Range<Int>,
        text: String = "",
        detail: String,
        first: Position? = nil
    ) {
        self.code = code
        self.position = position
        self.range = range
        self.text = text
        self.detail = detail
        self.first = first
    }
}

extension TOMLError {
    /// The most characters of a name that an error shows.
    static let longestText = 80

    /// A character as an error shows it.
    static func shown(_ scalar: Unicode.Scalar) -> String {
        if scalar.isVisible { return String(Character(scalar)) }
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// A dotted name as an error shows it: cut, and with a replacement for what cannot be seen.
    static func shown(_ path: some Sequence<TOMLKey>) -> String {
        var text = ""
        var count = 0
        for key in path {
            if count > 0 {
                text += "."
                count += 1
            }
            for scalar in key.name.unicodeScalars {
                guard count < longestText else { return text + "..." }
                text.unicodeScalars.append(scalar.isVisible ? scalar : "\u{FFFD}")
                count += 1
            }
        }
        return text
    }
}

extension Unicode.Scalar {
    fileprivate var isVisible: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }
}
