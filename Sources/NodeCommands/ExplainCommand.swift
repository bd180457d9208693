package import ArgumentParser
import NodeConfiguration
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

    @Option(
        help: ArgumentHelp(
            "Show only in what the plans of two nodes differ; linux and windows alone are amd64.",
            valueName: "node,node"
        )
    )
    var diff: String?

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

    package func validate() throws {
        guard diff == nil || node == nil else {
            throw ValidationError("--diff names both nodes: leave --node out")
        }
    }

    private func explain() throws(CommandFailure) {
        if let diff {
            return try compare(try Node.pair(diff))
        }
        let node = try plan.node(node)
        let loaded = try plan.load(for: flavour, on: node)
        let planner = loaded.planner(flavour: flavour, node: node)
        var explanations: [Explanation] = []
        for text in images {
            let plan = planner.plan(for: try loaded.image(text))
            let fileWarnings = RegistriesFile.warnings(about: plan, below: loaded.service?.root)
            explanations.append(Explanation(plan: plan, fileWarnings: fileWarnings))
        }
        if output.format == .json {
            Output.data(.array(explanations.map(\.json)))
        } else {
            loaded.remarks.forEach { Output.talk($0) }
            Output.data(explanations.map(\.text).joined(separator: "\n\n"))
        }
    }
}

extension ExplainCommand {
    private func compare(_ nodes: (left: Node, right: Node)) throws(CommandFailure) {
        // A tree is one node's, and so are the rules for the paths in it.
        let loaded = try plan.load(for: flavour, on: plan.root == nil ? nodes.left : try plan.node(nil))
        let left = loaded.planner(flavour: flavour, node: nodes.left)
        let right = loaded.planner(flavour: flavour, node: nodes.right)
        var differences: [PlanDifference] = []
        for text in images {
            let image = try loaded.image(text)
            differences.append(PlanDifference(left.plan(for: image), right.plan(for: image)))
        }
        if output.format == .json {
            Output.data(.array(differences.map(\.json)))
        } else {
            loaded.remarks.forEach { Output.talk($0) }
            Output.data(differences.map(\.text).joined(separator: "\n\n"))
        }
    }
}

extension Node {
    /// `--diff`: two nodes, with a comma between.
    fileprivate static func pair(_ text: String) throws(CommandFailure) -> (left: Node, right: Node) {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { part in
            NodeSystem(rawValue: String(part)).map { "\($0.rawValue)/amd64" } ?? String(part)
        }
        guard parts.count == 2, let left = try? Node(parsing: parts[0]), let right = try? Node(parsing: parts[1]) else {
            throw CommandFailure(.usage, code: "usage", "--diff \"\(text)\" is not NODE,NODE, such as linux,windows")
        }
        return (left, right)
    }

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
