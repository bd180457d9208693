extension TarMember {
    /// The member's header: one block of ustar, and before it a pax header where ustar cannot say it.
    ///
    /// Nothing of this machine gets in: owner and group are 0.
    /// - Parameter records: more extended attributes, such as `MSWINDOWS.fileattr`.
    package func header(records: [(key: String, value: String)] = []) -> [UInt8] {
        var extended = records.map { (key: $0.key, value: Array($0.value.utf8)) }
        if !name.fitsUSTAR { extended.append(("path", name)) }
        if !linkName.fitsUSTAR { extended.append(("linkpath", linkName)) }
        if size > Self.largestOctal { extended.append(("size", Array(String(size).utf8))) }
        if !(0...Self.largestOctal).contains(modificationTime) {
            extended.append(("mtime", Array(String(modificationTime).utf8)))
        }
        var bytes: [UInt8] = []
        if !extended.isEmpty {
            let body = extended.flatMap { Self.record($0.key, $0.value) }
            let about = TarMember(name: Array("PaxHeaders.0/".utf8) + name, size: Int64(body.count))
            bytes += about.block(type: "x") + body
            bytes += [UInt8](repeating: 0, count: TarBlock.padding(after: about.size))
        }
        return bytes + block(type: kind.type)
    }

    /// The two blocks of zeros that end an archive.
    package static let end = [UInt8](repeating: 0, count: 2 * TarBlock.size)

    /// What eleven octal digits can say.
    private static let largestOctal: Int64 = 0o77_777_777_777

    /// `<length> <key>=<value>\n`, where the length counts its own digits.
    private static func record(_ key: String, _ value: [UInt8]) -> [UInt8] {
        let rest = Array(" \(key)=".utf8) + value + [UInt8(ascii: "\n")]
        var length = rest.count + 1
        while "\(length)".utf8.count + rest.count != length {
            length = "\(length)".utf8.count + rest.count
        }
        return Array("\(length)".utf8) + rest
    }

    private func block(type: Unicode.Scalar) -> [UInt8] {
        var header = [UInt8](repeating: 0, count: TarBlock.size)
        func put(_ text: some Collection<UInt8>, at place: Int) {
            header.replaceSubrange(place..<(place + text.count), with: text)
        }
        func put(octal value: Int64, at place: Int, digits: Int) {
            let text = String((0...Self.largestOctal).contains(value) ? value : 0, radix: 8)
            put((String(repeating: "0", count: digits - text.utf8.count) + text).utf8, at: place)
        }
        put(name.prefix(100), at: 0)
        put(octal: Int64(mode & 0o7777), at: 100, digits: 7)
        put(octal: 0, at: 108, digits: 7)
        put(octal: 0, at: 116, digits: 7)
        put(octal: size, at: 124, digits: 11)
        put(octal: modificationTime, at: 136, digits: 11)
        put("        ".utf8, at: 148)
        header[156] = UInt8(ascii: type)
        put(linkName.prefix(100), at: 157)
        put("ustar".utf8, at: 257)
        put("00".utf8, at: 263)
        put(octal: header.reduce(0) { $0 + Int64($1) }, at: 148, digits: 6)
        header[154] = 0
        return header
    }
}

extension [UInt8] {
    /// Whether the name field of ustar holds it so that every reader reads the same.
    fileprivate var fitsUSTAR: Bool { count <= 100 && allSatisfy { 0x20..<0x7F ~= $0 } }
}

extension TarMember.Kind {
    fileprivate var type: Unicode.Scalar {
        switch self {
        case .file: "0"
        case .hardLink: "1"
        case .symbolicLink: "2"
        case .characterDevice: "3"
        case .blockDevice: "4"
        case .directory: "5"
        case .fifo: "6"
        }
    }
}
