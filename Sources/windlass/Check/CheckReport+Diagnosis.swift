import Diagnosis
import NodeCommands
import OCI
import Registries

extension CheckReport {
    /// Takes what the network told.
    ///
    /// - Parameter maskedHosts: hosts whose credentials are not at hand, so that a refused login says nothing.
    mutating func take(_ reports: [ImageReport], maskedHosts: Set<String>) {
        var found: [PlacedFinding] = []
        for report in reports {
            for (position, endpoint) in report.endpoints.enumerated() {
                found += endpoint.findings.map { finding in
                    var placed = PlacedFinding(
                        finding: finding,
                        endpoint: endpoint.endpoint,
                        position: position,
                        image: report.plan.image.description
                    )
                    placed.weigh(availableAt: report.availableAt, hasMirrors: report.plan.hasMirrors)
                    if !maskedHosts.isDisjoint(with: ["*", endpoint.endpoint.host]) { placed.excuseLogin() }
                    return placed
                }
            }
            images.append(Image(report))
        }
        findings += PlacedFinding.merged(found).sorted(by: <).map(Finding.init)
        take(reports.flatMap(\.endpoints).flatMap(\.hosts))
        linkRoots()
    }

    private mutating func take(_ reports: [HostReport]) {
        for report in reports {
            let status = Status(rawValue: report.status.rawValue) ?? .unknown
            if let known = hosts.firstIndex(where: { $0.address == report.address && $0.scheme == report.scheme }) {
                if !hosts[known].uses.contains(report.use.rawValue) { hosts[known].uses.append(report.use.rawValue) }
            } else {
                hosts.append(
                    Host(
                        address: report.address,
                        uses: [report.use.rawValue],
                        scheme: report.scheme,
                        status: status,
                        summary: report.detail
                    )
                )
            }
        }
    }
}

extension PullPlan {
    fileprivate var hasMirrors: Bool { endpoints.contains { !$0.isDefault } }
}

/// A finding with all that decides how much it matters.
private struct PlacedFinding {
    var finding: EndpointFinding
    let endpoint: Endpoint
    let position: Int
    /// Nil where it is about every image.
    var image: String?
    /// Its place among findings that are as bad: the group first, then the place in the plan.
    private var place = (group: 0, position: 0)

    init(finding: EndpointFinding, endpoint: Endpoint, position: Int, image: String) {
        self.finding = finding
        self.endpoint = endpoint
        self.position = position
        self.image = image
        place.position = position
    }

    static func < (left: PlacedFinding, right: PlacedFinding) -> Bool {
        left.finding.severity == right.finding.severity
            ? left.place < right.place : left.finding.severity < right.finding.severity
    }

    /// What an image can be had without is no error; and where it cannot be had, a registry of the internet that is out
    /// of reach is what an air gap looks like, and a mirror without the image what a cache looks like.
    mutating func weigh(availableAt available: Int?, hasMirrors: Bool) {
        let isMissing = finding.code.rawValue == "not-found"
        let isAboutTheWay = [.name, .proxy, .connect].contains(finding.stage)
        if finding.severity == .error, let available, available != position, available < position || isMissing {
            finding.severity = endpoint.isDefault && isAboutTheWay ? .info : .warning
        }
        if hasMirrors {
            place.group =
                switch (isMissing, endpoint.isDefault, isAboutTheWay) {
                case (false, false, _): 0
                case (false, true, false): 1
                case (true, false, _): 2
                case (true, true, _): 3
                case (false, true, true): 4
                }
        }
    }

    /// Without the node's own credential nothing is known of how it would fare.
    mutating func excuseLogin() {
        guard [.challenge, .token].contains(finding.stage) || finding.code.rawValue == "auth-denied" else { return }
        finding.severity = .info
    }

    /// One for what several images have in common.
    static func merged(_ findings: [PlacedFinding]) -> [PlacedFinding] {
        var merged: [PlacedFinding] = []
        for finding in findings {
            let same = merged.firstIndex {
                $0.finding == finding.finding && $0.endpoint.url == finding.endpoint.url
            }
            guard let same else {
                merged.append(finding)
                continue
            }
            if merged[same].image != finding.image { merged[same].image = nil }
            if finding.place < merged[same].place { merged[same].place = finding.place }
        }
        return merged
    }
}

extension CheckReport.Finding {
    fileprivate init(_ placed: PlacedFinding) {
        let words = placed.finding.words(at: placed.endpoint)
        let severity: CheckReport.Severity =
            switch placed.finding.severity {
            case .error: .error
            case .warning: .warning
            case .info: .info
            }
        self.init(
            placed.finding.code.rawValue,
            severity,
            stage: placed.finding.stage.rawValue,
            endpoint: placed.endpoint.url,
            image: placed.image,
            node: placed.finding["node"]?.string,
            cause: words.cause,
            evidence: .object(placed.finding.evidence),
            fix: words.fix
        )
    }
}

extension CheckReport.Image {
    fileprivate init(_ report: ImageReport) {
        let source = report.availableAt.map { report.endpoints[$0] } ?? report.endpoints.first { $0.digest != nil }
        self.init(
            name: report.plan.image.description,
            digest: source?.digest?.description,
            availableAt: report.availableAt.map { $0 + 1 },
            endpoints: report.endpoints.enumerated().map { position, endpoint in
                CheckReport.Endpoint(
                    number: position + 1,
                    url: endpoint.endpoint.url,
                    isDefault: endpoint.endpoint.isDefault,
                    stages: endpoint.stages.map { stage in
                        stage.inWords(
                            endpoint.findings.first { $0.stage == stage.stage && $0.severity == .error }
                        )
                    }
                )
            },
            choices: (source?.choices ?? []).map(CheckReport.Choice.init)
        )
    }
}

extension CheckReport.Choice {
    fileprivate init(_ choice: NodeChoice) {
        self.init(
            node: choice.node.description,
            digest: choice.child?.digest.description,
            containerd: choice.containerdChild?.digest.description,
            platform: choice.containerdChild?.platform?.description,
            reason: choice.choice.words
        )
    }
}
