package import NodeConfiguration

/// What an operator reads about a finding: what is the case, and what the node does because of it.
package typealias LintWords = (message: String, effect: String)

/// The words for a finding: those about its own kind of file first.
package func lintWords(for finding: Finding) -> LintWords {
    let name = finding.file.split { $0 == "/" || $0 == "\\" }.last.map { $0.lowercased() } ?? ""
    var sources = [configurationWords, hostsWords, registriesWords]
    if name == HostDirectory.fileName {
        sources = [hostsWords, configurationWords]
    } else if name.hasSuffix(".yaml") || name.hasSuffix(".yml") {
        sources = [registriesWords, configurationWords]
    }
    return sources.lazy.compactMap { $0(finding) }.first ?? serviceWords(for: finding) ?? plainWords(for: finding)
}

/// About the service that writes a node's files.
func serviceWords(for finding: Finding) -> LintWords? {
    let detail = finding.detail ?? ""
    switch finding.code {
    case .renderedFilesStale:
        return (
            "the files for \(finding.subject) are not what registries.yaml gives now (\(detail))",
            "the node goes by the files; the service reads registries.yaml only when it starts"
        )
    case .fileUnreadable:
        return (
            "this file could not be read, or is larger than 16 MiB",
            "nothing is known about it; where containerd or the service cannot read it either, pulls fail"
        )
    case .rke2VersionAffected:
        return (
            "\(finding.subject) writes credentials and TLS settings into the wrong tables on Windows",
            "pulls are anonymous and know no private CA; with a second entry containerd does not start. Mended in "
                + "\(detail); until then `windlass render --os windows --flavor rke2 --rke2-version \(finding.subject)` "
                + "writes files that work (rancher/rke2#7103)"
        )
    default:
        return nil
    }
}

/// For a code that nobody has words for: its name, and what it is about.
private func plainWords(for finding: Finding) -> LintWords {
    let facts = [finding.subject, finding.detail ?? ""].filter { !$0.isEmpty }
    let name = finding.code.rawValue.split(separator: "-").joined(separator: " ")
    return (([name] + facts).joined(separator: ": "), "")
}
