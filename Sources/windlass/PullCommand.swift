import ArgumentParser
import Containerd
import ContentStore
import ImageTransfer
import NodeCommands
import OCI
import Registries
import RegistryClient

/// `pull IMAGE... --to oci:DIR[:TAG]`
struct PullCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pull",
        abstract: "Pull images through registries.yaml into an OCI layout or containerd.",
        discussion: """
            One child of an index is chosen as the node would choose it, or those that --platform names. Every byte \
            is verified before it is visible; an interrupted pull continues where it broke.
            """
    )

    @OptionGroup var images: PullImages

    @Option(
        help: ArgumentHelp(
            "Where to: an OCI layout, made if it is not there, or this host's containerd.",
            valueName: "oci:DIR[:TAG]|containerd"
        )
    )
    var to: PullTarget?

    @Flag(name: .customLong("via-cri"), help: "Let the node's own runtime pull, with the files it has, to compare.")
    var viaCRI = false

    @OptionGroup var containerd: ContainerdPullArguments

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

    @Option(name: .shortAndLong, help: "How many blobs are fetched at once.")
    var jobs = 6

    @Flag(name: .shortAndLong, help: "No progress on stderr.")
    var quiet = false

    @OptionGroup var plan: PlanArguments
    @OptionGroup var credentials: CredentialArguments
    @OptionGroup var output: OutputArguments

    func validate() throws {
        guard (1...64).contains(jobs) else {
            throw ValidationError("--jobs takes a number from 1 to 64")
        }
        guard node == nil || platform.isEmpty else {
            throw ValidationError(
                "--node chooses one child as that host would, --platform takes children by their own platform: give one of them"
            )
        }
        guard (to == nil) == viaCRI else {
            throw ValidationError("give one of --to and --via-cri")
        }
        guard to?.name == nil || images.isOne else {
            throw ValidationError("a TAG in --to names one image; leave it out to pull several")
        }
    }

    func run() async throws {
        do {
            let exit = try await Interruption.handled {
                if let to {
                    ProgramExit(of: try await pull(to: to))
                } else {
                    ProgramExit(of: try await pullByRuntime())
                }
            }
            if exit != .success {
                throw exit.code
            }
        } catch let failure as CommandFailure {
            throw Output.fail(failure, format: output.format)
        }
    }

    private func pull(to: PullTarget) async throws -> [PullOutcome] {
        let node = try plan.node(node)
        let selectors = try platform.map(PlatformSelector.init(argument:))
        let loaded = try plan.load(for: .windlass, on: node)
        let local = try loaded.withLocalFiles()
        let planner = local.planner(flavour: .windlass, node: node)
        let selection: PullRequest.Selection = selectors.isEmpty ? .node(node) : .platforms(selectors)
        let search = credentials.planCredentials(below: plan.root)
        var requests: [PullRequest] = []
        var passedOver: [Complaint] = []
        let (wanted, held) = try await images.split(loaded, in: to, containerd.containerd) { image in
            PullRequest(plan: planner.plan(for: image), selection: selection, name: to.name ?? image.description)
        }
        for image in wanted {
            let bare = planner.plan(for: image)
            guard !bare.endpoints.isEmpty else {
                throw CommandFailure(.invalidConfiguration, code: "no-endpoints", "no endpoint is left for \(image)")
            }
            let plan = try await search.fill(bare).runnable()
            passedOver += plan.warnings.dropFirst(bare.warnings.count)
            requests.append(PullRequest(plan: plan, selection: selection, name: to.name ?? image.description))
        }
        let asked = requests
        if !quiet {
            loaded.remarks.forEach { Output.talk($0) }
            // Of the paths as the node has them.
            let ofNode = loaded.planner(flavour: .windlass, node: node)
            let warnings = requests.flatMap { ofNode.plan(for: $0.plan.image).warnings } + passedOver
            for warning in Set(warnings).sorted(by: { $0.line < $1.line }) {
                Output.talk("warning: " + warning.line)
            }
        }
        var outcomes = held
        switch to {
        case _ where asked.isEmpty: break
        case .layout(let location):
            let store = try OCILayout(commandFor: location)
            defer { store.close() }
            outcomes += try await run(asked, with: local, to: LayoutDestination(store))
        case .containerd:
            outcomes += try await containerd.withDestination { try await run(asked, with: local, to: $0) }
        }
        report(outcomes)
        // Here and not by the caller, who never sees the outcomes of a run that a signal ended.
        if output.format == .json {
            Output.data(.array(outcomes.map(\.json)))
        }
        return outcomes
    }

    private func run(
        _ requests: [PullRequest],
        with local: PlanArguments.Loaded,
        to destination: any ImageDestination
    ) async throws -> [PullOutcome] {
        let client = RegistryClient(configuration: local.clientConfiguration(jobs: jobs))
        let progress = TransferProgress()
        let pull = ImagePull(client: client, destination: destination, jobs: jobs, progress: progress)
        let outcomes = await ProgressDisplay(progress, style: quiet ? .none : .forStandardError).shown {
            await pull.run(requests)
        }
        try await client.shutdown()
        return outcomes
    }

    private func pullByRuntime() async throws -> [RuntimePull.Outcome] {
        let loaded = try plan.load(for: .windlass, on: try plan.node(node))
        let references = try images.references(loaded)
        let outcomes = try await containerd.containerd.withClient { client in
            await RuntimePull(service: ImageService(client), missingOnly: images.missingOnly).run(references)
        }
        for outcome in outcomes where output.format == .text || outcome.error != nil {
            outcome.error == nil ? Output.data(printable(outcome.line)) : Output.talk(printable(outcome.line))
        }
        if output.format == .json { Output.data(.array(outcomes.map(\.json))) }
        return outcomes
    }

    /// One line an outcome for a person; failures always, successes unless the data says it.
    private func report(_ outcomes: [PullOutcome]) {
        for outcome in outcomes {
            if let error = outcome.error {
                for line in outcome.failureLines(error) {
                    Output.talk(printable(line))
                }
            } else if output.format == .text {
                Output.data(printable(outcome.successLine))
            }
            if let note = outcome.choiceNote {
                Output.talk(printable(note))
            }
        }
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
