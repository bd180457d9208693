package import NodeConfiguration
import OCI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What `collect`'s script wrote down about the node whose files it gathered: the `node.json` of a tree.
package struct NodeNotes: Hashable, Sendable {
    /// The node's system.
    package let system: NodeSystem
    /// The node, as `--node` takes it.
    package let node: String
    /// What RKE2 says of its version; empty where there is none.
    package let rke2: String
    /// What K3s says of its version; empty where there is none.
    package let k3s: String
    /// What containerd says of its version; empty where there is none.
    package let containerd: String
    /// The modes of the files by their paths; empty for a Windows node.
    package let modes: [String: Int]

    /// The notes in a tree; nil where it has none.
    package init?(in directory: String) {
        guard let data = try? Data(contentsOf: URL(filePath: directory + "/node.json")), data.count <= 16 << 20,
            let json = try? JSON(parsing: Array(data)),
            let os = json["os"]?.string, let system = NodeSystem(rawValue: os)
        else { return nil }
        self.system = system
        let architecture = json["architecture"]?.string ?? "amd64"
        let version = system == .windows ? json["osVersion"]?.string.map { ":" + $0 } ?? "" : ""
        node = "\(os)/\(architecture)\(version)"
        rke2 = json["rke2"]?.string ?? ""
        k3s = json["k3s"]?.string ?? ""
        containerd = json["containerd"]?.string ?? ""
        var modes: [String: Int] = [:]
        for file in json["files"]?.array ?? [] {
            guard let path = file["path"]?.string, let text = file["mode"]?.string else { continue }
            modes[path] = Int(text, radix: 8)
        }
        self.modes = modes
    }

    /// The version of the service, out of what it says of itself (`rke2 version v1.30.10+rke2r1 (...)`).
    func version(of flavor: ServiceFlavor) -> ServiceVersion? {
        let text = flavor == .rke2 ? rke2 : flavor == .k3s ? k3s : ""
        return text.split(whereSeparator: \.isWhitespace).lazy.compactMap { ServiceVersion(parsing: String($0)) }.first
    }

    /// The version of containerd, out of what it says of itself.
    var containerdVersion: ContainerdVersion? {
        containerd.split(whereSeparator: \.isWhitespace).lazy.compactMap {
            ContainerdVersion(parsing: String($0.prefix { $0 != "+" }))
        }.first
    }
}
