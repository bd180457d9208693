public import ArgumentParser
package import Registries

extension Flavour: ExpressibleByArgument {}

/// The options of every command that makes a plan.
package struct PlanArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The registries.yaml to read.",
            discussion: "Default: the first of /etc/rancher/rke2/registries.yaml and /etc/rancher/k3s/registries.yaml.",
            valueName: "file"
        )
    )
    package var registries: String?

    @Option(
        help: ArgumentHelp(
            "A node's root, or a tree gathered from one, with the files of RKE2 or K3s.",
            discussion: "Read are config.yaml, config.yaml.d and the registries.yaml they lead to; options win.",
            valueName: "dir"
        )
    )
    package var root: String?

    @Flag(help: "Accept what K3s and RKE2 accept: complaints become warnings.")
    package var lenient = false

    @Flag(
        inversion: .prefixedNo,
        help: "Leave the registry's own endpoint out, as K3s's --disable-default-registry-endpoint."
    )
    package var disableDefaultEndpoint: Bool?

    @Option(
        help: ArgumentHelp(
            "The embedded registry on the node (K3s 127.0.0.1:6443, RKE2 127.0.0.1:9345).",
            valueName: "host:port"
        )
    )
    package var embeddedRegistry: String?

    @Option(
        help: ArgumentHelp(
            "K3s's system-default-registry, put before images that name no registry.",
            valueName: "host[:port][/path]"
        )
    )
    package var systemDefaultRegistry: String?

    package init() {}
}
