/// An IP address in its canonical form, whichever way it was written.
///
/// IPv4 is kept as IPv4-mapped IPv6, and the IPv6 forms that carry an IPv4 address (mapped, compatible,
/// translated, NAT64, 6to4) are unwrapped: `0x7f.1`, `2130706433`, `::ffff:127.0.0.1` and `127.0.0.1` are equal.
public struct NetworkAddress: Hashable, Sendable {
    /// Sixteen bytes, network order.
    public let bytes: [UInt8]

    /// An IPv4 address.
    public init(v4 value: UInt32) {
        self.bytes =
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF] + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    /// An IPv6 address; one that carries an IPv4 address becomes that address.
    public init(v6 bytes: [UInt8]) {
        precondition(bytes.count == 16, "an IPv6 address has 16 bytes")
        if let value = Self.carriedV4(bytes) {
            self.init(v4: value)
        } else {
            self.init(bytes: bytes)
        }
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private static func carriedV4(_ bytes: [UInt8]) -> UInt32? {
        func word(at offset: Int) -> UInt32 { bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) } }
        let zeroes = bytes.prefix { $0 == 0 }.count
        switch zeroes {
        case 12...:
            return word(at: 12) > 1 ? word(at: 12) : nil  // RFC 4291 §2.5.5.1; not `::` and `::1`
        case 10 where bytes[10] == 0xFF && bytes[11] == 0xFF:
            return word(at: 12)  // RFC 4291 §2.5.5.2
        case 8 where bytes[8] == 0xFF && bytes[9] == 0xFF && bytes[10] == 0 && bytes[11] == 0:
            return word(at: 12)  // RFC 2765 §2.1
        default:
            break
        }
        if bytes.starts(with: [0, 0x64, 0xFF, 0x9B, 0, 1]) { return word(at: 12) }  // RFC 8215
        if bytes.starts(with: [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0]) { return word(at: 12) }  // RFC 6052 §2.1
        return bytes.starts(with: [0x20, 0x02]) ? word(at: 2) : nil  // RFC 3056 §2
    }

    /// The IPv4 address, if it is one.
    public var v4: UInt32? {
        guard bytes.starts(with: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]) else { return nil }
        return bytes[12...].reduce(0) { $0 << 8 | UInt32($1) }
    }
}

extension NetworkAddress {
    /// Reads the host of a URL.
    ///
    /// Takes what a resolver takes without asking DNS: IPv4 with one to four parts, each decimal, octal (`0177`) or
    /// hexadecimal (`0x7f`), a trailing dot, and IPv6 with or without brackets or a zone.
    ///
    /// - Returns: nil for a name.
    public init?(host: String) {
        var text = host[...]
        if text.hasPrefix("["), text.hasSuffix("]") { text = text.dropFirst().dropLast() }
        if text.contains(":") {
            guard let bytes = Self.parseV6(text.prefix { $0 != "%" }) else { return nil }
            self.init(v6: bytes)
        } else {
            if text.hasSuffix(".") { text = text.dropLast() }
            guard let value = Self.parseV4(text) else { return nil }
            self.init(v4: value)
        }
    }

    /// The grammar of `inet_aton`: the last part fills all bytes that are left.
    static func parseV4(_ text: Substring) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...4).contains(parts.count) else { return nil }
        var value: UInt64 = 0
        for (index, part) in parts.enumerated() {
            guard let number = parseNumber(part) else { return nil }
            let isLast = index == parts.count - 1
            let bits = isLast ? 8 * UInt64(5 - parts.count) : 8
            guard number < 1 << bits else { return nil }
            value = value << bits | number
        }
        return UInt32(value)
    }

    private static func parseNumber(_ text: Substring) -> UInt64? {
        let lower = text.lowercased()
        let (digits, radix): (Substring, Int) =
            if lower.hasPrefix("0x") {
                (lower.dropFirst(2), 16)
            } else if lower.hasPrefix("0"), lower.utf8.count > 1 {
                (lower.dropFirst(), 8)
            } else {
                (lower[...], 10)
            }
        // The longest number that can fit, behind any count of zeroes; a sign is no digit.
        let significant = digits.drop { $0 == "0" }
        guard !digits.isEmpty, significant.utf8.count <= 12 else { return nil }
        guard digits.utf8.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
        return significant.isEmpty ? 0 : UInt64(significant, radix: radix)
    }

    /// RFC 4291 §2.2, the dotted tail included.
    static func parseV6(_ text: Substring) -> [UInt8]? {
        let halves = text.split(separator: "::", maxSplits: 2, omittingEmptySubsequences: false)
        guard halves.count <= 2 else { return nil }
        guard let head = groups(halves[0], allowTail: halves.count == 1) else { return nil }
        guard halves.count == 2 else { return head.count == 16 ? head : nil }
        guard let tail = groups(halves[1], allowTail: true) else { return nil }
        guard head.count + tail.count <= 14 else { return nil }
        return head + [UInt8](repeating: 0, count: 16 - head.count - tail.count) + tail
    }

    private static func groups(_ text: Substring, allowTail: Bool) -> [UInt8]? {
        guard !text.isEmpty else { return [] }
        var bytes: [UInt8] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if part.contains("."), allowTail, index == parts.count - 1 {
                let octets = part.split(separator: ".", omittingEmptySubsequences: false)
                let values = octets.compactMap { $0.utf8.allSatisfy { (48...57).contains($0) } ? UInt8($0) : nil }
                guard octets.count == 4, values.count == 4 else { return nil }
                bytes += values
            } else {
                guard (1...4).contains(part.utf8.count), !part.hasPrefix("+"), !part.hasPrefix("-"),
                    let value = UInt16(part, radix: 16)
                else { return nil }
                bytes += [UInt8(value >> 8), UInt8(truncatingIfNeeded: value)]
            }
        }
        return bytes
    }
}

extension NetworkAddress {
    /// Reads an address in its ordinary spelling alone: four decimal parts, or IPv6 with or without brackets.
    package init?(literal: Substring) {
        if literal.contains(":") {
            self.init(host: String(literal))
        } else {
            let parts = literal.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count == 4, parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }) else {
                return nil
            }
            let octets = parts.compactMap { UInt8($0) }
            guard octets.count == 4 else { return nil }
            self.init(v4: octets.reduce(0) { $0 << 8 | UInt32($1) })
        }
    }
}
