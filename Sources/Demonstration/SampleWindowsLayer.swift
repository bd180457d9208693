import ContentStore

/// Layers as Windows has them: files under `Files/`, registry hives under `Hives/`, and for each member the attributes,
/// the times and the security descriptor that Windows wants back (hcsshim, `ociwclayer`). They are for moving about:
/// the hives hold nothing that a Windows host could load.
enum SampleWindowsLayer {
    private static let hives = ["DefaultUser_Delta", "Sam_Delta", "Security_Delta", "Software_Delta", "System_Delta"]

    /// What Microsoft's base layer has: the system's files, its hives, and those of the utility VM.
    static func base(build: String) -> [UInt8] {
        var tar = TarArchive()
        for folder in ["Files", "Files/Windows", "Files/Windows/System32"] { add(folder, to: &tar) }
        add("Files/Windows/System32/ntoskrnl.exe", sampleBytes(count: 640 << 10, seed: build), to: &tar)
        add("Files/Windows/System32/version.txt", Array("Windows \(build)\r\n".utf8), to: &tar)
        addHives(of: build, to: &tar)
        for folder in ["UtilityVM", "UtilityVM/Files"] { add(folder, to: &tar) }
        add("UtilityVM/Files/bootmgr.efi", sampleBytes(count: 16 << 10, seed: build + "-boot"), to: &tar)
        return tar.bytes
    }

    /// What an image adds: one program, and what installing it did to the registry.
    static func program(_ name: String, build: String) -> [UInt8] {
        var tar = TarArchive()
        add("Files", to: &tar)
        add("Files/\(name)", to: &tar)
        add("Files/\(name)/\(name).exe", sampleBytes(count: 48 << 10, seed: "\(name)-\(build)"), to: &tar)
        addHives(of: "\(name)-\(build)", to: &tar)
        return tar.bytes
    }

    private static func addHives(of seed: String, to tar: inout TarArchive) {
        add("Hives", to: &tar)
        for hive in hives {
            let body = Array("regf".utf8) + sampleBytes(count: (4 << 10) - 4, seed: "\(hive)-\(seed)")
            add("Hives/\(hive)", body, to: &tar)
        }
    }

    private static func add(_ folder: String, to tar: inout TarArchive) {
        tar.add(folder, .directory, records: records(attributes: 0x10))
    }

    private static func add(_ file: String, _ contents: [UInt8], to tar: inout TarArchive) {
        tar.add(file, .file(contents: contents, isExecutable: false), records: records(attributes: 0x20))
    }

    private static func records(attributes: Int) -> [(key: String, value: String)] {
        [
            (key: "LIBARCHIVE.creationtime", value: "1704067200"),
            (key: "MSWINDOWS.fileattr", value: String(attributes)),
            (key: "MSWINDOWS.rawsd", value: SecurityDescriptor.systemAndAdministrators),
        ]
    }
}

/// Bytes that look like a program and are the same on every machine.
func sampleBytes(count: Int, seed: String) -> [UInt8] {
    // FNV-1a for the start, xorshift from there: what matters is that they differ and do not compress away.
    var state = seed.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 } | 1
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + 8)
    while bytes.count < count {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        withUnsafeBytes(of: state.littleEndian) { bytes += $0 }
    }
    return Array(bytes.prefix(count))
}
