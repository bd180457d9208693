import ArgumentParser
import ContentStore
import ImageTransfer
import NodeCommands
import OCI

/// `load FILE... --to oci:DIR|containerd|REGISTRY[/PREFIX]`
struct LoadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: "Load the images of archives into an OCI layout, containerd or a registry.",
        discussion: """
            Reads what save, docker save, ctr images export and skopeo write, compressed with gzip or zstd or not, \
            whatever the name says; FILE may be what was split into FILE.000, FILE.001, … A checksum file FILE.sha256 \
            is checked first. Every blob is verified before it is visible; an interrupted load continues where it broke.

            Into a registry goes each image below PREFIX as its own repository, the name of its own registry left out.
            """
    )

    @Argument(help: ArgumentHelp("Archives.", valueName: "file"))
    var files: [String]

    @Option(
        help: ArgumentHelp(
            "Where to: an OCI layout, made if it is not there, this host's containerd, or a registry.",
            valueName: "oci:DIR|containerd|REGISTRY[/PREFIX]"
        )
    )
    var to: LoadTarget

    @Flag(help: "Keep the name of an image's own registry, as a part of its repository below PREFIX.")
    var keepRegistry = false

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Into a registry: take the children that fit, in a new index; repeatable. For what of an index is not all there.",
            valueName: "os/arch[:range]"
        )
    )
    var platform: [String] = []

    @OptionGroup var transfer: TransferArguments
    @OptionGroup var plan: PlanArguments
    @OptionGroup var credentials: CredentialArguments

    @OptionGroup var containerd: ContainerdPullArguments

    @OptionGroup var output: OutputArguments

    func validate() throws {
        guard to.name == nil else { throw ValidationError("--to takes oci:DIR: the images keep their names") }
        if case .place = to, keepRegistry || !platform.isEmpty {
            throw ValidationError("--keep-registry and --platform are for --to REGISTRY")
        }
    }

    func run() async throws {
        do {
            let errors = try await Interruption.handled {
                switch to {
                case .place(let place): try await load(to: place).map(\.error)
                case .registry(let prefix): try await load(to: prefix).map(\.outcome.error)
                }
            }
            let exit = ProgramExit(of: errors)
            if exit != .success { throw exit.code }
        } catch let failure as CommandFailure {
            throw Output.fail(failure, format: output.format)
        }
    }

    private func load(to prefix: RegistryPrefix) async throws -> [CopyReport] {
        let patterns = try platform.map(PlatformPattern.init(argument:))
        let progress = TransferProgress()
        let reports = try await RegistrySession.run(plan, credentials, jobs: transfer.jobs, isQuiet: transfer.quiet) {
            session in
            let load = RegistryLoad(
                session,
                to: prefix,
                keepsRegistry: keepRegistry,
                platforms: patterns.isEmpty ? nil : patterns,
                jobs: transfer.jobs,
                progress: progress
            )
            let files = files
            return try await ProgressDisplay(progress, style: transfer.progressStyle).shown {
                await load.run(files)
            }.get()
        }
        reports.forEach { $0.say(output.format) }
        if output.format == .json { Output.data(.array(reports.map(\.json))) }
        return reports
    }

    private func load(to place: PullTarget) async throws -> [LoadOutcome] {
        let outcomes: [LoadOutcome]
        let progress = TransferProgress()
        switch place {
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
        await ProgressDisplay(progress, style: transfer.progressStyle).shown { await load.run(files) }
    }
}

/// Where `load` brings images.
enum LoadTarget: ExpressibleByArgument {
    case place(PullTarget)
    case registry(RegistryPrefix)

    init?(argument: String) {
        if let place = PullTarget(argument: argument) {
            self = .place(place)
        } else if !argument.hasPrefix("oci:"), let prefix = RegistryPrefix(argument: argument) {
            self = .registry(prefix)
        } else {
            return nil
        }
    }

    /// The name that the target itself gives to an image.
    var name: String? {
        if case .place(let place) = self { place.name } else { nil }
    }
}
