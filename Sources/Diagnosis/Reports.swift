public import OCI
public import Registries

/// One image at the endpoints of its plan.
public struct ImageReport: Sendable {
    /// The plan that was walked.
    public let plan: PullPlan
    /// One report an endpoint, in the order of the plan.
    public let endpoints: [EndpointReport]

    /// The place in the plan of the first endpoint that gives all of the image; nil for none.
    public var availableAt: Int? { endpoints.firstIndex(where: \.isAvailable) }

    /// A report of these endpoints.
    public init(plan: PullPlan, endpoints: [EndpointReport]) {
        self.plan = plan
        self.endpoints = endpoints
    }
}

/// What an endpoint answered, step by step.
public struct EndpointReport: Sendable {
    /// Whom it is about.
    public let endpoint: Endpoint
    /// Every step from `name` to `limits`, in order.
    public let stages: [StageReport]
    /// What is wrong; the first that is an error is the reason for all steps that were skipped.
    public let findings: [EndpointFinding]
    /// The hosts that it needs, itself the first.
    public let hosts: [HostReport]
    /// The digest of what it serves; nil where it serves nothing.
    public let digest: Digest?
    /// What each node takes of it.
    public let choices: [NodeChoice]

    /// Whether a node gets the whole image here; what has nothing for one node may have it for another.
    public var isAvailable: Bool {
        digest != nil && choices.contains { $0.containerdChild != nil }
            && findings.allSatisfy { $0.severity != .error || $0.code == .noMatchingPlatform }
    }
}

/// What a node takes of an image.
public struct NodeChoice: Hashable, Sendable {
    /// The node.
    public let node: Node
    /// What it takes, and why.
    public let choice: PlatformChoice
    /// The child that Windlass takes.
    public let child: Descriptor?
    /// The child that containerd on the node takes.
    public let containerdChild: Descriptor?
}

/// A host that an image needs.
public struct HostReport: Hashable, Sendable {
    /// What it is needed for.
    public enum Use: String, CaseIterable, Hashable, Sendable {
        case registry
        case mirror
        /// Gives tokens.
        case token
        /// An answer leads there.
        case redirect
        /// A layer is fetched from there, and from nowhere else at first.
        case foreignLayer = "foreign-layer"
        /// Leads to others.
        case proxy
    }

    /// `host:port`, the port always written.
    public var address: String
    /// `https` or `http`.
    public var scheme: String
    /// What it is needed for.
    public var use: Use
    /// Whether it could be reached from here.
    public var status: StageReport.Status
    /// What kept it from being reached, or a detail of how it was.
    public var detail: String

    /// A host.
    public init(address: String, scheme: String, use: Use, status: StageReport.Status, detail: String) {
        self.address = address
        self.scheme = scheme
        self.use = use
        self.status = status
        self.detail = detail
    }
}
