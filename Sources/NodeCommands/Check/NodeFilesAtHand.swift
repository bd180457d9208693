import NodeConfiguration
import OCI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Which node's files can be looked at here: those below `--root`, or this machine's own.
struct NodeFilesAtHand {
    /// The files; nil where they are of no node that is asked for.
    let root: NodeRoot?
    /// The node that they are of, or the first that is asked for.
    let node: Node
    private let isTree: Bool
    private let isThisMachine: Bool
    private let namesNodes: Bool

    /// Where to look.
    init(_ plan: PlanArguments, _ arguments: CheckNodeArguments, _ nodes: [Node]) throws(CommandFailure) {
        isTree = plan.root != nil
        namesNodes = !arguments.names.isEmpty
        let here = Node(Platform.current)
        // A tree that does not tell is one of the nodes that were named.
        let isUnmarked = plan.root.map { NodeRoot.node(of: $0) == nil } ?? false
        let own = isTree ? (isUnmarked && namesNodes ? nodes[0] : try plan.node(nil)) : here
        node = isTree ? own : nodes[0]
        let system = NodeSystem(of: own)
        let isAsked = nodes.contains { NodeSystem(of: $0) == system }
        isThisMachine = !isTree || plan.root.map { $0.allSatisfy { $0 == "/" } } == true
        if isTree {
            root = NodeRoot(plan.root, on: system)
        } else {
            // A file that is named says what another machine is to do.
            root = plan.registries == nil && isAsked ? NodeRoot(nil, on: system) : nil
        }
    }

    /// Whether a node's files are these.
    func holdsFiles(of node: Node) -> Bool { root?.system == NodeSystem(of: node) }

    /// Whether a node is the machine that checks.
    func isHere(_ node: Node) -> Bool {
        isThisMachine && (!namesNodes || node == Node(Platform.current))
    }

    /// What the lint says about the files.
    func lint(
        _ plan: PlanArguments,
        _ installations: NodeInstallations,
        reading: NodeReading
    ) -> [NodeFinding] {
        var target = LintTarget(flavor: installations.flavor)
        target.system = root?.system
        target.version = installations[node].containerd
        guard root != nil else { return [] }
        let version = installations[node].service
        let files = LintedFiles(paths: [], root: isTree ? plan.root : nil, serviceVersion: version)
        // A tree without such files is refused by the lint, and nothing to a check.
        let results = (try? files.lints(for: target)) ?? []
        return results.flatMap(\.findings).inOrder().compactMap { finding in
            // The reader has said so already.
            if finding.file == reading.path, finding.code == .fileUnreadable, reading.loaded == nil { return nil }
            var own = NodeFinding(finding)
            if finding.file == reading.path { own.finding.stage = "file" }
            return own
        }
    }

    /// The proxy settings of the node's service; nil where its files do not tell.
    func proxy(_ flavor: ServiceFlavor) -> NodeServiceProxy? {
        guard let root, root.system == .linux else { return nil }
        let directory = NodeLayout(flavor, on: .linux).configurationDirectory
        let proxy = NodeServiceProxy(root, flavor: flavor)
        // A tree that `collect` gathered has none of these files, though the node may.
        guard !proxy.files.isEmpty || isThisMachine && root.names(inDirectory: directory) != nil else { return nil }
        return proxy
    }

    /// The stage `node`, once all findings about it are known.
    func stage(_ findings: [CheckReport.Finding], sides: [NodeSide]) -> CheckReport.Stage {
        let count = findings.count { $0.severity == .error }
        let hasFiles = sides.contains { $0.basis == .files }
        let nodes = sides.map { side -> JSON in
            [
                "node": .string(side.node.description),
                "flavor": .string(side.target.flavor.rawValue),
                "containerd": .string(side.target.version.description),
                "service": side.target.serviceVersion.map { .string($0.description) } ?? .null,
                "by": .string(side.basis.name),
            ]
        }
        let isKnown = hasFiles || sides.contains { $0.target.serviceVersion != nil }
        var status: CheckReport.Status = count > 0 ? .failed : isKnown ? .ok : .skipped
        var words = hasFiles ? "the files of the node" : "no files of a node are here (--root names them)"
        if !hasFiles, let target = sides.first?.target, let version = target.serviceVersion {
            words = "what \(target.flavor.rawValue) \(version) writes on \(target.system.rawValue)"
        }
        if !hasFiles, let root {
            if sides.contains(where: { holdsFiles(of: $0.node) && root.hidesFiles(of: $0.target) }) {
                words = "this account may not read the files of the node: run the check as root"
                status = status == .failed ? .failed : .unknown
            } else if count > 0, isTree {
                words = "the files of a \(root.system.rawValue) node"
            }
        }
        if count > 0 { words += count == 1 ? ", with an error" : ", with \(count) errors" }
        return CheckReport.Stage("node", status, summary: words, detail: ["nodes": .array(nodes)])
    }
}

extension NodeRoot {
    /// Whether containerd's files are below a directory that this account may not look into.
    fileprivate func hidesFiles(of target: RenderTarget) -> Bool {
        isHidden(localPath(NodeLayout(target.flavor, on: target.system).configurationFile))
    }
}

extension NodeSide.Basis {
    /// A stable name for JSON.
    var name: String {
        switch self {
        case .files: "files"
        case .service: "service"
        case .rendered: "rendered"
        }
    }
}
