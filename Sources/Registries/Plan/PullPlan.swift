public import OCI

/// Which program's reading of registries.yaml a plan follows.
public enum Flavour: String, CaseIterable, Hashable, Sendable {
    /// What Windlass does and recommends.
    case windlass
    /// K3s and RKE2's rendering of the file, read by containerd.
    case node
    /// The bootstrap puller of RKE2 (wharfie), which runs before containerd.
    case bootstrap
}

/// An ordered list of endpoints at which a node looks for an image: the one value that everything else shows,
/// writes down or runs.
public struct PullPlan: Sendable {
    /// The image, normalized.
    public let image: ImageReference
    /// Whose reading this is.
    public let flavour: Flavour
    /// The host that pulls.
    public let node: Node
    /// Where to look, in order.
    public let endpoints: [Endpoint]
    /// What an operator should know about the file and this plan.
    public let warnings: [Complaint]

    /// A plan from its parts.
    public init(
        image: ImageReference,
        flavour: Flavour = .windlass,
        node: Node,
        endpoints: [Endpoint],
        warnings: [Complaint] = []
    ) {
        self.image = image
        self.flavour = flavour
        self.node = node
        self.endpoints = endpoints
        self.warnings = warnings
    }
}
