/// A script that gathers a node's files into a directory tree, secrets masked, for those who have no program on it.
///
/// It writes that tree alone, asks no network and needs nothing but what the system has: bash with coreutils and awk,
/// or Windows PowerShell 5.1.
package struct CollectScript: Hashable, Sendable {
    /// The system it runs on.
    package let system: NodeSystem
    /// Who wrote a hosts.toml, as its first line; kept beside those of the services.
    package let markers: [String]

    /// The script for nodes of that system.
    package init(for system: NodeSystem, markers: [String] = []) {
        self.system = system
        self.markers = markers
    }

    /// Its usual name.
    package var name: String { system == .windows ? "collect.ps1" : "collect.sh" }

    /// The script: ASCII, with the line ends of its system.
    package func text() -> [UInt8] {
        let lines = system == .windows ? powerShell : bash
        return Array(ScriptText.finished(lines, on: system).utf8)
    }

    /// The variables of the masking program, by name; none of the values has a quote in it.
    var rules: [(name: String, value: String)] {
        [
            ("KEEPKEYS", MaskingRules.keptKeys.joined(separator: " ")),
            ("SECRETKEYS", MaskingRules.secretKeys.joined(separator: " ")),
            ("HOSTSKEYS", MaskingRules.hostsKeys.joined(separator: " ")),
            ("CLOSEDTABLES", MaskingRules.closedTables.joined(separator: " ")),
            ("CAREFULTABLES", MaskingRules.carefulTables.joined(separator: " ")),
            ("CERTIFICATEKEYS", MaskingRules.certificateKeys.joined(separator: " ")),
            ("SECRETWORDS", MaskingRules.secretWords),
            ("FIRSTLINES", (MaskingRules.firstLines + markers).joined(separator: "|")),
            ("MASK", MaskingRules.mask),
            ("AUTHMASK", MaskingRules.authMask),
        ]
    }
}
