import OCI
import Testing

@testable import NodeCommands

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite("A directory of reports")
struct ReportDirectoryTests {
    private func withDirectory(_ body: (String) throws -> Void) throws {
        let name = "windlass reports-\(UInt64.random(in: 0 ... .max))"
        let path = FileManager.default.temporaryDirectory.appending(path: name)
        try FileManager.default.createDirectory(at: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: path) }
        try body(path.path(percentEncoded: false))
    }

    private func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path))
    }

    @Test func `is made, and read as it was written`() throws {
        try withDirectory { directory in
            let reports = ReportDirectory(directory + "/a/b")
            let path = try reports.write(ReportSample.rich)
            #expect(path == directory + "/a/b/worker-07.prod.corp.example.json")
            #expect(try reports.write(ReportSample.rich) == path)
            _ = try reports.write(ReportSample.good)
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory + "/a/b").count == 2)
            #expect(try reports.cluster() == ClusterReport([ReportSample.rich, ReportSample.good]))
        }
    }

    @Test func `has reports as PowerShell saves them`() throws {
        let text = ReportSample.rich.json.serialized()
        let utf16 = text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let files: [[UInt8]] = [[0xFF, 0xFE] + utf16, [0xEF, 0xBB, 0xBF] + Array(text.utf8)]
        for bytes in files {
            let tree = try PlantedTree([:])
            try FileManager.default.createDirectory(atPath: tree.path, withIntermediateDirectories: true)
            try Data(bytes).write(to: URL(filePath: tree.path + "/a.json"))
            let cluster = try ReportDirectory(tree.path).cluster()
            #expect(cluster.nodes.map(\.machine) == [ReportSample.rich.machine])
            #expect(cluster.unreadable.isEmpty, "\(cluster.unreadable)")
        }
    }

    @Test func `that cannot be made is a failure of the disk`() throws {
        try withDirectory { directory in
            try write("", to: directory + "/file")
            let failure = #expect(throws: CommandFailure.self) {
                try ReportDirectory(directory + "/file/a").write(ReportSample.good)
            }
            #expect(failure?.exit == .disk && failure?.code == "not-writable")
        }
    }

    /// What is in a file, and what is said of it.
    static let faults = [
        ("", "no JSON: end-of-text@0"), ("{\"machine\": 7}", "no report of a check: machine is of another type"),
        ("{}", "no report of a check: machine is missing"), ("\u{FEFF}{}", "no report of a check: machine is missing"),
        (String(repeating: "[", count: 100_000), "no JSON: depth-64@64"),
        ("{\"a\":1,\"a\":2}", "no JSON: duplicate-key"),
    ]

    @Test(arguments: faults)
    func `lists what is no report, with the reason`(text: String, reason: String) throws {
        try withDirectory { directory in
            _ = try ReportDirectory(directory).write(ReportSample.good)
            try write(text, to: directory + "/bad.json")
            // None of these is taken for a report.
            try write(text, to: directory + "/bad.txt")
            try write(text, to: directory + "/._worker.json")
            let cluster = try ReportDirectory(directory).cluster()
            #expect(cluster.nodes.count == 1)
            #expect(cluster.unreadable.map(\.file) == ["bad.json"])
            #expect(cluster.unreadable.first?.reason.hasPrefix(reason) == true)
        }
    }

    @Test func `reads no file of more than 16 MiB, and no directory`() throws {
        try withDirectory { directory in
            try Data(repeating: 0x20, count: 16 << 20 | 1).write(to: URL(filePath: directory + "/large.json"))
            try FileManager.default.createDirectory(atPath: directory + "/dir.json", withIntermediateDirectories: true)
            let cluster = try ReportDirectory(directory).cluster()
            #expect(cluster.unreadable.map(\.reason) == ["it is no file", "it has more than 16 MiB"])
        }
    }

    #if !os(Windows)
    @Test func `may be named from where one is, with slashes at its end`() throws {
        try withDirectory { directory in
            _ = try ReportDirectory(directory).write(ReportSample.good)
            let up = FileManager.default.currentDirectoryPath.split(separator: "/").map { _ in ".." }
            let path = up.joined(separator: "/") + directory
            for name in [path, path + "/", path + "//", path + "/../" + (path.split(separator: "/").last ?? "")] {
                let cluster = try ReportDirectory(name).cluster()
                #expect(cluster.nodes.count == 1 && cluster.unreadable.isEmpty)
            }
        }
    }

    @Test func `follows links within itself alone`() throws {
        try withDirectory { directory in
            let outside = directory + "/outside"
            let inside = directory + "/inside"
            let path = try ReportDirectory(outside).write(ReportSample.good)
            let data = try ReportDirectory(inside + "/..data").write(ReportSample.rich)
            for (name, target) in [("a", path), ("b", data), ("c", inside + "/none"), ("d", "/dev/zero")] {
                try FileManager.default.createSymbolicLink(
                    atPath: "\(inside)/\(name).json",
                    withDestinationPath: target
                )
            }
            let cluster = try ReportDirectory(inside).cluster()
            #expect(cluster.nodes.map(\.machine) == [ReportSample.rich.machine])
            #expect(
                cluster.unreadable.map(\.reason) == [
                    "a link that leads out of the directory", "it is no file",
                    "a link that leads out of the directory",
                ]
            )
        }
    }
    #endif

    @Test func `that is not there, is empty, or has too many is an error`() throws {
        try withDirectory { directory in
            func code(_ path: String) -> String? {
                #expect(throws: CommandFailure.self) { try ReportDirectory(path).cluster() }?.code
            }
            #expect(code(directory + "/none") == "reports-not-found")
            #expect(code(directory) == "reports-not-found")
            try write("", to: directory + "/file")
            #expect(code(directory + "/file") == "reports-unreadable")
            for number in 0...5_000 { try write("", to: directory + "/\(number).json") }
            #expect(code(directory) == "reports-too-many")
        }
    }

    static let names = [
        ("worker-1", "worker-1.json"), ("WIN-2K22", "win-2k22.json"), ("a.b.example", "a.b.example.json"),
        ("con", "_63on.json"), ("CON.corp", "_63on.corp.json"), ("aux", "_61ux.json"), ("nul", "_6eul.json"),
        ("prn.x", "_70rn.x.json"), ("com1", "_63om1.json"), ("lpt9.a", "_6cpt9.a.json"), ("com10", "com10.json"),
        ("com\u{B9}", "com_c2_b9.json"), ("console", "console.json"), ("..", "_2e_2e.json"), ("a.", "a_2e.json"),
        ("a ", "a_20.json"), (".a", "_2ea.json"), ("a/b", "a_2fb.json"), ("a\\b:c", "a_5cb_3ac.json"),
        ("a_2fb", "a_5f2fb.json"), ("<>\"|?*", "_3c_3e_22_7c_3f_2a.json"), ("\u{0}\n", "_00_0a.json"),
        ("../../etc/passwd", "_2e._2f.._2fetc_2fpasswd.json"), ("", "_00.json"),
    ]

    @Test(arguments: names)
    func `names a report after its machine, safely on every system`(machine: String, name: String) {
        #expect(reportFileName(of: machine) == name)
    }

    @Test func `gives long names that differ at the end other files`() {
        let long = String(repeating: "w", count: 500)
        let names = [long + "1", long + "2", String(repeating: "\u{1F433}", count: 300)].map(reportFileName)
        #expect(Set(names).count == 3)
        #expect(names.allSatisfy { $0.utf8.count <= 125 })
    }
}
