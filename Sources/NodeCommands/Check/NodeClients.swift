import NodeConfiguration
import OCI

extension NodeFinding {
    /// Which configuration each client of containerd goes by: what one pulls, another may not.
    static func clients(of target: RenderTarget) -> NodeFinding {
        let layout = NodeLayout(target.flavor, on: target.system)
        let plugin = target.version.registryPlugin
        let command = target.flavor == .k3s ? "k3s ctr" : "ctr"
        var transfer = ""
        if target.version.major > 1 {
            transfer = "; where --local is not given, the transfer service's own config_path counts too"
        }
        let finding = CheckReport.Finding(
            "clients-read-different-files",
            .info,
            stage: "node",
            cause: "kubelet and crictl pull through the CRI plugin, by plugins.\"\(plugin)\".registry of "
                + "\(layout.configurationFile) and \(target.hostsDirectory); ctr reads neither",
            evidence: [
                "containerd": .string(target.version.description),
                "kubelet": .string("\(layout.configurationFile), plugins.\"\(plugin)\".registry; pull secrets first"),
                "crictl": .string("\(layout.configurationFile), plugins.\"\(plugin)\".registry; --creds first"),
                "ctr": .string("--hosts-dir and --user alone" + transfer),
            ],
            fix: "try a pull with crictl pull; with ctr say `\(command) -n k8s.io images pull --hosts-dir "
                + "\(target.hostsDirectory) --user NAME IMAGE`"
        )
        return NodeFinding(finding: finding, subject: target.system.rawValue)
    }
}
