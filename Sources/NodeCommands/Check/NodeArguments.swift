package import ArgumentParser
package import OCI

/// Which nodes a check is made for, and what they run.
package struct CheckNodeArguments: ParsableArguments {
    @Option(
        name: .customLong("node"),
        help: ArgumentHelp(
            "A host that pulls; may be given several times.",
            discussion: "Default: the node of --root, or this machine.",
            valueName: "os/arch[/variant][:osversion]"
        )
    )
    package var names: [String] = []

    @OptionGroup var service: ServiceArguments

    package init() {}

    /// The nodes, in their order, each once.
    ///
    /// - Throws: a usage error for a name that is none.
    package func nodes(of plan: PlanArguments) throws(CommandFailure) -> [Node] {
        guard !names.isEmpty else { return [try plan.node(nil)] }
        var nodes: [Node] = []
        for name in names {
            let node = try plan.node(name)
            if !nodes.contains(node) { nodes.append(node) }
        }
        return nodes
    }
}
