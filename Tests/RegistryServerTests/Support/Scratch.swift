#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A directory of the test's own, removed with the last reference.
final class Scratch: Sendable {
    struct Failure: Error {
        var code: Int32
    }

    let path: String

    init() throws {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(parent)/windlass-server-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure(code: errno) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func write(_ bytes: [UInt8], to relative: String) throws {
        let target = "\(path)/\(relative)"
        let folder = target[..<(target.lastIndex(of: "/") ?? target.endIndex)]
        try FileManager.default.createDirectory(atPath: String(folder), withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(filePath: target))
    }

    func write(_ text: String, to relative: String) throws {
        try write(Array(text.utf8), to: relative)
    }

    func read(_ relative: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: "\(path)/\(relative)")))
    }

    func exists(_ relative: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(path)/\(relative)")
    }

    func remove(_ relative: String) throws {
        try FileManager.default.removeItem(atPath: "\(path)/\(relative)")
    }

    /// Every file below, directories left out, sorted.
    func files(_ relative: String = ".") -> [String] {
        let root = "\(path)/\(relative)"
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: root)) ?? []
        return names.filter { name in
            var isDirectory = false
            return FileManager.default.fileExists(atPath: "\(root)/\(name)", isDirectory: &isDirectory) && !isDirectory
        }.sorted()
    }

    /// Makes a file as old as that, or everything below a directory.
    func age(_ relative: String = ".", by seconds: Int) throws {
        let targets = files(relative).map { "\(path)/\(relative)/\($0)" }
        for target in targets.isEmpty ? ["\(path)/\(relative)"] : targets {
            var now = timespec()
            clock_gettime(CLOCK_REALTIME, &now)
            now.tv_sec -= seconds
            guard utimensat(AT_FDCWD, target, [now, now], 0) == 0 else { throw Failure(code: errno) }
        }
    }
}
