import ArgumentParser
import ContentStore
import ImageTransfer
import NodeCommands
import OCI
import Registries
import RegistryClient

/// `copy SRC DST`
struct CopyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "copy",
        abstract: "Copy an image between registries, layouts, archives and containerd, of Linux and Windows alike.",
        discussion: """
            SRC is looked for where nodes look for it, mirrors and rewrites of registries.yaml included; DST goes \
            straight to the registry it names. Other places are oci:DIR[:TAG], oci-archive:FILE[:TAG], \
            docker-archive:FILE[:REF] and containerd:REF. All of an index is copied, byte for byte, unless --platform says what \
            to take. What is there is not sent again; what the registry has elsewhere is mounted.
            """
    )

    @Argument(help: "An image as a pod names it, or at another place.")
    var source: CopyPlace

    @Argument(help: "REGISTRY/NAME[:TAG], or another place; an archive is written anew.")
    var destination: CopyPlace

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Take the children that fit, in a new index; repeatable.",
            discussion: "linux/*, linux/arm64, windows/amd64:10.0.20348..10.0.26100, \"all\"",
            valueName: "os/arch[:range]"
        )
    )
    var platform: [String] = []

    @Flag(help: "Keep the original index beside one that --platform or --rewrite-foreign has changed.")
    var keepOriginal = false

    @Flag(help: "Bring signatures, and whatever else refers to the image, along.")
    var referrers = false

    @Flag(help: "Make ordinary layers of foreign ones, which nodes fetch from their urls; digests change.")
    var rewriteForeign = false

    @Flag(help: "Say what would move, and change nothing.")
    var dryRun = false

    @OptionGroup var transfer: TransferArguments
    @OptionGroup var containerd: ContainerdPullArguments
    @OptionGroup var plan: PlanArguments
    @OptionGroup var credentials: CredentialArguments
    @OptionGroup var output: OutputArguments

    func validate() throws {
        switch destination {
        case .registry(let name) where name.contains("@"), .containerd(let name) where name.contains("@"):
            throw ValidationError("DST is given a tag; its digest is that of what is copied")
        default: break
        }
    }

    func run() async throws {
        do {
            let report = try await Interruption.handled { try await copy() }
            if let error = report.outcome.error { throw error.exit.code }
        } catch let failure as CommandFailure {
            throw Output.fail(failure, format: output.format)
        }
    }

    private func copy() async throws -> CopyReport {
        let patterns = try platform.map(PlatformPattern.init(argument:))
        // One connection more each way: source and destination may be one host.
        let report = try await RegistrySession.run(plan, credentials, jobs: 2 * transfer.jobs, isQuiet: transfer.quiet)
        { session in
            if case .registry(let text) = source {
                return try await copy(try await session.source(of: text), patterns, session)
            }
            return try await source.withLocalSource(containerd.containerd) {
                try await copy($0, patterns, session)
            }
        }
        report.print(output.format)
        return report
    }

    private func copy(
        _ origin: PlaceSource,
        _ patterns: [PlatformPattern],
        _ session: RegistrySession
    ) async throws -> CopyReport {
        try await destination.withDestination(
            of: origin.image,
            named: origin.name,
            session,
            containerd,
            jobs: transfer.jobs,
            isDryRun: dryRun
        ) { target in
            var request = CopyRequest(source: origin.source, image: target.image, name: target.name)
            request.platforms = patterns.isEmpty ? nil : patterns
            request.withReferrers = referrers
            request.rewritesForeign = rewriteForeign
            request.keepsOriginal = keepOriginal
            request.takesOnePlatform = target.takesOnePlatform
            let outcome = await copied(request, to: target.destination)
            return CopyReport(source: origin.name, destination: target.words, outcome: outcome, isDryRun: dryRun)
        }
    }

    private func copied(_ request: CopyRequest, to destination: any CopyDestination) async -> CopyOutcome {
        let progress = TransferProgress()
        let copy = ImageCopy(to: destination, jobs: transfer.jobs, progress: progress, isDryRun: dryRun)
        return await ProgressDisplay(progress, style: transfer.progressStyle).shown {
            await copy.run(request)
        }
    }
}

extension PlatformPattern {
    init(argument text: String) throws(CommandFailure) {
        do {
            try self.init(parsing: text)
        } catch {
            throw CommandFailure(
                .usage,
                code: error.code.rawValue,
                "--platform \"\(text)\" is neither OS/ARCH[/VARIANT][:OSVERSION], nor OS/*, nor a range "
                    + "OS/ARCH:FROM..TO, nor \"all\""
            )
        }
    }
}
