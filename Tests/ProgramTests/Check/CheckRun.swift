import Foundation
import OCI
import RegistryTesting
import Testing

/// `windlass check` as the tests run it: with name servers of its own, and no settings of the machine.
struct CheckRun: Sendable {
    static let turnstile = Turnstile(width: 6)

    var ending: ChildProcess.Ending
    /// The page of `--html`.
    var page: String
    var duration: Duration

    /// Runs it to its end.
    ///
    /// - Parameter format: what follows `-o`.
    init(_ setup: CheckSetup, in scene: CheckScene, format: String = "json") async throws {
        let names = try await TestNameServer(names: scene.names)
        let number = UInt32.random(in: 0 ... .max)
        let page = scene.directory("report-\(number).html")
        var arguments = ["check"] + setup.images
        if let registries = setup.registries {
            arguments += ["--registries", try scene.write(registries, to: "registries.yaml")]
        }
        arguments += setup.nodes.flatMap { ["--node", $0] } + setup.arguments + ["-o", format, "--html", page]
        do {
            let start = ContinuousClock.now
            ending = try await Self.inNamespace(
                [Windlass.path] + arguments,
                environment: setup.environment,
                resolver: "nameserver \(names.address)\noptions \(setup.resolverOptions)\n",
                isOffline: setup.isOffline,
                directory: scene.directory
            )
            duration = start.duration(to: .now)
        } catch {
            await names.shutdown()
            throw error
        }
        await names.shutdown()
        self.page = (try? String(contentsOfFile: page, encoding: .utf8)) ?? ""
    }

    /// Runs a program with a resolv.conf of its own; no other name server is asked.
    static func inNamespace(
        _ command: [String],
        environment: [String: String] = [:],
        resolver: String,
        isOffline: Bool = false,
        directory: TemporaryDirectory
    ) async throws -> ChildProcess.Ending {
        try await withTemporaryDirectory { output in
            let files = [
                try output.write(resolver, to: "resolv.conf"),
                try output.write("hosts: files dns\n", to: "nsswitch.conf"),
                try output.write("127.0.0.1 localhost\n", to: "hosts"),
            ]
            let script = """
                mount --bind "$1" /etc/resolv.conf && mount --bind "$2" /etc/nsswitch.conf \
                && mount --bind "$3" /etc/hosts && shift 3 && exec "$@"
                """
            let spaces = ["--mount", "--propagation", "private"] + (isOffline ? ["--net"] : [])
            return try await ChildProcess(
                try Tool.unshare.path,
                spaces + ["/bin/sh", "-c", script, "sh"] + files + command,
                environment: environment,
                output: output
            ).ending(within: .seconds(60))
        }
    }

    /// What it says, and that it holds no secret, came in time and has the exit code of its worst finding.
    func report(hiding canary: Canary, sourceLocation: SourceLocation = #_sourceLocation) throws -> CheckedReport {
        for (text, place) in [(ending.stdout, "stdout"), (ending.stderr, "stderr"), (page, "page")] {
            let seen = canary.sightings(in: Array(text.utf8), named: place)
            #expect(seen.isEmpty, "a secret", sourceLocation: sourceLocation)
        }
        // The promise is 15 s; a debug build on a busy machine is slower.
        #expect(duration < .seconds(20), sourceLocation: sourceLocation)
        let report = try CheckedReport(try ending.json)
        let isWrong = report.findings.contains { $0.severity == "error" }
        #expect(ending.status == (isWrong ? 1 : 0), "\(ending.stderr)", sourceLocation: sourceLocation)
        #expect(page.hasPrefix("<!DOCTYPE html>"), "no page", sourceLocation: sourceLocation)
        for finding in report.findings {
            #expect(!finding.cause.isEmpty && !finding.fix.isEmpty, "\(finding)", sourceLocation: sourceLocation)
            #expect(!finding.cause.contains("\n") && !finding.fix.contains("\n"), sourceLocation: sourceLocation)
        }
        return report
    }
}
