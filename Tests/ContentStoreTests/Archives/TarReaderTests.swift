import Testing

@testable import ContentStore

@Suite("Reading tar") struct TarReaderTests {
    @Test("What is written is read, however the bytes are cut")
    func roundTrip() throws {
        for seed in 0..<200 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            var archive = TarArchive()
            var expected: [ReadTar.Entry] = []
            for _ in 0..<Int.random(in: 0...6, using: &generator) {
                let entry = Self.entry(using: &generator)
                expected.append(entry)
                archive.add(entry.member, entry.contents)
            }
            var pieces = generator
            let read = try ReadTar(archive.bytes) { Int.random(in: 1...700, using: &pieces) }
            #expect(read.entries == expected, "seed \(seed)")
            #expect(read.hasEnd)
        }
    }

    private static func entry(using generator: inout SeededGenerator) -> ReadTar.Entry {
        let alphabet = Array("abc/. äß\\:é".utf8) + [0xFF]
        let length = Int.random(in: 1...(Bool.random(using: &generator) ? 300 : 20), using: &generator)
        var name = (0..<length).map { _ in alphabet.randomElement(using: &generator) ?? 0x61 }
        name[name.count - 1] = UInt8(ascii: "z")
        let kinds: [TarMember.Kind] = [.file, .file, .directory, .symbolicLink, .hardLink, .fifo, .characterDevice]
        let kind = kinds.randomElement(using: &generator) ?? .file
        let isLink = kind == .symbolicLink || kind == .hardLink
        let contents =
            kind == .file ? generator.bytes(Int.random(in: 0...2_000, using: &generator)) : []
        let member = TarMember(
            kind,
            name: name,
            linkName: isLink ? Array(name.reversed()) : [],
            size: Int64(contents.count),
            mode: UInt32.random(in: 0...0o7777, using: &generator),
            modificationTime: Int64.random(in: -12_000_000_000...40_000_000_000, using: &generator)
        )
        return ReadTar.Entry(member: member, contents: contents)
    }

    @Test("W-45: a member of more than 8 GiB has its size in a pax header, or in base 256")
    func largeMembers() throws {
        let size: Int64 = 9 << 30
        for header in [TarMember("big", size: size).header(), Self.base256(size)] {
            var reader = TarReader()
            try header.withUnsafeBytes { header in
                var position = 0
                guard case .member(let member)? = try reader.next(header, at: &position) else {
                    Issue.record("no member")
                    return
                }
                #expect(member.size == size)
                #expect(reader.skipContent() == size)
                #expect(reader.mayEnd)
            }
        }
    }

    private static func base256(_ size: Int64) -> [UInt8] {
        var header = TarText.header("big")
        var field: [UInt8] = [0x80, 0, 0, 0]
        for shift in stride(from: 56, through: 0, by: -8) { field.append(UInt8(truncatingIfNeeded: size >> shift)) }
        header.replaceSubrange(124..<136, with: field)
        return TarText.summed(header)
    }

    @Test("W-46: times before 1970 and in 1601 are kept")
    func oldTimes() throws {
        for time in [-1, -11_644_473_600] as [Int64] {
            var archive = TarArchive()
            archive.add(TarMember(name: Array("f".utf8), modificationTime: time))
            #expect(try ReadTar(archive.bytes).entries[0].member.modificationTime == time)
        }
        var header = TarText.header("f")
        header.replaceSubrange(136..<148, with: [UInt8](repeating: 0xFF, count: 12))
        #expect(try ReadTar(TarText.summed(header) + TarText.end).entries[0].member.modificationTime == -1)
    }

    struct Readable: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var bytes: [UInt8]
        var names: [String]

        init(_ description: String, _ bytes: [UInt8], _ names: [String]) {
            testDescription = description
            self.bytes = bytes
            self.names = names
        }
    }

    static let long = String(repeating: "n", count: 300)

    @Test(
        "The forms that other writers use",
        arguments: [
            Readable("GNU long name", TarText.about("L", long + "\0") + TarText.file("x") + TarText.end, [long]),
            Readable("pax path", TarText.about("x", "310 path=\(long)\n") + TarText.file("x") + TarText.end, [long]),
            Readable(
                "pax over GNU",
                TarText.about("L", "a\0") + TarText.about("x", "9 path=b\n") + TarText.file("x"),
                ["b"]
            ),
            Readable(
                "a global comment",
                TarText.about("g", "15 comment=abc\n") + TarText.file("x") + TarText.end,
                ["x"]
            ),
            Readable("no end", TarText.file("x", [1]), ["x"]),
            Readable("nothing", [], []),
            Readable("only the end", TarText.end, []),
            Readable("bytes after the end", TarText.file("x") + TarText.end + [1, 2, 3], ["x"]),
            Readable("before ustar", TarText.header(Array("old".utf8), magic: ""), ["old"]),
            Readable("a prefix", TarText.header(Array("f".utf8), prefix: Array("dir/sub".utf8)), ["dir/sub/f"]),
            Readable(
                "GNU's magic has no prefix",
                TarText.header(Array("f".utf8), magic: "ustar  \0", prefix: [0x31]),
                ["f"]
            ),
            Readable("a contiguous file", TarText.header("f", type: "7"), ["f"]),
            Readable("blanks in numbers", TarText.header(Array("f".utf8), size: "          0 "), ["f"]),
        ]
    )
    func otherWriters(_ archive: Readable) throws {
        #expect(try ReadTar(archive.bytes).names == archive.names)
    }

    struct Hostile: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var bytes: [UInt8]
        var code: ContentStoreError.Code
        var detail: String

        init(_ description: String, _ bytes: [UInt8], _ code: ContentStoreError.Code, _ detail: String) {
            testDescription = description
            self.bytes = bytes
            self.code = code
            self.detail = detail
        }
    }

    static let refused: [Hostile] = [
        .init("a wrong check sum", TarText.header([0x61], sum: "000001\0 "), .archiveInvalid, "tar-checksum"),
        .init("no tar", [UInt8](repeating: 0x41, count: 600), .archiveInvalid, "tar-checksum"),
        .init("letters in the size", TarText.header([0x61], size: "0000000000x"), .archiveInvalid, "tar-size: a"),
        .init("digits beyond octal", TarText.header([0x61], size: "00000000008"), .archiveInvalid, "tar-size: a"),
        .init("a negative size", negativeSize, .archiveInvalid, "tar-size: a"),
        .init("a size beyond 64 bits", hugeSize, .archiveInvalid, "tar-size: a"),
        .init("no name", TarText.header([]), .archiveInvalid, "tar-name-empty"),
        .init("a sparse file", TarText.header("s", type: "S"), .archiveUnsupported, "tar-sparse: s"),
        .init("pax sparse", TarText.about("x", "22 GNU.sparse.major=1\n"), .archiveUnsupported, "tar-sparse"),
        .init("a volume of several", TarText.header("m", type: "M"), .archiveUnsupported, "tar-type-4d: m"),
        .init("a directory dump", TarText.header("d", type: "D"), .archiveUnsupported, "tar-type-44: d"),
        .init("an unknown kind", TarText.header("q", type: "q"), .archiveUnsupported, "tar-type-71: q"),
        .init(
            "a link with content",
            TarText.header("l", type: "1", size: 512),
            .archiveInvalid,
            "tar-content-without-file: l"
        ),
        .init(
            "a directory with content",
            TarText.header("d/", type: "5", size: 1),
            .archiveInvalid,
            "tar-content-without-file: d/"
        ),
        .init(
            "a zero block alone",
            [UInt8](repeating: 0, count: 512) + TarText.file("x"),
            .archiveInvalid,
            "tar-lone-zero-block"
        ),
        .init(
            "two pax headers",
            TarText.about("x", "8 a=bcd\n") + TarText.about("x", "8 a=bcd\n"),
            .archiveInvalid,
            "pax-twice"
        ),
        .init("headers without end", (0..<9).flatMap { _ in TarText.about("L", "a\0") }, .archiveLimit, "tar-headers"),
        .init(
            "a pax header about nothing",
            TarText.about("x", "8 a=bcd\n") + TarText.end,
            .archiveInvalid,
            "tar-header-without-member"
        ),
        .init("a global name for all", TarText.about("g", "9 path=a\n"), .archiveUnsupported, "pax-global"),
        .init("a pax length beyond", TarText.about("x", "99 path=a\n"), .archiveInvalid, "pax-record"),
        .init("a pax length of nothing", TarText.about("x", " path=a\n"), .archiveInvalid, "pax-record"),
        .init("a pax length too short", TarText.about("x", "3 path=a\n"), .archiveInvalid, "pax-record"),
        .init(
            "a pax length of twenty digits",
            TarText.about("x", "99999999999999999999 path=a\n"),
            .archiveInvalid,
            "pax-record"
        ),
        .init("a pax record without a key", TarText.about("x", "6 =ab\n"), .archiveInvalid, "pax-record"),
        .init("a pax name with a zero", TarText.about("x", "14 path=a\0b/c\n"), .archiveInvalid, "pax-name"),
        .init("a pax name of nothing", TarText.about("x", "8 path=\n"), .archiveInvalid, "pax-name"),
        .init("a pax size below zero", TarText.about("x", "11 size=-5\n"), .archiveInvalid, "pax-size"),
        .init(
            "a pax size beyond",
            TarText.about("x", "32 size=99999999999999999999999\n"),
            .archiveInvalid,
            "pax-size"
        ),
        .init("a long name with a zero", TarText.about("L", "a\0b\0"), .archiveInvalid, "tar-long-name"),
        .init("a long name of megabytes", TarText.header("x", type: "L", size: 1 << 21), .archiveLimit, "tar-name"),
        .init("a pax header of gigabytes", TarText.header("x", type: "x", size: 1 << 31), .archiveLimit, "pax-size"),
        .init(
            "a pax name of kilobytes",
            TarText.about("x", "5011 path=" + String(repeating: "a", count: 5_000) + "\n")
                + TarText.file("x"),
            .archiveLimit,
            "tar-name: " + String(repeating: "a", count: 200)
        ),
        .init("an end in the header", Array(TarText.file("x").prefix(100)), .archiveTruncated, "tar"),
        .init("an end in the content", Array(TarText.file("x", [1, 2, 3]).prefix(514)), .archiveTruncated, "tar"),
        .init("an end in the padding", Array(TarText.file("x", [1, 2, 3]).prefix(600)), .archiveTruncated, "tar"),
        .init("an end after a long name", TarText.about("L", "a\0"), .archiveTruncated, "tar"),
    ]

    private static var negativeSize: [UInt8] {
        var header = TarText.header("a")
        header.replaceSubrange(124..<136, with: [UInt8](repeating: 0xFF, count: 12))
        return TarText.summed(header)
    }

    private static var hugeSize: [UInt8] {
        var header = TarText.header("a")
        header.replaceSubrange(124..<136, with: [0x80, 0x7F] + [UInt8](repeating: 0xFF, count: 10))
        return TarText.summed(header)
    }

    @Test("What means two things, or asks for too much, is refused with a code", arguments: refused)
    func refusals(_ archive: Hostile) {
        for piece in [1, 511, .max] {
            #expect(throws: ArchiveFault(archive.code, archive.detail)) {
                try ReadTar(archive.bytes) { piece }
            }
        }
    }

    @Test("Members are counted")
    func memberLimit() throws {
        var limits = TarReader.Limits()
        limits.members = 3
        let member = TarText.file("x")
        #expect(try ReadTar(member + member + member, limits: limits).entries.count == 3)
        #expect(throws: ArchiveFault(.archiveLimit, "tar-members")) {
            try ReadTar(member + member + member + member, limits: limits)
        }
    }

    @Test("No mutation of an archive breaks more than the reading of it, or makes it read more than there is")
    func mutations() throws {
        let seeds = [
            TarText.about("x", "310 path=\(Self.long)\n") + TarText.file("x", [1, 2, 3]) + TarText.end,
            TarText.about("L", Self.long + "\0") + TarText.file("x", [1]) + TarText.header("l", type: "2", link: "x"),
            Self.base256(2_000) + [UInt8](repeating: 7, count: 2_048),
        ]
        var generator = SeededGenerator(seed: 5)
        for round in 0..<3_000 {
            var bytes = seeds[round % seeds.count]
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            // Half of them get past the check sum.
            if round % 2 == 0 { bytes.replaceSubrange(0..<512, with: TarText.summed(Array(bytes[..<512]))) }
            guard let read = try? ReadTar(bytes) else { continue }
            #expect(read.entries.allSatisfy { Int64($0.contents.count) == $0.member.size })
            #expect(read.entries.reduce(0) { $0 + $1.contents.count } <= bytes.count)
        }
    }
}
