import OCI

/// What `windlass check -o json` printed, as far as the tests look at it.
struct CheckedReport: Sendable {
    struct Finding: Sendable {
        var code: String
        var severity: String
        var stage: String
        var endpoint: String?
        var image: String?
        var cause: String
        var fix: String
        var root: String?
        var evidence: JSON
    }

    struct Endpoint: Sendable {
        var image: String
        var url: String
        /// Names and statuses, in order.
        var stages: [(name: String, status: String)]

        func status(of stage: String) -> String? { stages.first { $0.name == stage }?.status }
    }

    /// A report without a member that it always has.
    struct Incomplete: Error {
        var member: String
        var json: String
    }

    var findings: [Finding] = []
    /// The stages of no endpoint.
    var stages: [(name: String, status: String)] = []
    var endpoints: [Endpoint] = []
    /// Where the first image is to be had; 0 for nowhere.
    var availableAt: Int

    init(_ json: JSON) throws {
        func text(_ json: JSON, _ member: String) throws -> String {
            guard let text = json[member]?.string else { throw Incomplete(member: member, json: json.serialized()) }
            return text
        }
        func list(_ json: JSON, _ member: String) throws -> [JSON] {
            guard let list = json[member]?.array else { throw Incomplete(member: member, json: json.serialized()) }
            return list
        }
        func stages(_ json: JSON) throws -> [(name: String, status: String)] {
            try list(json, "stages").map { (try text($0, "stage"), try text($0, "status")) }
        }
        for finding in try list(json, "findings") {
            findings.append(
                Finding(
                    code: try text(finding, "code"),
                    severity: try text(finding, "severity"),
                    stage: try text(finding, "stage"),
                    endpoint: finding["endpoint"]?.string,
                    image: finding["image"]?.string,
                    cause: try text(finding, "cause"),
                    fix: try text(finding, "fix"),
                    root: finding["root"]?.string,
                    evidence: finding["evidence"] ?? [:]
                )
            )
        }
        self.stages = try stages(json)
        let images = try list(json, "images")
        availableAt = images.first?["availableAt"]?.integer.map { Int($0) } ?? 0
        for image in images {
            for endpoint in try list(image, "endpoints") {
                endpoints.append(
                    Endpoint(
                        image: image["image"]?.string ?? image["name"]?.string ?? "",
                        url: try text(endpoint, "url"),
                        stages: try stages(endpoint)
                    )
                )
            }
        }
    }

    /// Every way in which the report blames a healthy stage, in words; none in a good report.
    var falseBlame: [String] {
        var words: [String] = []
        for finding in findings where finding.severity == "error" {
            guard let url = finding.endpoint, !["file", "node"].contains(finding.stage) else {
                if stages.contains(where: { $0.name == finding.stage && $0.status == "ok" }) {
                    words.append("\(finding.code) blames the stage \(finding.stage), which is ok")
                }
                continue
            }
            let places = endpoints.filter {
                $0.url == url && (finding.image == nil || $0.image.isEmpty || $0.image == finding.image)
            }
            let statuses = places.compactMap { $0.status(of: finding.stage) }
            // Of several images one may be the only one that has the fault.
            let isFailed = statuses.contains("failed")
            if !isFailed {
                words.append("\(finding.code) blames \(finding.stage) of \(url), which is \(statuses)")
            }
        }
        for endpoint in endpoints {
            let failed = endpoint.stages.filter { $0.status == "failed" }.map(\.name)
            for stage in failed.dropFirst() {
                let reasons = findings.filter { $0.endpoint == endpoint.url && $0.stage == stage }
                if !reasons.contains(where: { $0.root != nil }) {
                    words.append("\(stage) of \(endpoint.url) failed after \(failed[0]), and names no root")
                }
            }
        }
        return words
    }

    /// The errors behind the first finding that do not say what they follow from.
    func unrooted(besides others: Set<String>) -> [String] {
        let known = others.union([findings.first?.code ?? ""])
        return findings.dropFirst().filter { $0.severity == "error" && $0.root == nil && !known.contains($0.code) }
            .map { "\($0.code) (\($0.stage), \($0.endpoint ?? "no endpoint")) names no root" }
    }

    /// One line a finding, for a test's message.
    var outline: String {
        findings.map {
            "\($0.severity) \($0.code) [\($0.stage)] \($0.endpoint ?? "-") root \($0.root ?? "-"): \($0.cause)"
        }
        .joined(separator: "\n")
    }
}
