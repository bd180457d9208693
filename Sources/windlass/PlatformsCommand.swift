import ArgumentParser
import ContentStore
import ImageTransfer
import NodeCommands
import OCI
import Registries
import RegistryClient

/// `platforms IMAGE|oci:DIR[:TAG]`
struct PlatformsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "platforms",
        abstract: "List an image's platforms, and which of them each node picks."
    )

    @Argument(help: "An image as a pod names it, or oci:DIR[:TAG].")
    var image: String

    @Option(
        help: ArgumentHelp(
            "A host that chooses; repeatable. Default: this machine.",
            valueName: "os/arch[/variant][:osversion]"
        )
    )
    var node: [String] = []

    @OptionGroup var plan: PlanArguments
    @OptionGroup var credentials: CredentialArguments
    @OptionGroup var output: OutputArguments

    func run() async throws {
        do {
            let offer: PlatformOffer = try await Interruption.handled { try await self.offer() }
            if output.format == .json {
                Output.data(offer.json)
            } else {
                Output.data(offer.text)
            }
            if offer.choices.contains(where: { $0.choice.windlass == nil }) {
                throw ProgramExit.noMatchingPlatform.code
            }
        } catch let failure as CommandFailure {
            throw Output.fail(failure, format: output.format)
        }
    }

    private func offer() async throws -> PlatformOffer {
        let nodes = node.isEmpty ? [try plan.node(nil)] : try node.map { try Node(argument: $0) }
        if let location = LayoutLocation(argument: image) {
            return PlatformOffer(image: image, children: try await children(in: location), nodes: nodes)
        }
        let loaded = try plan.load(for: .windlass, on: nodes[0]).withLocalFiles()
        let planner = loaded.planner(flavour: .windlass, node: nodes[0])
        let reference = try loaded.image(image)
        let filled = try await credentials.planCredentials(below: plan.root)
            .fill(planner.plan(for: reference)).runnable()
        let client = RegistryClient(configuration: loaded.clientConfiguration(jobs: 4))
        do {
            let children = try await ImageChildren.list(for: filled, with: client)
            try await client.shutdown()
            return PlatformOffer(image: reference.description, children: children, nodes: nodes)
        } catch let error as TransferError {
            try await client.shutdown()
            throw CommandFailure(error)
        }
    }

    private func children(in location: LayoutLocation) async throws -> [Descriptor] {
        do {
            let store = try OCILayout(opening: location.directory)
            return try await ImageChildren.list(of: try store.resolve(location.name), in: store)
        } catch {
            throw asFailure(error)
        }
    }
}

extension CommandFailure {
    /// A transfer that failed as a whole, with every endpoint tried.
    init(_ error: TransferError) {
        self.init(
            error.exit,
            code: error.code,
            error.message,
            details: error.attempts.map { "tried " + $0.line } + (error.hint.isEmpty ? [] : [error.hint])
        )
    }
}
