import NodeConfiguration
import OCI
import Registries

/// What runs on each node of a check, as far as options and files tell.
struct NodeInstallations {
    /// The registries.yaml in force; nil for none.
    let registries: String?
    /// Whose containerd the nodes run.
    let flavor: ServiceFlavor
    private let service: ServiceVersion?
    private let option: ContainerdVersion?
    private let notes: NodeNotes?
    /// The options by which another command reads the same registries.yaml.
    private let source: [String]

    /// Goes by the options, then by what a tree says of its node.
    ///
    /// - Throws: a usage error for options that contradict each other.
    init(
        _ arguments: CheckNodeArguments,
        _ plan: PlanArguments,
        reading: NodeReading,
        notes: NodeNotes?
    ) throws(CommandFailure) {
        registries = reading.path
        let given = arguments.service.version
        let told: ServiceFlavor? = given.map { $0.description.contains("+k3s") ? .k3s : .rke2 }
        let place = reading.path.flatMap { path in
            [ServiceFlavor.rke2, .k3s].first { path.contains("/rancher/\($0.rawValue)/") }
        }
        flavor = arguments.service.flavor ?? told ?? reading.loaded?.service?.layout.flavor ?? place ?? .stock
        guard flavor != .stock || given == nil else {
            throw CommandFailure(.usage, code: "usage", "--rke2-version goes with --flavor rke2 or k3s")
        }
        try given?.check(of: flavor, containerd: arguments.service.containerd)
        service = given ?? notes?.version(of: flavor)
        option = arguments.service.containerd
        self.notes = notes
        let configs = reading.loaded?.configuration.configs
        // The files of a tree with masks are not to be written from: the command is for the node then.
        let isMasked = configs?.keys.contains { configs?[$0]?.auth?.isMasked == true } == true
        guard !isMasked else {
            source = []
            return
        }
        source = [("--registries", plan.registries), ("--root", plan.root)].compactMap { option, path in
            path.map { "\(option) \(asShellWord($0))" }
        }
    }

    /// `windlass render` with all that it takes to write the files of a node, to be copied from a report.
    func render(for node: Node, _ rest: String) -> String {
        let target = target(node)
        var words = ["windlass render"] + source + ["--os \(target.system.rawValue)"]
        switch target.flavor {
        case .stock: words.append("--containerd \(target.version)")
        case .k3s: words += ["--flavor k3s"] + [service.map { "--k3s-version \($0)" }].compactMap(\.self)
        case .rke2: words += ["--flavor rke2"] + [service.map { "--rke2-version \($0)" }].compactMap(\.self)
        }
        return (words + [rest]).joined(separator: " ")
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

/// A text as a shell takes it for one word, in quotes where they are needed.
func asShellWord(_ text: String) -> String {
    let plain = text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-_./:+@%,".utf8.contains(byte)
        }
    }
    return plain && !text.isEmpty ? text : ScriptText.shellQuoted(text)
}
