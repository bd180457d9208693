import Foundation
import Testing

/// A server of another package that runs as long as its test.
///
/// It hangs on a pipe of this process: when the tests end, in whatever way, the pipe closes and the server is killed.
final class PeerProcess: Sendable {
    /// It did not come up.
    struct NotReady: Error, CustomStringConvertible {
        var command: String
        var log: String

        var description: String { "\(command) did not start:\n\(log)" }
    }

    private let process: Process
    private let leash: FileHandle
    private let command: String
    private let logPath: String

    convenience init(_ tool: Tool, _ arguments: [String], environment: [String: String] = [:], log: String) throws {
        try self.init(path: try tool.path, arguments, environment: environment, log: log)
    }

    init(path: String, _ arguments: [String], environment: [String: String] = [:], log: String) throws {
        command = ([path] + arguments).joined(separator: " ")
        logPath = log
        // Not `Pipe`: programs that are started meanwhile must not hold copies of this end.
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EMFILE) }
        _ = fcntl(ends[1], F_SETFD, FD_CLOEXEC)
        leash = FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
        process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        // The first line, or the end of the pipe, is the server's end.
        let script = #""$@" </dev/null & peer=$!; echo "peer $peer"; read -r _; kill "$peer"; wait "$peer""#
        process.arguments = ["-c", script, "peer", path] + arguments
        process.environment = ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent"].merging(environment) { $1 }
        process.standardInput = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true)
        let output = try FileHandle(creating: log)
        process.standardOutput = output
        process.standardError = output
        try process.start()
    }

    var log: String {
        (try? String(contentsOf: URL(filePath: logPath), encoding: .utf8)) ?? ""
    }

    /// Waits for a text in the log and returns what follows it on that line.
    ///
    /// The log is looked at once more after the limit: on a busy machine the pause alone may take that long.
    func logged(_ text: String, within limit: Duration = .seconds(60)) async throws -> String {
        let deadline = ContinuousClock.now + limit
        while true {
            let isLast = ContinuousClock.now >= deadline || !process.isRunning
            // Only whole lines: the port may be half written.
            for line in log.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
                if let match = line.firstRange(of: text) { return String(line[match.upperBound...]) }
            }
            guard !isLast else { throw NotReady(command: command, log: log) }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// The server's own process, not the one that holds it.
    var identifier: Int32 {
        get async throws {
            let text = try await logged("peer ")
            return try #require(Int32(text))
        }
    }

    /// Ends it as a power cut would, for the process at least.
    func kill() async throws {
        Foundation.kill(try await identifier, SIGKILL)
        stop()
    }

    func stop() {
        try? leash.close()
        process.waitUntilExit()
    }
}
