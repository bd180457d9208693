import Foundation

/// A shell script run to its end.
struct ShellRun {
    var status: Int32
    var output: String

    /// Runs bash; standard error comes with the output.
    init(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = arguments
        process.environment = ["PATH": "/usr/bin:/bin:/usr/sbin:/sbin"]
        process.standardInput = FileHandle.nullDevice
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        status = process.terminationStatus
        output = String(decoding: data, as: UTF8.self)
    }

    static var isPossible: Bool {
        #if os(Linux)
        FileManager.default.isExecutableFile(atPath: "/bin/bash")
        #else
        false
        #endif
    }
}

extension PlantedTree {
    func text(of name: String) -> String? {
        (try? Data(contentsOf: URL(filePath: path + "/" + name))).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The texts of all files, by their names below the tree.
    var texts: [String: String] {
        var texts: [String: String] = [:]
        for name in FileManager.default.subpaths(atPath: path) ?? [] {
            texts[name] = text(of: name)
        }
        return texts
    }
}
