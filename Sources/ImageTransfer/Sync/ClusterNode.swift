public import OCI

/// A node of a Kubernetes cluster, as `kubectl get nodes -o json` tells of it.
public struct ClusterNode: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// What it runs.
    public var node: Node

    /// A node of that name.
    public init(name: String, node: Node) {
        self.name = name
        self.node = node
    }

    /// The most bytes of a list that are read.
    public static let maximumSize = 64 << 20

    /// Reads a list of nodes, or one node.
    ///
    /// A node's Windows build is that of `status.nodeInfo.kernelVersion`; where that says none, of the label
    /// `node.kubernetes.io/windows-build`; else the one that `osImage` is known by.
    /// - Throws: `json-…` for what is no JSON; ``OCIError/Code/invalidNodes`` for JSON that is no list of nodes, and for a
    ///   node whose platform is not known: its name is the subject, the missing field the detail.
    public static func list(parsing bytes: [UInt8]) throws(OCIError) -> [ClusterNode] {
        let json = try JSON(parsing: bytes)
        let items: [JSON]
        if let list = json["items"]?.array {
            items = list
        } else if json["kind"]?.string == "Node" {
            items = [json]
        } else {
            throw OCIError(.invalidNodes, subject: json["kind"]?.string ?? "", detail: "items")
        }
        var nodes: [ClusterNode] = []
        for item in items { nodes.append(try ClusterNode(item)) }
        return nodes
    }

    private init(_ json: JSON) throws(OCIError) {
        let name = json["metadata"]?["name"]?.string ?? ""
        guard let info = json["status"]?["nodeInfo"], let os = info["operatingSystem"]?.string,
            let architecture = info["architecture"]?.string, !os.isEmpty, !architecture.isEmpty
        else { throw OCIError(.invalidNodes, subject: name, detail: "status.nodeInfo") }
        guard os == "windows" else {
            self.init(name: name, node: Node(Platform(os: os, architecture: architecture)))
            return
        }
        let label = json["metadata"]?["labels"]?[Self.buildLabel]?.string
        let image = info["osImage"]?.string ?? ""
        let known = Self.builds.first { image.contains($0.key) }?.value
        for version in [info["kernelVersion"]?.string, label, known].compactMap(\.self) {
            if let node = try? Node(parsing: "\(os)/\(architecture):\(version)") {
                self.init(name: name, node: node)
                return
            }
        }
        throw OCIError(.invalidNodes, subject: name, detail: "status.nodeInfo.kernelVersion")
    }

    private static let buildLabel = "node.kubernetes.io/windows-build"

    private static let builds = [
        "Windows Server 2019": "10.0.17763", "Windows Server 2022": "10.0.20348", "Windows Server 2025": "10.0.26100",
    ]
}

extension OCIError.Code {
    /// Not a list of Kubernetes nodes whose platforms are known.
    public static let invalidNodes = OCIError.Code(rawValue: "nodes-invalid")
}
