import ArgumentParser
import ImageTransfer
import NodeCommands
import OCI

/// The nodes that are to find their platforms.
struct ClusterNodeArguments: ParsableArguments {
    @Option(help: ArgumentHelp("The nodes of a cluster, from kubectl get nodes -o json.", valueName: "nodes.json"))
    var nodes: String?

    @Option(help: ArgumentHelp("A node that chooses; repeatable.", valueName: "os/arch[/variant][:osversion]"))
    var node: [String] = []

    var isEmpty: Bool { nodes == nil && node.isEmpty }

    /// - Throws: exit code 12 with `nodes-invalid` for a file that is no such list, 64 for an option that is no node.
    func list() throws(CommandFailure) -> [ClusterNode] {
        var list: [ClusterNode] = []
        if let nodes { list = try Self.read(nodes) }
        for text in node {
            let node = try Node(argument: text)
            list.append(ClusterNode(name: node.description, node: node))
        }
        return list
    }

    private static func read(_ path: String) throws(CommandFailure) -> [ClusterNode] {
        let bytes = try RegistriesFile.read(path, as: "nodes")
        do throws(OCIError) {
            return try ClusterNode.list(parsing: bytes)
        } catch {
            let reason: String
            if error.code == .invalidNodes {
                reason =
                    error.detail == "items"
                    ? "no list of nodes, as kubectl get nodes -o json writes it"
                    : "of node \"\(error.subject)\" the platform is not known (\(error.detail ?? ""))"
            } else {
                reason = error.words
            }
            throw CommandFailure(.invalidConfiguration, code: error.code.rawValue, "\(path): \(reason)")
        }
    }
}
