import ArgumentParser
import ContentStore
import Demonstration
import Logging
import NodeCommands
import OCI
import RegistryServer

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// `demo [--keep DIR]`
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Show the whole promise on this machine, offline: one registries.yaml, Linux and Windows nodes.",
        discussion: """
            Starts a registry with a CA and a password of its own on a loopback port, fills it with small Linux and \
            Windows images, and pulls them as a Linux node and as Windows nodes of three builds.
            """
    )

    @Option(help: ArgumentHelp("Leave the files here, and the registry running.", valueName: "dir"))
    var keep: String?

    @Option(help: "The registry's port; 0 takes a free one.")
    var port: UInt16 = 0

    @OptionGroup var output: OutputArguments

    func run() async throws {
        do {
            let directory = try keep.map(Self.absolute) ?? Self.temporaryDirectory()
            var isKept = false
            defer {
                if !isKept { try? FileManager.default.removeItem(atPath: directory) }
            }
            let report = try await Interruption.handled { [self] in try await demonstrate(in: directory) }
            let server = try keep.map { _ in try DetachedRegistry(continuing: report) }
            isKept = server != nil
            switch output.format {
            case .text: Output.data(DemonstrationWords(report, server: server).text)
            case .json: Output.data(report.json(server: server))
            }
            if !report.isAsExpected { throw ProgramExit.findings.code }
        } catch let failure as CommandFailure {
            throw Output.fail(failure, format: output.format)
        } catch let error as RegistryServerError {
            throw Output.fail(CommandFailure(error), format: output.format)
        } catch let error as ContentStoreError {
            throw Output.fail(CommandFailure(error), format: output.format)
        }
    }

    private func demonstrate(in directory: String) async throws -> DemonstrationReport {
        var logger = Logger(label: "demo") { StructuredLogHandler(label: $0, format: .text) }
        logger.logLevel = .error
        let demonstration = Demonstration(
            directory: directory,
            address: ListenAddress(host: "127.0.0.1", port: Int(port)),
            version: windlassVersion,
            logger: logger
        )
        return try await demonstration.run()
    }

    private static func absolute(_ path: String) throws(CommandFailure) -> String {
        let full = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
        let contents = try? FileManager.default.contentsOfDirectory(atPath: full)
        guard contents != nil || !FileManager.default.fileExists(atPath: full) else {
            throw CommandFailure(.usage, code: "not-a-directory", "--keep \(path) is no directory; name a new one")
        }
        guard contents?.isEmpty ?? true else {
            throw CommandFailure(
                .usage,
                code: "directory-not-empty",
                "--keep \(path) is not empty; name a new directory"
            )
        }
        return full
    }

    private static func temporaryDirectory() throws -> String {
        let directory = FileManager.default.temporaryDirectory.appending(
            path: "windlass-demo-\(UUID().uuidString.prefix(8))"
        )
        return directory.path
    }
}
