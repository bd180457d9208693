package import NodeConfiguration

/// What an operator reads about a finding: what is the case, and what the node does because of it.
package typealias LintWords = (message: String, effect: String)

/// The words for a finding.
package func lintWords(for finding: Finding) -> LintWords {
    hostsWords(for: finding) ?? registriesWords(for: finding) ?? configurationWords(for: finding)
        ?? plainWords(for: finding)
}

/// For a code that nobody has words for: its name, and what it is about.
private func plainWords(for finding: Finding) -> LintWords {
    let facts = [finding.subject, finding.detail ?? ""].filter { !$0.isEmpty }
    let name = finding.code.rawValue.split(separator: "-").joined(separator: " ")
    return (([name] + facts).joined(separator: ": "), "")
}
