import NodeConfiguration
import OCI
import Registries

extension NodeFinding {
    private static let mostDifferences = 20

    /// Where nodes do something else than their plans want.
    ///
    /// - Parameter earlier: The findings so far, among which the root of such a difference is.
    static func waysOffPlan(
        _ sides: [NodeSide],
        of check: NodeInstallations,
        images: [ImageReference],
        behind earlier: [CheckReport.Finding]
    ) -> [NodeFinding] {
        sides.flatMap { side -> [NodeFinding] in
            // Without a registries.yaml the files are all there is.
            guard side.basis != .files || side.hasRegistries else { return [] }
            return images.compactMap { image in
                guard let differences = side.differences(to: image) else { return nil }
                guard let first = differences.first else { return nil }
                let node = sides.count > 1 ? side.node.description : nil
                let root = root(of: first, on: side, among: earlier)
                var finding = CheckReport.Finding(
                    "node-differs-from-plan",
                    side.severity(of: differences, to: image),
                    stage: "node",
                    endpoint: side.endpoint(first.endpoint, of: image),
                    image: image.description,
                    node: node,
                    cause: cause(first, by: side.basis),
                    evidence: [
                        "by": .string(side.basis.name),
                        "endpoint": .number(String(first.endpoint)),
                        "field": .string(first.field),
                        "planned": .string(first.planned),
                        "found": .string(first.found),
                        "differences": .array(differences.prefix(mostDifferences).map(\.json)),
                    ],
                    fix: fix(side, check),
                    root: root
                )
                finding.cause = printable(finding.cause)
                return NodeFinding(finding: finding, subject: "\(side.node) \(image)")
            }
        }
    }

    private static func cause(_ difference: RenderVerification.Difference, by basis: NodeSide.Basis) -> String {
        let who =
            switch basis {
            case .files: "the files on the node lead"
            case .service: "what the service writes leads"
            case .rendered: "rendered files lead"
            }
        return "\(who) elsewhere than registries.yaml: endpoint \(difference.endpoint), \(difference.field): "
            + "\(difference.found) instead of \(difference.planned)"
    }

    private static func fix(_ side: NodeSide, _ check: NodeInstallations) -> String {
        switch side.basis {
        case .files where side.target.flavor == .stock:
            return "write the files again: `\(check.render(for: side.node, "--out DIR"))`"
        case .files:
            let service = NodeLayout(side.target.flavor, on: side.target.system).service
            return "restart \(service), which writes them again; remove a template of your own that leaves parts out"
        case .service:
            return "`\(check.render(for: side.node, "--out DIR"))` writes what can be mended"
        case .rendered:
            return "see the warnings of `\(check.render(for: side.node, "--verify IMAGE"))`"
        }
    }

    /// What keeps containerd from reading a hosts.toml, or the directory that it is in.
    private static let filesNotRead = [
        "hosts-no-host-table", "hosts-plain-key-in-host", "hosts-unknown-capability", "hosts-client-pair",
        "hostdir-colon-windows", "hostdir-wildcard-name", "hostdir-shadowed", "hostdir-unreachable",
        "config-path-missing-windows", "config-path-list-separator", "config-path-list-transfer",
        "mirrors-with-config-path", "tls-with-config-path", "tls-removed-in-2", "toml-syntax", "toml-duplicate-table",
        "toml-bad-escape", "encoding-utf16",
    ]

    /// The code of the earlier finding that such a difference comes from.
    private static func root(
        of difference: RenderVerification.Difference,
        on side: NodeSide,
        among earlier: [CheckReport.Finding]
    ) -> String? {
        let codes = Set(earlier.lazy.filter { $0.concerns(side.node) }.map(\.code))
        var candidates: [String]
        switch difference.field {
        case "credential":
            candidates = [
                "rke2-version-affected", "auth-under-configs-auth", "auth-missing-from-config", "docker-io-auth-key",
                "wildcard-auth-ignored", "wildcard-auth-needs-gateway", "auth-not-base64", "auth-unusable",
            ]
        case "ca", "client certificate", "verification", "https first":
            candidates = ["rke2-version-affected", "tls-only-for-mirrors", "linux-path-on-windows"]
        default:
            candidates = [
                "rke2-version-affected", "rewrite-needs-gateway", "endpoint-duplicate", "host-directory-shared",
                "default-directory-unknown",
            ]
        }
        if side.basis == .files {
            candidates.insert("rendered-files-stale", at: 0)
            candidates += filesNotRead
        } else {
            candidates.removeAll { $0 == "auth-under-configs-auth" }
        }
        return candidates.first { codes.contains($0) }
    }
}

extension String {
    fileprivate var isPlainLoopback: Bool { ["127.", "localhost", "[::1]"].contains { hasPrefix("http://" + $0) } }
}

extension CheckReport.Finding {
    /// Whether it is about a node; one that names none is about all.
    fileprivate func concerns(_ node: Node) -> Bool {
        guard let nodes = evidence["nodes"]?.array else { return self.node.map { $0 == node.description } ?? true }
        return nodes.contains(.string(node.description))
    }
}

extension NodeSide {
    /// How much it matters that a node leaves the plan.
    fileprivate func severity(
        of differences: [RenderVerification.Difference],
        to image: ImageReference
    ) -> CheckReport.Severity {
        // containerd tries https before http at its own machine, unverified: it comes to the same.
        let isHarmless = differences.allSatisfy { difference in
            ["verification", "https first"].contains(difference.field)
                && endpoint(difference.endpoint, of: image)?.isPlainLoopback == true
        }
        return isHarmless ? .info : basis == .files ? .error : .warning
    }

    /// Whether a registries.yaml says what is wanted.
    fileprivate var hasRegistries: Bool {
        !planner.configuration.mirrors.keys.isEmpty || !planner.configuration.configs.keys.isEmpty
    }

    /// The URL of an endpoint of the plan, by its number.
    fileprivate func endpoint(_ number: Int, of image: ImageReference) -> String? {
        let endpoints = planner.plan(for: image).endpoints
        return endpoints.indices.contains(number - 1) ? endpoints[number - 1].url : nil
    }
}
