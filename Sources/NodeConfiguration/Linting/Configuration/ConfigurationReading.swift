import Registries

/// A config.toml or a template of one, read as far as it can be: what is broken is noted, put right and read again.
struct ConfigurationReading: Sendable {
    /// A fault of the text.
    struct Fault: Sendable {
        var error: TOMLError
        /// The line as it should be, where that is plain.
        var correction: [String] = []
    }

    /// What the file says, without its faults; nil where nothing can be made of it.
    private(set) var document: TOMLDocument?
    /// What is broken, in no order; redefinitions are the document's.
    private(set) var faults: [Fault] = []
    /// The file's text in UTF-8, as it is written.
    let source: [UInt8]
    /// The template; nil for a plain file.
    let template: TemplateText?

    private var text: [UInt8]
    private var blanked: Set<Int> = []
    private var statements = 0
    /// Whether something was taken out for an action's sake: what breaks behind it says nothing about the file.
    private var isUnsure = false

    /// How often a file is put right and read again.
    private static let mostRepairs = 40
    /// How many statements are taken out before the text is taken for no TOML at all.
    private static let mostStatements = 10
    /// How many bytes are read in all, so that a large file is not read that often.
    private static let mostBytes = 16 << 20

    init(_ bytes: [UInt8], isTemplate: Bool) {
        var source = bytes
        if let (utf8, error) = Self.fromUTF16(bytes) {
            faults.append(Fault(error: error))
            source = utf8
        }
        if let invalid = UTF8Repair(source) {
            faults.append(Fault(error: invalid.error))
            source = invalid.repaired
        }
        self.source = source
        template = isTemplate ? TemplateText(source) : nil
        text = template?.bytes ?? source
        read()
    }

    /// What was written there; of a template that is its actions.
    func written(_ range: Range<Int>) -> String {
        String(decoding: source[range], as: UTF8.self)
    }

    /// Whether a template decides what stands there.
    func isUnknown(_ range: Range<Int>) -> Bool {
        template?.isUnknown(range) ?? false
    }

    private mutating func read() {
        let options = TOMLDocument.Options(redefinitions: .collected)
        let reads = min(Self.mostRepairs, Self.mostBytes / max(text.count, 1))
        for _ in 0...reads {
            do throws(TOMLError) {
                document = try TOMLDocument(bytes: text, options: options)
                return
            } catch {
                guard mend(error, options: options) else { return }
            }
        }
    }

    /// Notes a fault and takes it out of the text.
    ///
    /// - Returns: whether to read again.
    private mutating func mend(_ error: TOMLError, options: TOMLDocument.Options) -> Bool {
        if let string = EscapedString(error, in: text) {
            if !isUnknown(string.range) {
                faults.append(Fault(error: string.error, correction: string.correction(in: source)))
            }
            for place in string.range where text[place] == UInt8(ascii: "\\") { text[place] = UInt8(ascii: "/") }
            return true
        }
        guard error.code == .syntax || error.code == .badEscape else {
            faults.append(Fault(error: error))
            return false
        }
        let statement = BrokenStatement(at: error.range.lowerBound, in: text, options: options)
        if isUnknown(statement.range) {
            isUnsure = true
        } else if !isUnsure, blanked.insert(statement.section).inserted {
            faults.append(Fault(error: error))
        }
        statements += 1
        guard statements <= Self.mostStatements, text[statement.range].contains(where: { $0 > 0x20 }) else {
            return false
        }
        for place in statement.range where text[place] != 0x0A && text[place] != 0x0D { text[place] = 0x20 }
        return true
    }

    private static func fromUTF16(_ bytes: [UInt8]) -> (utf8: [UInt8], error: TOMLError)? {
        let start = Position(line: 1, column: 1)
        var error = TOMLError(.utf16, at: start, range: 0..<min(2, bytes.count), detail: "byte-order-mark")
        var marked = bytes
        if !bytes.starts(with: [0xFF, 0xFE]), !bytes.starts(with: [0xFE, 0xFF]) {
            // ASCII text in UTF-16 has a NUL in every other byte.
            guard bytes.count > 1, (bytes[0] == 0) != (bytes[1] == 0) else { return nil }
            error.detail = "no-byte-order-mark"
            marked = (bytes[0] == 0 ? [0xFE, 0xFF] : [0xFF, 0xFE]) + bytes
        }
        error.text = marked[0] == 0xFF ? "UTF-16LE" : "UTF-16BE"
        return ((try? ConfigurationText.decode(marked).utf8) ?? [], error)
    }
}

/// Bytes that are not UTF-8, each replaced by a question mark.
private struct UTF8Repair {
    let repaired: [UInt8]
    let error: TOMLError

    init?(_ bytes: [UInt8]) {
        guard String(validating: bytes, as: UTF8.self) == nil else { return nil }
        var repaired = bytes
        var first: Int?
        var offset = 0
        while offset < bytes.count {
            let length = bytes[offset] < 0x80 ? 1 : bytes[offset] < 0xE0 ? 2 : bytes[offset] < 0xF0 ? 3 : 4
            let scalar = bytes[offset..<min(offset + length, bytes.count)]
            if length == 1 || scalar.count == length && String(validating: scalar, as: UTF8.self) != nil {
                offset += length
            } else {
                first = first ?? offset
                repaired[offset] = UInt8(ascii: "?")
                offset += 1
            }
        }
        guard let first else { return nil }
        self.repaired = repaired
        var places = TOMLPlaces(start: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)
        let digits = String(bytes[first], radix: 16, uppercase: true)
        error = TOMLError(
            .ansi,
            at: places.position(of: first, in: repaired),
            range: first..<first + 1,
            text: "0x" + digits,
            detail: "0x" + digits
        )
    }
}
