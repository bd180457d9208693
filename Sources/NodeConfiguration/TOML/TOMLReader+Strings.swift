extension TOMLReader {
    mutating func readBasicString() throws(TOMLError) -> String {
        let quote = offset
        offset += 1
        var text: [UInt8] = []
        var plain = offset
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\""):
                let string = string(text, plain)
                offset += 1
                return string
            case UInt8(ascii: "\\"):
                text += bytes[plain..<offset]
                try readEscape(into: &text)
                plain = offset
            default: try stepInString(over: byte)
            }
        }
        throw syntax("string-end", at: quote)
    }

    mutating func readLiteralString() throws(TOMLError) -> String {
        let quote = offset
        offset += 1
        while let byte = peek {
            if byte == UInt8(ascii: "'") {
                let string = string([], quote + 1)
                offset += 1
                return string
            }
            try stepInString(over: byte)
        }
        throw syntax("string-end", at: quote)
    }

    mutating func readMultilineBasicString() throws(TOMLError) -> String {
        let quote = offset
        try openMultilineString()
        var text: [UInt8] = []
        var plain = offset
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\""):
                if let end = closingQuotes(byte) {
                    let string = string(text, plain)
                    offset = end
                    return string
                }
            case UInt8(ascii: "\\"):
                text += bytes[plain..<offset]
                if try !skipEscapedLineEnd() { try readEscape(into: &text) }
                plain = offset
            default: try stepInMultilineString(over: byte)
            }
        }
        throw syntax("string-end", at: quote)
    }

    mutating func readMultilineLiteralString() throws(TOMLError) -> String {
        let quote = offset
        try openMultilineString()
        let plain = offset
        while let byte = peek {
            if byte == UInt8(ascii: "'") {
                if let end = closingQuotes(byte) {
                    let string = string([], plain)
                    offset = end
                    return string
                }
            } else {
                try stepInMultilineString(over: byte)
            }
        }
        throw syntax("string-end", at: quote)
    }

    /// What was gathered, and the plain text from there to the current offset.
    private func string(_ gathered: [UInt8], _ plain: Int) -> String {
        gathered.isEmpty
            ? String(decoding: bytes[plain..<offset], as: UTF8.self)
            : String(decoding: gathered + bytes[plain..<offset], as: UTF8.self)
    }

    private mutating func stepInString(over byte: UInt8) throws(TOMLError) {
        if byte == 0x0A || byte == 0x0D { throw syntax("line-end-in-string") }
        guard !byte.isForbiddenControl else { throw syntax("control-character") }
        offset += 1
    }
}

// MARK: - Several lines

extension TOMLReader {
    /// Goes past three quotes, and past a line's end right behind them.
    private mutating func openMultilineString() throws(TOMLError) {
        offset += 3
        _ = try takeLineEnd()
    }

    /// Goes past one quote or two, which are text, or up to the last three of three to five, which end the string.
    ///
    /// - Returns: the offset behind the string, if it ends here.
    private mutating func closingQuotes(_ quote: UInt8) -> Int? {
        var count = 1
        while count < 5, offset + count < bytes.count, bytes[offset + count] == quote { count += 1 }
        guard count >= 3 else {
            offset += count
            return nil
        }
        offset += count - 3
        return offset + 3
    }

    private mutating func stepInMultilineString(over byte: UInt8) throws(TOMLError) {
        if try takeLineEnd() { return }
        guard !byte.isForbiddenControl else { throw syntax("control-character") }
        offset += 1
    }

    /// Goes past a backslash at a line's end, and all blank space and lines behind it.
    private mutating func skipEscapedLineEnd() throws(TOMLError) -> Bool {
        let backslash = offset
        offset += 1
        skipSpace()
        guard try takeLineEnd() else {
            offset = backslash
            return false
        }
        repeat { skipSpace() } while try takeLineEnd()
        return true
    }
}

// MARK: - Escapes

extension TOMLReader {
    private mutating func readEscape(into text: inout [UInt8]) throws(TOMLError) {
        let backslash = offset
        offset += 1
        guard let byte = peek else { throw escapeError(at: backslash, detail: "unknown") }
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "u"): text += try readScalar(digits: 4, backslash: backslash).utf8
        case UInt8(ascii: "U"): text += try readScalar(digits: 8, backslash: backslash).utf8
        default: throw escapeError(at: backslash, detail: "unknown")
        }
    }

    private mutating func readScalar(digits: Int, backslash: Int) throws(TOMLError) -> Unicode.Scalar {
        var value: UInt32 = 0
        for _ in 0..<digits {
            guard let digit = peek?.hexDigit else { throw escapeError(at: backslash, detail: "hex-digits") }
            value = value << 4 | UInt32(digit)
            offset += 1
        }
        guard let scalar = Unicode.Scalar(value) else {
            throw escapeError(at: backslash, detail: value > 0x10FFFF ? "out-of-range" : "surrogate")
        }
        return scalar
    }
}

extension UInt8 {
    /// The value of a hex digit of either case.
    var hexDigit: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
