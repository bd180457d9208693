package import ArgumentParser
package import NodeConfiguration

/// Whose containerd a node has, and in which version.
package struct ServiceArguments: ParsableArguments {
    @Option(help: ArgumentHelp("The node's containerd: 1.7, 2.1, 2.1-k3s1.", valueName: "version"))
    package var containerd: ContainerdVersion?

    @Option(help: ArgumentHelp("Whose containerd: stock, k3s or rke2.", valueName: "flavor"))
    package var flavor: ServiceFlavor?

    @Option(
        name: [.customLong("rke2-version"), .customLong("k3s-version")],
        help: ArgumentHelp("The version of RKE2 or K3s, such as v1.29.13+rke2r1.", valueName: "version")
    )
    package var version: ServiceVersion?

    package init() {}
}
