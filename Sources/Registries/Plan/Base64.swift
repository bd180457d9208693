/// Base64 (RFC 4648 §4), lenient in the ways in which hand-made `auth` values are: padding is optional and
/// white space is skipped.
package enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    package static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var output: [UInt8] = []
        var pending: UInt32 = 0
        var count = 0
        for byte in bytes {
            pending = pending << 8 | UInt32(byte)
            count += 1
            if count == 3 {
                for shift in [18, 12, 6, 0] { output.append(alphabet[Int(pending >> UInt32(shift) & 63)]) }
                (pending, count) = (0, 0)
            }
        }
        switch count {
        case 1:
            pending <<= 16
            output += [alphabet[Int(pending >> 18 & 63)], alphabet[Int(pending >> 12 & 63)]] + "==".utf8
        case 2:
            pending <<= 8
            output += [18, 12, 6].map { alphabet[Int(pending >> UInt32($0) & 63)] } + "=".utf8
        default:
            break
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// - Returns: nil for a character outside the alphabet, misplaced padding or a lone last character.
    package static func decode(_ text: String) -> [UInt8]? {
        var output: [UInt8] = []
        var pending: UInt32 = 0
        var bits = 0
        var characters = 0
        var padding = 0
        for byte in text.utf8 {
            let value: UInt8
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = byte - 65
            case UInt8(ascii: "a")...UInt8(ascii: "z"): value = byte - 71
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = byte + 4
            case UInt8(ascii: "+"): value = 62
            case UInt8(ascii: "/"): value = 63
            case UInt8(ascii: "="):
                padding += 1
                continue
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"):
                continue
            default:
                return nil
            }
            guard padding == 0 else { return nil }
            characters += 1
            pending = (pending << 6 | UInt32(value)) & 0xFFFF
            bits += 6
            if bits >= 8 {
                bits -= 8
                output.append(UInt8(truncatingIfNeeded: pending >> UInt32(bits)))
            }
        }
        let remainder = characters % 4
        guard remainder != 1, padding == 0 || padding == (4 - remainder) % 4 else { return nil }
        return output
    }
}
