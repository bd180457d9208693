import Demonstration
import NodeCommands

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The demo's registry as a process of its own, which goes on when this one ends.
struct DetachedRegistry: Sendable {
    let process: Int32
    let log: String

    /// POSIX_SPAWN_SETSID of glibc and musl, which spawn.h shows to those who define _GNU_SOURCE.
    private static let newSession: Int16 = 0x80

    /// Starts `serve` over what the demo left, in a session of its own, so that closing the terminal does not end it.
    init(continuing report: DemonstrationReport) throws(CommandFailure) {
        let files = report.files
        log = files.directory + "/registry.log"
        let address = report.registryURL.dropFirst("https://localhost".count)
        let arguments = [
            "windlass", "serve", "--storage", files.storage, "--listen", "127.0.0.1\(address)",
            "--htpasswd", files.passwords, "--tls-cert", files.certificate, "--tls-key", files.key,
        ]
        process = try Self.spawn(arguments, log: log)
        try Self.wait(for: report.registryURL, log: log, process: process)
        let pidFile = files.directory + "/registry.pid"
        try? "\(process)\n".write(toFile: pidFile, atomically: true, encoding: .utf8)
    }

    private static func spawn(_ arguments: [String], log: String) throws(CommandFailure) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, newSession)
        // What this process has open is none of the registry's business: a pipe would stay open with it.
        for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? [] {
            if let descriptor = Int32(name), descriptor > 2 { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        }
        let words = arguments.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var process: pid_t = 0
        let result = posix_spawn(&process, "/proc/self/exe", &actions, &attributes, words, environ)
        guard result == 0 else {
            let reason = String(cString: strerror(result))
            throw CommandFailure(.findings, code: "not-started", "the registry cannot be started: \(reason)")
        }
        return process
    }

    /// Until it says that it answers, which it does in one line.
    private static func wait(for url: String, log: String, process: Int32) throws(CommandFailure) {
        for _ in 0..<500 {
            let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
            if text.contains("https://127.0.0.1") { return }
            if waitpid(process, nil, WNOHANG) == process {
                throw CommandFailure(.findings, code: "not-started", "the registry did not start: \(text)")
            }
            usleep(20_000)
        }
        kill(process, SIGTERM)
        throw CommandFailure(.findings, code: "not-started", "the registry at \(url) does not answer")
    }
}
