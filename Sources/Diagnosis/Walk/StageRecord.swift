import OCI

/// What is known of an endpoint so far.
struct StageRecord: Sendable {
    private var stages: [Stage: StageReport] = [:]
    private(set) var findings: [EndpointFinding] = []

    /// The first error: the reason why later steps are not tried.
    var failure: EndpointFinding? { findings.first { $0.severity == .error } }

    /// Whether nothing is wrong but that some node finds nothing to run.
    var onlyMissesPlatforms: Bool {
        findings.allSatisfy { $0.severity != .error || $0.code == .noMatchingPlatform }
    }

    subscript(stage: Stage) -> StageReport? { stages[stage] }

    mutating func set(_ stage: Stage, _ status: StageReport.Status, seconds: Double = 0, detail: JSON = [:]) {
        stages[stage] = StageReport(stage, status, seconds: seconds, detail: detail)
    }

    /// Notes that a step did not come about because of another, by default the one that failed.
    mutating func skip(_ stage: Stage, because reason: Stage? = nil) {
        set(stage, .skipped, detail: ["because": .string((reason ?? failure?.stage)?.rawValue ?? "")])
    }

    mutating func take(_ report: StageReport) {
        stages[report.stage] = report
    }

    /// Notes what is wrong. An error fails its stage, whatever was thought of it before.
    mutating func add(_ finding: EndpointFinding) {
        guard !findings.contains(finding) else { return }
        findings.append(finding)
        guard finding.severity == .error else { return }
        stages[finding.stage, default: StageReport(finding.stage, .failed)].status = .failed
    }

    /// Puts better ones in the place of findings.
    mutating func replaceFindings(_ better: (EndpointFinding) -> EndpointFinding) {
        findings = findings.map(better)
    }

    /// Every step of an endpoint; those that never came about name the one that kept them from it.
    func reports() -> [StageReport] {
        let reason = failure?.stage.rawValue ?? ""
        return Stage.allCases.filter { $0 != .file && $0 != .node }.map { stage in
            stages[stage]
                ?? StageReport(stage, .skipped, detail: reason.isEmpty ? [:] : ["because": .string(reason)])
        }
    }
}
