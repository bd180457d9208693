/// Writes random documents in every notation of TOML; some define a thing twice.
struct RandomDocument {
    private var generator: SeededGenerator

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    /// Pieces that mutations put in.
    static let tokens = [
        "[", "]", "[[", "]]", "{", "}", "=", ".", ",", "\"", "'", "\"\"\"", "'''", "\\", "\\u00e9", "\\UD800", "\n",
        "\r\n",
        "\r", "#", "_", "__", "+", "-", "0", "0x", "0o7", "0b1", "1e", "e5", ":", "T", "Z", " ", "\t", "inf", "nan",
        "true",
        "\u{FEFF}", "\u{7F}", "\u{1}", "[a]\n", "a = 1\n", "a.b = 1\n", "b.c.d = 2\n", "[a.b]\n", "[[a]]\n",
        "[[a.b]]\n",
        "é", "\u{2028}", "1979-05-27", "07:32:00", ".5", "-07:00", "\\\n", "{a = 1}", "[1, 2]",
    ]

    /// A document.
    mutating func text() -> String {
        var text = generator.chance(3) ? "\u{FEFF}" : ""
        for _ in 0..<Int.random(in: 0...8, using: &generator) { text += line() }
        // A document may end without the end of a line.
        if generator.chance(20), text.hasSuffix("\n") { text.removeLast() }
        return text
    }

    /// A document of few names, in which much is defined twice.
    mutating func crowdedText() -> String {
        (0..<Int.random(in: 1...6, using: &generator)).map { _ in
            let path = (0..<generator.pick([1, 1, 2, 2, 3, 4])).map { _ in generator.pick(["a", "b"]) }.joined(
                separator: "."
            )
            return switch Int.random(in: 0..<9, using: &generator) {
            case 0...2: "[\(path)]\n"
            case 3: "[[\(path)]]\n"
            case 4: "\(path) = {}\n"
            case 5:
                "\(path) = {a.b = 1, \(generator.pick(["a", "a.a", "b", "b.a"])) = \(generator.pick(["1", "{}", "{a = 1}"]))}\n"
            case 6: "\(path) = [{}]\n"
            default: "\(path) = 1\n"
            }
        }.joined()
    }

    /// A document with some of its bytes changed; always UTF-8.
    mutating func mutatedText() -> String {
        while true {
            let bytes = generator.mutated(Array(text().utf8), tokens: Self.tokens)
            if let text = String(validating: bytes, as: UTF8.self) { return text }
        }
    }

    private mutating func line() -> String {
        let end = (generator.chance(15) ? " # é" : "") + (generator.chance(15) ? "\r\n" : "\n")
        return switch Int.random(in: 0..<10, using: &generator) {
        case 0: space() + end
        case 1, 2: space() + "[" + key() + "]" + space() + end
        case 3: "[[" + key() + "]]" + end
        default: space() + key() + "=" + space() + value(depth: 3) + space() + end
        }
    }

    private mutating func space() -> String { generator.pick(["", "", " ", "  ", "\t"]) }

    private mutating func key() -> String {
        (0..<generator.pick([1, 1, 1, 2, 2, 3])).map { _ in space() + keyPart() + space() }.joined(separator: ".")
    }

    private mutating func keyPart() -> String {
        generator.pick([
            "a", "b", "c", "d", "e", "A", "a-b", "_", "-", "1", "01", "true", "inf", "1e3", "2000-01-01", "\"a\"",
            "'b'",
            "\"\"", "''", "\"\\u0061\"", "\"é\"", "'e\u{301}'", "\"a.b\"", "\"\\n\"", "'\\n'", "'[a]'", "\"#\"",
        ])
    }

    private mutating func value(depth: Int) -> String {
        switch Int.random(in: 0..<(depth > 0 ? 12 : 9), using: &generator) {
        case 0: return generator.pick(["true", "false"])
        case 1, 2: return integer()
        case 3: return float()
        case 4: return moment()
        case 5, 6: return string()
        case 7: return multilineString()
        case 8: return literalString()
        case 9, 10:
            let count = Int.random(in: 0...3, using: &generator)
            let elements = (0..<count).map { _ in gap() + value(depth: depth - 1) + gap() }
            return "[" + elements.joined(separator: ",") + (count > 0 && generator.chance(30) ? "," : "") + gap() + "]"
        default:
            let pairs = (0..<Int.random(in: 0...3, using: &generator)).map { _ in
                key() + "=" + space() + value(depth: depth - 1) + space()
            }
            return "{" + pairs.joined(separator: ",") + space() + "}"
        }
    }

    /// What may stand between the elements of an array.
    private mutating func gap() -> String { generator.pick(["", "", " ", "\n", "\r\n", "# c\n", " \t\n # é\n"]) }

    private mutating func digits(_ count: Int, of all: String) -> String {
        let all = Array(all)
        var text = ""
        for place in 0..<count {
            if place > 0, generator.chance(15) { text += "_" }
            text.append(generator.pick(all))
        }
        return text
    }

    private mutating func integer() -> String {
        let count = Int.random(in: 1...12, using: &generator)
        return switch Int.random(in: 0..<6, using: &generator) {
        case 0: "0x" + digits(count, of: "0123456789abcdefABCDEF")
        case 1: "0o" + digits(count, of: "01234567")
        case 2: "0b" + digits(count, of: "01")
        case 3: generator.pick(["0", "+0", "-0", "9223372036854775807", "-9223372036854775808", "9223372036854775808"])
        default: sign() + digits(1, of: "123456789") + digits(count, of: "0123456789")
        }
    }

    private mutating func float() -> String {
        if generator.chance(20) { return sign() + generator.pick(["inf", "nan"]) }
        let whole = generator.pick(["0", "1", "12", "1_2", "99999"])
        let fraction =
            generator.chance(70) ? "." + digits(Int.random(in: 1...9, using: &generator), of: "0123456789") : ""
        let exponent =
            fraction.isEmpty || generator.chance(40)
            ? generator.pick(["e", "E"]) + sign() + digits(Int.random(in: 1...2, using: &generator), of: "0123456789")
            : ""
        return sign() + whole + fraction + exponent
    }

    private mutating func sign() -> String { generator.pick(["", "", "+", "-"]) }

    private mutating func moment() -> String {
        let date = generator.pick([
            "1979-05-27", "2000-02-29", "0001-01-01", "9999-12-31", "2024-02-30", "2023-02-29", "0000-02-29",
        ])
        let time =
            generator.pick(["00:00:00", "23:59:59", "07:32:10", "24:00:00", "23:59:60"])
            + (generator.chance(40) ? "." + digits(Int.random(in: 1...9, using: &generator), of: "0123456789") : "")
        let offset = generator.pick(["", "Z", "z", "+05:30", "-07:00", "-00:00", "+23:59", "+24:00"])
        return switch Int.random(in: 0..<4, using: &generator) {
        case 0: date
        case 1: time
        default: date + generator.pick(["T", "t", " "]) + time + offset
        }
    }

    private static let pieces = [
        "a", "b c", "é", "e\u{301}", "\u{1F40B}", "#", "=", "[", "]", "{", "\t", "\u{80}", "\u{FEFF}",
    ]
    private static let escapes = [
        #"\b"#, #"\t"#, #"\n"#, #"\f"#, #"\r"#, #"\""#, #"\\"#, #"\u00e9"#, #"\uD7FF"#, #"\U0001F40B"#, #"\u0001"#,
        #"\u007f"#, #"\uD800"#, #"\x41"#, #"\e"#,
    ]

    private mutating func content(_ pieces: [String]) -> String {
        (0..<Int.random(in: 0...5, using: &generator)).map { _ in generator.pick(pieces) }.joined()
    }

    private mutating func string() -> String {
        // The last three escapes are none.
        let escapes = generator.chance(95) ? Array(Self.escapes.dropLast(3)) : Self.escapes
        return "\"" + content(Self.pieces + escapes + ["'"]) + "\""
    }

    private mutating func literalString() -> String {
        generator.chance(50)
            ? "'" + content(Self.pieces + ["\"", "\\"]) + "'"
            : "'''" + content(Self.pieces + ["\"", "\\", "\n", "'", "''"]) + "'''"
    }

    private mutating func multilineString() -> String {
        "\"\"\""
            + content(Self.pieces + Self.escapes.dropLast(3) + ["'", "\n", "\r\n", "\"", "\"\"", "\\\n  ", "\\  \r\n"])
            + "\"\"\""
    }
}
