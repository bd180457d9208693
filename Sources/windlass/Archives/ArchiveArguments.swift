public import ArgumentParser
import ContentStore
public import ImageTransfer
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

extension ByteSize: ExpressibleByArgument {
    /// `4GiB`
    public init?(argument: String) { self.init(argument) }
}
