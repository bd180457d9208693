/// A Go template of a TOML file with neutral text in place of its actions, so that it can be read as TOML: blanks, or
/// a name or a string of the same length where the TOML needs one.
struct TemplateText: Sendable {
    /// The text to read; every byte that is not an action's is where it was.
    private(set) var bytes: [UInt8]
    /// The actions, in order.
    private(set) var actions: [TemplateAction] = []
    /// Whether it asks for the service's own template.
    var includesBase: Bool { actions.contains(where: \.includesBase) }

    /// Where each line starts.
    let lines: [Int]

    private var offset = 0
    private var state = State.plain
    /// Whether an `=` stands before, on this line or before the bracket that is open.
    private var isInValue = false
    private var depth = 0
    /// The last byte that is no blank.
    private var last: UInt8 = 0x0A
    private var blocks: [TemplateAction.Branch] = []

    private enum State: Hashable {
        case plain, comment
        case string(quote: UInt8, isMultiline: Bool)
    }

    /// Reads a template, be it a correct one or not.
    init(_ source: [UInt8]) {
        bytes = source
        lines = [0] + source.indices.filter { source[$0] == 0x0A }.map { $0 + 1 }
        // Go refuses a template that has an action without an end, so nothing behind one needs to be found.
        var isWhole = true
        while offset < bytes.count {
            if isWhole, bytes[offset] == UInt8(ascii: "{"), bytes.dropFirst(offset + 1).first == bytes[offset] {
                if let end = TemplateAction.end(in: bytes, from: offset) {
                    replaceAction(until: end)
                    continue
                }
                isWhole = false
            }
            step(over: bytes[offset])
        }
    }

    /// Whether any of those bytes come from an action.
    func isUnknown(_ range: Range<Int>) -> Bool {
        let next = countEnding(before: range.lowerBound)
        return next < actions.count && actions[next].range.lowerBound < range.upperBound
    }

    /// The branches of blocks that a place is in, outermost first.
    func branches(at place: Int) -> [TemplateAction.Branch] {
        let count = countEnding(before: place)
        return count == 0 ? [] : actions[count - 1].branchesBehind
    }

    private func countEnding(before place: Int) -> Int {
        var low = 0
        var high = actions.count
        while low < high {
            let middle = (low + high) / 2
            if actions[middle].range.upperBound <= place { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

// MARK: - TOML, as far as it is needed

extension TemplateText {
    private mutating func step(over byte: UInt8) {
        switch state {
        case .comment:
            if byte == 0x0A { endLine() }
        case .string(let quote, let isMultiline):
            if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                offset += 1
            } else if byte == quote, !isMultiline || isTripled(quote) {
                if isMultiline { offset += 2 }
                state = .plain
            } else if byte == 0x0A, !isMultiline {
                endLine()
            }
        case .plain: stepInPlain(over: byte)
        }
        let read = offset < bytes.count ? bytes[offset] : byte
        if read != 0x20, read != 0x09, read != 0x0D { last = read }
        offset += 1
    }

    private mutating func stepInPlain(over byte: UInt8) {
        switch byte {
        case 0x0A: endLine()
        case UInt8(ascii: "#"): state = .comment
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            let isMultiline = isInValue && isTripled(byte)
            if isMultiline { offset += 2 }
            state = .string(quote: byte, isMultiline: isMultiline)
        case UInt8(ascii: "="): isInValue = true
        case UInt8(ascii: "["), UInt8(ascii: "{"): if isInValue { depth += 1 }
        case UInt8(ascii: "]"), UInt8(ascii: "}"): if isInValue { depth = max(0, depth - 1) }
        case UInt8(ascii: ",") where !actions.isEmpty && (last == UInt8(ascii: "[") || last == byte):
            // Of `{{ if $i }}, {{ end }}` only the comma is left, which may be one too many.
            bytes[offset] = 0x20
        default: break
        }
    }

    private mutating func endLine() {
        state = .plain
        if depth == 0 { isInValue = false }
    }

    private func isTripled(_ quote: UInt8) -> Bool {
        offset + 2 < bytes.count && bytes[offset + 1] == quote && bytes[offset + 2] == quote
    }
}

// MARK: - Actions

extension TemplateText {
    private mutating func replaceAction(until end: Int) {
        let range = offset..<end
        var action = TemplateAction(range, in: bytes)
        action.change(&blocks, number: actions.count)
        action.branchesBehind = blocks
        actions.append(action)
        fill(range, isOutput: action.isOutput)
        offset = end
    }

    private mutating func fill(_ range: Range<Int>, isOutput: Bool) {
        var filler: UInt8 = 0x20
        var quote: UInt8?
        switch state {
        case .string: filler = UInt8(ascii: "_")
        case .plain where isOutput && isInValue && [0x3D, 0x5B, 0x2C, 0x7B].contains(last):
            filler = UInt8(ascii: "_")
            quote = UInt8(ascii: "\"")
        case .plain where isOutput && !isInValue && isPartOfKey(range):
            filler = UInt8(ascii: "_")
        default: break
        }
        for place in range where bytes[place] != 0x0A && bytes[place] != 0x0D { bytes[place] = filler }
        if let quote { (bytes[range.lowerBound], bytes[range.upperBound - 1]) = (quote, quote) }
        if filler != 0x20 { last = quote ?? filler }
    }

    private func isPartOfKey(_ range: Range<Int>) -> Bool {
        if last == UInt8(ascii: ".") || last == UInt8(ascii: "[") { return true }
        let next = bytes[range.upperBound...].first { $0 != 0x20 && $0 != 0x09 }
        return next.map { [UInt8(ascii: "."), UInt8(ascii: "]"), UInt8(ascii: "=")].contains($0) } ?? false
    }
}
