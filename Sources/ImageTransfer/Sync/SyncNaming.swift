public import OCI
public import Registries

/// Under which name an image has to be at a registry.
public enum SyncNaming: Sendable {
    /// Under its own repository, with something before it.
    case prefixed(RegistryHost, prefix: String)
    /// Where nodes look for it: for each plan of a node, at the endpoints that are the registry.
    case nodes(RegistryHost, [Planner])

    /// The names, and the nodes that will not find the image at the registry.
    public struct Names: Hashable, Sendable {
        /// Where to push, each place once.
        public var targets: [ImageReference]
        /// Nodes of whose plan no endpoint is at the registry.
        public var unreached: [Node] = []
        /// What their plans warn of that matters here: rewrites that a node may make in another order.
        public var warnings: [Complaint] = []

        /// Places that every node looks at.
        public init(targets: [ImageReference]) {
            self.targets = targets
        }
    }

    /// The names of an image.
    ///
    /// - Parameter prefix: what the image's source wants before it.
    /// - Throws: where there is none.
    public func names(of image: ImageReference, prefix: String = "") throws(SyncFault) -> Names {
        switch self {
        case .prefixed(let host, let own):
            let parts = [own, prefix, image.repository.description].filter { !$0.isEmpty }
            return Names(targets: [try Self.reference(image, parts.joined(separator: "/"), at: host)])
        case .nodes(let host, let planners):
            return try Self.names(of: image, at: host, planners)
        }
    }

    private static func names(
        of image: ImageReference,
        at host: RegistryHost,
        _ planners: [Planner]
    ) throws(SyncFault) -> Names {
        var names = Names(targets: [])
        var roots: [String] = []
        for planner in planners {
            let plan = planner.plan(for: image)
            var isReached = false
            for endpoint in plan.endpoints where isSame(endpoint, host) {
                // `/v2/project` asks for what a client calls `project/…`; another root is no registry's.
                guard endpoint.root == "/v2" || endpoint.root.hasPrefix("/v2/") else {
                    roots.append(endpoint.root)
                    continue
                }
                let below = endpoint.root.dropFirst("/v2/".count)
                let repository = below.isEmpty ? endpoint.repository : "\(below)/\(endpoint.repository)"
                let target = try reference(image, repository, at: host)
                if !names.targets.contains(target) { names.targets.append(target) }
                isReached = true
            }
            if !isReached { names.unreached.append(plan.node) }
            let telling: Set<Complaint.Code> = [.rewriteOverlap, .rewriteUnescaped, .rewriteInvalidResult]
            for warning in plan.warnings where telling.contains(warning.code) && !names.warnings.contains(warning) {
                names.warnings.append(warning)
            }
        }
        guard !names.targets.isEmpty else {
            throw roots.first.map { .foreignRoot($0, host.description) } ?? .unreached(host.description)
        }
        return names
    }

    private static func isSame(_ endpoint: Endpoint, _ host: RegistryHost) -> Bool {
        let port = endpoint.scheme == .https ? ":443" : ":80"
        func bare(_ name: String) -> String { name.hasSuffix(port) ? String(name.dropLast(port.count)) : name }
        return bare(endpoint.host) == bare(host.description.lowercased())
    }

    private static func reference(
        _ image: ImageReference,
        _ repository: String,
        at host: RegistryHost
    ) throws(SyncFault) -> ImageReference {
        guard let repository = try? Repository(parsing: repository) else { throw .invalidName(repository) }
        // What has a tag is found by its digest too.
        let digest = image.tag == nil ? image.digest : nil
        return ImageReference(registry: host, repository: repository, tag: image.tag, digest: digest)
    }
}

/// Why an image has no place at a destination.
public enum SyncFault: Error, Hashable, Sendable {
    /// No node's plan leads there.
    case unreached(String)
    /// A node's plan leads to a path of the host that is not below `/v2`.
    case foreignRoot(String, String)
    /// The name would be no repository.
    case invalidName(String)
    /// Another image would get the same name.
    case collision(with: String, at: String)

    /// A stable name.
    public var code: String {
        switch self {
        case .unreached: "destination-unreached"
        case .foreignRoot: "destination-root-foreign"
        case .invalidName: "destination-name-invalid"
        case .collision: "destination-collision"
        }
    }
}
