/// Base64 (RFC 4648), written here so that the kit does not check code with itself.
enum Base64 {
    private static let standard = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func encoded(_ bytes: [UInt8], isPadded: Bool = true, isURLSafe: Bool = false) -> String {
        var alphabet = Self.standard
        if isURLSafe { alphabet.replaceSubrange(62..., with: Array("-_".utf8)) }
        var result: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let value = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for place in 0...group.count { result.append(alphabet[value >> (18 - 6 * place) & 63]) }
            if isPadded { result += Array(repeating: UInt8(ascii: "="), count: 3 - group.count) }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The bytes of a padded standard text; nil if it is none.
    static func decoded(_ text: some StringProtocol) -> [UInt8]? {
        let digits = text.utf8.prefix { $0 != UInt8(ascii: "=") }
        var (value, bits) = (0, 0)
        var result: [UInt8] = []
        for digit in digits {
            guard let index = Self.standard.firstIndex(of: digit) else { return nil }
            value = (value << 6 | index) & 0xffff
            bits += 6
            if bits >= 8 {
                bits -= 8
                result.append(UInt8(truncatingIfNeeded: value >> bits))
            }
        }
        return text.utf8.count % 4 == 0 ? result : nil
    }
}
