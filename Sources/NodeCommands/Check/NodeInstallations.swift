import NodeConfiguration
import OCI

/// What runs on each node of a check, as far as options and files tell.
struct NodeInstallations {
    /// The registries.yaml in force; nil for none.
    let registries: String?
    /// Whose containerd the nodes run.
    let flavor: ServiceFlavor
    private let service: ServiceVersion?
    private let option: ContainerdVersion?
    private let notes: NodeNotes?

    /// Goes by the options, then by what a tree says of its node.
    ///
    /// - Throws: a usage error for options that contradict each other.
    init(
        _ arguments: CheckNodeArguments,
        reading: NodeReading,
        notes: NodeNotes?
    ) throws(CommandFailure) {
        registries = reading.path
        let given = arguments.serviceVersion
        let told: ServiceFlavor? = given.map { $0.description.contains("+k3s") ? .k3s : .rke2 }
        let place = reading.path.flatMap { path in
            [ServiceFlavor.rke2, .k3s].first { path.contains("/rancher/\($0.rawValue)/") }
        }
        flavor = arguments.flavor ?? told ?? reading.loaded?.service?.layout.flavor ?? place ?? .stock
        guard flavor != .stock || given == nil else {
            throw CommandFailure(.usage, code: "usage", "--rke2-version goes with --flavor rke2 or k3s")
        }
        service = given ?? notes?.version(of: flavor)
        option = arguments.containerd
        self.notes = notes
    }

    /// What is known of a node.
    subscript(node: Node) -> KnownDefect.Installation {
        let system = NodeSystem(of: node)
        let isTrees = notes?.system == system
        return KnownDefect.Installation(
            system: system,
            flavor: flavor,
            service: service,
            containerd: option ?? (isTrees ? notes?.containerdVersion : nil)
        )
    }

    /// The node that files are written for; a containerd that nobody knows is taken for a recent one.
    func target(_ node: Node) -> RenderTarget {
        let installation = self[node]
        var version = installation.containerd ?? service?.containerd ?? ContainerdVersion(2, 1)
        version.isK3sBuild = version.isK3sBuild || flavor != .stock
        return RenderTarget(
            system: installation.system,
            version: version,
            flavor: flavor,
            serviceVersion: service
        )
    }

    /// Whether the version of containerd is more than a guess.
    func knowsContainerd(_ node: Node) -> Bool { self[node].containerd != nil || service != nil }
}
