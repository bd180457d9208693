import ArgumentParser
import ContentStore
import ImageTransfer
import NodeCommands
import OCI

/// `load FILE... --to oci:DIR|containerd`
struct LoadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: "Load the images of archives into an OCI layout or containerd.",
        discussion: """
            Reads what save, docker save, ctr images export and skopeo write, compressed with gzip or zstd or not, \
            whatever the name says; FILE may be what was split into FILE.000, FILE.001, … A checksum file FILE.sha256 \
            is checked first. Every blob is verified before it is visible; an interrupted load continues where it broke.
            """
    )

    @Argument(help: ArgumentHelp("Archives.", valueName: "file"))
    var files: [String]

    @Option(
        help: ArgumentHelp(
            "Where to: an OCI layout, made if it is not there, or this host's containerd.",
            valueName: "oci:DIR|containerd"
        )
    )
    var to: PullTarget

    @OptionGroup var containerd: ContainerdPullArguments

    @Flag(name: .shortAndLong, help: "No progress on stderr.")
    var quiet = false

    @OptionGroup var output: OutputArguments

    func validate() throws {
        guard to.name == nil else { throw ValidationError("--to takes oci:DIR: the images keep their names") }
    }

    func run() async throws {
        do {
            let outcomes = try await Interruption.handled { try await load() }
            let exit = ProgramExit(of: outcomes.map(\.error))
            if exit != .success { throw exit.code }
        } catch let failure as CommandFailure {
            throw Output.fail(failure, format: output.format)
        }
    }

    private func load() async throws -> [LoadOutcome] {
        let outcomes: [LoadOutcome]
        let progress = TransferProgress()
        switch to {
        case .layout(let location):
            let store = try OCILayout(commandFor: location)
            defer { store.close() }
            outcomes = await run(ArchiveLoad(into: store, progress: progress), progress)
        case .containerd:
            outcomes = try await containerd.withDestination {
                await run(ArchiveLoad(to: $0, progress: progress), progress)
            }
        }
        for outcome in outcomes {
            if let error = outcome.error {
                outcome.failureLines(error).forEach { Output.talk(printable($0)) }
            } else if output.format == .text {
                Output.data(printable(outcome.successLine))
            }
            if let note = outcome.note { Output.talk(printable(note)) }
        }
        if output.format == .json { Output.data(.array(outcomes.map(\.json))) }
        return outcomes
    }

    private func run(_ load: ArchiveLoad, _ progress: TransferProgress) async -> [LoadOutcome] {
        await ProgressDisplay(progress, style: quiet ? .none : .forStandardError).shown { await load.run(files) }
    }
}
