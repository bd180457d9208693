import Testing

/// What Go's `regexp` answers: a line of `pattern¦text¦template¦result`, or `pattern¦!code` where Go refuses the
/// pattern. Control characters are written as Unicode's pictures of them.
struct GoRegexpCase: Sendable, CustomTestStringConvertible {
    enum Expectation: Equatable {
        case replaced(text: String, template: String, result: String)
        case refused(String)
    }

    var pattern: String
    var expectation: Expectation
    var testDescription: String

    static func table(_ lines: String) -> [GoRegexpCase] {
        lines.split(separator: "\n").map { line in
            let fields = line.unicodeScalars.split(separator: "¦", omittingEmptySubsequences: false).map(self.decoded)
            let expectation: Expectation =
                fields.count == 4
                ? .replaced(text: fields[1], template: fields[2], result: fields[3])
                : .refused(String(fields[1].dropFirst()))
            return GoRegexpCase(pattern: fields[0], expectation: expectation, testDescription: String(line))
        }
    }

    private static func decoded(_ field: Substring.UnicodeScalarView) -> String {
        var text = String.UnicodeScalarView()
        for scalar in field {
            switch scalar.value {
            case 0x2400..<0x2420: text.append(Unicode.Scalar(UInt8(scalar.value - 0x2400)))
            case 0x2424: text.append("\n")
            case 0x2421: text.append("\u{7F}")
            default: text.append(scalar)
            }
        }
        return String(text)
    }
}
