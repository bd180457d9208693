extension PatternParser {
    /// Parses `(`, `(?flags)`, `(?flags:` or `(?P<name>`.
    mutating func openGroup() throws(RewritePatternError) {
        let start = self.position
        self.position += 1
        guard self.peek() == "?" else {
            let number = try self.number(named: nil, start: start)
            try self.pushGroup(number: number, start: start, innerFlags: self.flags)
            return
        }
        self.position += 1
        try self.refuseLookaround(start: start)
        if self.peek() == "<" || self.peek() == "P" && self.peek(1) == "<" {
            self.position += self.peek() == "<" ? 1 : 2
            let name = try self.parseGroupName(start: start)
            let number = try self.number(named: name, start: start)
            try self.pushGroup(number: number, start: start, innerFlags: self.flags)
        } else {
            try self.parseFlags(start: start)
        }
    }

    private mutating func refuseLookaround(start: Int) throws(RewritePatternError) {
        let isBehind = self.peek() == "<"
        guard let scalar = self.peek(isBehind ? 1 : 0), scalar == "=" || scalar == "!" else { return }
        self.position += isBehind ? 2 : 1
        throw self.error(.lookaround, from: start)
    }

    private mutating func parseGroupName(start: Int) throws(RewritePatternError) -> String {
        let nameStart = self.position
        while let scalar = self.next() {
            guard scalar == ">" else { continue }
            let name = self.pattern[nameStart..<self.position - 1]
            guard !name.isEmpty, name.allSatisfy({ $0 == "_" || $0.isASCIILetterOrDigit }) else { break }
            var text = String.UnicodeScalarView()
            text.append(contentsOf: name)
            return String(text)
        }
        throw self.error(.invalidGroupName, from: start)
    }

    private mutating func parseFlags(start: Int) throws(RewritePatternError) {
        var flags = self.flags
        var value = true
        var sawFlag = false
        parsing: while let scalar = self.next() {
            switch scalar {
            case "i": flags.ignoresCase = value
            case "m": flags.isMultiline = value
            case "s": flags.dotMatchesNewline = value
            case "U": flags.isUngreedy = value
            case "-":
                guard value else { break parsing }
                value = false
                sawFlag = false
                continue
            case ":", ")":
                // A minus wants something to switch off.
                guard value || sawFlag else { break parsing }
                if scalar == ":" {
                    try self.pushGroup(number: nil, start: start, innerFlags: flags)
                } else {
                    self.flags = flags
                }
                return
            default: break parsing
            }
            sawFlag = true
        }
        throw self.error(.invalidPerlSyntax, from: start)
    }

    /// Parses `{n}`, `{n,}` or `{n,m}`; nil, and nothing taken, if the text is none of these and so stands for itself.
    mutating func parseCounts() throws(RewritePatternError) -> (minimum: Int, maximum: Int?)? {
        let start = self.position
        self.position += 1
        guard let minimum = self.parseCount() else {
            self.position = start
            return nil
        }
        var maximum: Int? = minimum
        if self.peek() == "," {
            self.position += 1
            maximum = self.parseCount()
        }
        guard self.next() == "}" else {
            self.position = start
            return nil
        }
        guard minimum <= 1000, (maximum ?? 0) <= 1000, minimum <= maximum ?? minimum else {
            throw self.error(.invalidRepeatSize, from: start)
        }
        return (minimum, maximum)
    }

    /// A number without leading zeros; what is too large for any count stays too large.
    private mutating func parseCount() -> Int? {
        guard let first = self.peek(), first.isASCIIDigit else { return nil }
        if first == "0", self.peek(1)?.isASCIIDigit == true { return nil }
        var value = 0
        while let digit = self.peek(), digit.isASCIIDigit {
            value = min(value * 10 + Int(digit.value - 0x30), 1_000_000)
            self.position += 1
        }
        return value
    }
}

extension Unicode.Scalar {
    var isASCIIDigit: Bool {
        (0x30...0x39).contains(self.value)
    }

    var isASCIILetterOrDigit: Bool {
        self.isASCIIDigit || (0x61...0x7A).contains(self.value | 0x20)
    }
}
