extension CheckReport {
    /// The report for a terminal: in what the nodes differ first, then what is wrong and what to do, then every step.
    ///
    /// - Parameters:
    ///   - colored: Whether the terminal shows colours; the text says the same without.
    ///   - full: Whether steps that went well, or were not tried, have a line each, and infos all that is behind them.
    package func text(colored: Bool, full: Bool = false) -> String {
        var terminal = ReportTerminal(colored: colored)
        differences.forEach { $0.add(to: &terminal) }
        add(sortedFindings, to: &terminal, full: full)
        if !stages.isEmpty {
            terminal.space()
            CheckReport.add(stages, to: &terminal, indent: "", full: full)
        }
        images.forEach { $0.add(to: &terminal, full: full) }
        if !hosts.isEmpty {
            terminal.space()
            terminal.add(terminal.toned("Hosts that the nodes need", .strong))
            addHosts(to: &terminal, indent: "  ")
        }
        addUnknowns(to: &terminal)
        // Last, where the eye is when the command has ended.
        terminal.space()
        let counts = findingCounts
        terminal.add(terminal.toned(verdict, .strong) + (counts.isEmpty ? "" : "   \(counts)"))
        if !missingImages.isEmpty { terminal.add(indented: missingImages, by: "  ") }
        let context = [
            "seen from \(machine)", time, "windlass \(version)", registries.map { "by \($0)" } ?? "no registries.yaml",
        ]
        terminal.add(printable(context.joined(separator: ", ")))
        return terminal.text
    }

    /// The hosts that the nodes need, a line each, for `--hosts-only`.
    package var hostsText: String {
        var terminal = ReportTerminal(colored: false)
        addHosts(to: &terminal, indent: "")
        return terminal.text
    }

    /// What is worth knowing comes with every check, so that each has one line: what is wrong is not to be searched for.
    private func add(_ findings: [Finding], to terminal: inout ReportTerminal, full: Bool) {
        let short = full ? [] : findings.filter { $0.severity == .info }
        for finding in findings where full || finding.severity != .info { finding.add(to: &terminal) }
        guard !short.isEmpty else { return }
        terminal.space()
        short.forEach { $0.addLine(to: &terminal) }
    }

    private func addHosts(to terminal: inout ReportTerminal, indent: String) {
        let rows = hosts.map { host in
            [host.address, host.scheme, host.uses.joined(separator: ","), host.status.rawValue, host.summary]
                .map(printable)
        }
        let table = [["ADDRESS", "SCHEME", "USES", "STATUS", "SUMMARY"]] + rows
        let widths = (0..<4).map { column in table.map { $0[column].count }.max() ?? 0 }
        for row in table {
            let cells = zip(row, widths).map { $0.padded(to: $1) }
            terminal.add(indent + (cells + [row[4]]).joined(separator: "  ").trimmedAtEnd)
        }
    }

    private func addUnknowns(to terminal: inout ReportTerminal) {
        guard !unknowns.isEmpty else { return }
        terminal.space()
        terminal.add(terminal.toned("What cannot be known from here", .strong))
        for unknown in unknowns {
            terminal.add(indented: "\(unknown.node): \(unknown.subject)", by: "  ")
            terminal.add(indented: unknown.command, by: "    ", after: "run there: ")
        }
    }

    fileprivate static func add(
        _ stages: [Stage],
        to terminal: inout ReportTerminal,
        indent: String,
        full: Bool
    ) {
        let width = stages.map { printable($0.name).count }.max() ?? 0
        var rest = stages[...]
        while let stage = rest.first {
            // Steps in a row that went well, or were not tried, are one fact.
            let alike = rest.prefix { !full && $0.status == stage.status && stage.status.isQuiet }
            if alike.count > 1 {
                let names = alike.map { printable($0.name) }.joined(separator: ", ")
                terminal.add(indent + terminal.word(stage.status) + names)
                rest = rest.dropFirst(alike.count)
                continue
            }
            let seconds = reportSeconds(stage.seconds)
            let time = String(repeating: " ", count: max(0, 7 - seconds.count)) + seconds
            let start = terminal.word(stage.status) + printable(stage.name).padded(to: width) + " " + time
            let lines = reportLines(stage.summary)
            terminal.add((indent + start + "  " + (lines.first ?? "")).trimmedAtEnd)
            let below = String(repeating: " ", count: 9 + width + 1 + max(7, seconds.count) + 2)
            lines.dropFirst().forEach { terminal.add(indent + below + $0) }
            rest = rest.dropFirst()
        }
    }
}

extension CheckReport.Difference {
    fileprivate func add(to terminal: inout ReportTerminal) {
        terminal.space()
        terminal.add(terminal.toned("nodes differ", .strong) + ": " + printable(subject))
        let width = values.map { printable($0.node).count }.max() ?? 0
        for value in values {
            let node = printable(value.node).padded(to: width)
            terminal.add(indented: value.value, by: "  ", after: node + "  ")
        }
        if !reason.isEmpty { terminal.add(indented: reason, by: "  ") }
    }
}

extension CheckReport.Finding {
    /// The cause and the code alone.
    fileprivate func addLine(to terminal: inout ReportTerminal) {
        let words = reportLines(cause).joined(separator: " ")
        terminal.add("\(terminal.word(severity)): \(words) [\(printable(code))]")
    }

    fileprivate func add(to terminal: inout ReportTerminal) {
        terminal.space()
        let words = reportLines(cause)
        terminal.add("\(terminal.word(severity)): \(words.first ?? "") [\(printable(code))]")
        words.dropFirst().forEach { terminal.add("  " + $0) }
        if !place.isEmpty { terminal.add(indented: place, by: "  ", after: "at ") }
        for fact in evidence.facts {
            terminal.add(indented: fact.value, by: "  ", after: "\(printable(fact.name)): ")
        }
        if !fix.isEmpty { terminal.add(indented: fix, by: "  ", after: "fix: ") }
        if let root { terminal.add(indented: root, by: "  ", after: "follows from: ") }
    }
}

extension CheckReport.Image {
    fileprivate func add(to terminal: inout ReportTerminal, full: Bool) {
        terminal.space()
        let place = availableAt.map { "all of it at endpoint \($0)" } ?? "no endpoint has all of it"
        terminal.add(terminal.toned(printable(name), .strong) + "   " + place)
        if let digest { terminal.add("  " + printable(digest)) }
        for endpoint in endpoints {
            let own = endpoint.isDefault ? "   the registry's own" : ""
            let head = "  \(endpoint.number). \(printable(endpoint.url))\(own)"
            let isQuiet = endpoint.stages.allSatisfy(\.isQuiet)
            guard full || !isQuiet || endpoint.stages.isEmpty else {
                terminal.add(head)
                terminal.add("     " + endpoint.quietLine(terminal))
                continue
            }
            terminal.add(head)
            CheckReport.add(endpoint.stages, to: &terminal, indent: "     ", full: full)
        }
        let width = choices.map { printable($0.node).count }.max() ?? 0
        for choice in choices {
            let head = printable(choice.node).padded(to: width) + "  takes "
            terminal.add(indented: choice.outcome, by: "  ", after: head)
            if !choice.reason.isEmpty { terminal.add(indented: choice.reason, by: "    ") }
        }
    }
}

extension CheckReport.Endpoint {
    /// One line for an endpoint at which nothing is wrong.
    fileprivate func quietLine(_ terminal: ReportTerminal) -> String {
        let good = stages.filter { $0.status == .ok }
        guard !good.isEmpty else { return terminal.word(.skipped) + "not tried" }
        let seconds = reportSeconds(good.reduce(0) { $0 + $1.seconds })
        return terminal.word(.ok) + counted(good.count, "step") + (seconds.isEmpty ? "" : " in \(seconds)")
    }
}

extension CheckReport.Status {
    fileprivate var isQuiet: Bool { self == .ok || self == .skipped }
}

extension String {
    fileprivate var trimmedAtEnd: String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
