import Registries

extension TOMLReader {
    /// Reads a key of one or more parts and the blank space around them.
    ///
    /// - Parameter above: how deep the table stands that has the key; one more for a header, of which the last part too
    ///   is a table.
    mutating func readKey(above: Int) throws(TOMLError) -> [TOMLKey] {
        var path: [TOMLKey] = []
        repeat {
            skipSpace()
            try checkDepth(above + path.count, at: offset)
            path.append(try readKeyPart())
            skipSpace()
        } while take(".")
        return path
    }

    private mutating func readKeyPart() throws(TOMLError) -> TOMLKey {
        let start = offset
        let position = position(of: start)
        let name: String
        let style: TOMLKey.Style
        switch peek {
        case UInt8(ascii: "\""):
            style = .basic
            name = try readBasicString()
        case UInt8(ascii: "'"):
            style = .literal
            name = try readLiteralString()
        default:
            style = .bare
            while let byte = peek, byte.isBareKey { offset += 1 }
            guard offset > start else { throw syntax("no-key") }
            name = String(decoding: bytes[start..<offset], as: UTF8.self)
        }
        return TOMLKey(name: name, style: style, position: position, range: start..<offset)
    }
}

extension UInt8 {
    /// Whether a key may have the byte without quotes.
    var isBareKey: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
