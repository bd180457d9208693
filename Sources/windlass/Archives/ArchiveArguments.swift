import ArgumentParser
import ContentStore
import NodeCommands

/// How an archive is written.
struct ArchiveArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Default: what FILE's name ends in: .gz and .tgz, .zst and .tzst, or nothing.",
            valueName: "gzip[:1-9]|zstd[:1-22]|none"
        )
    )
    var compression: Compression?

    @Option(
        help: ArgumentHelp(
            "Split into FILE.000, FILE.001, … of at most that size, such as 4GiB; load and cat join them.",
            valueName: "size"
        )
    )
    var partSize: ByteSize?

    func validate() throws {
        guard (partSize?.bytes ?? .max) >= 1 << 20 else { throw ValidationError("--part-size takes 1MiB or more") }
    }

    func compression(of file: String) -> Compression {
        compression ?? Compression(named: file)
    }
}

extension Compression: ExpressibleByArgument {
    /// `zstd`, `zstd:19`
    package init?(argument: String) {
        let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, let format = CompressionFormat(rawValue: String(parts[0])) else { return nil }
        guard parts.count == 2 else {
            self.init(format)
            return
        }
        guard let level = Int(parts[1]) else { return nil }
        self.init(format, level: level)
    }

    /// What a file of that name is, by the endings that K3s and RKE2 know.
    init(named file: String) {
        let name = file.lowercased()
        let format: CompressionFormat =
            if name.hasSuffix(".gz") || name.hasSuffix(".tgz") {
                .gzip
            } else if name.hasSuffix(".zst") || name.hasSuffix(".tzst") {
                .zstd
            } else {
                .none
            }
        self = Compression(format) ?? .none
    }
}

/// A number of bytes as a person writes it: `4GiB`, `512M`; all units are powers of 1024.
struct ByteSize: ExpressibleByArgument {
    let bytes: Int64

    init?(argument: String) {
        let digits = argument.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int64(digits) else { return nil }
        let shift: Int
        switch argument.dropFirst(digits.count).lowercased() {
        case "", "b": shift = 0
        case "k", "kb", "kib": shift = 10
        case "m", "mb", "mib": shift = 20
        case "g", "gb", "gib": shift = 30
        case "t", "tb", "tib": shift = 40
        default: return nil
        }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: 1 << shift)
        guard !overflow else { return nil }
        self.bytes = bytes
    }
}
