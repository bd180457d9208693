package import OCI
package import Registries

/// The part of a check that needs no network: the files, the nodes that read them, and the version that they run.
package struct NodeSideCheck: Sendable {
    /// The nodes that were asked for.
    package let nodes: [Node]
    /// What is in force, read as K3s and RKE2 read it; nil where nobody can read the file.
    package let loaded: PlanArguments.Loaded?
    /// The images, by their full names; empty where ``loaded`` is nil.
    package let images: [ImageReference]
    /// The plans as the nodes have them, for each image those of all nodes in their order.
    package let plans: [PullPlan]
    /// The same to be run from here: certificate files have their paths on this machine, and masked credentials are
    /// left out.
    package let runnablePlans: [PullPlan]
    /// The hosts whose credentials are masked, as `collect` leaves them: what these answer to anonymous requests says
    /// nothing about the nodes.
    package let maskedHosts: Set<String>
    /// The stages `file` and `node`.
    package let stages: [CheckReport.Stage]
    /// What is wrong, in the stages `file` and `node`.
    package let findings: [CheckReport.Finding]
    /// In what the nodes differ, with a Linux node always among them.
    package let differences: [CheckReport.Difference]
    /// What cannot be known from here about each node.
    package let unknowns: [CheckReport.Unknown]

    /// Looks at the files.
    ///
    /// - Throws: a usage error, or that a file or directory that was named is not there.
    package init(
        _ plan: PlanArguments,
        for arguments: CheckNodeArguments,
        images texts: [String]
    ) throws(CommandFailure) {
        nodes = try arguments.nodes(of: plan)
        let loaded = try plan.load(for: .windlass, on: nodes[0])
        self.loaded = loaded
        var images: [ImageReference] = []
        for text in texts { images.append(try loaded.image(text)) }
        self.images = images
        let planners = nodes.map { loaded.planner(flavour: .windlass, node: $0) }
        plans = images.flatMap { image in planners.map { $0.plan(for: image) } }
        runnablePlans = plans
        maskedHosts = []
        stages = []
        findings = []
        differences = []
        unknowns = []
    }
}
