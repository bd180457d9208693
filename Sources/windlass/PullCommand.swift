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

    @OptionGroup var pulling: PullArguments
    @OptionGroup var output: OutputArguments

    func validate() throws {
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
                    ProgramExit(ofEach: try await pullByRuntime().map { $0.error?.exit ?? .success })
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
        let node = try pulling.plan.node(pulling.node)
        let loaded = try pulling.plan.load(for: .windlass, on: node)
        let selection = try pulling.pullSelection(for: node)
        let planner = try loaded.withLocalFiles().planner(flavour: .windlass, node: node)
        let (wanted, held) = try await images.split(loaded, in: to, containerd.containerd) { image in
            PullRequest(plan: planner.plan(for: image), selection: selection, name: to.name ?? image.description)
        }
        let asked = try await pulling.requests(for: wanted, loaded, on: node, as: to.name)
        var outcomes = held
        switch to {
        case _ where asked.isEmpty: break
        case .layout(let location):
            let store = try OCILayout(commandFor: location)
            defer { store.close() }
            outcomes += try await pulling.run(asked, loaded, to: LayoutDestination(store))
        case .containerd:
            outcomes += try await containerd.withDestination { try await pulling.run(asked, loaded, to: $0) }
        }
        pulling.report(outcomes, format: output.format)
        // Here and not by the caller, who never sees the outcomes of a run that a signal ended.
        if output.format == .json {
            Output.data(.array(outcomes.map(\.json)))
        }
        return outcomes
    }

    private func pullByRuntime() async throws -> [RuntimePull.Outcome] {
        let loaded = try pulling.plan.load(for: .windlass, on: try pulling.plan.node(pulling.node))
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
}
