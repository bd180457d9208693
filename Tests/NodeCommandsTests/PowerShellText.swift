import Testing

/// A PowerShell script as far as it can be judged without PowerShell.
struct PowerShellText {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// ASCII, CRLF everywhere, strict, quotes closed and brackets in pairs.
    func expectIsSound() throws {
        #expect(bytes.allSatisfy { $0 == 0x0A || $0 == 0x0D || (0x20...0x7E).contains($0) })
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(!bytes.isEmpty)
        for (index, byte) in bytes.enumerated() {
            if byte == 0x0A { #expect(index > 0 && bytes[index - 1] == 0x0D) }
            if byte == 0x0D { #expect(index + 1 < bytes.count && bytes[index + 1] == 0x0A) }
        }
        #expect(text.contains("Set-StrictMode") && text.contains("$ErrorActionPreference = 'Stop'"))
        var open: [Character] = []
        for line in text.split(separator: "\r\n", omittingEmptySubsequences: false) {
            for character in Self.code(of: line) {
                switch character {
                case "(", "[", "{": open.append(character)
                case ")": #expect(open.popLast() == "(", "\(line)")
                case "]": #expect(open.popLast() == "[", "\(line)")
                case "}": #expect(open.popLast() == "{", "\(line)")
                default: break
                }
            }
        }
        #expect(open.isEmpty)
    }

    /// The strings in single quotes on a line.
    static func strings(in line: Substring) -> [String] {
        scan(line).strings
    }

    /// A line without its strings and its comment.
    private static func code(of line: Substring) -> String {
        let (code, _, isClosed) = scan(line)
        #expect(isClosed, "\(line)")
        return code
    }

    private static func scan(_ line: Substring) -> (code: String, strings: [String], isClosed: Bool) {
        var code = ""
        var strings: [String] = []
        var characters = Array(line)[...]
        while let character = characters.popFirst() {
            if character == "#" { break }
            guard character == "'" else {
                // A double-quoted string would want rules of its own; the scripts have none.
                #expect(character != "\"", "\(line)")
                code.append(character)
                continue
            }
            var string = ""
            while true {
                guard let next = characters.popFirst() else { return (code, strings, false) }
                if next == "'" {
                    guard characters.first == "'" else { break }
                    characters.removeFirst()
                }
                string.append(next)
            }
            strings.append(string)
        }
        return (code, strings, true)
    }
}
