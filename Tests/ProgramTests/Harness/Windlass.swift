import Foundation
import OCI

/// The built program, as a user runs it.
enum Windlass {
    /// `WINDLASS_PROGRAM`, else what was built together with this test bundle.
    static var path: String {
        if let path = ProcessInfo.processInfo.environment["WINDLASS_PROGRAM"] { return path }
        let bundle = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(filePath: bundle).deletingLastPathComponent().appending(path: "windlass").path
    }

    /// Starts it, for a test that has to interrupt it.
    static func start(
        _ arguments: [String],
        environment: [String: String] = [:],
        output: TemporaryDirectory
    ) throws -> ChildProcess {
        try ChildProcess(path, arguments, environment: environment, output: output)
    }

    /// Runs it to its end.
    static func run(_ arguments: String..., environment: [String: String] = [:]) async throws -> ChildProcess.Ending {
        try await run(arguments, environment: environment)
    }

    static func run(_ arguments: [String], environment: [String: String] = [:]) async throws -> ChildProcess.Ending {
        try await withTemporaryDirectory { directory in
            try await start(arguments, environment: environment, output: directory).ending()
        }
    }
}

extension ChildProcess.Ending {
    /// What it printed with `-o json`.
    var json: JSON {
        get throws { try JSON(parsing: stdoutBytes) }
    }

    /// The outcomes of a `pull -o json`.
    var outcomes: [JSON] {
        get throws { try json.array ?? [] }
    }

    /// The lines of stderr that speak of an error.
    var errorLines: [Substring] {
        stderr.split(separator: "\n").filter { $0.hasPrefix("error:") }
    }
}
