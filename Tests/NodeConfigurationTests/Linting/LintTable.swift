import NodeConfiguration
import Registries

/// A finding as tables write it: `line:column severity code`, with the subject and the versions where they are asked for.
func shown(_ finding: Finding) -> String {
    let place = finding.position.map { "\($0.line):\($0.column)" } ?? "-"
    return "\(place) \(finding.severity.rawValue) \(finding.code.rawValue)"
}

/// Nodes that tables name.
enum Nodes {
    static let stock16 = LintTarget(system: .linux, version: ContainerdVersion(1, 6, 20), flavor: .stock)
    static let stock17 = LintTarget(system: .linux, version: ContainerdVersion(1, 7), flavor: .stock)
    static let stock21 = LintTarget(system: .linux, version: ContainerdVersion(2, 1, 4), flavor: .stock)
    static let stock23 = LintTarget(system: .linux, version: ContainerdVersion(2, 3, 0), flavor: .stock)
    static let k3s = LintTarget(
        system: .linux,
        version: ContainerdVersion(2, 1, 4, isK3sBuild: true),
        flavor: .k3s
    )
    static let rke2Windows = LintTarget(
        system: .windows,
        version: ContainerdVersion(2, 1, 4, isK3sBuild: true),
        flavor: .rke2
    )
    static let windows23 = LintTarget(system: .windows, version: ContainerdVersion(2, 3), flavor: .stock)
    static let unknown = LintTarget()

    static func on(_ system: NodeSystem, _ flavor: ServiceFlavor = .k3s) -> LintTarget {
        LintTarget(system: system, version: ContainerdVersion(2, 1, 4, isK3sBuild: flavor != .stock), flavor: flavor)
    }
}

let certificate = Array("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n".utf8)

func hostsFindings(
    _ text: String,
    registry: String? = "quay.io",
    on target: LintTarget,
    files: (any NodeFiles)? = nil,
    isReadableByOthers: Bool? = nil
) -> [Finding] {
    let directory =
        target.system == .windows ? "C:\\certs.d\\quay.io\\hosts.toml" : "/etc/containerd/certs.d/quay.io/hosts.toml"
    return HostsFileLint(
        file: directory,
        bytes: Array(text.utf8),
        registry: registry,
        target: target,
        files: files,
        isReadableByOthers: isReadableByOthers
    ).findings()
}

func registriesFindings(
    _ text: String,
    on target: LintTarget = Nodes.k3s,
    files: (any NodeFiles)? = nil,
    isReadableByOthers: Bool? = nil,
    disableDefaultEndpoint: Bool = false
) -> [Finding] {
    RegistriesLint(
        file: "/etc/rancher/k3s/registries.yaml",
        bytes: Array(text.utf8),
        target: target,
        files: files,
        isReadableByOthers: isReadableByOthers,
        disableDefaultEndpoint: disableDefaultEndpoint
    ).findings()
}
