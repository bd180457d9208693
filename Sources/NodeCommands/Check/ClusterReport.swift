import OCI

/// What the checks of many machines found: nodes by registries, and in what they differ. Of each report only what the
/// cluster's view needs is kept, so that thousands fit.
package struct ClusterReport: Hashable, Sendable {
    /// The machines, those where most is wrong first.
    package private(set) var nodes: [Node] = []
    /// What is wrong, each with the nodes that have it.
    package private(set) var findings: [Finding] = []
    /// The registries that any node asks, by their origins: `https://reg:5000`.
    package private(set) var registries: [String] = []
    /// What could not be read; never left out in silence.
    package private(set) var unreadable: [Unreadable] = []
    /// Older reports of machines that a newer one tells of.
    package private(set) var superseded: [Superseded] = []

    /// A cluster of no machine.
    package init() {}

    /// The cluster of these reports.
    package init(_ reports: [CheckReport]) {
        reports.forEach { add($0) }
        finish()
    }

    /// One machine's view.
    package struct Node: Hashable, Sendable {
        /// Its name.
        package var machine: String
        /// When it looked.
        package var time: String
        /// With which version of Windlass.
        package var version: String
        /// How many images it looked for.
        package var images: Int
        /// How many of them an endpoint has all of.
        package var available: Int
        /// What it saw of each registry that it asks.
        package var cells: [String: Cell]
        /// How many errors it has.
        package var errors: Int
        fileprivate var findings: [CheckReport.Finding]
    }

    /// What one node saw of one registry.
    package struct Cell: Hashable, Sendable {
        /// The worst of its endpoints there.
        package var status: CheckReport.Status
        /// The first step that failed, where one did.
        package var stage: String?
        /// The code of the first finding about it that follows from no other.
        package var code: String?
        /// How many endpoints of images failed there.
        package var failed: Int
        /// How many there are.
        package var endpoints: Int
    }

    /// The same thing wrong on some nodes.
    package struct Finding: Hashable, Sendable {
        /// Its stable code.
        package var code: String
        /// The worst that a node has it as.
        package var severity: CheckReport.Severity
        /// The registry; nil where it is about none.
        package var registry: String?
        /// The code that it follows from.
        package var root: String?
        /// What is wrong, in the words of the first node.
        package var cause: String
        /// What to do, in the words of the first node.
        package var fix: String
        /// The nodes that have it, in the order of their names.
        package var nodes: [String]
    }

    /// A file that is no report.
    package struct Unreadable: Hashable, Sendable {
        /// Its name.
        package var file: String
        /// Why not, in one line.
        package var reason: String
    }

    /// A report that does not count.
    package struct Superseded: Hashable, Sendable {
        /// The machine.
        package var machine: String
        /// When it looked.
        package var time: String
        /// When the report that counts was made.
        package var by: String
    }

    /// Adds a file that could not be read.
    mutating func add(unreadable file: String, _ reason: String) {
        unreadable.append(Unreadable(file: file, reason: reason))
    }

    /// Adds a report; ``finish()`` is to follow the last one.
    mutating func add(_ report: CheckReport) {
        nodes.append(Node(report))
    }

    /// Sorts what was added, and leaves of each machine the newest report.
    mutating func finish() {
        var newest: [String: Node] = [:]
        for node in nodes {
            guard let other = newest[node.machine] else {
                newest[node.machine] = node
                continue
            }
            let (older, newer) = node.time > other.time ? (other, node) : (node, other)
            newest[node.machine] = newer
            superseded.append(Superseded(machine: node.machine, time: older.time, by: newer.time))
        }
        superseded.sort { ($0.machine, $0.time) < ($1.machine, $1.time) }
        registries = Set(newest.values.flatMap(\.cells.keys)).sorted()
        nodes = newest.values.sorted { left, right in
            (-left.missing, -left.failures, -left.errors, left.machine)
                < (-right.missing, -right.failures, -right.errors, right.machine)
        }
        collectFindings()
        for index in nodes.indices { nodes[index].findings = [] }
    }

    private struct FindingKey: Hashable {
        var code: String
        var registry: String?
        /// What is wrong where it is about no registry: two slips in files have one code, and are two.
        var cause: String?
    }

    private mutating func collectFindings() {
        var found: [FindingKey: Finding] = [:]
        for node in nodes.sorted(by: { $0.machine < $1.machine }) {
            for finding in node.findings {
                let registry = finding.endpoint.map(origin)
                let cause = registry == nil ? finding.cause : nil
                let key = FindingKey(code: finding.code, registry: registry, cause: cause)
                var entry =
                    found[key]
                    ?? Finding(
                        code: finding.code,
                        severity: finding.severity,
                        registry: key.registry,
                        root: finding.root,
                        cause: finding.cause,
                        fix: finding.fix,
                        nodes: []
                    )
                if entry.nodes.last != node.machine { entry.nodes.append(node.machine) }
                if finding.severity.rank < entry.severity.rank { entry.severity = finding.severity }
                found[key] = entry
            }
        }
        findings = found.values.sorted { left, right in
            (left.severity.rank, left.root == nil ? 0 : 1, -left.nodes.count, left.code, left.registry ?? left.cause)
                < (
                    right.severity.rank, right.root == nil ? 0 : 1, -right.nodes.count, right.code,
                    right.registry ?? right.cause
                )
        }
    }
}

extension ClusterReport.Node {
    /// What the cluster's view needs of a report.
    fileprivate init(_ report: CheckReport) {
        machine = report.machine
        time = report.time
        version = report.version
        images = report.images.count
        available = report.images.count { $0.availableAt != nil }
        errors = report.findings.count { $0.severity == .error }
        findings = report.findings.map { finding in
            var short = finding
            short.evidence = [:]
            return short
        }
        cells = [:]
        // By how much a finding matters nodes do not differ: that depends on the images they ask for.
        var codes: [Place: String] = [:]
        for finding in report.sortedFindings where finding.root == nil {
            guard let registry = finding.endpoint.map(origin) else { continue }
            let place = Place(registry: registry, stage: finding.stage)
            codes[place] = codes[place] ?? finding.code
        }
        for endpoint in report.images.flatMap(\.endpoints) {
            let registry = origin(of: endpoint.url)
            let status = endpoint.status
            var cell =
                cells[registry]
                ?? ClusterReport.Cell(status: .skipped, stage: nil, code: nil, failed: 0, endpoints: 0)
            cell.endpoints += 1
            if status == .failed { cell.failed += 1 }
            if cell.stage == nil, let stage = endpoint.firstFailure?.name {
                cell.stage = stage
                cell.code = codes[Place(registry: registry, stage: stage)]
            }
            cell.status = .worst(of: [cell.status, status])
            cells[registry] = cell
        }
    }

    private struct Place: Hashable {
        var registry: String
        var stage: String
    }

    /// How many images no endpoint has all of.
    var missing: Int { images - available }

    /// How many registries failed.
    var failures: Int { cells.values.count { $0.status == .failed } }
}

extension CheckReport.Severity {
    /// The worst is 0.
    fileprivate var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// The scheme, host and port of an endpoint's URL.
private func origin(of url: String) -> String {
    guard let colon = url.firstRange(of: "://") else { return url }
    return String(url[..<(url[colon.upperBound...].firstIndex(of: "/") ?? url.endIndex)])
}
