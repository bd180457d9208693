package import OCI

/// What the checks of many machines found: nodes by registries, and in what they differ.
package struct ClusterReport: Hashable, Sendable {
    /// The cluster of these reports; of two of one machine the newest counts.
    package init(_ reports: [CheckReport] = []) {}

    /// As `--merge -o json` prints it; documented in `docs/json.md`.
    package var json: JSON { [:] }

    /// For a terminal: in what the nodes differ first, then what is wrong, then the nodes.
    package func text(colored: Bool) -> String { "" }

    /// As one page that needs nothing else.
    package func html() -> String { "" }
}
