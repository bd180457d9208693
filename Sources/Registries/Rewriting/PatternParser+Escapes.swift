extension PatternParser {
    /// Parses a backslash outside of brackets, and what belongs to it.
    mutating func parseBackslash() throws(RewritePatternError) {
        switch self.peek(1) {
        case "A": try self.pushAssertion(.textStart)
        case "z": try self.pushAssertion(.textEnd)
        case "b": try self.pushAssertion(.wordBoundary)
        case "B": try self.pushAssertion(.noWordBoundary)
        case "Q":
            self.position += 2
            while let scalar = self.next() {
                if scalar == "\\", self.peek() == "E" {
                    self.position += 1
                    return
                }
                try self.pushLiteral(scalar)
            }
        default:
            if let item = try self.parseClassEscape() {
                try self.pushClass(ScalarClass([item], ignoresCase: self.flags.ignoresCase))
            } else {
                try self.pushLiteral(try self.parseEscape())
            }
        }
    }

    private mutating func pushAssertion(_ assertion: PatternProgram.Assertion) throws(RewritePatternError) {
        self.position += 2
        try self.push(PatternFragment(asserting: assertion))
    }

    /// Parses `\d`, `\pL`, `\p{Greek}` and their like; nil, and nothing taken, if the escape is not of that kind.
    mutating func parseClassEscape() throws(RewritePatternError) -> ScalarClass.Item? {
        guard self.peek() == "\\", let letter = self.peek(1) else { return nil }
        if let item = ScalarClass.Item(perlLetter: letter) {
            self.position += 2
            return item
        }
        guard letter == "p" || letter == "P" else { return nil }
        let start = self.position
        self.position += 2
        var name = self.next().map(String.init) ?? ""
        if name == "{" {
            let nameStart = self.position
            while let scalar = self.peek(), scalar != "}" { self.position += 1 }
            name = self.text(from: nameStart)
            guard self.next() == "}" else { throw self.error(.invalidClassRange, from: start) }
        }
        let isNegated = name.utf8.first == UInt8(ascii: "^")
        if isNegated { name.unicodeScalars.removeFirst() }
        guard var item = ScalarClass.Item(unicodeName: name) else { throw self.error(.unsupportedClass, from: start) }
        item.isNegated = isNegated != (letter == "P")
        return item
    }

    /// Parses a backslash that stands for one scalar. A value that is no scalar, such as a surrogate's, is legal and
    /// matches nothing.
    mutating func parseEscape() throws(RewritePatternError) -> UInt32 {
        let start = self.position
        self.position += 1
        guard let scalar = self.next() else { throw self.error(.trailingBackslash, from: start) }
        switch scalar {
        case "1"..."7":
            // A single digit would be a backreference.
            if self.peek().map({ ("0"..."7").contains($0) }) == true { return self.parseOctal(scalar) }
            throw self.error(.backreference, from: start)
        case "8", "9", "k": throw self.error(.backreference, from: start)
        case "0": return self.parseOctal(scalar)
        case "x": if let value = self.parseHexadecimal() { return value }
        case "a": return 0x07
        case "f": return 0x0C
        case "n": return 0x0A
        case "r": return 0x0D
        case "t": return 0x09
        case "v": return 0x0B
        default: if scalar.isASCII, !scalar.isASCIILetterOrDigit { return scalar.value }
        }
        throw self.error(.invalidEscape, from: start)
    }

    /// Up to three digits, one of which is taken already.
    private mutating func parseOctal(_ first: Scalar) -> UInt32 {
        var value = first.value - 0x30
        for _ in 1..<3 {
            guard let digit = self.peek(), ("0"..."7").contains(digit) else { break }
            value = value * 8 + digit.value - 0x30
            self.position += 1
        }
        return value
    }

    /// Two digits, or any number in braces.
    private mutating func parseHexadecimal() -> UInt32? {
        func digit(_ scalar: Scalar?) -> UInt32? {
            scalar.flatMap { $0.isASCII ? Character($0).hexDigitValue : nil }.map { UInt32($0) }
        }
        guard self.peek() == "{" else {
            guard let high = digit(self.next()), let low = digit(self.next()) else { return nil }
            return high * 16 + low
        }
        self.position += 1
        var value: UInt32?
        while let scalar = self.next(), scalar != "}" {
            guard let digit = digit(scalar) else { return nil }
            let next = (value ?? 0) * 16 + digit
            guard next <= 0x10FFFF else { return nil }
            value = next
        }
        return self.pattern[self.position - 1] == "}" ? value : nil
    }
}
