public import OCI

/// What besides the file and the image shapes a plan.
public struct PlanOptions: Hashable, Sendable {
    /// Whose reading of the file.
    public var flavour: Flavour
    /// The host that pulls.
    public var node: Node
    /// K3s and RKE2's `--disable-default-registry-endpoint`.
    public var disableDefaultEndpoint: Bool
    /// `host:port` of the embedded registry on the node (K3s `127.0.0.1:6443`, RKE2 `127.0.0.1:9345`).
    public var embeddedRegistry: String?

    /// Options; the plain case by default.
    public init(
        flavour: Flavour = .windlass,
        node: Node,
        disableDefaultEndpoint: Bool = false,
        embeddedRegistry: String? = nil
    ) {
        self.flavour = flavour
        self.node = node
        self.disableDefaultEndpoint = disableDefaultEndpoint
        self.embeddedRegistry = embeddedRegistry
    }
}

/// Makes the pull plan of each image from one configuration.
public struct Planner: Sendable {
    package let configuration: RegistriesConfiguration
    package let options: PlanOptions
    /// Compiled once; a pattern that does not compile is absent.
    private let patterns: [String: RewritePattern]
    let mirrorKeys: KeyIndex
    let configKeys: KeyIndex
    /// Keys of `configs` by their host without the port, in lower case.
    let configKeysByName: [String: [String]]
    let namedHosts: Set<String>
    let requestedHosts: Set<String>

    /// A planner; patterns are compiled and keys and hosts collected here, once for all images.
    public init(_ configuration: RegistriesConfiguration, options: PlanOptions) {
        self.configuration = configuration
        self.options = options
        var patterns: [String: RewritePattern] = [:]
        for key in configuration.mirrors.keys {
            for rule in configuration.mirrors[key]?.rewrites ?? [] where patterns[rule.pattern] == nil {
                patterns[rule.pattern] = try? RewritePattern(rule.pattern)
            }
        }
        self.patterns = patterns
        mirrorKeys = KeyIndex(configuration.mirrors.keys)
        configKeys = KeyIndex(configuration.configs.keys)
        configKeysByName = Dictionary(grouping: configuration.configs.keys.filter { $0 != "*" }) {
            HostAndPort($0.lowercased()).name
        }
        namedHosts = configuration.namedHosts
        requestedHosts = configuration.requestedHosts
    }

    /// The plan for `image`, with the file's own warnings first.
    public func plan(for image: ImageReference) -> PullPlan {
        var draft =
            switch options.flavour {
            case .windlass: windlassDraft(for: image)
            case .node: nodeDraft(for: image)
            case .bootstrap: bootstrapDraft(for: image)
            }
        draft.warnAboutPaths(on: options.node)
        return PullPlan(
            image: image,
            flavour: options.flavour,
            node: options.node,
            endpoints: draft.endpoints,
            warnings: configuration.warnings + draft.warnings
        )
    }

    /// The first rule of `rules` whose result differs from `repository` and passes `check`.
    ///
    /// Both real programs walk a hash map, so with several matching rules theirs is a random one; this is document
    /// order. `finish` turns the raw result into a name, or refuses it with nil.
    func rewrite(
        _ repository: String,
        by rules: [RegistriesConfiguration.RewriteRule],
        into draft: inout PlanDraft,
        finish: (String) -> String?
    ) -> AppliedRewrite? {
        var applied: AppliedRewrite?
        for rule in rules {
            guard let pattern = patterns[rule.pattern] else { continue }
            let raw: String = pattern.replacingAll(in: repository, with: rule.replacement)
            guard raw != repository else { continue }
            if applied != nil {
                draft.warn(.rewriteOverlap, subject: repository, detail: rule.pattern, at: rule.position)
                break
            }
            guard let result = finish(raw) else {
                draft.warn(.rewriteInvalidResult, subject: raw, detail: rule.pattern, at: rule.position)
                continue
            }
            applied = AppliedRewrite(
                pattern: rule.pattern,
                replacement: rule.replacement,
                from: repository,
                to: result
            )
        }
        return applied
    }
}

/// A plan in the making.
struct PlanDraft {
    var endpoints: [Endpoint] = []
    var warnings: [Complaint] = []

    mutating func warn(
        _ code: Complaint.Code,
        subject: String,
        detail: String? = nil,
        at position: Position? = nil
    ) {
        let warning = Complaint(code, subject: subject, detail: detail, at: position)
        if !warnings.contains(warning) {
            warnings.append(warning)
        }
    }

    /// Certificate paths of the other system's form: on Windows `/etc/ca.pem` is taken from the current drive, and
    /// Linux knows no drives at all.
    mutating func warnAboutPaths(on node: Node) {
        for endpoint in endpoints {
            for file in endpoint.tls?.files ?? [] {
                let path = file.path
                if node.platform.os == "windows", path.hasPrefix("/") {
                    warn(.linuxPathOnWindows, subject: path, detail: file.key)
                } else if node.platform.os != "windows", path.contains("\\") || path.dropFirst().first == ":" {
                    warn(.pathOfOtherSystem, subject: path, detail: file.key)
                }
            }
        }
    }
}
