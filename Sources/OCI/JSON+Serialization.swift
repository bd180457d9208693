extension JSON {
    /// The value as JSON text: members in their order, `/` as it is, the shortest escapes; the same value gives
    /// the same text on every machine.
    ///
    /// - Parameter indent: spaces per level, one member or element a line; nil writes no space at all.
    public func serialized(indent: Int? = nil) -> String {
        String(decoding: bytes(indent: indent), as: UTF8.self)
    }

    /// The UTF-8 of ``serialized(indent:)``.
    public func bytes(indent: Int? = nil) -> [UInt8] {
        var output: [UInt8] = []
        write(to: &output, indent: indent, level: 0)
        return output
    }

    private func write(to output: inout [UInt8], indent: Int?, level: Int) {
        switch self {
        case .null: output += "null".utf8
        case .bool(let truth): output += (truth ? "true" : "false").utf8
        case .number(let text): output += text.utf8
        case .string(let text): Self.write(text, to: &output)
        case .array(let elements):
            Self.write(elements, between: "[", "]", to: &output, indent: indent, level: level) { element, output in
                element.write(to: &output, indent: indent, level: level + 1)
            }
        case .object(let members):
            Self.write(members, between: "{", "}", to: &output, indent: indent, level: level) { member, output in
                Self.write(member.key, to: &output)
                output += (indent == nil ? ":" : ": ").utf8
                member.value.write(to: &output, indent: indent, level: level + 1)
            }
        }
    }

    private static func write<Item>(
        _ items: [Item],
        between open: String,
        _ close: String,
        to output: inout [UInt8],
        indent: Int?,
        level: Int,
        item write: (Item, inout [UInt8]) -> Void
    ) {
        output += open.utf8
        for (index, item) in items.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            breakLine(in: &output, indent: indent, level: level + 1)
            write(item, &output)
        }
        if !items.isEmpty { breakLine(in: &output, indent: indent, level: level) }
        output += close.utf8
    }

    private static func breakLine(in output: inout [UInt8], indent: Int?, level: Int) {
        guard let indent else { return }
        output.append(0x0A)
        output += repeatElement(0x20, count: indent * level)
    }

    private static func write(_ text: String, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): output += #"\""#.utf8
            case UInt8(ascii: "\\"): output += #"\\"#.utf8
            case 0x08: output += #"\b"#.utf8
            case 0x0C: output += #"\f"#.utf8
            case 0x0A: output += #"\n"#.utf8
            case 0x0D: output += #"\r"#.utf8
            case 0x09: output += #"\t"#.utf8
            case 0..<0x10: output += (#"\u000"# + String(byte, radix: 16)).utf8
            case 0x10..<0x20: output += (#"\u00"# + String(byte, radix: 16)).utf8
            default: output.append(byte)
            }
        }
        output.append(UInt8(ascii: "\""))
    }
}
