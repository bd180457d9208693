import Registries

/// A recursive-descent reader whose recursion is bounded by `Options.maximumDepth`; every byte is looked at a bounded
/// number of times.
struct TOMLReader {
    let bytes: [UInt8]
    let options: TOMLDocument.Options
    let hasByteOrderMark: Bool
    var offset: Int
    var tree: TOMLTree
    private(set) var sections: [TOMLSection]
    private var places: TOMLPlaces

    init(_ bytes: [UInt8], options: TOMLDocument.Options) {
        self.bytes = bytes
        self.options = options
        hasByteOrderMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        offset = hasByteOrderMark ? 3 : 0
        places = TOMLPlaces(start: offset)
        tree = TOMLTree(start: Position(line: 1, column: 1), collects: options.redefinitions == .collected)
        sections = [TOMLSection(header: nil, pairs: [], range: offset..<offset)]
    }

    mutating func readDocument() throws(TOMLError) {
        try checkSize()
        try checkEncoding()
        while offset < bytes.count {
            let line = offset
            skipSpace()
            switch peek {
            case nil, 0x0A, 0x0D, UInt8(ascii: "#"): try endLine()
            case UInt8(ascii: "["): try readHeader(line: line)
            default: try readPair(line: line)
            }
        }
        endSection(at: offset)
    }

    private mutating func readHeader(line: Int) throws(TOMLError) {
        let start = offset
        let position = position(of: start)
        offset += 1
        let isArray = take("[")
        let path = try readKey(above: 1)
        guard take("]"), !isArray || take("]") else { throw syntax("header-end") }
        let end = offset
        try endLine()
        endSection(at: line)
        let header = TOMLHeader(
            path: path,
            isArray: isArray,
            position: position,
            range: start..<end,
            line: line..<offset
        )
        try tree.open(header, section: sections.count)
        sections.append(TOMLSection(header: header, pairs: [], range: line..<offset))
    }

    private mutating func readPair(line: Int) throws(TOMLError) {
        let start = offset
        let above = sections[sections.count - 1].header?.path.count ?? 0
        let path = try readKey(above: above)
        let value = try readAssignedValue(depth: above + path.count)
        let end = offset
        try endLine()
        try tree.add(path, value)
        let pair = TOMLPair(path: path, value: value, range: start..<end, line: line..<offset)
        sections[sections.count - 1].pairs.append(pair)
    }

    private mutating func endSection(at end: Int) {
        let last = sections.count - 1
        sections[last].range = sections[last].range.lowerBound..<end
    }
}

// MARK: - Lines

extension TOMLReader {
    /// Goes past a line's end and the comment before it.
    mutating func endLine() throws(TOMLError) {
        skipSpace()
        if peek == UInt8(ascii: "#") { try skipComment() }
        guard peek != nil else { return }
        guard try takeLineEnd() else { throw syntax("text-after-end") }
    }

    mutating func skipComment() throws(TOMLError) {
        while let byte = peek, byte != 0x0A, byte != 0x0D {
            guard !byte.isForbiddenControl else { throw syntax("control-character") }
            offset += 1
        }
    }

    /// Goes past LF or CRLF; a CR alone is an error wherever it stands.
    mutating func takeLineEnd() throws(TOMLError) -> Bool {
        switch peek {
        case 0x0A: offset += 1
        case 0x0D:
            guard offset + 1 < bytes.count, bytes[offset + 1] == 0x0A else { throw syntax("bare-cr") }
            offset += 2
        default: return false
        }
        return true
    }

    mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x09 { offset += 1 }
    }

    /// Goes past all that may stand between the elements of an array.
    mutating func skipLines() throws(TOMLError) {
        repeat {
            skipSpace()
            if peek == UInt8(ascii: "#") { try skipComment() }
        } while try takeLineEnd()
    }
}

// MARK: - Bytes

extension TOMLReader {
    var peek: UInt8? {
        offset < bytes.count ? bytes[offset] : nil
    }

    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: scalar) else { return false }
        offset += 1
        return true
    }

    mutating func position(of offset: Int) -> Position {
        places.position(of: offset, in: bytes)
    }

    func checkDepth(_ depth: Int, at start: Int) throws(TOMLError) {
        guard depth <= options.maximumDepth else {
            throw error(.tooDeep, at: start, detail: "depth-\(options.maximumDepth)")
        }
    }

    private func checkSize() throws(TOMLError) {
        guard bytes.count <= options.maximumSize else {
            let start = Position(line: 1, column: 1)
            throw TOMLError(.tooLarge, at: start, range: 0..<0, detail: "size-\(options.maximumSize)")
        }
    }
}

extension UInt8 {
    /// What may stand in no comment and no string: control characters but the tab.
    var isForbiddenControl: Bool { self < 0x20 && self != 0x09 || self == 0x7F }
    var isDecimalDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
