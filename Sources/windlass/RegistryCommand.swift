import ArgumentParser
import ContentStore
import NodeCommands
import OCI
import RegistryServer

/// `registry gc`
struct RegistryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "registry",
        abstract: "Look after the storage of a registry.",
        subcommands: [CollectCommand.self]
    )
}

/// `registry gc --storage DIR`
struct CollectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gc",
        abstract: "Remove blobs that no manifest names, and uploads left for a day. The server may go on meanwhile."
    )

    @Option(help: ArgumentHelp("The storage directory.", valueName: "dir"))
    var storage: String

    @Option(
        help: ArgumentHelp(
            "Leave alone what was pushed, mounted or looked for within this time: a push may be under way.",
            valueName: "minutes"
        )
    )
    var grace = 60

    @Flag(help: "Remove manifests too that no tag, no index and no subject leads to.")
    var deleteUntagged = false

    @Flag(help: "Say what would go, and remove nothing.")
    var dryRun = false

    @OptionGroup var output: OutputArguments

    func validate() throws {
        guard (0...5_256_000).contains(grace) else { throw ValidationError("--grace takes minutes, from 0 to 5256000") }
    }

    func run() throws {
        let report: StorageCollection.Report
        do {
            let collection = try StorageCollection(
                path: storage,
                grace: .seconds(grace * 60),
                deletesUntagged: deleteUntagged,
                isDryRun: dryRun
            )
            report = try collection.run()
        } catch let error as RegistryServerError {
            throw Output.fail(CommandFailure(error), format: output.format)
        } catch let error as ContentStoreError {
            throw Output.fail(CommandFailure(error), format: output.format)
        }
        for path in report.damaged {
            Output.talk("warning: \(printable(path)) cannot be read; what its repository has is left alone")
        }
        switch output.format {
        case .json: Output.data(report.json(isDryRun: dryRun))
        case .text: Output.data(report.words(isDryRun: dryRun))
        }
        if !report.damaged.isEmpty { throw ProgramExit.integrity.code }
    }
}

extension StorageCollection.Report {
    /// Documented in `docs/json.md`.
    fileprivate func json(isDryRun: Bool) -> JSON {
        [
            "dryRun": .bool(isDryRun),
            "manifests": .number(String(manifests)),
            "removedManifests": .number(String(removedManifests)),
            "removedLinks": .number(String(removedLinks)),
            "removedBlobs": .number(String(removedBlobs)),
            "removedBytes": .number(String(removedBytes)),
            "removedUploads": .number(String(removedUploads)),
            "damaged": .array(damaged.map(JSON.string)),
        ]
    }

    fileprivate func words(isDryRun: Bool) -> String {
        let verb = isDryRun ? "would remove" : "removed"
        return "\(verb) \(removedBlobs) blobs (\(byteCount(removedBytes))), \(removedManifests) manifests, "
            + "\(removedUploads) uploads; \(manifests) manifests stay"
    }
}
