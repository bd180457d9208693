// The specifications' grammars are ASCII; classifying bytes keeps Unicode's look-alikes out.
extension UInt8 {
    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
    var isLowercaseLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }
    var isUppercaseLetter: Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) }
    var isLetter: Bool { isLowercaseLetter || isUppercaseLetter }
    var isLowercaseHex: Bool { isDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self) }

    /// The value of a hex digit of either case.
    var hexValue: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

extension StringProtocol {
    /// The text with A to Z, and nothing else, made lower case.
    var asciiLowercased: String {
        String(decoding: utf8.map { $0.isUppercaseLetter ? $0 | 0x20 : $0 }, as: UTF8.self)
    }

    /// The number that the text spells in decimal digits alone, as Go's `ParseUint` reads it.
    func decimal(atMost maximum: Int) -> Int? {
        guard !isEmpty, utf8.allSatisfy(\.isDigit), let value = Int(self), value <= maximum else { return nil }
        return value
    }
}
