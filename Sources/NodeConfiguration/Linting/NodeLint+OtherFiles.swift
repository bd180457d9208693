// The files that have rules of their own, each through the one function here.
extension NodeLint {
    /// What is wrong with a registries.yaml.
    func registriesFindings(_ path: String, _ file: NodeFile) -> [Finding] {
        let lint = RegistriesLint(
            file: path,
            bytes: file.bytes,
            target: target,
            files: certificates,
            isReadableByOthers: file.isReadableByOthers,
            disableDefaultEndpoint: set.disableDefaultEndpoint
        )
        return lint.findings().map(judged)
    }

    /// What is wrong with a hosts.toml by itself.
    func hostsFileFindings(_ path: String, _ file: NodeFile) -> [Finding] {
        let lint = HostsFileLint(
            file: path,
            bytes: file.bytes,
            registry: nil,
            target: target,
            files: certificates,
            isReadableByOthers: file.isReadableByOthers
        )
        return lint.findings().map(judged)
    }

    /// What is wrong with the directories of certs.d, and with the hosts.toml in each.
    func hostsDirectoryFindings(_ directory: String) -> [Finding] {
        let lint = HostsDirectoryLint(
            directory: directory,
            target: target,
            files: files,
            pathsOf: system,
            certificates: certificates
        )
        return lint.findings() + lint.fileFindings().map(judged)
    }

    /// Where certificates can be looked for: not on this system for a node of the other one.
    private var certificates: (any NodeFiles)? {
        imports == .all || target.system.map { $0 == system } ?? true ? files : nil
    }

    /// Files that may be copies from a node name certificates that are on it, though not here.
    private func judged(_ finding: Finding) -> Finding {
        guard imports == .besideFile, finding.code == .caFileMissing else { return finding }
        var finding = finding
        finding.severity = .warning
        return finding
    }
}
