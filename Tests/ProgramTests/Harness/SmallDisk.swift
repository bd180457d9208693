import Foundation

/// A file system of that size, for as long as `body` runs.
func withSmallDisk(bytes: Int, _ body: (TemporaryDirectory) async throws -> Void) async throws {
    try await withTemporaryDirectory { directory in
        let disk = TemporaryDirectory(path: directory("disk"))
        try FileManager.default.createDirectory(atPath: disk.path, withIntermediateDirectories: false)
        try await ChildProcess.run(.mount, ["-t", "tmpfs", "-o", "size=\(bytes)", "none", disk.path])
        defer { umount2(disk.path, Int32(MNT_DETACH)) }
        try await body(disk)
    }
}
