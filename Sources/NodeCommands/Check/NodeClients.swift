import NodeConfiguration
import OCI

extension NodeFinding {
    /// Which configuration each client of containerd goes by: what one pulls, another may not.
    static func clients(of target: RenderTarget) -> NodeFinding {
        let layout = NodeLayout(target.flavor, on: target.system)
        let plugin = target.version.registryPlugin
        // The template of these versions for Windows writes no hosts.toml.
        let hasDirectory = !target.needsReducedRegistries
        let files = layout.configurationFile + (hasDirectory ? " and \(target.hostsDirectory)" : "")
        let directory = hasDirectory ? " --hosts-dir " + asWord(target.hostsDirectory) : ""
        var transfer = ""
        if target.version.major > 1 {
            transfer = "; where --local is not given, the transfer service's own config_path counts too"
        }
        let finding = CheckReport.Finding(
            "clients-read-different-files",
            .info,
            stage: "node",
            cause: "kubelet and crictl pull through the CRI plugin, by plugins.\"\(plugin)\".registry of "
                + "\(files); ctr reads none of it",
            evidence: [
                "containerd": .string(target.version.description),
                "kubelet": .string("\(layout.configurationFile), plugins.\"\(plugin)\".registry; pull secrets first"),
                "crictl": .string("\(layout.configurationFile), plugins.\"\(plugin)\".registry; --creds first"),
                "ctr": .string("--hosts-dir and --user alone" + transfer),
            ],
            fix: "try a pull with crictl pull; with ctr say `\(ctr(target)) -n k8s.io images pull\(directory) "
                + "--user NAME IMAGE`"
        )
        return NodeFinding(finding: finding, subject: target.system.rawValue)
    }

    /// RKE2 puts its ctr on nobody's path, and its containerd does not listen where ctr looks.
    private static func ctr(_ target: RenderTarget) -> String {
        switch (target.flavor, target.system) {
        case (.k3s, _): "k3s ctr"
        case (.rke2, .linux): "/var/lib/rancher/rke2/bin/ctr --address /run/k3s/containerd/containerd.sock"
        case (.rke2, .windows): "C:\\var\\lib\\rancher\\rke2\\bin\\ctr.exe"
        case (.stock, _): "ctr"
        }
    }

    private static func asWord(_ path: String) -> String { path.contains(" ") ? "\"\(path)\"" : path }
}
