/// Small tar archives (POSIX ustar).
public enum SampleTar {
    /// An archive of regular files, in the order of their names.
    ///
    /// - Parameter files: Contents by name; a name has at most 100 bytes, a longer one is cut.
    public static func archive(of files: [String: String]) -> [UInt8] {
        var archive: [UInt8] = []
        for (name, text) in files.sorted(by: { $0.key < $1.key }) {
            let content = Array(text.utf8)
            archive += Self.header(name: name, size: content.count) + content
            archive += [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
        }
        return archive + [UInt8](repeating: 0, count: 1_024)
    }

    private static func header(name: String, size: Int) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, at place: Int, length: Int) {
            let bytes = Array(text.utf8.prefix(length))
            block.replaceSubrange(place..<(place + bytes.count), with: bytes)
        }
        put(name, at: 0, length: 100)
        put("0000644", at: 100, length: 8)
        put("0000000", at: 108, length: 8)
        put("0000000", at: 116, length: 8)
        put(Self.octal(size, digits: 11), at: 124, length: 12)
        put(Self.octal(0, digits: 11), at: 136, length: 12)
        put("        ", at: 148, length: 8)
        put("0", at: 156, length: 1)
        put("ustar\u{0}00", at: 257, length: 8)
        let sum = block.reduce(0) { $0 + Int($1) }
        put(Self.octal(sum, digits: 6) + "\u{0} ", at: 148, length: 8)
        return block
    }

    private static func octal(_ value: Int, digits: Int) -> String {
        let text = String(value, radix: 8)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }
}
