/// A tar archive in the making (POSIX.1-2001, "pax Interchange Format"): names in order, nothing of this machine in it.
package struct TarArchive: Sendable {
    package enum Kind: Sendable {
        case directory
        case file(contents: [UInt8], isExecutable: Bool)

        fileprivate var contents: [UInt8] {
            if case .file(let contents, _) = self { contents } else { [] }
        }
    }

    private var blocks: [UInt8] = []

    package init() {}

    /// Adds a member.
    ///
    /// - Parameters:
    ///   - name: relative, with `/`, at most 100 bytes.
    ///   - records: extended attributes, such as `MSWINDOWS.fileattr`, that precede the member.
    package mutating func add(_ name: String, _ kind: Kind, records: [(key: String, value: String)] = []) {
        if !records.isEmpty {
            let body = records.flatMap { Self.record($0.key, $0.value) }
            append(name: "PaxHeaders.0/" + name, type: "x", mode: 0o644, contents: body)
        }
        switch kind {
        case .directory: append(name: name.hasSuffix("/") ? name : name + "/", type: "5", mode: 0o755, contents: [])
        case .file(let contents, let isExecutable):
            append(name: name, type: "0", mode: isExecutable ? 0o755 : 0o644, contents: contents)
        }
    }

    /// The whole archive, with the two blocks of zeros that end it.
    package var bytes: [UInt8] { blocks + [UInt8](repeating: 0, count: 1_024) }

    /// `<length> <key>=<value>\n`, where the length counts its own digits.
    private static func record(_ key: String, _ value: String) -> [UInt8] {
        let rest = " \(key)=\(value)\n"
        var length = rest.utf8.count + 1
        while "\(length)".utf8.count + rest.utf8.count != length {
            length = "\(length)".utf8.count + rest.utf8.count
        }
        return Array("\(length)\(rest)".utf8)
    }

    private mutating func append(name: String, type: String, mode: Int, contents: [UInt8]) {
        let bytes = Array(name.utf8)
        precondition(bytes.count <= 100, "a name of more than 100 bytes needs a record of its own")
        var header = [UInt8](repeating: 0, count: 512)
        func put(_ text: [UInt8], at place: Int) {
            header.replaceSubrange(place..<(place + text.count), with: text)
        }
        func put(octal value: Int, at place: Int, digits: Int) {
            let text = String(value, radix: 8)
            put(Array((String(repeating: "0", count: digits - text.utf8.count) + text).utf8), at: place)
        }
        put(bytes, at: 0)
        put(octal: mode, at: 100, digits: 7)
        put(octal: 0, at: 108, digits: 7)
        put(octal: 0, at: 116, digits: 7)
        put(octal: contents.count, at: 124, digits: 11)
        put(octal: 0, at: 136, digits: 11)
        put(Array("        ".utf8), at: 148)
        put(Array(type.utf8), at: 156)
        put(Array("ustar".utf8), at: 257)
        put(Array("00".utf8), at: 263)
        put(octal: header.reduce(0) { $0 + Int($1) }, at: 148, digits: 6)
        header[154] = 0
        blocks += header + contents + [UInt8](repeating: 0, count: (512 - contents.count % 512) % 512)
    }
}
