#if !os(Windows)
import Credentials
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

extension CredentialProgram {
    /// Runs the file at `path`.
    ///
    /// Nothing waits in the system: what the pipes have is taken between short sleeps, so that no thread stands still
    /// for a program that does.
    func run(_ path: String, environment: [String: String], limit: Duration) async -> Outcome {
        let deadline = ContinuousClock.now + limit
        let process: RunningProgram
        do {
            process = try await RunningProgram.start(path, arguments: [name] + arguments, environment: environment)
        } catch {
            return .notStarted(error.number)
        }
        var input = input[...]
        var output: [UInt8] = []
        var pause = Duration.milliseconds(1)
        while true {
            let status = process.status
            let hasWritten = process.write(&input)
            let hasRead = process.read(into: &output, atMost: Self.maximumOutput + 1)
            guard output.count <= Self.maximumOutput else {
                process.kill()
                return .tooMuchOutput
            }
            // What it started may hold the pipe open for ever; what itself wrote was there before it ended.
            if let status, !hasRead { return .exited(status: status, output: output) }
            guard status != nil || ContinuousClock.now < deadline && !Task.isCancelled else {
                process.kill()
                return .timedOut
            }
            if hasWritten || hasRead {
                pause = .milliseconds(1)
            } else {
                try? await Task.sleep(for: pause)
                pause = min(pause * 2, .milliseconds(20))
            }
        }
    }
}

/// A number of the system's for what went wrong.
private struct SystemError: Error {
    let number: Int32
}

/// A process of its own group, with pipes to its standard input and from its standard output.
private final class RunningProgram {
    private let process: pid_t
    private var input: Int32
    private let output: Int32
    private var ended: Int32?

    private init(process: pid_t, input: Int32, output: Int32) {
        self.process = process
        self.input = input
        self.output = output
    }

    deinit {
        if input >= 0 { close(input) }
        close(output)
    }

    static func start(
        _ path: String,
        arguments: [String],
        environment: [String: String]
    ) async throws(SystemError) -> RunningProgram {
        Self.ignoreBrokenPipes
        var result: Result<RunningProgram, SystemError>
        var attempts = 0
        repeat {
            if attempts > 0 { try? await Task.sleep(for: .milliseconds(2)) }
            attempts += 1
            result = starting.withLock { _ in attempt(path, arguments, environment) }
            // Somebody is just writing the file.
        } while attempts < 50 && result.isBusy
        return try result.get()
    }

    /// One at a time: a pipe that is not yet marked as private would be inherited by another program, and stay open.
    private static let starting = Mutex<Void>(())

    private static func attempt(
        _ path: String,
        _ arguments: [String],
        _ environment: [String: String]
    ) -> Result<RunningProgram, SystemError> {
        guard let (childInput, input) = pipe() else { return .failure(SystemError(number: errno)) }
        defer { close(childInput) }
        guard let (output, childOutput) = pipe() else {
            close(input)
            return .failure(SystemError(number: errno))
        }
        defer { close(childOutput) }
        var process: pid_t = 0
        let number = spawn(&process, path, arguments, environment, childInput, childOutput)
        guard number == 0 else {
            close(input)
            close(output)
            return .failure(SystemError(number: number))
        }
        for descriptor in [input, output] { _ = fcntl(descriptor, F_SETFL, O_NONBLOCK) }
        return .success(RunningProgram(process: process, input: input, output: output))
    }

    /// Its exit status, or 128 and the signal that ended it; nil while it runs.
    var status: Int32? {
        if let ended { return ended }
        var status: Int32 = 0
        let result = waitpid(process, &status, WNOHANG)
        guard result == process else {
            // Somebody else has taken the status away; nobody knows whether it went well.
            if result < 0, errno == ECHILD { ended = 255 }
            return ended
        }
        let signal = status & 0x7F
        ended = signal == 0 ? status >> 8 & 0xFF : 128 + signal
        return ended
    }

    /// Writes what the pipe takes, and closes it behind the last byte. Whoever does not read is none of our concern.
    func write(_ bytes: inout ArraySlice<UInt8>) -> Bool {
        guard input >= 0 else { return false }
        var hasWritten = false
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { systemWrite(input, $0) }
            guard count > 0 else {
                if errno == EINTR { continue }
                if errno == EAGAIN { return hasWritten }
                break
            }
            bytes = bytes.dropFirst(count)
            hasWritten = true
        }
        close(input)
        input = -1
        return true
    }

    /// Reads what the pipe has.
    func read(into bytes: inout [UInt8], atMost limit: Int) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        var hasRead = false
        while bytes.count < limit {
            let count = buffer.withUnsafeMutableBytes { systemRead(output, $0) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            bytes += buffer[..<count]
            hasRead = true
        }
        return hasRead
    }

    /// Ends it and its group. It is not yet waited for, so the number is still its own.
    func kill() {
        guard ended == nil else { return }
        systemKill(-process, SIGKILL)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        ended = 128 + SIGKILL
    }

    private static let ignoreBrokenPipes: Void = {
        _ = signal(SIGPIPE, SIG_IGN)
    }()

    /// A pipe that no program inherits unless it is given to it.
    private static func pipe() -> (reading: Int32, writing: Int32)? {
        var ends: [Int32] = [-1, -1]
        guard systemPipe(&ends) == 0 else { return nil }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    private static func spawn(
        _ process: inout pid_t,
        _ path: String,
        _ arguments: [String],
        _ environment: [String: String],
        _ input: Int32,
        _ output: Int32
    ) -> Int32 {
        #if canImport(Darwin)
        var actions: posix_spawn_file_actions_t?
        var attributes: posix_spawnattr_t?
        #else
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
        posix_spawnattr_setflags(&attributes, Int16(flags))
        posix_spawnattr_setpgroup(&attributes, 0)
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigaddset(&signals, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        let words = arguments.map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for word in words + variables { free(word) } }
        return posix_spawn(&process, path, &actions, &attributes, words, variables)
    }
}

extension Result where Success == RunningProgram, Failure == SystemError {
    fileprivate var isBusy: Bool {
        if case .failure(let error) = self { error.number == ETXTBSY } else { false }
    }
}

private func systemPipe(_ ends: UnsafeMutablePointer<Int32>) -> Int32 {
    pipe(ends)
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    write(descriptor, bytes.baseAddress, bytes.count)
}

private func systemRead(_ descriptor: Int32, _ bytes: UnsafeMutableRawBufferPointer) -> Int {
    read(descriptor, bytes.baseAddress, bytes.count)
}

private func systemKill(_ process: pid_t, _ signal: Int32) {
    _ = kill(process, signal)
}
#endif
