import Foundation

/// A program that runs to its end; its output goes to files, so that it never waits for a reader.
final class ChildProcess: Sendable {
    /// How it ended.
    struct Ending: Sendable {
        /// The exit code, or 128 and the signal's number, as a shell says it.
        var status: Int32
        var stdout: String
        var stderr: String
        var stdoutBytes: [UInt8]
    }

    /// A peer's tool that did not do its part.
    struct Failure: Error, CustomStringConvertible {
        var command: String
        var ending: Ending

        var description: String { "\(command) ended with \(ending.status): \(ending.stderr)" }
    }

    private let process: Process
    private let ended: AsyncStream<Void>
    private let output: TemporaryDirectory

    /// Starts a program with an environment of its own: nothing of the machine's proxies or settings gets in.
    ///
    /// - Parameters:
    ///   - input: the file that it reads as its standard input; nothing by default.
    ///   - output: where its two output files go.
    init(
        _ path: String,
        _ arguments: [String],
        environment: [String: String] = [:],
        input: String? = nil,
        output: TemporaryDirectory
    ) throws {
        self.output = output
        process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.environment = ["PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "HOME": output.path, "LC_ALL": "C.UTF-8"]
            .merging(environment) { $1 }
        if let input {
            process.standardInput = try FileHandle(forReadingFrom: URL(filePath: input))
        } else {
            process.standardInput = FileHandle.nullDevice
        }
        process.standardOutput = try FileHandle(creating: output("stdout"))
        process.standardError = try FileHandle(creating: output("stderr"))
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        ended = stream
        process.terminationHandler = { _ in continuation.finish() }
        try process.start()
    }

    /// Sends a signal to this process alone.
    func signal(_ number: Int32) {
        if process.isRunning {
            kill(process.processIdentifier, number)
        }
    }

    /// Waits for its end; a cancelled wait kills it, and so does the limit.
    func ending(within limit: Duration = .seconds(90)) async -> Ending {
        let watchdog = Task {
            try await Task.sleep(for: limit)
            signal(SIGKILL)
        }
        defer { watchdog.cancel() }
        await withTaskCancellationHandler {
            for await _ in ended {}
            // A cancelled stream ends at once, and the process a moment later.
            process.waitUntilExit()
        } onCancel: {
            signal(SIGKILL)
        }
        let stdout = (try? Data(contentsOf: URL(filePath: output("stdout")))) ?? Data()
        let stderr = (try? Data(contentsOf: URL(filePath: output("stderr")))) ?? Data()
        let status = process.terminationStatus
        return Ending(
            status: process.terminationReason == .uncaughtSignal ? 128 + status : status,
            stdout: String(decoding: stdout, as: UTF8.self),
            stderr: String(decoding: stderr, as: UTF8.self),
            stdoutBytes: Array(stdout)
        )
    }

    /// Runs a peer's tool, which has to succeed.
    @discardableResult
    static func run(_ tool: Tool, _ arguments: [String], environment: [String: String] = [:]) async throws -> Ending {
        let path = try tool.path
        return try await withTemporaryDirectory { directory in
            let ending = try await ChildProcess(path, arguments, environment: environment, output: directory).ending()
            guard ending.status == 0 else {
                throw Failure(command: ([path] + arguments).joined(separator: " "), ending: ending)
            }
            return ending
        }
    }
}

extension FileHandle {
    /// A new, empty file to write to.
    convenience init(creating path: String) throws {
        guard FileManager.default.createFile(atPath: path, contents: nil) else {
            throw CocoaError(.fileWriteUnknown)
        }
        try self.init(forWritingTo: URL(filePath: path))
    }
}
