import Credentials
import Foundation
import Testing

@testable import NodeCommands

/// Shell scripts that stand for helpers and providers.
struct PlantedPrograms {
    let tree: PlantedTree

    init(_ scripts: [String: String]) throws {
        tree = try PlantedTree()
        try tree.write("", to: "bin/none")
        for (name, script) in scripts { try add(name, script) }
    }

    /// What is open for writing cannot be run, so no other test's program may inherit the file.
    func add(_ name: String, _ script: String, shell: String = "/bin/sh") throws {
        try writeAtomically(Array("#!\(shell)\n\(script)\n".utf8), to: directory + "/" + name, isSecret: false)
        chmod(directory + "/" + name, 0o755)
    }

    var directory: String { tree.path + "/bin" }

    func program(_ name: String = "p", input: [UInt8] = []) -> CredentialProgram {
        CredentialProgram(name: name, place: .directory(directory), input: input)
    }

    func run(
        _ name: String = "p",
        arguments: [String] = [],
        environment: [CredentialProgram.Variable] = [],
        input: [UInt8] = [],
        limit: Duration = .seconds(900)
    ) async -> CredentialProgram.Outcome {
        await CredentialProgram(
            name: name,
            place: .directory(directory),
            arguments: arguments,
            environment: environment,
            input: input
        ).run(limit: limit)
    }
}

extension CredentialProgram.Outcome {
    static func printed(_ text: String, status: Int32 = 0) -> Self {
        .exited(status: status, output: Array(text.utf8))
    }
}

@Suite("A program that is asked for a credential", .enabled(if: ShellRun.isPossible))
struct CredentialsRunTests {
    @Test("reads the question and writes the answer")
    func answers() async throws {
        let programs = try PlantedPrograms(["p": #"cat; echo "|$1|$2|$X""#])
        let outcome = await programs.run(
            arguments: ["get", "a b;$(id)"],
            environment: [.init(name: "X", value: "y")],
            input: Array("question".utf8)
        )
        #expect(outcome == .printed("question|get|a b;$(id)|y\n"))
    }

    @Test("may be as large as a question is, and read nothing of it")
    func largeInput() async throws {
        let programs = try PlantedPrograms(["p": "exec wc -c", "deaf": "exec <&-; echo done"])
        let input = [UInt8](repeating: 0x61, count: 1 << 20)
        #expect(await programs.run(input: input) == .printed("1048576\n"))
        #expect(await programs.run("deaf", input: input) == .printed("done\n"))
    }

    @Test("ends with its own status, or with that of a signal")
    func statuses() async throws {
        let programs = try PlantedPrograms(["p": "echo canary; echo canary >&2; exit 3", "killed": "kill -9 $$"])
        #expect(await programs.run() == .printed("canary\n", status: 3))
        #expect(await programs.run("killed") == .printed("", status: 137))
    }

    @Test("that takes too long is ended with all that it started")
    func slow() async throws {
        let programs = try PlantedPrograms([:])
        let file = programs.tree.path + "/child"
        let script = #"echo started; sleep 300 & echo $! > "\#(file)"; wait"#
        try programs.add("p", script)
        #expect(await programs.run(limit: .seconds(2)) == .timedOut)
        let child = try #require(
            pid_t((programs.tree.text(of: "child") ?? "").trimmingCharacters(in: .whitespacesAndNewlines))
        )
        // Its parent is gone, and whoever has it now takes its status in a moment.
        var isGone = false
        for _ in 0..<500 where !isGone {
            let state = try? String(contentsOfFile: "/proc/\(child)/stat", encoding: .utf8)
            isGone = state?.split(separator: " ").dropFirst(2).first.map { $0 == "Z" } ?? true
            if !isGone { try await Task.sleep(for: .milliseconds(10)) }
        }
        #expect(isGone)
    }

    @Test("is ended with the task that waits for it")
    func cancelled() async throws {
        let programs = try PlantedPrograms(["p": "exec sleep 300"])
        let program = programs.program()
        let task = Task { await program.run() }
        task.cancel()
        #expect(await task.value == .timedOut)
        withExtendedLifetime(programs) {}
    }

    @Test("that writes without end is ended")
    func endless() async throws {
        let programs = try PlantedPrograms([
            "p": "exec yes canary", "most": "head -c 65536 /dev/zero", "more": "head -c 65537 /dev/zero",
        ])
        #expect(await programs.run() == .tooMuchOutput)
        #expect(await programs.run("most") == .exited(status: 0, output: [UInt8](repeating: 0, count: 65536)))
        #expect(await programs.run("more") == .tooMuchOutput)
    }

    @Test("is not waited for by way of what it leaves behind")
    func leavesBehind() async throws {
        // The one that stays has the pipe open until the answer was seen.
        let programs = try PlantedPrograms([:])
        let seen = programs.tree.path + "/seen"
        try programs.add("p", #"(until [ -e "\#(seen)" ] || [ ! -d "${0%/*}" ]; do sleep 0.1; done) & echo answer"#)
        #expect(await programs.run() == .printed("answer\n"))
        try programs.tree.write("", to: "seen")
    }

    @Test("is missing where there is no file that can be run")
    func missing() async throws {
        let programs = try PlantedPrograms(["p": "true"])
        try programs.tree.write("#!/bin/sh\n", to: "bin/plain")
        try programs.tree.write("", to: "bin/directory/file")
        for name in ["other", "plain", "directory"] { #expect(await programs.run(name) == .missing) }
        try programs.add("broken", "", shell: "/no/such/shell")
        #expect(await programs.run("broken") == .notStarted(ENOENT))
    }

    @Test("is looked for in the directories of PATH that are absolute")
    func searchPath() async throws {
        let programs = try PlantedPrograms(["docker-credential-x": #"echo "$PATH""#])
        let program = CredentialProgram(name: "docker-credential-x", place: .path)
        let absolute = "/no/such:\(programs.directory):/usr/bin"
        #expect(await program.run(in: ["PATH": ".:bin::\(absolute):x/y"]) == .printed(absolute + "\n"))
        for path in ["", ".", "bin", "../bin", "/usr/bin"] {
            #expect(await program.run(in: ["PATH": path]) == .missing)
        }
        #expect(await program.run(in: [:]) == .missing)
    }

    @Test("is one of many at once, and none waits for another's pipe")
    func many() async throws {
        let programs = try PlantedPrograms(["p": "cat"])
        let questions = (0..<40).map { programs.program(input: Array("\($0)".utf8)) }
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for question in questions {
                group.addTask { await question.run() == .exited(status: 0, output: question.input) }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes == Array(repeating: true, count: 40))
        withExtendedLifetime(programs) {}
    }
}
