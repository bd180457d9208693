/// A directory with the reports of many machines, one `*.json` each.
package struct ReportDirectory {
    /// Where it is.
    package var path: String

    /// A directory, be it there or not.
    package init(_ path: String) {
        self.path = path
    }

    /// Writes a report in one step, named after its machine; the directory is made where it is not there.
    ///
    /// - Returns: The path of the file.
    /// - Throws: exit code 10 with `disk-full` or `not-writable`.
    package func write(_ report: CheckReport) throws(CommandFailure) -> String { "" }

    /// The cluster of all reports that are there; what could not be read is in it with the reason.
    ///
    /// - Throws: exit code 3 with `reports-not-found`, `reports-unreadable` or `reports-too-many`.
    package func cluster() throws(CommandFailure) -> ClusterReport { ClusterReport() }
}
