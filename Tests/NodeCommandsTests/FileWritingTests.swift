import Testing

@testable import NodeCommands

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite("Writing a file in one step")
struct FileWritingTests {
    private func withDirectory(_ body: (String) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "windlass-\(UInt64.random(in: 0 ... .max))")
        try FileManager.default.createDirectory(at: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: path) }
        try body(path.path())
    }

    private func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
    }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test("leaves the file alone in its directory, with the mode its content asks for", arguments: [true, false])
    func mode(isSecret: Bool) throws {
        try withDirectory { directory in
            let path = directory + "/registries.yaml"
            for content in ["one", "another, longer one", ""] {
                try writeAtomically(Array(content.utf8), to: path, isSecret: isSecret)
                #expect(try text(path) == content)
                #expect(try mode(path) == (isSecret ? 0o600 : 0o644))
                #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["registries.yaml"])
            }
        }
    }

    @Test("leaves a device or a pipe where it is, at the end of a link too")
    func device() throws {
        try withDirectory { directory in
            let (pipe, link) = (directory + "/pipe", directory + "/link")
            #expect(mkfifo(pipe, 0o600) == 0)
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: pipe)
            for path in [pipe, link] {
                let failure = #expect(throws: CommandFailure.self) {
                    try writeAtomically([1], to: path, isSecret: false)
                }
                #expect(failure?.code == "not-writable" && failure?.exit == .disk)
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory).sorted() == ["link", "pipe"])
            #expect(try FileManager.default.attributesOfItem(atPath: pipe)[.type] as? FileAttributeType != .typeRegular)
        }
    }

    @Test("of which none is there yet")
    func new() throws {
        try withDirectory { directory in
            let path = directory + "/a"
            try writeAtomically(Array("one".utf8), to: path, isSecret: true, isNew: true)
            let failure = #expect(throws: CommandFailure.self) {
                try writeAtomically(Array("two".utf8), to: path, isSecret: true, isNew: true)
            }
            #expect(failure?.exit == .usage && failure?.code == "file-exists")
            #expect(try text(path) == "one")
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["a"])
        }
    }

    @Test("into a directory that is not there: not writable, and the system says why")
    func noDirectory() throws {
        try withDirectory { directory in
            let failure = #expect(throws: CommandFailure.self) {
                try writeAtomically([1], to: directory + "/none/a", isSecret: false)
            }
            #expect(failure?.exit == .disk && failure?.code == "not-writable")
            #expect(failure?.message.contains("No such file") == true)
        }
    }
}
