/// One header block, read as it stands: ustar, GNU tar or the older format without a magic number.
struct TarHeader: Sendable {
    /// The type flag, of whatever kind.
    let type: UInt8
    var member: TarMember

    /// Reads a block of 512 bytes.
    ///
    /// - Throws: `archive-invalid`.
    init(_ block: [UInt8]) throws(ArchiveFault) {
        guard Self.checksumIsRight(block) else { throw ArchiveFault(.archiveInvalid, "tar-checksum") }
        type = block[156]
        var name = Self.text(block[0..<100])
        // GNU tar, whose magic ends in two blanks, has times where POSIX has the prefix.
        if block[257..<263].elementsEqual("ustar\0".utf8) {
            let prefix = Self.text(block[345..<500])
            if !prefix.isEmpty { name = prefix + [UInt8(ascii: "/")] + name }
        }
        let kind = Self.kind(of: type)
        guard let size = Self.number(block[124..<136]), size >= 0 else {
            throw ArchiveFault(.archiveInvalid, "tar-size", member: name)
        }
        // Many a writer leaves mode and times out or writes them strangely; nothing depends on them.
        member = TarMember(
            kind ?? .file,
            name: name,
            linkName: Self.text(block[157..<257]),
            size: size,
            mode: Self.number(block[100..<108]).map { UInt32(truncatingIfNeeded: $0) & 0o7777 },
            modificationTime: Self.number(block[136..<148]) ?? 0
        )
    }

    /// Whether the type flag is that of a kind that is read.
    var isKnownKind: Bool { Self.kind(of: type) != nil }

    private static func kind(of type: UInt8) -> TarMember.Kind? {
        switch Unicode.Scalar(type) {
        case "\0", "0", "7": .file
        case "1": .hardLink
        case "2": .symbolicLink
        case "3": .characterDevice
        case "4": .blockDevice
        case "5": .directory
        case "6": .fifo
        default: nil
        }
    }

    /// The sum over the block with its own field as blanks; some old writers added signed bytes.
    private static func checksumIsRight(_ block: [UInt8]) -> Bool {
        guard let stated = number(block[148..<156]) else { return false }
        var sum: Int64 = 0
        var signed: Int64 = 0
        for (place, byte) in block.enumerated() {
            let byte = 148..<156 ~= place ? UInt8(ascii: " ") : byte
            sum += Int64(byte)
            signed += Int64(Int8(bitPattern: byte))
        }
        return stated == sum || stated == signed
    }

    private static func text(_ field: ArraySlice<UInt8>) -> [UInt8] {
        Array(field.prefix { $0 != 0 })
    }

    /// Octal digits between blanks and zeros, or GNU's base 256, whose first bit is set; nil for anything else.
    private static func number(_ field: ArraySlice<UInt8>) -> Int64? {
        guard let first = field.first else { return nil }
        if first & 0x80 != 0 {
            // Two's complement without the marking bit.
            var value: Int64 = first & 0x40 != 0 ? -1 : 0
            for (place, byte) in field.enumerated() {
                let bits = place == 0 ? Int64(byte & 0x3F) | (first & 0x40 != 0 ? ~0x3F : 0) : Int64(byte)
                let (product, overflow) = value.multipliedReportingOverflow(by: 256)
                guard !overflow else { return nil }
                value = place == 0 ? bits : product | bits
            }
            return value
        }
        let digits = field.drop { $0 == UInt8(ascii: " ") }
        let number = digits.prefix { $0 != 0 && $0 != UInt8(ascii: " ") }
        guard digits.dropFirst(number.count).allSatisfy({ $0 == 0 || $0 == UInt8(ascii: " ") }) else { return nil }
        var value: Int64 = 0
        for byte in number {
            guard UInt8(ascii: "0")...UInt8(ascii: "7") ~= byte else { return nil }
            value = value << 3 | Int64(byte & 7)
        }
        // Twelve digits are 36 bits.
        return value
    }
}
