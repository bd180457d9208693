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
        abstract: "Copy an image between registries and OCI layouts, of Linux and Windows alike, from any machine.",
        discussion: """
            SRC is looked for where nodes look for it, mirrors and rewrites of registries.yaml included; DST goes \
            straight to the registry it names. All of an index is copied, byte for byte, unless --platform says what \
            to take. What is there is not sent again; what the registry has elsewhere is mounted.
            """
    )

    @Argument(help: "An image as a pod names it, or oci:DIR[:TAG].")
    var source: CopyPlace

    @Argument(help: "REGISTRY/NAME[:TAG], or oci:DIR[:TAG].")
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

    @Option(name: .shortAndLong, help: "How many blobs are copied at once.")
    var jobs = 6

    @Flag(name: .shortAndLong, help: "No progress on stderr.")
    var quiet = false

    @OptionGroup var plan: PlanArguments
    @OptionGroup var credentials: CredentialArguments
    @OptionGroup var output: OutputArguments

    func validate() throws {
        guard (1...64).contains(jobs) else { throw ValidationError("--jobs takes a number from 1 to 64") }
        if case .registry(let name) = destination, name.contains("@") {
            throw ValidationError("DST is given a tag; its digest is that of what is copied")
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
        return try await RegistrySession.run(plan, credentials, jobs: 2 * jobs, isQuiet: quiet) { session in
            var (request, name) = try await origin(session)
            request.platforms = patterns.isEmpty ? nil : patterns
            request.withReferrers = referrers
            request.rewritesForeign = rewriteForeign
            request.keepsOriginal = keepOriginal
            let outcome: CopyOutcome
            let target: String
            switch destination {
            case .registry(let text):
                let (image, endpoint) = try await session.place(text)
                request.image = image
                request.name = image.identifier
                target = image.description
                let registry = RegistryDestination(endpoint, client: session.client, jobs: jobs)
                outcome = await copied(request, to: registry)
            case .layout(let location):
                request.name = location.name ?? name
                target = "oci:\(location.directory):\(request.name)"
                let store = try OCILayout(commandFor: location)
                defer { store.close() }
                outcome = await copied(request, to: LayoutDestination(store))
            }
            if case .registry(let text) = source { name = text }
            let report = CopyReport(source: name, destination: target, outcome: outcome, isDryRun: dryRun)
            report.print(output.format)
            return report
        }
    }

    /// Where from, and what a layout calls it by default.
    private func origin(_ session: RegistrySession) async throws -> (CopyRequest, name: String) {
        switch source {
        case .registry(let text):
            let plan = try await session.plan(for: text)
            let origin = RegistrySource(plan, client: session.client)
            return (CopyRequest(source: origin, image: plan.image, name: ""), plan.image.description)
        case .layout(let location):
            let store = try location.open()
            let entry = try location.entry(in: store)
            let image = location.image(of: entry)
            let name = entry.annotations[OCILayout.referenceNameKey] ?? image.description
            return (CopyRequest(source: LayoutSource(entry, in: store), image: image, name: ""), name)
        }
    }

    private func copied(_ request: CopyRequest, to destination: any CopyDestination) async -> CopyOutcome {
        let progress = TransferProgress()
        let copy = ImageCopy(to: destination, jobs: jobs, progress: progress, isDryRun: dryRun)
        return await ProgressDisplay(progress, style: quiet ? .none : .forStandardError).shown {
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
