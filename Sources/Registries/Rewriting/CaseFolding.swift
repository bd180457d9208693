/// Simple case folding (Unicode's CaseFolding.txt, status C and S), as `(?i)` uses it.
enum CaseFolding {
    /// All scalars that are the same but for case, the given one first.
    static func orbit(of value: UInt32) -> [UInt32] {
        switch value {
        case 0x4B, 0x6B: return [value, value ^ 0x20, 0x212A]
        case 0x53, 0x73: return [value, value ^ 0x20, 0x017F]
        case 0x41...0x5A, 0x61...0x7A: return [value, value ^ 0x20]
        case 0..<0x80: return [value]
        default: break
        }
        if let orbit = self.irregular[value] {
            return [value] + orbit.filter { $0 != value }
        }
        guard let scalar = Unicode.Scalar(value) else { return [value] }
        // A Turkish dotless i has an upper case but is nobody's lower case: only what leads back is a pair.
        if let lower = self.single(scalar.properties.lowercaseMapping), lower != scalar {
            return self.capitals(of: lower).contains(scalar) ? [value, lower.value] : [value]
        }
        let upper = self.capitals(of: scalar).first {
            $0 != scalar && self.single($0.properties.lowercaseMapping) == scalar
        }
        return upper.map { [value, $0.value] } ?? [value]
    }

    /// Georgian has no title case, and the upper case of Greek letters with iota subscript is two letters.
    private static func capitals(of scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        [scalar.properties.uppercaseMapping, scalar.properties.titlecaseMapping].compactMap(self.single)
    }

    private static func single(_ text: String) -> Unicode.Scalar? {
        let scalars = text.unicodeScalars
        return scalars.count == 1 ? scalars.first : nil
    }

    /// The orbits that are not a pair of upper and lower case.
    private static let irregular: [UInt32: [UInt32]] = {
        let orbits: [[UInt32]] = [
            [0x004B, 0x006B, 0x212A], [0x0053, 0x0073, 0x017F], [0x00B5, 0x039C, 0x03BC], [0x00C5, 0x00E5, 0x212B],
            [0x00DF, 0x1E9E], [0x01C4, 0x01C5, 0x01C6], [0x01C7, 0x01C8, 0x01C9], [0x01CA, 0x01CB, 0x01CC],
            [0x01F1, 0x01F2, 0x01F3], [0x0345, 0x0399, 0x03B9, 0x1FBE], [0x0392, 0x03B2, 0x03D0],
            [0x0395, 0x03B5, 0x03F5], [0x0398, 0x03B8, 0x03D1, 0x03F4], [0x039A, 0x03BA, 0x03F0],
            [0x03A0, 0x03C0, 0x03D6], [0x03A1, 0x03C1, 0x03F1], [0x03A3, 0x03C2, 0x03C3], [0x03A6, 0x03C6, 0x03D5],
            [0x03A9, 0x03C9, 0x2126], [0x0412, 0x0432, 0x1C80], [0x0414, 0x0434, 0x1C81], [0x041E, 0x043E, 0x1C82],
            [0x0421, 0x0441, 0x1C83], [0x0422, 0x0442, 0x1C84, 0x1C85], [0x042A, 0x044A, 0x1C86],
            [0x0462, 0x0463, 0x1C87], [0x1C88, 0xA64A, 0xA64B], [0x1E60, 0x1E61, 0x1E9B],
        ]
        var byScalar: [UInt32: [UInt32]] = [:]
        for orbit in orbits {
            for scalar in orbit { byScalar[scalar] = orbit }
        }
        return byScalar
    }()
}
