import Registries

/// Writes a registry's plan as hosts.toml.
///
/// The last endpoint of the plan is `server`, all before it are hosts in order: containerd tries `server` last whatever
/// it is, and puts the registry itself there where a file has none. So a plan without the registry itself is kept, too.
struct HostsFileWriter {
    let target: RenderTarget
    var material: TLSMaterial
    private(set) var warnings: [Complaint] = []

    init(target: RenderTarget, material: TLSMaterial) {
        self.target = target
        self.material = material
    }

    /// The first line of each file that is ours.
    static let marker = "# Written by windlass"

    /// The first line of hosts.toml.
    static let firstLine = marker + " from registries.yaml. What is changed here by hand is overwritten."

    /// The file's text.
    mutating func text(of plan: RegistryPlan) -> String {
        var endpoints = plan.endpoints.filter { endpoint in
            guard !target.knowsRewrites, case .inexpressible(let rule) = PrefixRewrite(endpoint.rewrites) else {
                return true
            }
            warn(.rewriteNeedsGateway, subject: endpoint.url, detail: rule.pattern, at: rule.position)
            return false
        }
        var root = TOMLContent()
        if plan.endsUpstream {
            // Empty, so that K3s's build does not take it for "no fallback"; to all others it is the same as none.
            root.set("server", to: "")
            root.set("capabilities", to: .strings(Self.serverCapabilities))
            if let tls = plan.upstreamTLS { material.write(tls, of: "*", into: &root) }
        } else if let last = endpoints.popLast() {
            root = table(of: last, capabilities: last.isDefault ? Self.serverCapabilities : Self.mirrorCapabilities) {
                $0.set("server", to: .string($1))
            }
        } else {
            // Nobody may answer, and that cannot be left unsaid: without `pull` nothing is asked for an image.
            root.set("server", to: .string("https://\(plan.registry ?? "closed.invalid")/v2"))
            root.set("capabilities", to: ["push"])
            warn(.registryClosed, subject: plan.registry ?? "*")
        }
        root.withTable(["host"]) { hosts in
            // containerd before 1.7.32 rejects a file that has no host table at all.
            hosts.isExplicit = endpoints.isEmpty
            for endpoint in endpoints {
                let key = TOMLContent.Key.quoted(written(endpoint).url)
                hosts.set(key, to: table(of: endpoint, capabilities: Self.mirrorCapabilities) { _, _ in })
            }
        }
        return Self.firstLine + "\n" + TOMLWriter(for: target.version).text(of: root)
    }

    private static let serverCapabilities = ["pull", "resolve", "push"]
    private static let mirrorCapabilities = ["pull", "resolve"]

    private mutating func table(
        of endpoint: RegistryEndpoint,
        capabilities: [String],
        first: (inout TOMLContent, String) -> Void
    ) -> TOMLContent {
        var table = TOMLContent()
        let (url, isPathOverridden) = written(endpoint)
        first(&table, url)
        table.set("capabilities", to: .strings(capabilities))
        if isPathOverridden { table.set("override_path", to: true) }
        // Beside http these keys would make containerd try https first.
        if let tls = endpoint.tls, endpoint.scheme == .https {
            material.write(tls, of: endpoint.why.tlsKey, into: &table)
        }
        if target.knowsRewrites, !endpoint.rewrites.isEmpty {
            table.withTable(["rewrite"]) { rules in
                for rule in endpoint.rewrites { rules.set(.quoted(rule.pattern), to: .string(rule.replacement)) }
            }
            if endpoint.rewrites.count > 1 { warn(.rewriteOrderUnknown, subject: endpoint.url) }
        }
        return table
    }

    /// The URL in the file, and whether containerd must leave its path alone.
    private func written(_ endpoint: RegistryEndpoint) -> (url: String, isPathOverridden: Bool) {
        var url = endpoint.url
        if !target.knowsRewrites, case .prefix(let prefix) = PrefixRewrite(endpoint.rewrites) {
            url += "/" + prefix
        }
        return (url, !url.hasSuffix("/v2"))
    }

    private mutating func warn(
        _ code: Complaint.Code,
        subject: String,
        detail: String? = nil,
        at position: Position? = nil
    ) {
        let warning = Complaint(code, subject: subject, detail: detail, at: position)
        if !warnings.contains(warning) { warnings.append(warning) }
    }
}
