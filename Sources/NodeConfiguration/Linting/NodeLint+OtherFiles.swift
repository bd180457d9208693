// The files that have rules of their own, each through the one function here.
extension NodeLint {
    /// What is wrong with a registries.yaml.
    func registriesFindings(_ path: String, _ file: NodeFile) -> [Finding] { [] }

    /// What is wrong with a hosts.toml by itself.
    func hostsFileFindings(_ path: String, _ file: NodeFile) -> [Finding] { [] }

    /// What is wrong with the directories of certs.d, and with the hosts.toml in each.
    func hostsDirectoryFindings(_ directory: String) -> [Finding] { [] }
}
