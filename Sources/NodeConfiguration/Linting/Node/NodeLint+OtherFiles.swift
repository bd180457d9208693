// The files that have rules of their own, each through the one function here.
extension NodeLint {
    /// What is wrong with a registries.yaml.
    func registriesFindings(_ path: String, _ file: NodeFile) -> [Finding] {
        let lint = RegistriesLint(
            file: path,
            bytes: file.bytes,
            target: target,
            files: files,
            isReadableByOthers: file.isReadableByOthers,
            disableDefaultEndpoint: set.disableDefaultEndpoint
        )
        return lint.findings().compactMap(judged)
    }

    /// What is wrong with a hosts.toml by itself.
    func hostsFileFindings(_ path: String, _ file: NodeFile, on target: LintTarget) -> [Finding] {
        let lint = HostsFileLint(
            file: path,
            bytes: file.bytes,
            registry: nil,
            target: target,
            files: files,
            isReadableByOthers: file.isReadableByOthers,
            pathsOf: system
        )
        return lint.findings().compactMap(judged)
    }

    /// What is wrong with the directories of certs.d, and with the hosts.toml in each.
    func hostsDirectoryFindings(_ directory: String, on target: LintTarget) -> [Finding] {
        let lint = HostsDirectoryLint(directory: directory, target: target, files: files, pathsOf: system)
        return lint.findings() + lint.fileFindings().compactMap(judged)
    }

    /// Files that may be copies from a node name certificates that are on it, though not here; of those on a node of
    /// the other system nothing can be told at all.
    private func judged(_ finding: Finding) -> Finding? {
        guard imports == .besideFile, finding.code == .caFileMissing else { return finding }
        guard target.system.map({ $0 == system }) ?? true else { return nil }
        var finding = finding
        finding.severity = .warning
        return finding
    }
}
