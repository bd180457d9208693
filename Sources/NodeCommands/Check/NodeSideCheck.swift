import NodeConfiguration
package import OCI
package import Registries

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The part of a check that needs no network: the files, the nodes that read them, and the version that they run.
package struct NodeSideCheck: Sendable {
    /// The nodes that were asked for.
    package let nodes: [Node]
    /// What is in force, read as K3s and RKE2 read it; nil where nobody can read the file.
    package let loaded: PlanArguments.Loaded?
    /// The images, by their full names; empty where ``loaded`` is nil.
    package private(set) var images: [ImageReference] = []
    /// The plans as the nodes have them, for each image those of all nodes in their order.
    package private(set) var plans: [PullPlan] = []
    /// The same to be run from here: certificate files have their paths on this machine, and masked credentials are
    /// left out.
    package private(set) var runnablePlans: [PullPlan] = []
    /// The keys of `configs` whose credentials are masked, as `collect` leaves them: what their hosts answer to
    /// anonymous requests says nothing about the nodes.
    package private(set) var maskedHosts: Set<String> = []
    /// The stages `file` and `node`.
    package private(set) var stages: [CheckReport.Stage] = []
    /// What is wrong, in the stages `file` and `node`.
    package private(set) var findings: [CheckReport.Finding] = []
    /// In what the nodes differ, with a Linux node always among them.
    package private(set) var differences: [CheckReport.Difference] = []
    /// What cannot be known from here about each node.
    package private(set) var unknowns: [CheckReport.Unknown] = []

    /// Looks at the files.
    ///
    /// - Parameter environment: That of the check, for the proxy settings in it.
    /// - Throws: a usage error, or that a file or directory that was named is not there.
    package init(
        _ plan: PlanArguments,
        for arguments: CheckNodeArguments,
        images texts: [String],
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(CommandFailure) {
        nodes = try arguments.nodes(of: plan)
        let files = try NodeFilesAtHand(plan, arguments, nodes)
        let reading = try NodeReading(plan, on: files.node)
        let notes = plan.root.flatMap(NodeNotes.init(in:))
        let installations = try NodeInstallations(arguments, plan, reading: reading, notes: notes)
        loaded = reading.loaded
        let lint = files.lint(plan, installations, reading: reading)
        guard let loaded else {
            finish(reading, reading.findings + lint, files: files, sides: [])
            return
        }
        for text in texts {
            let image = try loaded.image(text)
            if !images.contains(image) { images.append(image) }
        }
        try makePlans(loaded)
        let sides = Self.nodesToCompare(nodes).map { node in
            let root = files.holdsFiles(of: node) ? files.root : nil
            return NodeSide(node, target: installations.target(node), loaded: loaded, files: root)
        }
        let own = sides.filter { nodes.contains($0.node) }
        var found = reading.findings
        found += aboutPlans(reading, root: loaded.service?.root, isOwn: plan.root != nil || arguments.names.isEmpty)
        let defects = NodeFinding.defects(own, of: installations, images: images)
        found += defects + lint
        found += Self.aboutRendering(own)
        found += NodeFinding.waysOffPlan(own, of: installations, images: images, behind: found.map(\.finding))
        found += [NodeFinding.unknownVersion(own, of: installations)].compactMap(\.self)
        found += [files.proxy(installations.flavor)?.finding(besides: environment)].compactMap(\.self)
        if let target = own.first?.target { found.append(.clients(of: target)) }
        finish(reading, found, files: files, sides: own)
        differences = NodeDifferences(sides, images: images).report
        let facts = NodeUnknowns(installations: installations) { files.isHere($0) }
        unknowns = nodes.flatMap { facts.unknowns(of: $0) }
    }

    private mutating func makePlans(_ loaded: PlanArguments.Loaded) throws(CommandFailure) {
        let (unmasked, hosts) = try loaded.withoutMaskedSecrets()
        maskedHosts = hosts
        let runnable = try unmasked.withLocalFiles()
        let planners = nodes.map { loaded.planner(flavour: .windlass, node: $0) }
        let runners = nodes.map { runnable.planner(flavour: .windlass, node: $0) }
        for image in images {
            plans += planners.map { $0.plan(for: image) }
            runnablePlans += runners.map { $0.plan(for: image) }
        }
    }

    private mutating func finish(
        _ reading: NodeReading,
        _ found: [NodeFinding],
        files: NodeFilesAtHand,
        sides: [NodeSide]
    ) {
        let all = found.withoutRepetitions().withRootsRaised().map(\.finding)
        // The worst first, and within that what is a root before what follows from one.
        findings = CheckReport.Severity.allCases.flatMap { severity in
            let same = all.filter { $0.severity == severity }
            return same.filter { $0.root == nil } + same.filter { $0.root != nil }
        }
        stages = [
            reading.stage(findings.filter { $0.stage == "file" }),
            files.stage(findings.filter { $0.stage == "node" }, sides: sides),
        ]
    }

    /// The nodes, and a Linux node to hold them against where there is none.
    private static func nodesToCompare(_ nodes: [Node]) -> [Node] {
        guard nodes.allSatisfy({ NodeSystem(of: $0) == .windows }) else { return nodes }
        return [Node(Platform(os: "linux", architecture: "amd64"))] + nodes
    }
}

// MARK: - What plans and renderings have to say

extension NodeSideCheck {
    /// Warnings about the plans and the certificate files in them, each once.
    private func aboutPlans(_ reading: NodeReading, root: NodeRoot?, isOwn: Bool) -> [NodeFinding] {
        var order: [Complaint] = []
        var places: [Complaint: [PullPlan]] = [:]
        let known = loaded?.configuration.warnings ?? []
        for plan in plans {
            let fileWarnings = RegistriesFile.warnings(about: plan, below: root)
            for warning in plan.warnings.filter({ !known.contains($0) }) + fileWarnings {
                if places[warning] == nil { order.append(warning) }
                places[warning, default: []].append(plan)
            }
        }
        return order.map { warning in
            let plans = places[warning] ?? []
            let names = Self.unique(plans.map(\.node.description))
            let images = Self.unique(plans.map(\.image.description))
            let isFile = [.caFileMissing, .tlsFileMissing].contains(warning.code)
            return NodeFinding(
                warning,
                in: reading.path,
                isFatal: isFile && isOwn,
                node: names.count == 1 && nodes.count > 1 ? names[0] : nil,
                image: images.count == 1 && self.images.count > 1 ? images[0] : nil,
                nodes: names.count < nodes.count ? names : []
            )
        }
    }

    private static func unique(_ texts: [String]) -> [String] {
        var seen: Set<String> = []
        return texts.filter { seen.insert($0).inserted }
    }

    /// What containerd cannot do, whoever writes its files.
    private static func aboutRendering(_ sides: [NodeSide]) -> [NodeFinding] {
        sides.flatMap { side -> [NodeFinding] in
            var codes: [Complaint.Code] = [.authUnusable, .hostDirectoryShared, .rewriteOrderUnknown]
            if side.target.flavor == .stock {
                codes += [
                    .rewriteNeedsGateway, .wildcardAuthNeedsGateway, .hostKeyCapitals, .wildcardDirectoryUnknown,
                    .registryClosed,
                ]
            }
            return side.warnings.filter { codes.contains($0.code) }.map { warning in
                var finding = NodeFinding(warning, in: nil, node: sides.count > 1 ? side.node.description : nil)
                finding.finding.stage = "node"
                return finding
            }
        }
    }
}
