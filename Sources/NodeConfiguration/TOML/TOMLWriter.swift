/// Writes tables as TOML 1.0 text: UTF-8 without a byte order mark, LF, no blank space at a line's end, a header for
/// each table that has values of its own or wants one, and no other.
///
/// A table's values come before the tables inside it, for behind a header they would belong to that; within both
/// the order is the content's.
package struct TOMLWriter: Sendable {
    /// The spaces before a key that stands below a header.
    package var indentation: Int
    /// Whether a table whose name has a bracket, such as an IPv6 host, is written as dotted keys, and the tables
    /// beside it with it, to keep the order: go-toml 1, of containerd 1, takes no bracket in a header, quoted or not.
    package var keepsBracketsOutOfHeaders: Bool

    /// Two spaces, and any name in a header, unless told otherwise.
    package init(indentation: Int = 2, keepsBracketsOutOfHeaders: Bool = false) {
        self.indentation = indentation
        self.keepsBracketsOutOfHeaders = keepsBracketsOutOfHeaders
    }

    /// The text of a whole document, or of some tables to be put into one.
    package func text(of content: TOMLContent) -> String {
        String(decoding: bytes(of: content), as: UTF8.self)
    }

    /// A text as a basic string, quotes included.
    package static func basicString(_ text: String) -> String {
        var output: [UInt8] = []
        write(text, to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    /// The UTF-8 of ``text(of:)``.
    package func bytes(of content: TOMLContent) -> [UInt8] {
        var output: [UInt8] = []
        write(content, path: [], to: &output)
        return output
    }

    private func write(_ content: TOMLContent, path: [UInt8], to output: inout [UInt8]) {
        let entries = content.byName.elements
        let isDotted = keepsBracketsOutOfHeaders && entries.contains { $0.isTable && $0.name.utf8.hasBracket }
        let values = isDotted || entries.contains { !$0.isTable }
        if !path.isEmpty, values || content.isExplicit {
            if !output.isEmpty { output.append(0x0A) }
            output.append(UInt8(ascii: "["))
            output += path
            output += "]\n".utf8
        }
        for entry in entries where isDotted || !entry.isTable {
            writePairs(of: entry, prefix: path.isEmpty ? [] : Array(repeating: 0x20, count: indentation), to: &output)
        }
        for entry in entries where !isDotted {
            guard case .table(let table) = entry.item else { continue }
            var inner = path
            if !inner.isEmpty { inner.append(UInt8(ascii: ".")) }
            Self.write(entry.key, to: &inner)
            write(table, path: inner, to: &output)
        }
    }

    /// Writes a key with its value, or all keys of a table with dots before them.
    private func writePairs(of entry: TOMLContent.Entry, prefix: [UInt8], to output: inout [UInt8]) {
        var key = prefix
        Self.write(entry.key, to: &key)
        switch entry.item {
        case .value(let value):
            output += key
            output += " = ".utf8
            Self.write(value, to: &output)
            output.append(0x0A)
        case .table(let table):
            key.append(UInt8(ascii: "."))
            for inner in table.byName.elements { writePairs(of: inner, prefix: key, to: &output) }
        }
    }

    private static func write(_ key: TOMLContent.Key, to output: inout [UInt8]) {
        if key.isQuoted || key.name.isEmpty || !key.name.utf8.allSatisfy(\.isBareKey) {
            write(key.name, to: &output)
        } else {
            output += key.name.utf8
        }
    }

    private static func write(_ value: TOMLContent.Value, to output: inout [UInt8]) {
        switch value {
        case .string(let text): write(text, to: &output)
        case .integer(let number): output += String(number).utf8
        case .boolean(let truth): output += (truth ? "true" : "false").utf8
        case .array(let elements):
            output.append(UInt8(ascii: "["))
            for (place, element) in elements.enumerated() {
                if place > 0 { output += ", ".utf8 }
                write(element, to: &output)
            }
            output.append(UInt8(ascii: "]"))
        }
    }

    /// Writes a basic string. Go's `%q` would write escapes that TOML does not have.
    private static func write(_ text: String, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": output += #"\""#.utf8
            case "\\": output += #"\\"#.utf8
            case "\u{8}": output += #"\b"#.utf8
            case "\t": output += #"\t"#.utf8
            case "\n": output += #"\n"#.utf8
            case "\u{C}": output += #"\f"#.utf8
            case "\r": output += #"\r"#.utf8
            case "\0"..."\u{1F}", "\u{7F}"..."\u{9F}":
                output += (scalar.value < 0x10 ? #"\u000"# : #"\u00"#).utf8
                output += String(scalar.value, radix: 16, uppercase: true).utf8
            default: output += scalar.utf8
            }
        }
        output.append(UInt8(ascii: "\""))
    }
}

extension TOMLContent.Entry {
    fileprivate var isTable: Bool {
        if case .table = item { true } else { false }
    }
}
