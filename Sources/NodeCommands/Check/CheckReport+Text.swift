extension CheckReport {
    /// The report for a terminal: in what the nodes differ first, then what is wrong and what to do, then every step.
    ///
    /// - Parameters:
    ///   - colored: Whether the terminal shows colours; the text says the same without.
    ///   - full: Whether an endpoint at which all went well has a line for each step too.
    package func text(colored: Bool, full: Bool = false) -> String { "" }

    /// The hosts that the nodes need, a line each, for `--hosts-only`.
    package var hostsText: String { "" }
}
