import Registries

extension TOMLReader {
    /// Reads `= value`.
    mutating func readAssignedValue(depth: Int) throws(TOMLError) -> TOMLValue {
        guard take("=") else { throw syntax("no-equals") }
        skipSpace()
        return try readValue(depth: depth)
    }

    /// Reads one value.
    ///
    /// - Parameter depth: how deep a table or array in its place would stand.
    private mutating func readValue(depth: Int) throws(TOMLError) -> TOMLValue {
        let start = offset
        let position = position(of: start)
        let kind: TOMLValue.Kind
        switch peek {
        case UInt8(ascii: "\""): kind = .string(try isTripled ? readMultilineBasicString() : readBasicString())
        case UInt8(ascii: "'"): kind = .string(try isTripled ? readMultilineLiteralString() : readLiteralString())
        case UInt8(ascii: "["): kind = .array(try readArray(depth: depth))
        case UInt8(ascii: "{"): kind = .table(try readInlineTable(at: position, depth: depth))
        default: kind = try readWord()
        }
        return TOMLValue(kind: kind, position: position, range: start..<offset)
    }

    private var isTripled: Bool {
        offset + 2 < bytes.count && bytes[offset + 1] == bytes[offset] && bytes[offset + 2] == bytes[offset]
    }

    private mutating func readArray(depth: Int) throws(TOMLError) -> [TOMLValue] {
        try checkDepth(depth, at: offset)
        offset += 1
        var elements: [TOMLValue] = []
        while true {
            try skipLines()
            if take("]") { return elements }
            elements.append(try readValue(depth: depth + 1))
            try skipLines()
            if take(",") { continue }
            guard take("]") else { throw syntax("array-end") }
            return elements
        }
    }

    private mutating func readInlineTable(at position: Position, depth: Int) throws(TOMLError) -> TOMLTable {
        try checkDepth(depth, at: offset)
        offset += 1
        skipSpace()
        var pairs: [(path: [TOMLKey], value: TOMLValue)] = []
        if !take("}") {
            repeat {
                let path = try readKey(above: depth)
                pairs.append((path, try readAssignedValue(depth: depth + path.count)))
                skipSpace()
            } while take(",")
            guard take("}") else { throw syntax("inline-table-end") }
        }
        return try tree.inlineTable(at: position, of: pairs)
    }

    /// Reads what has no quotes and no brackets: a number, a truth value, a date or a time.
    private mutating func readWord() throws(TOMLError) -> TOMLValue.Kind {
        let start = offset
        while let byte = peek,
            byte.isBareKey || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "+")
                || byte == UInt8(ascii: ":")
        {
            offset += 1
        }
        let word = bytes[start..<offset]
        guard !word.isEmpty else { throw syntax("no-value") }
        if word.elementsEqual("true".utf8) { return .boolean(true) }
        if word.elementsEqual("false".utf8) { return .boolean(false) }
        let digits = word.prefix(while: \.isDecimalDigit).count
        if digits == 2, word.dropFirst(2).first == UInt8(ascii: ":") { return try readTime(from: start) }
        if digits == 4, word.dropFirst(4).first == UInt8(ascii: "-") { return try readDate(from: start) }
        return try readNumber(word)
    }
}
