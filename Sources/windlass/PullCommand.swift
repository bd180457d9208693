import ArgumentParser
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
        abstract: "Pull images through registries.yaml into an OCI layout.",
        discussion: """
            One child of an index is chosen as the node would choose it, or those that --platform names. Every byte \
            is verified before it is visible; an interrupted pull continues where it broke.
            """
    )

    @Argument(help: "Images, as a pod names them.")
    var images: [String]

    @Option(help: ArgumentHelp("Where to: an OCI layout, made if it is not there.", valueName: "oci:DIR[:TAG]"))
    var to: LayoutLocation

    @OptionGroup var pulling: PullArguments
    @OptionGroup var output: OutputArguments

    func validate() throws {
        guard to.name == nil || images.count == 1 else {
            throw ValidationError("a TAG in --to names one image; leave it out to pull several")
        }
    }

    func run() async throws {
        do {
            let outcomes = try await Interruption.handled { try await pull() }
            let exit = ProgramExit(of: outcomes)
            if exit != .success {
                throw exit.code
            }
        } catch let failure as CommandFailure {
            throw Output.fail(failure, format: output.format)
        }
    }

    private func pull() async throws -> [PullOutcome] {
        let store = try OCILayout(commandFor: to)
        defer { store.close() }
        let outcomes = try await pulling.run(images, into: store, as: to.name)
        pulling.report(outcomes, format: output.format)
        // Here and not by the caller, who never sees the outcomes of a run that a signal ended.
        if output.format == .json {
            Output.data(.array(outcomes.map(\.json)))
        }
        return outcomes
    }
}
