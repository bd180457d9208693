extension CheckReport {
    /// The report as one page that needs nothing else: no script, no file, no host.
    package func html() -> String { "" }
}
