import NodeConfiguration
import OCI
import Registries

/// One node of a check, and where it looks for images.
struct NodeSide {
    /// By what a node's way to an image is told.
    enum Basis: Hashable {
        /// The files that lie on the node.
        case files
        /// What K3s or RKE2 writes from registries.yaml when it starts.
        case service
        /// The files that `windlass render` writes.
        case rendered
    }

    /// Where a node looks for an image.
    enum Way: Hashable {
        /// It sends these, in order.
        case requests([NodeRequest])
        /// Its containerd does not come so far; the reason in words.
        case stopped(String)
    }

    let node: Node
    let target: RenderTarget
    let planner: Planner
    let basis: Basis
    /// What rendering for it has to say.
    let warnings: [Complaint]
    /// What the rendered files lead to; nil where none could be made.
    private let rendered: NodeFilesPlan?
    private let found: NodeFoundFiles?
    private let service: Planner
    /// What the broken template makes of the configuration; nil for other nodes.
    private let brokenTemplate: ContainerdSettings?
    private let isStopped: Bool

    /// A node.
    ///
    /// - Parameter files: The files that lie on it, where they are at hand.
    init(_ node: Node, target: RenderTarget, loaded: PlanArguments.Loaded, files: NodeRoot?) {
        self.node = node
        self.target = target
        planner = loaded.planner(flavour: .windlass, node: node)
        service = loaded.planner(flavour: .node, node: node)
        let certificates = RegistriesFile.certificates(of: loaded.configuration, below: loaded.service?.root)
        let rendering = try? NodeRendering(planner, for: target, certificates: certificates)
        rendered = rendering.map { [planner] in NodeFilesPlan($0, planner: planner, target: target) }
        warnings = rendering?.warnings ?? []
        found = files.flatMap { NodeFoundFiles($0, target: target, names: rendering?.certificateNames ?? [:]) }
        basis = found != nil ? .files : target.flavor == .stock ? .rendered : .service
        guard basis == .service, target.needsReducedRegistries else {
            (brokenTemplate, isStopped) = (nil, false)
            return
        }
        let tables = BrokenWindowsTemplate.registryTables(for: loaded.configuration).map(\.text)
        let text = (["version = 2"] + tables).joined(separator: "\n")
        let document = try? TOMLDocument(bytes: Array(text.utf8))
        brokenTemplate = document.map { ContainerdSettings($0) }
        isStopped = document == nil
    }

    /// What the plan wants.
    func planned(_ image: ImageReference) -> [NodeRequest] {
        planner.plan(for: image).endpoints.map { NodeRequest($0) }
    }

    /// What the node does.
    func way(to image: ImageReference) -> Way {
        switch basis {
        case .files: return found?.way(to: image) ?? .requests([])
        case .rendered: return .requests(rendered?.requests(for: image) ?? [])
        case .service:
            if isStopped {
                return .stopped(
                    "the service's config.toml has tables twice, which TOML forbids (rancher/rancher#41659)"
                )
            }
            if let brokenTemplate {
                let hosts = brokenTemplate.legacyHosts(for: image.registry.description)
                return .requests(NodeRequest.all(to: hosts, for: image, credentials: brokenTemplate.credentials))
            }
            return .requests(service.plan(for: image).endpoints.map { NodeRequest($0) })
        }
    }

    /// In what the node's way differs from the plan; nil where it comes to no request at all.
    func differences(to image: ImageReference) -> [RenderVerification.Difference]? {
        guard case .requests(let requests) = way(to: image) else { return nil }
        return RenderVerification.compare(planned(image), requests).filter { difference in
            // Where secrets are masked, nothing tells whether two of them are the same.
            !(hasMasks && difference.field == "credential" && difference.found == difference.planned + Self.otherSecret)
        }
    }

    /// Whether files that `windlass render` writes lead this node to the plan.
    func isMendedByRendering(_ images: [ImageReference]) -> Bool {
        guard let rendered else { return false }
        return images.allSatisfy { RenderVerification.compare(planned($0), rendered.requests(for: $0)).isEmpty }
    }

    /// Which certificates it trusts where a CA is set.
    func trust(_ request: NodeRequest) -> String? {
        guard let authority = request.authority, !request.skipVerify else { return nil }
        return target.authoritiesReplaceRoots ? "\(authority) alone" : "\(authority) and the system's roots"
    }

    private static let otherSecret = " with another secret"

    private var hasMasks: Bool {
        let configs = planner.configuration.configs
        return found?.hasMasks == true || configs.keys.contains { configs[$0]?.auth?.isMasked == true }
    }
}
