/// One challenge of a `WWW-Authenticate` header (RFC 9110 §11.6.1).
struct Challenge: Hashable, Sendable {
    struct Parameter: Hashable, Sendable {
        /// Lower case.
        var name: String
        var value: String
    }

    /// The scheme as written; compared without case.
    var scheme: String
    var token68: String?
    var parameters: [Parameter] = []

    /// The value of a parameter; nil when it is missing or given more than once, and so ambiguous.
    subscript(name: String) -> String? {
        let values = parameters.filter { $0.name == name }
        return values.count == 1 ? values[0].value : nil
    }

    func isScheme(_ name: String) -> Bool { scheme.lowercased() == name }
}

extension Challenge {
    /// Reads all challenges of all header lines, in order.
    ///
    /// A line is read up to its first fault; the challenge with the fault is dropped and those before it stay.
    static func parse(_ lines: [String]) -> [Challenge] {
        lines.flatMap { line in
            var tokenizer = ChallengeTokenizer(line)
            return tokenizer.challenges()
        }
    }
}

/// Splits one header line. Commas separate challenges and parameters alike, so a name is a parameter's when `=`
/// and a value follow, and else a scheme.
private struct ChallengeTokenizer {
    private let bytes: [UInt8]
    private var position = 0
    private static let maximumChallenges = 16
    private static let maximumParameters = 32

    init(_ line: String) {
        self.bytes = Array(line.utf8)
    }

    mutating func challenges() -> [Challenge] {
        var finished: [Challenge] = []
        var current: Challenge?
        while finished.count < Self.maximumChallenges {
            skipSeparators()
            guard position < bytes.count else { break }
            guard let name = token() else { return finished }
            let afterName = position
            skipBlanks()
            if peek() == UInt8(ascii: "=") {
                position += 1
                skipBlanks()
                guard current != nil, current?.token68 == nil, let value = value(),
                    current!.parameters.count < Self.maximumParameters
                else { return finished }
                current!.parameters.append(.init(name: name.lowercased(), value: value))
            } else {
                if let current { finished.append(current) }
                current = Challenge(scheme: name)
                if position > afterName { current!.token68 = token68() }
                guard isAtBoundary || current!.token68 == nil else { return finished }
                continue
            }
            guard isAtBoundary else { return finished }
        }
        if let current { finished.append(current) }
        return finished
    }

    /// The credentials of schemes such as Negotiate: all that stands between the scheme and the next comma.
    private mutating func token68() -> String? {
        let start = position
        var end = start
        while end < bytes.count, Self.isToken68(bytes[end]) { end += 1 }
        guard end > start else { return nil }
        while end < bytes.count, bytes[end] == UInt8(ascii: "=") { end += 1 }
        var next = end
        while next < bytes.count, Self.isBlank(bytes[next]) { next += 1 }
        guard next == bytes.count || bytes[next] == UInt8(ascii: ",") else { return nil }
        position = next
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    private mutating func value() -> String? {
        guard let first = peek() else { return nil }
        return first == UInt8(ascii: "\"") ? quotedString() : unquoted()
    }

    private mutating func quotedString() -> String? {
        position += 1
        var text: [UInt8] = []
        while let byte = peek() {
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                return String(validating: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard let escaped = peek() else { return nil }
                position += 1
                text.append(escaped)
            default:
                guard byte >= 0x20 || byte == 0x09, byte != 0x7F else { return nil }
                text.append(byte)
            }
        }
        return nil
    }

    // Wider than the grammar's token: registries leave the quotes off around URLs and scopes.
    private mutating func unquoted() -> String? {
        let start = position
        while let byte = peek(), (0x21...0x7E).contains(byte), byte != UInt8(ascii: ","), byte != UInt8(ascii: "\"") {
            position += 1
        }
        return position > start ? String(decoding: bytes[start..<position], as: UTF8.self) : nil
    }

    private mutating func token() -> String? {
        let start = position
        while let byte = peek(), Self.isToken(byte) { position += 1 }
        return position > start ? String(decoding: bytes[start..<position], as: UTF8.self) : nil
    }

    private mutating func skipSeparators() {
        while let byte = peek(), Self.isBlank(byte) || byte == UInt8(ascii: ",") { position += 1 }
    }

    private mutating func skipBlanks() {
        while let byte = peek(), Self.isBlank(byte) { position += 1 }
    }

    /// Whether an element ended: at a comma, at the end, or at blanks before either.
    private var isAtBoundary: Bool {
        let next = bytes[position...].first { !Self.isBlank($0) }
        return next == nil || next == UInt8(ascii: ",")
    }

    private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    private static func isToken(_ byte: UInt8) -> Bool { isAlphanumeric(byte) || "!#$%&'*+-.^_`|~".utf8.contains(byte) }

    private static func isToken68(_ byte: UInt8) -> Bool { isAlphanumeric(byte) || "-._~+/".utf8.contains(byte) }
}
