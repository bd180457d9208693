extension TOMLReader {
    /// Reads an integer or a float, of which the word is all.
    func readNumber(_ word: ArraySlice<UInt8>) throws(TOMLError) -> TOMLValue.Kind {
        var digits = TOMLDigits(word: word)
        if let radix = digits.takeRadix() {
            try take(from: &digits) { $0.hexDigit.map { $0 < radix } ?? false }
            guard digits.isAtEnd else { throw syntax("number", at: digits.offset) }
            return .integer(try integer(digits.text, radix: Int64(radix), at: word.startIndex))
        }
        let isNegative = digits.takeSign()
        if digits.rest.elementsEqual("inf".utf8) { return .float(isNegative ? -.infinity : .infinity) }
        if digits.rest.elementsEqual("nan".utf8) { return .float(.nan) }
        guard digits.rest.first?.isDecimalDigit == true else { throw syntax("no-value", at: word.startIndex) }
        let first = digits.offset
        try take(from: &digits, where: \.isDecimalDigit)
        if digits.offset > first + 1, bytes[first] == UInt8(ascii: "0") { throw syntax("leading-zero", at: first) }
        if digits.isAtEnd { return .integer(try integer(digits.text, radix: 10, at: word.startIndex)) }
        if digits.take(UInt8(ascii: ".")) { try take(from: &digits, where: \.isDecimalDigit) }
        if digits.take(UInt8(ascii: "e")) || digits.take(UInt8(ascii: "E")) {
            _ = digits.takeSign()
            try take(from: &digits, where: \.isDecimalDigit)
        }
        guard digits.isAtEnd, let float = Double(String(decoding: digits.text, as: UTF8.self)) else {
            throw syntax("number", at: digits.offset)
        }
        // As Go's readers have it; TOML does not say.
        guard float.isFinite else { throw syntax("float-range", at: word.startIndex) }
        return .float(float)
    }

    /// Takes digits with underscores between them, one between two.
    private func take(from digits: inout TOMLDigits, where isDigit: (UInt8) -> Bool) throws(TOMLError) {
        while true {
            let start = digits.offset
            digits.takeRun(where: isDigit)
            guard digits.offset > start else {
                throw syntax(digits.rest.first == UInt8(ascii: "_") ? "underscore" : "number", at: start)
            }
            guard digits.skip(UInt8(ascii: "_")) else { return }
        }
    }

    private func integer(_ text: [UInt8], radix: Int64, at start: Int) throws(TOMLError) -> Int64 {
        let isNegative = text.first == UInt8(ascii: "-")
        var value: Int64 = 0
        for digit in text.lazy.compactMap(\.hexDigit) {
            // Downwards, for there is one more negative number.
            let (product, tooLarge) = value.multipliedReportingOverflow(by: radix)
            let (difference, tooSmall) = product.subtractingReportingOverflow(Int64(digit))
            guard !tooLarge, !tooSmall else { throw syntax("integer-range", at: start) }
            value = difference
        }
        guard isNegative || value != .min else { throw syntax("integer-range", at: start) }
        return isNegative ? value : -value
    }
}

/// A number's text, taken apart from the front.
private struct TOMLDigits {
    /// What was taken, without underscores and prefix.
    private(set) var text: [UInt8] = []
    private(set) var rest: ArraySlice<UInt8>

    init(word: ArraySlice<UInt8>) {
        rest = word
    }

    /// Where `rest` starts in the source.
    var offset: Int { rest.startIndex }
    var isAtEnd: Bool { rest.isEmpty }

    mutating func take(_ byte: UInt8) -> Bool {
        guard skip(byte) else { return false }
        text.append(byte)
        return true
    }

    mutating func skip(_ byte: UInt8) -> Bool {
        guard rest.first == byte else { return false }
        rest.removeFirst()
        return true
    }

    mutating func takeRun(where isDigit: (UInt8) -> Bool) {
        let run = rest.prefix(while: isDigit)
        text += run
        rest = rest.dropFirst(run.count)
    }

    /// Takes a sign, and says whether it is a minus.
    mutating func takeSign() -> Bool {
        if skip(UInt8(ascii: "+")) { return false }
        return take(UInt8(ascii: "-"))
    }

    /// Takes `0x`, `0o` or `0b`.
    mutating func takeRadix() -> UInt8? {
        for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] as [(String, UInt8)]
        where rest.starts(with: prefix.utf8) {
            rest.removeFirst(2)
            return radix
        }
        return nil
    }
}
