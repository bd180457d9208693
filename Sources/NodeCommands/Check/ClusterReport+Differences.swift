extension ClusterReport {
    /// What some nodes see otherwise than the others, of one registry.
    package struct Difference: Hashable, Sendable {
        /// The registry.
        package var registry: String
        /// How many nodes there are.
        package var total: Int
        /// Who sees what, the failures first.
        package var groups: [Group]

        /// Nodes that see the same.
        package struct Group: Hashable, Sendable {
            /// How it ended; nil where the nodes do not ask that registry.
            package var status: CheckReport.Status?
            /// The step that failed.
            package var stage: String?
            /// The code of what is wrong.
            package var code: String?
            /// The nodes, in the order of their names.
            package var nodes: [String]
        }
    }

    /// The registries that not all nodes see alike.
    package var differences: [Difference] {
        registries.compactMap { registry in
            var groups: [View: [String]] = [:]
            for node in nodes { groups[View(node.cells[registry]), default: []].append(node.machine) }
            guard groups.count > 1 else { return nil }
            let sorted = groups.sorted { left, right in
                (left.key.rank, -left.value.count, left.key.words) < (
                    right.key.rank, -right.value.count, right.key.words
                )
            }
            return Difference(
                registry: registry,
                total: nodes.count,
                groups: sorted.map { view, nodes in
                    Difference.Group(status: view.status, stage: view.stage, code: view.code, nodes: nodes.sorted())
                }
            )
        }
    }

    /// What one node sees of a registry, as far as nodes are compared by it.
    private struct View: Hashable {
        var status: CheckReport.Status?
        var stage: String?
        var code: String?

        init(_ cell: Cell?) {
            status = cell?.status
            stage = cell?.stage
            code = cell?.code
        }

        var rank: Int {
            switch status {
            case .failed: 0
            case .unknown: 1
            case nil: 2
            case .skipped: 3
            case .ok: 4
            }
        }

        var words: String { [stage, code].compactMap(\.self).joined(separator: " ") }
    }

    /// The first thing to know, in one sentence.
    var verdict: String {
        let bad = nodes.count { $0.missing > 0 }
        switch (nodes.count, bad) {
        case (0, _): return "No report could be read."
        case (1, 0): return "The node can pull every image."
        case (1, _): return "The node cannot pull every image."
        case (let count, 0): return "All \(count) nodes can pull every image."
        case (let count, bad) where bad == count: return "None of the \(count) nodes can pull every image."
        case (let count, _): return "\(bad) of \(count) nodes cannot pull every image."
        }
    }

    /// What to know about the reports themselves, a line each.
    var remarks: [String] {
        var remarks: [String] = []
        let times = nodes.map(\.time).sorted()
        if let first = times.first, let last = times.last {
            remarks.append(first == last ? "as of \(first)" : "reports from \(first) to \(last)")
        }
        let versions = Set(nodes.map(\.version)).sorted()
        if versions.count > 1 { remarks.append("checked by different versions: \(versions.joined(separator: ", "))") }
        if !unreadable.isEmpty { remarks.append("\(counted(unreadable.count, "file")) could not be read") }
        if !superseded.isEmpty {
            let machines = Set(superseded.map(\.machine)).count
            remarks.append(
                "\(counted(superseded.count, "older report")) of \(counted(machines, "machine")) left out: the newest counts"
            )
        }
        return remarks
    }
}

extension ClusterReport.Difference.Group {
    /// `3 of 40 nodes cannot reach reg:5000: connect, connect-timeout`.
    func words(of total: Int, _ registry: String) -> String {
        let who = "\(nodes.count) of \(counted(total, "node"))"
        let isOne = nodes.count == 1
        switch status {
        case .failed:
            let why = code ?? stage.map { "stage \($0)" }
            let verb = ["name", "proxy", "connect"].contains(stage) ? "reach" : "pull all from"
            return "\(who) cannot \(verb) \(registry)" + (why.map { ": \($0)" } ?? "")
        case .unknown: return "\(who) could not tell about \(registry)"
        case .skipped: return "\(who) did not try \(registry)"
        case nil: return "\(who) \(isOne ? "does" : "do") not ask \(registry) at all"
        case .ok: return "\(who) \(isOne ? "finds" : "find") nothing wrong with \(registry)"
        }
    }
}

/// Names in one line, and how many more there are.
func reportNames(_ names: [String], limit: Int = 12) -> String {
    let shown = names.prefix(limit).joined(separator: ", ")
    return names.count > limit ? "\(shown) and \(names.count - limit) more" : shown
}
