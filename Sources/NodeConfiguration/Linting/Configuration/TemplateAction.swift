/// One `{{ action }}` of a Go template.
struct TemplateAction: Sendable {
    /// A branch of a block such as `if`.
    struct Branch: Hashable, Sendable {
        /// Which block, by the number of its first action.
        var block: Int
        /// Which of its branches, from 0.
        var branch: Int
        /// Whether the block is repeated.
        var isRange: Bool
    }

    /// Its bytes, braces included.
    let range: Range<Int>
    /// Whether it may leave text in the result.
    let isOutput: Bool
    /// Whether it is `{{ template "base" . }}`.
    let includesBase: Bool
    /// The branches of blocks that what follows is in, outermost first.
    var branchesBehind: [Branch] = []
    private let word: String

    init(_ range: Range<Int>, in bytes: [UInt8]) {
        self.range = range
        let inside = bytes[(range.lowerBound + 2)..<(range.upperBound - 2)]
        let text = String(decoding: inside, as: UTF8.self).split { " \t\r\n-".contains($0) }
        word = text.first.map(String.init) ?? ""
        includesBase = (word == "template" || word == "block") && text.dropFirst().first == "\"base\""
        let isAssignment = word.hasPrefix("$") && text.dropFirst().first.map { $0 == ":=" || $0 == "=" } == true
        isOutput = !isAssignment && !Self.controls.contains(word) && !word.hasPrefix("/*") && !word.isEmpty
    }

    private static let controls: Set = [
        "if", "else", "end", "range", "with", "define", "block", "template", "break", "continue",
    ]

    /// Enters and leaves blocks.
    func change(_ blocks: inout [Branch], number: Int) {
        switch word {
        case "if", "with", "range", "define", "block":
            // Deeper ones are all taken for one.
            guard blocks.count < 64 else { return }
            blocks.append(Branch(block: number, branch: 0, isRange: word == "range"))
        case "else":
            if !blocks.isEmpty { blocks[blocks.count - 1].branch += 1 }
        case "end":
            _ = blocks.popLast()
        default: break
        }
    }

    /// Where the action that starts at an offset ends; nil where none does.
    static func end(in bytes: [UInt8], from start: Int) -> Int? {
        guard start + 3 < bytes.count, bytes[start] == UInt8(ascii: "{"), bytes[start + 1] == UInt8(ascii: "{")
        else { return nil }
        var offset = start + 2
        let rest = bytes[offset...]
        if rest.starts(with: "/*".utf8) || rest.starts(with: "- /*".utf8) {
            while offset + 3 < bytes.count, !bytes[offset...].starts(with: "*/".utf8) { offset += 1 }
        }
        var quote: UInt8?
        while offset + 1 < bytes.count {
            let byte = bytes[offset]
            if let open = quote {
                if byte == UInt8(ascii: "\\"), open != UInt8(ascii: "`") {
                    offset += 1
                } else if byte == open {
                    quote = nil
                } else if byte == 0x0A, open != UInt8(ascii: "`") {
                    return nil
                }
            } else if byte == UInt8(ascii: "}"), bytes[offset + 1] == byte {
                return offset + 2
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "`") || byte == UInt8(ascii: "'") {
                quote = byte
            }
            offset += 1
        }
        return nil
    }
}
