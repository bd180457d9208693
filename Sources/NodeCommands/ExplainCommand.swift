package import ArgumentParser
package import OCI
import Registries

/// `explain IMAGE...`: the plan with the reason for every line, without a packet sent.
package struct ExplainCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Show where a node looks for an image, and why. No network.",
        discussion: """
            Prints the endpoints in the order in which they are tried, with the name asked for, the credential and \
            the TLS settings of each, and the line of registries.yaml that each comes from. No secret is printed.
            """
    )

    @Argument(help: "Images, as a pod names them.")
    var images: [String]

    @Option(
        name: .customLong("as"),
        help: "Whose reading of the file: windlass, node (containerd) or bootstrap (wharfie)."
    )
    var flavour = Flavour.windlass

    @Option(help: ArgumentHelp("The host that pulls.", valueName: "os/arch[/variant][:osversion]"))
    var node: String?

    @OptionGroup var plan: PlanArguments
    @OptionGroup var output: OutputArguments

    package init() {}

    package func run() throws {
        do {
            try explain()
        } catch {
            throw Output.fail(error, format: output.format)
        }
    }

    private func explain() throws(CommandFailure) {
        let node = try Node(argument: node)
        let loaded = try plan.load(for: flavour)
        let planner = try plan.planner(loaded.configuration, flavour: flavour, node: node)
        var explanations: [Explanation] = []
        for text in images {
            let plan = planner.plan(for: try plan.image(text))
            explanations.append(Explanation(plan: plan, fileWarnings: RegistriesFile.warnings(about: plan)))
        }
        if output.format == .json {
            Output.data(.array(explanations.map(\.json)))
        } else {
            Output.talk("registries.yaml: \(loaded.path ?? "none, so every registry is asked itself")")
            Output.data(explanations.map(\.text).joined(separator: "\n\n"))
        }
    }
}

extension Node {
    /// `--node`, by default this machine.
    package init(argument text: String?) throws(CommandFailure) {
        guard let text else {
            self.init(Platform.current)
            return
        }
        do {
            try self.init(parsing: text)
        } catch {
            throw CommandFailure(
                .usage,
                code: error.code.rawValue,
                "--node \"\(text)\" is not OS/ARCH[/VARIANT][:OSVERSION], such as windows/amd64:10.0.20348"
            )
        }
    }
}
