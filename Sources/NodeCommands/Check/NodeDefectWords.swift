import NodeConfiguration
import OCI
import Registries

/// What an operator reads about a known defect.
struct NodeDefectWords {
    let defect: KnownDefect
    let subject: String
    /// One of the nodes that have it.
    let installation: KnownDefect.Installation
    /// Whether files that `windlass render` writes lead the node to the plan.
    let isMendedByRendering: Bool
    let isCertain: Bool
    /// `windlass render` for that node, with what follows.
    let render: (String) -> String

    var severity: CheckReport.Severity {
        switch defect.code {
        case "wildcard-auth-ignored", "windows-ca-replaces-system-roots", "rewrite-unescaped": .warning
        default: isCertain ? .error : .warning
        }
    }

    var cause: String {
        let versioned = version + (isCertain ? "" : " may be a version that")
        return switch defect.code {
        case "windows-duplicate-tables":
            "\(versioned) writes the same tables once for each entry under configs: with two, containerd on Windows does "
                + "not start"
        case "rke2-version-affected":
            "\(versioned) writes credentials and TLS settings into the wrong tables on Windows: pulls are anonymous and "
                + "know no private CA"
        case "embedded-registry-windows-directory":
            "\(version) makes a directory 127.0.0.1:9345 for the embedded registry, which Windows does not allow: "
                + (isCertain
                    ? "the agent does not start" : "seen in v1.28.13, and in which version it ended is not known")
        case "duplicate-endpoint-rejected":
            "\(versioned) writes the endpoint \(subject) twice, and containerd then goes by none of the file's mirrors"
        case "own-endpoint-drops-mirrors":
            "\(versioned) writes no hosts.toml where a registry's own endpoint (\(subject)) is among its mirrors: the "
                + "mirrors are not used"
        case "wildcard-mirror-without-fallback", "wildcard-mirror-without-fallback-2":
            "\(versioned) loses the registry's own endpoint behind a mirror for \"*\": what the mirror has not is not "
                + "found at all"
        case "tls-only-for-mirrors":
            "\(versioned) writes the TLS settings of \(subject), which is no mirror, so that containerd rejects them: "
                + "its CA or client certificate is not used"
        case "docker-io-credentials-unused":
            "\(versioned) never sends the credential under \(subject): containerd asks registry-1.docker.io"
        case "wildcard-auth-ignored":
            "the credential under configs.\"*\" is never used by containerd on a node"
        case "windows-ca-replaces-system-roots":
            "on Windows before containerd 2.3 a CA takes the place of the system's roots: what these hosts redirect to "
                + "under a public certificate fails"
        case "rewrite-unescaped":
            "templates of K3s and RKE2 put the rule \"\(subject)\" into hosts.toml without escaping it: the file may not "
                + "parse, and none of its mirrors is used"
        default: defect.code.split(separator: "-").joined(separator: " ")
        }
    }

    var fix: String {
        var parts: [String] = []
        if let mended = defect.versions.mended(for: installation.service) { parts.append("go to \(mended) or later") }
        if let workaround { parts.append((parts.isEmpty ? "" : "until then ") + workaround) }
        return parts.joined(separator: "; ") + issues
    }

    private var workaround: String? {
        switch defect.code {
        case "windows-duplicate-tables", "rke2-version-affected":
            let command = render("--out DIR")
            return isMendedByRendering
                ? "`\(command)` writes a template and a registries.yaml that work"
                : "`\(command)` writes what can be written; its warnings say what cannot"
        case "embedded-registry-windows-directory":
            return "leave mirrors out of this node's registries.yaml, or switch embedded-registry off on the servers"
        case "duplicate-endpoint-rejected": return "keep \(subject) once"
        case "own-endpoint-drops-mirrors": return "remove \(subject) from the list: it is asked last anyway"
        case "wildcard-mirror-without-fallback", "wildcard-mirror-without-fallback-2":
            return "name each registry under mirrors instead of \"*\""
        case "tls-only-for-mirrors":
            guard !subject.contains(":") else { return "put the CA among the node's own roots" }
            return "write mirrors.\"\(subject)\" with the endpoint https://\(subject):443"
        case "docker-io-credentials-unused":
            return "write the credential under configs.\"registry-1.docker.io\" as well"
        case "wildcard-auth-ignored":
            return "write the credential under configs for each host by its name"
        case "windows-ca-replaces-system-roots":
            return installation.flavor == .stock
                ? "`\(render("--public-roots FILE --out DIR"))` puts public roots beside each CA"
                : "put public roots into the CA file too, or the CA into LocalMachine\\Root and leave ca_file out"
        case "rewrite-unescaped":
            return "write the rule without a backslash and quotes: [.] for \\., [0-9] for \\d"
        default: return nil
        }
    }

    private var version: String {
        let name = installation.flavor == .k3s ? "K3s" : "RKE2"
        return installation.service.map { "\(name) \($0)" } ?? name
    }

    private var issues: String {
        defect.issues.first.map { " (\($0))" } ?? ""
    }
}

extension NodeFinding {
    /// What is known to be wrong with the versions that nodes run, as far as the configuration meets it.
    static func defects(_ sides: [NodeSide], of check: NodeInstallations, images: [ImageReference]) -> [NodeFinding] {
        KnownDefect.all.flatMap { defect in
            [KnownDefect.Presence.present, .unknown].flatMap { presence -> [NodeFinding] in
                let hit = sides.filter { side in
                    let installation = check[side.node]
                    // What a version has that nobody named is told of once, by another finding.
                    guard presence == .present || installation.service != nil || installation.flavor == .stock else {
                        return false
                    }
                    return defect.presence(on: installation) == presence
                }
                guard let first = hit.first else { return [] }
                return defect.hits(KnownDefect.Settings(first.planner)).map { place in
                    NodeFinding(defect, place, on: hit, of: sides, check, isCertain: presence == .present, images)
                }
            }
        }
    }

    private init(
        _ defect: KnownDefect,
        _ hit: KnownDefect.Hit,
        on sides: [NodeSide],
        of all: [NodeSide],
        _ check: NodeInstallations,
        isCertain: Bool,
        _ images: [ImageReference]
    ) {
        let words = NodeDefectWords(
            defect: defect,
            subject: hit.subject,
            installation: check[sides[0].node],
            isMendedByRendering: sides.allSatisfy { $0.isMendedByRendering(images) },
            isCertain: isCertain,
            render: { check.render(for: sides[0].node, $0) }
        )
        var evidence: [JSON.Member] = []
        if let path = check.registries { evidence.append(JSON.Member(key: "file", value: .string(path))) }
        evidence += JSON.Member.place(hit.position)
        evidence.append(JSON.Member(key: "subject", value: .string(hit.subject)))
        evidence.append(JSON.Member(key: "issues", value: .array(defect.issues.map(JSON.string))))
        let nodes = sides.map { JSON.string($0.node.description) }
        evidence.append(JSON.Member(key: "nodes", value: .array(nodes)))
        finding = CheckReport.Finding(
            defect.code,
            words.severity,
            stage: "node",
            node: sides.count == 1 && all.count > 1 ? sides[0].node.description : nil,
            cause: printable(words.cause),
            evidence: .object(evidence),
            fix: printable(words.fix)
        )
        subject = hit.subject
        position = hit.position
    }

    /// That a version decides on what is wrong, and that it is not known; nil where it does not matter.
    static func unknownVersion(_ sides: [NodeSide], of check: NodeInstallations) -> NodeFinding? {
        let blind = sides.filter { side in
            let installation = check[side.node]
            return installation.flavor != .stock && installation.service == nil
        }
        guard let first = blind.first else { return nil }
        let codes = KnownDefect.all.filter { defect in
            guard case .service = defect.versions else { return false }
            return blind.contains { side in
                defect.presence(on: check[side.node]) == .unknown
                    && !defect.hits(KnownDefect.Settings(side.planner)).isEmpty
            }
        }.map(\.code)
        guard !codes.isEmpty else { return nil }
        let flavor = check[first.node].flavor
        let option = flavor == .k3s ? "--k3s-version" : "--rke2-version"
        let finding = CheckReport.Finding(
            "service-version-unknown",
            .info,
            stage: "node",
            cause: "in some versions of \(flavor == .k3s ? "K3s" : "RKE2") this registries.yaml does not work: "
                + codes.joined(separator: ", "),
            evidence: ["codes": .array(codes.map(JSON.string))],
            fix: "say \(option), as `\(flavor.rawValue) --version` on a node tells it"
        )
        return NodeFinding(finding: finding, subject: flavor.rawValue)
    }
}
