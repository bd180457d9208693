/// Reading of `name=value&...` as in queries and form bodies.
enum FormText {
    static func values(of name: String, in text: Substring) -> [String] {
        text.split(separator: "&").compactMap { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let key = parts.first, self.decoded(key) == name else { return nil }
            return parts.count > 1 ? self.decoded(parts[1]) : ""
        }
    }

    static func decoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"):
                bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%") where rest.count >= 2:
                let pair = String(decoding: rest.prefix(2), as: UTF8.self)
                guard let value = UInt8(pair, radix: 16) else { fallthrough }
                bytes.append(value)
                rest = rest.dropFirst(2)
            default:
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Percent-encodes all but RFC 3986's unreserved characters.
    static func encoded(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            let character = Unicode.Scalar(byte)
            let isLetter = ("a"..."z").contains(character) || ("A"..."Z").contains(character)
            if isLetter || ("0"..."9").contains(character) || "-._~".unicodeScalars.contains(character) {
                result.unicodeScalars.append(character)
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                result += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return result
    }
}
