@testable import ContentStore

/// Archives made byte by byte, for what the writer would never write.
enum TarText {
    /// A ustar header with the parts that a test is about; its check sum is right unless it is given.
    static func header(
        _ name: [UInt8],
        type: UInt8 = UInt8(ascii: "0"),
        size: String = "00000000000",
        link: [UInt8] = [],
        mode: String = "0000644",
        magic: String = "ustar\0" + "00",
        prefix: [UInt8] = [],
        sum: String? = nil
    ) -> [UInt8] {
        var header = [UInt8](repeating: 0, count: 512)
        func put(_ bytes: [UInt8], _ place: Int) {
            header.replaceSubrange(place..<(place + bytes.count), with: bytes)
        }
        put(Array(name.prefix(100)), 0)
        put(Array(mode.utf8), 100)
        put(Array("0000000\0".utf8), 108)
        put(Array("0000000\0".utf8), 116)
        put(Array(size.utf8), 124)
        put(Array("00000000000\0".utf8), 136)
        header[156] = type
        put(Array(link.prefix(100)), 157)
        put(Array(magic.utf8), 257)
        put(Array(prefix), 345)
        return summed(header, sum)
    }

    static func header(_ name: String, type: Character = "0", size: Int = 0, link: String = "") -> [UInt8] {
        let octal = String(size, radix: 8)
        return header(
            Array(name.utf8),
            type: type.asciiValue ?? 0,
            size: String(repeating: "0", count: 11 - octal.count) + octal,
            link: Array(link.utf8)
        )
    }

    static func summed(_ header: [UInt8], _ sum: String? = nil) -> [UInt8] {
        var header = header
        header.replaceSubrange(148..<156, with: Array("        ".utf8))
        let octal = String(header.reduce(0) { $0 + Int($1) }, radix: 8)
        let text = sum ?? String(repeating: "0", count: 6 - octal.count) + octal + "\0 "
        header.replaceSubrange(148..<(148 + text.utf8.count), with: Array(text.utf8))
        return header
    }

    static func padded(_ bytes: [UInt8]) -> [UInt8] {
        bytes + [UInt8](repeating: 0, count: TarBlock.padding(after: Int64(bytes.count)))
    }

    static func file(_ name: String, _ contents: [UInt8] = []) -> [UInt8] {
        header(name, size: contents.count) + padded(contents)
    }

    /// A header about the next member, of whatever content.
    static func about(_ type: Character, _ contents: [UInt8]) -> [UInt8] {
        header("about", type: type, size: contents.count) + padded(contents)
    }

    static func about(_ type: Character, _ contents: String) -> [UInt8] { about(type, Array(contents.utf8)) }

    static let end = [UInt8](repeating: 0, count: 1_024)
}

/// What a reader made of an archive.
struct ReadTar: Equatable {
    struct Entry: Equatable {
        var member: TarMember
        var contents: [UInt8]
    }

    var entries: [Entry] = []
    var hasEnd = false

    var names: [String] { entries.map { String(decoding: $0.member.name, as: UTF8.self) } }

    /// Reads it in pieces of the sizes that `next` gives.
    init(_ bytes: [UInt8], limits: TarReader.Limits = .init(), piece next: () -> Int = { .max }) throws {
        var reader = TarReader(limits: limits)
        var start = 0
        while start < bytes.count {
            let piece = Array(bytes[start...].prefix(max(1, next())))
            start += piece.count
            try piece.withUnsafeBytes { piece in
                var position = 0
                while let event = try reader.next(piece, at: &position) {
                    switch event {
                    case .member(let member): entries.append(Entry(member: member, contents: []))
                    case .content(let range): entries[entries.count - 1].contents += piece[range]
                    case .end:
                        hasEnd = true
                        return
                    }
                }
            }
        }
        guard reader.mayEnd else { throw ArchiveFault(.archiveTruncated, "tar") }
    }
}
