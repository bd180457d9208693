extension JSON {
    /// How much the parser takes.
    public struct Limits: Hashable, Sendable {
        /// How many arrays and objects may stand inside each other; each takes some of the stack.
        public var depth: Int

        /// Limits of one's own.
        public init(depth: Int) {
            self.depth = depth
        }

        /// 64 levels.
        public static let strict = Limits(depth: 64)
    }

    /// Reads one JSON text, strictly: UTF-8 without a byte order mark, no lone surrogates, no key twice in
    /// one object, nothing after the value. How many bytes to read at all is the caller's choice.
    ///
    /// - Throws: `json-syntax`, `json-too-deep` or `json-duplicate-key`.
    public init(parsing bytes: some Sequence<UInt8>, limits: Limits = .strict) throws(OCIError) {
        var parser = JSONParser(Array(bytes), limits: limits)
        self = try parser.parseDocument()
    }

    /// Reads one JSON text as the other initializer does.
    public init(parsing text: String, limits: Limits = .strict) throws(OCIError) {
        try self.init(parsing: text.utf8, limits: limits)
    }
}

/// A recursive-descent parser whose recursion is bounded by `Limits.depth`.
struct JSONParser {
    private let bytes: [UInt8]
    private let limits: JSON.Limits
    private var position = 0
    private var depth = 0

    init(_ bytes: [UInt8], limits: JSON.Limits) {
        self.bytes = bytes
        self.limits = limits
    }

    mutating func parseDocument() throws(OCIError) -> JSON {
        let value = try parseValue()
        skipSpace()
        guard position == bytes.count else { throw syntax("trailing-bytes") }
        return value
    }

    private mutating func parseValue() throws(OCIError) -> JSON {
        skipSpace()
        guard let first = peek else { throw syntax("end-of-text") }
        switch first {
        case UInt8(ascii: "{"): return try parseObject()
        case UInt8(ascii: "["): return try parseArray()
        case UInt8(ascii: "\""): return .string(try parseString())
        case UInt8(ascii: "t"): return try parseWord("true", as: .bool(true))
        case UInt8(ascii: "f"): return try parseWord("false", as: .bool(false))
        case UInt8(ascii: "n"): return try parseWord("null", as: .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try parseNumber()
        default: throw syntax("unexpected-byte")
        }
    }

    private mutating func parseObject() throws(OCIError) -> JSON {
        try enter()
        var members: [JSON.Member] = []
        var seen: Set<String> = []
        if !take("}") {
            repeat {
                skipSpace()
                let start = position
                let key = try parseString()
                guard seen.insert(key).inserted else {
                    throw OCIError(.jsonDuplicateKey, subject: key, detail: "duplicate-key@\(start)")
                }
                guard take(":") else { throw syntax("no-colon") }
                members.append(JSON.Member(key: key, value: try parseValue()))
            } while take(",")
            guard take("}") else { throw syntax("object-end") }
        }
        depth -= 1
        return .object(members)
    }

    private mutating func parseArray() throws(OCIError) -> JSON {
        try enter()
        var elements: [JSON] = []
        if !take("]") {
            repeat {
                elements.append(try parseValue())
            } while take(",")
            guard take("]") else { throw syntax("array-end") }
        }
        depth -= 1
        return .array(elements)
    }

    private mutating func parseWord(_ word: StaticString, as value: JSON) throws(OCIError) -> JSON {
        for index in 0..<word.utf8CodeUnitCount {
            guard peek == word.utf8Start[index] else { throw syntax("unexpected-byte") }
            position += 1
        }
        return value
    }

    private mutating func parseNumber() throws(OCIError) -> JSON {
        let start = position
        if peek == UInt8(ascii: "-") { position += 1 }
        if peek == UInt8(ascii: "0") {
            position += 1
        } else {
            try skipDigits()
        }
        if peek == UInt8(ascii: ".") {
            position += 1
            try skipDigits()
        }
        if let byte = peek, byte | 0x20 == UInt8(ascii: "e") {
            position += 1
            if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { position += 1 }
            try skipDigits()
        }
        return .number(String(decoding: bytes[start..<position], as: UTF8.self))
    }

    private mutating func skipDigits() throws(OCIError) {
        let start = position
        while let byte = peek, byte.isDigit { position += 1 }
        guard position > start else { throw syntax("number") }
    }
}

// MARK: - Strings

extension JSONParser {
    private mutating func parseString() throws(OCIError) -> String {
        guard peek == UInt8(ascii: "\"") else { throw syntax("no-string") }
        let start = position
        position += 1
        var text: [UInt8] = []
        var plain = position
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\""):
                text += bytes[plain..<position]
                position += 1
                guard let string = String(validating: text, as: UTF8.self) else {
                    throw OCIError(.jsonSyntax, subject: "", detail: "utf-8@\(start)")
                }
                return string
            case UInt8(ascii: "\\"):
                text += bytes[plain..<position]
                position += 1
                try parseEscape(into: &text)
                plain = position
            case 0..<0x20:
                throw syntax("control-character")
            default:
                position += 1
            }
        }
        throw syntax("string-end")
    }

    private mutating func parseEscape(into text: inout [UInt8]) throws(OCIError) {
        guard let byte = peek else { throw syntax("string-end") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text += try parseUnicodeEscape()
        default:
            position -= 1
            throw syntax("escape")
        }
    }

    private mutating func parseUnicodeEscape() throws(OCIError) -> String.UTF8View {
        var value = UInt32(try parseCodeUnit())
        if UTF16.isLeadSurrogate(UInt16(value)) {
            guard peek == UInt8(ascii: "\\"), position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: "u")
            else {
                throw syntax("lone-surrogate")
            }
            position += 2
            let trail = try parseCodeUnit()
            guard UTF16.isTrailSurrogate(trail) else { throw syntax("lone-surrogate") }
            value = 0x10000 + (value - 0xD800) << 10 + (UInt32(trail) - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(value) else { throw syntax("lone-surrogate") }
        return String(Character(scalar)).utf8
    }

    private mutating func parseCodeUnit() throws(OCIError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = peek?.hexValue else { throw syntax("escape") }
            unit = unit << 4 | UInt16(digit)
            position += 1
        }
        return unit
    }
}

// MARK: - Bytes

extension JSONParser {
    private var peek: UInt8? {
        position < bytes.count ? bytes[position] : nil
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        skipSpace()
        guard peek == UInt8(ascii: scalar) else { return false }
        position += 1
        return true
    }

    private mutating func enter() throws(OCIError) {
        guard depth < limits.depth else {
            throw OCIError(.jsonTooDeep, subject: "", detail: "depth-\(limits.depth)@\(position)")
        }
        depth += 1
        position += 1
    }

    private func syntax(_ rule: String) -> OCIError {
        // One character and no more: what is read may hold secrets.
        let byte = peek.flatMap { $0 < 0x80 ? String(Unicode.Scalar($0)) : nil }
        return OCIError(.jsonSyntax, subject: byte ?? "", detail: "\(rule)@\(position)")
    }
}
