#if os(Windows)
import Credentials
import Foundation
import Synchronization

extension CredentialProgram {
    /// Runs the file at `path`. At the limit the program itself is ended; of what it started, nothing is known here.
    func run(_ path: String, environment: [String: String], limit: Duration) async -> Outcome {
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.environment = environment
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        let gathered = Gathered()
        output.fileHandleForReading.readabilityHandler = {
            gathered.add($0.availableData, limit: Self.maximumOutput + 1)
        }
        do {
            try process.run()
        } catch {
            return .notStarted(Int32(truncatingIfNeeded: (error as NSError).code))
        }
        // A request is smaller than a pipe.
        try? input.fileHandleForWriting.write(contentsOf: self.input)
        try? input.fileHandleForWriting.close()
        let deadline = ContinuousClock.now + limit
        var pause = Duration.milliseconds(1)
        while !gathered.hasEnded || process.isRunning {
            guard gathered.bytes.count <= Self.maximumOutput else {
                process.terminate()
                return .tooMuchOutput
            }
            guard ContinuousClock.now < deadline, !Task.isCancelled else {
                process.terminate()
                return .timedOut
            }
            try? await Task.sleep(for: pause)
            pause = min(pause * 2, .milliseconds(20))
        }
        let bytes = gathered.bytes
        guard bytes.count <= Self.maximumOutput else { return .tooMuchOutput }
        return .exited(status: process.terminationStatus, output: bytes)
    }
}

/// What a program wrote, as far as it is read.
private final class Gathered: Sendable {
    private let state = Mutex<(bytes: [UInt8], hasEnded: Bool)>(([], false))

    var bytes: [UInt8] { state.withLock { $0.bytes } }
    var hasEnded: Bool { state.withLock { $0.hasEnded } }

    func add(_ data: Data, limit: Int) {
        state.withLock {
            if data.isEmpty { $0.hasEnded = true }
            $0.bytes += data.prefix(max(0, limit - $0.bytes.count))
        }
    }
}
#endif
