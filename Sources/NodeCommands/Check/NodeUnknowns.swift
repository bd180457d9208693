import NodeConfiguration
import OCI

/// What only a node itself can tell, with the command that does.
struct NodeUnknowns {
    let installations: NodeInstallations
    /// Whether a node is the machine that checks.
    let isHere: (Node) -> Bool

    /// What is not known of a node.
    func unknowns(of node: Node) -> [CheckReport.Unknown] {
        let facts = NodeSystem(of: node) == .windows ? windows(node) : linux(node)
        return facts.map { CheckReport.Unknown(node: node.description, subject: $0.subject, command: $0.command) }
    }

    private typealias Fact = (subject: String, command: String)

    private func windows(_ node: Node) -> [Fact] {
        let service = installations.flavor == .stock ? "containerd" : installations.flavor.rawValue
        var facts: [Fact] = [
            (
                "which roots it trusts: those of LocalMachine, for containerd runs as SYSTEM",
                "Get-ChildItem Cert:\\LocalMachine\\Root | Format-Table Subject, NotAfter, Thumbprint"
            ),
            (
                "whether it fetches missing public roots from Windows Update (1: it does not)",
                "reg query HKLM\\SOFTWARE\\Policies\\Microsoft\\SystemCertificates\\AuthRoot /v DisableRootAutoUpdate"
            ),
            (
                "which proxy containerd has: the environment of the service \(service)",
                "(Get-ItemProperty HKLM:\\SYSTEM\\CurrentControlSet\\Services\\\(service)).Environment"
            ),
            (
                "which proxy Windows itself has (WinHTTP), which containerd does not go by",
                "netsh winhttp show proxy"
            ),
        ]
        if node.windowsBuild == nil {
            facts.append(("its build, which decides on the images that it runs", "[Environment]::OSVersion.Version"))
        }
        if !installations.knowsContainerd(node) {
            let program =
                installations.flavor == .stock
                ? "containerd.exe" : "C:\\var\\lib\\rancher\\\(installations.flavor.rawValue)\\bin\\containerd.exe"
            facts.append(("the version of its containerd", "\(program) --version"))
        }
        return facts
    }

    private func linux(_ node: Node) -> [Fact] {
        var facts: [Fact] = []
        if !isHere(node) {
            let bundle = "/etc/ssl/certs/ca-certificates.crt"
            facts.append(
                (
                    "which roots it trusts",
                    "openssl crl2pkcs7 -nocrl -certfile \(bundle) | openssl pkcs7 -print_certs -noout"
                )
            )
            let services =
                switch installations.flavor {
                case .stock: "containerd"
                case .k3s: "k3s k3s-agent"
                case .rke2: "rke2-agent rke2-server"
                }
            facts.append(
                (
                    "which proxy containerd has: the environment of its service",
                    "systemctl show -p Environment -p EnvironmentFiles \(services)"
                )
            )
        }
        if !installations.knowsContainerd(node) {
            let command =
                switch installations.flavor {
                case .stock: "containerd --version"
                case .k3s: "k3s --version; k3s ctr version"
                case .rke2: "/var/lib/rancher/rke2/bin/containerd --version"
                }
            facts.append(("the version of its containerd", command))
        }
        return facts
    }
}
