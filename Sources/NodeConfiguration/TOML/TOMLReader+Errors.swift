import Registries

extension TOMLReader {
    /// A broken rule of the grammar at the current offset.
    func syntax(_ rule: String) -> TOMLError {
        syntax(rule, at: offset)
    }

    /// A broken rule of the grammar at an offset.
    func syntax(_ rule: String, at start: Int) -> TOMLError {
        error(.syntax, at: start, detail: rule)
    }

    /// An error that shows the one character at the offset.
    func error(_ code: TOMLError.Code, at start: Int, detail: String) -> TOMLError {
        var places = TOMLPlaces(start: hasByteOrderMark ? 3 : 0)
        let position = places.position(of: start, in: bytes)
        guard let scalar = scalar(at: start) else {
            return TOMLError(code, at: position, range: start..<start, detail: detail)
        }
        let range = start..<start + UTF8.width(scalar)
        return TOMLError(code, at: position, range: range, text: TOMLError.shown(scalar), detail: detail)
    }

    /// An error about an escape, which shows its first two characters: more could be of a secret.
    func escapeError(at start: Int, detail: String) -> TOMLError {
        var error = error(.badEscape, at: start, detail: detail)
        if let scalar = scalar(at: start + 1) {
            error.text += TOMLError.shown(scalar)
            error.range = start..<start + 1 + UTF8.width(scalar)
        }
        return error
    }

    /// The character at an offset of the source, once that is known to be UTF-8.
    private func scalar(at start: Int) -> Unicode.Scalar? {
        guard start < bytes.count else { return nil }
        return String(decoding: bytes[start...].prefix(4), as: UTF8.self).unicodeScalars.first
    }
}

// MARK: - Encoding

extension TOMLReader {
    /// Sees to it that all bytes are UTF-8, so that no other rule has to.
    func checkEncoding() throws(TOMLError) {
        let start = Position(line: 1, column: 1)
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw TOMLError(.utf16, at: start, range: 0..<2, detail: "byte-order-mark")
        }
        // ASCII text in UTF-16 has a NUL in every other byte.
        if bytes.count > 1, (bytes[0] == 0) != (bytes[1] == 0) {
            throw TOMLError(.utf16, at: start, range: 0..<2, detail: "no-byte-order-mark")
        }
        guard String(validating: bytes, as: UTF8.self) == nil else { return }
        let invalid = firstInvalidByte
        var places = TOMLPlaces(start: hasByteOrderMark ? 3 : 0)
        let position = places.position(of: invalid, in: bytes)
        let digits = String(bytes[invalid], radix: 16, uppercase: true)
        throw TOMLError(.ansi, at: position, range: invalid..<invalid + 1, detail: "0x" + digits)
    }

    private var firstInvalidByte: Int {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var offset = 0
        while case .scalarValue(let scalar) = decoder.decode(&iterator) { offset += UTF8.width(scalar) }
        return offset
    }
}
