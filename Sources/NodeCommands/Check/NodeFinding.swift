import NodeConfiguration
import OCI
import Registries

/// A finding of the offline side, with what tells whether another one is about the same thing.
struct NodeFinding {
    var finding: CheckReport.Finding
    /// What it is about.
    var subject: String
    /// Where in a file.
    var position: Position?
    /// Whether the lint said it.
    var isOfLint = false

    /// Whether it says what `other` says: the same code at the same place, or about the same thing. The lint may look
    /// at another place of the same thing than the reader does.
    func repeats(_ other: NodeFinding) -> Bool {
        let codes = [finding.code, other.finding.code]
        // The reader speaks of the key, the renderer of its host.
        if codes[0] != codes[1], codes.allSatisfy(Self.unusable.contains) { return subject == other.subject }
        let isSame = codes[0] == codes[1] || codes.allSatisfy(Self.missingFiles.contains)
        guard isSame else { return false }
        if isOfLint == other.isOfLint, let position, let place = other.position { return position == place }
        if let position, position == other.position { return true }
        return subject == other.subject || codes[0] != codes[1] && other.subject.hasSuffix(" " + subject)
    }

    private static let unusable: Set = ["auth-not-base64", "auth-unusable"]
    private static let missingFiles: Set = ["ca-file-missing", "tls-file-missing"]
}

extension NodeFinding {
    /// A complaint about registries.yaml.
    init(
        _ complaint: Complaint,
        in path: String?,
        isLenient: Bool = false,
        isFatal: Bool = false,
        node: String? = nil,
        image: String? = nil,
        nodes: [String] = []
    ) {
        let complaint = complaint.withoutUserInformation
        var evidence: [JSON.Member] = []
        if let path { evidence.append(JSON.Member(key: "file", value: .string(path))) }
        evidence += JSON.Member.place(complaint.position)
        if !complaint.subject.isEmpty {
            evidence.append(JSON.Member(key: "subject", value: .string(complaint.subject)))
        }
        if let detail = complaint.detail {
            evidence.append(JSON.Member(key: "detail", value: .string(withoutUserInfo(detail))))
        }
        if nodes.count > 1 {
            evidence.append(JSON.Member(key: "nodes", value: .array(nodes.map(JSON.string))))
        }
        let severity: CheckReport.Severity =
            switch complaint.severity {
            case .fatal: .error
            case .strict: isLenient ? .warning : .error
            case .warning: isFatal ? .error : .warning
            }
        finding = CheckReport.Finding(
            complaint.code.rawValue,
            severity,
            stage: "file",
            image: image,
            node: node,
            cause: printable(complaint.words),
            evidence: .object(evidence),
            fix: printable(complaint.fix(in: path))
        )
        subject = complaint.subject
        position = complaint.position
    }

    /// A file that could not be read at all.
    init(_ failure: CommandFailure) {
        let position = failure.line.map { Position(line: $0, column: failure.column ?? 1) }
        finding = CheckReport.Finding(
            failure.code,
            .error,
            stage: "file",
            cause: printable(failure.message),
            evidence: .object(JSON.Member.place(position)),
            fix: failure.code.hasSuffix("-unreadable")
                ? "let the account that checks read the file, and look whether it is a file at all"
                : "mend the file at that place; the service does not start with it"
        )
        subject = failure.message
        self.position = position
    }

    /// What the lint says about a file of the node.
    init(_ finding: Finding) {
        let words = lintWords(for: finding)
        var evidence: [JSON.Member] = [JSON.Member(key: "file", value: .string(finding.file))]
        evidence += JSON.Member.place(finding.position)
        if !finding.place.isEmpty { evidence.append(JSON.Member(key: "where", value: .string(finding.place))) }
        if !words.effect.isEmpty { evidence.append(JSON.Member(key: "effect", value: .string(words.effect))) }
        if let versions = finding.versions { evidence.append(JSON.Member(key: "versions", value: .string(versions))) }
        let severity: CheckReport.Severity =
            switch finding.severity {
            case .fatal, .error: .error
            case .warning: .warning
            case .info: .info
            }
        self.finding = CheckReport.Finding(
            finding.code.rawValue,
            severity,
            stage: "node",
            cause: printable(words.message),
            evidence: .object(evidence),
            fix: printable(finding.fix)
        )
        subject = finding.subject
        position = finding.position
        isOfLint = true
    }
}

extension Complaint {
    /// The same, its subject to be shown: keys and endpoints that somebody wrote a password into.
    fileprivate var withoutUserInformation: Complaint {
        // What the YAML reader says is a sentence, in which an `@` is one.
        guard !code.rawValue.hasPrefix("yaml-") else { return self }
        var shown = self
        shown.subject = withoutUserInfo(subject)
        shown.detail = detail.map(withoutUserInfo)
        return shown
    }
}

extension [NodeFinding] {
    /// The findings with those that only say again what an earlier one says left out.
    func withoutRepetitions() -> [NodeFinding] {
        var kept: [NodeFinding] = []
        for finding in self where !kept.contains(where: { finding.repeats($0) }) { kept.append(finding) }
        return kept
    }

    /// The same, where what others follow from matters as much as they do.
    func withRootsRaised() -> [NodeFinding] {
        map { finding in
            let followers = filter { $0.finding.root == finding.finding.code }.map(\.finding.severity)
            let ranks = CheckReport.Severity.allCases
            let worst = ranks.first { followers.contains($0) || $0 == finding.finding.severity }
            var raised = finding
            raised.finding.severity = worst ?? finding.finding.severity
            return raised
        }
    }
}

extension JSON.Member {
    /// `line` and `column` of a place; nothing where there is none.
    static func place(_ position: Position?) -> [JSON.Member] {
        guard let position else { return [] }
        return [
            JSON.Member(key: "line", value: .number(String(position.line))),
            JSON.Member(key: "column", value: .number(String(position.column))),
        ]
    }
}

extension Finding {
    /// What to do, in one line.
    fileprivate var fix: String {
        let lines = correction.prefix(3).map { $0.drop { $0 == " " } }
        let rest = correction.count > 3 ? " ... (windlass lint shows all of it)" : ""
        if !lines.isEmpty { return "write: " + lines.joined(separator: " / ") + rest }
        let place = position.map { ":\($0.line)" } ?? ""
        return switch code {
        case .renderedFilesStale: "restart the service, which writes the file again; or run windlass render again"
        case .fileUnreadable: "let the account that checks read the file, and look whether it is larger than 16 MiB"
        case .fileMode: "chmod 600 \(file)"
        default: "change \(file)\(place); docs/lint.md says how under \(code.rawValue)"
        }
    }
}
