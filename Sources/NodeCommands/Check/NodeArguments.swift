package import ArgumentParser
import NodeConfiguration
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

    @Option(help: ArgumentHelp("The nodes' containerd, such as 1.7 or 2.1.4.", valueName: "version"))
    var containerd: ContainerdVersion?

    @Option(help: ArgumentHelp("Whose containerd: stock, k3s or rke2.", valueName: "flavor"))
    var flavor: ServiceFlavor?

    @Option(
        name: [.customLong("rke2-version"), .customLong("k3s-version")],
        help: ArgumentHelp("The version of RKE2 or K3s, such as v1.29.13+rke2r1.", valueName: "version")
    )
    var serviceVersion: ServiceVersion?

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
