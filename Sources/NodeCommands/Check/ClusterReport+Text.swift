extension ClusterReport {
    /// For a terminal: in what the nodes differ first, then what is wrong, then the nodes.
    ///
    /// - Parameter full: Whether infos have all that is behind them, as errors and warnings have.
    package func text(colored: Bool, full: Bool = false) -> String {
        var terminal = ReportTerminal(colored: colored)
        for difference in differences {
            terminal.space()
            terminal.add(terminal.toned("nodes differ", .strong) + ": " + printable(difference.registry))
            for group in difference.groups {
                terminal.add(indented: group.words(of: difference.total, difference.registry), by: "  ")
                // Who is well is everybody else.
                if group.status != .ok { terminal.add(indented: reportNames(group.nodes), by: "    ") }
            }
        }
        for finding in findings where full || finding.severity != .info {
            terminal.space()
            terminal.add("\(terminal.word(finding.severity)): \(printable(finding.cause)) [\(printable(finding.code))]")
            if let registry = finding.registry { terminal.add(indented: registry, by: "  ", after: "at ") }
            let count = "\(finding.nodes.count) of \(counted(nodes.count, "node")): "
            terminal.add(indented: count + reportNames(finding.nodes), by: "  ", after: "on ")
            if !finding.fix.isEmpty { terminal.add(indented: finding.fix, by: "  ", after: "fix: ") }
            if let root = finding.root { terminal.add(indented: root, by: "  ", after: "follows from: ") }
        }
        let short = full ? [] : findings.filter { $0.severity == .info }
        if !short.isEmpty { terminal.space() }
        for finding in short {
            let count = "\(finding.nodes.count) of \(counted(nodes.count, "node"))"
            let words = printable("\(finding.cause) [\(finding.code)], on \(count)")
            terminal.add("\(terminal.word(finding.severity)): \(words)")
        }
        addNodes(to: &terminal)
        if !unreadable.isEmpty {
            terminal.space()
            terminal.add(terminal.toned("Files that could not be read", .strong))
            for file in unreadable { terminal.add(indented: file.reason, by: "  ", after: printable(file.file) + ": ") }
        }
        if !superseded.isEmpty {
            terminal.space()
            terminal.add(terminal.toned("Older reports, left out", .strong))
            for report in superseded {
                terminal.add(indented: "\(report.machine): \(report.time), newer is \(report.by)", by: "  ")
            }
        }
        terminal.space()
        terminal.add(terminal.toned(verdict, .strong))
        if !remarks.isEmpty { terminal.add(printable(remarks.joined(separator: "; "))) }
        return terminal.text
    }

    /// Each node with what is wrong there; those where nothing is wrong are counted.
    private func addNodes(to terminal: inout ReportTerminal) {
        let bad = nodes.filter { $0.missing > 0 || $0.cells.values.contains { $0.status == .failed } }
        if !bad.isEmpty { terminal.space() }
        for node in bad {
            let images = "\(node.available) of \(counted(node.images, "image"))"
            terminal.add(terminal.toned(printable(node.machine), .strong) + "   \(images), \(printable(node.time))")
            for (registry, cell) in node.cells.sorted(by: { $0.key < $1.key }) where cell.status != .ok {
                terminal.add("  " + terminal.word(cell.status) + printable("\(registry)  \(cell.words)"))
            }
        }
        guard nodes.count > bad.count else { return }
        terminal.space()
        terminal.add("\(counted(nodes.count - bad.count, "node")) on which no registry failed")
    }
}

extension ClusterReport.Cell {
    /// What failed and how often.
    var words: String {
        guard status == .failed else { return status.rawValue }
        let what = [stage, code].compactMap(\.self).joined(separator: ", ")
        return (what.isEmpty ? "" : what + "; ") + "\(failed) of \(endpoints)"
    }
}
