import ArgumentParser
import ContentStore
import ImageTransfer
import NodeCommands
import OCI
import Registries
import RegistryClient

/// Which images are pulled for whom, through which plan: the options of every command that pulls into a layout.
struct PullArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Choose as this host would. Default: this machine.",
            valueName: "os/arch[/variant][:osversion]"
        )
    )
    var node: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Take the children whose own platform matches; repeatable; \"all\" takes the whole index.",
            valueName: "os/arch[/variant][:osversion]"
        )
    )
    var platform: [String] = []

    @OptionGroup var transfer: TransferArguments
    @OptionGroup var plan: PlanArguments
    @OptionGroup var credentials: CredentialArguments

    func validate() throws {
        guard node == nil || platform.isEmpty else {
            throw ValidationError(
                "--node chooses one child as that host would, --platform takes children by their own platform: give one of them"
            )
        }
    }

    /// What is taken of each image: what this host, or the one asked for, chooses, unless platforms are named.
    func pullSelection(for node: Node) throws(CommandFailure) -> PullRequest.Selection {
        let selectors = try selectors()
        return selectors.isEmpty ? .node(node) : .platforms(selectors)
    }

    /// What is wanted of an image that is at hand already: everything, unless something was asked for.
    func saveSelection() throws(CommandFailure) -> SaveRequest.Selection {
        if let node { return .node(try Node(argument: node)) }
        let selectors = try selectors()
        return selectors.isEmpty ? .everything : .platforms(selectors)
    }

    /// The requests for images along their plans; warnings about those are said.
    ///
    /// - Parameter name: what the destination is to call the one image; nil for the image's own name.
    func requests(
        for images: [ImageReference],
        _ loaded: PlanArguments.Loaded,
        on node: Node,
        as name: String? = nil
    ) async throws -> [PullRequest] {
        let planner = try loaded.withLocalFiles().planner(flavour: .windlass, node: node)
        let selection = try pullSelection(for: node)
        let search = credentials.planCredentials(below: plan.root)
        var requests: [PullRequest] = []
        var passedOver: [Complaint] = []
        for image in images {
            let bare = planner.plan(for: image)
            guard !bare.endpoints.isEmpty else {
                throw CommandFailure(.invalidConfiguration, code: "no-endpoints", "no endpoint is left for \(image)")
            }
            let plan = try await search.fill(bare).runnable()
            passedOver += plan.warnings.dropFirst(bare.warnings.count)
            requests.append(PullRequest(plan: plan, selection: selection, name: name ?? image.description))
        }
        if !transfer.quiet {
            loaded.remarks.forEach { Output.talk($0) }
            // Of the paths as the node has them.
            let ofNode = loaded.planner(flavour: .windlass, node: node)
            let warnings = requests.flatMap { ofNode.plan(for: $0.plan.image).warnings } + passedOver
            for warning in Set(warnings).sorted(by: { $0.line < $1.line }) {
                Output.talk("warning: " + warning.line)
            }
        }
        return requests
    }

    /// Runs requests into one destination.
    func run(
        _ requests: [PullRequest],
        _ loaded: PlanArguments.Loaded,
        to destination: any ImageDestination
    ) async throws -> [PullOutcome] {
        let client = RegistryClient(configuration: try loaded.withLocalFiles().clientConfiguration(jobs: transfer.jobs))
        let progress = TransferProgress()
        let pull = ImagePull(client: client, destination: destination, jobs: transfer.jobs, progress: progress)
        let outcomes = await ProgressDisplay(progress, style: transfer.progressStyle).shown {
            await pull.run(requests)
        }
        try await client.shutdown()
        return outcomes
    }

    /// One line an outcome for a person; failures always, successes unless the data says it.
    func report(_ outcomes: [PullOutcome], format: OutputFormat) {
        for outcome in outcomes {
            if let error = outcome.error {
                for line in outcome.failureLines(error) {
                    Output.talk(printable(line))
                }
            } else if format == .text {
                Output.data(printable(outcome.successLine))
            }
            if let note = outcome.choiceNote {
                Output.talk(printable(note))
            }
        }
    }

    private func selectors() throws(CommandFailure) -> [PlatformSelector] {
        var selectors: [PlatformSelector] = []
        for text in platform { selectors.append(try PlatformSelector(argument: text)) }
        return selectors
    }
}

extension PlatformSelector {
    fileprivate init(argument text: String) throws(CommandFailure) {
        do {
            try self.init(parsing: text)
        } catch {
            throw CommandFailure(
                .usage,
                code: error.code.rawValue,
                "--platform \"\(text)\" is neither OS/ARCH[/VARIANT][:OSVERSION] nor \"all\""
            )
        }
    }
}
