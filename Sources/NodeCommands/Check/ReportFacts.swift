import OCI

// What a report says in few words, for the terminal and the page alike.

extension CheckReport {
    /// The first thing to know, in one sentence.
    var verdict: String {
        let failed = images.filter { $0.availableAt == nil }
        let errors = findings.count { $0.severity == .error }
        if images.isEmpty { return errors == 0 ? "Nothing is wrong." : "\(counted(errors, "error"))." }
        switch (failed.count, errors) {
        case (0, 0):
            return images.count == 1 ? "The image can be pulled." : "All \(images.count) images can be pulled."
        case (0, _):
            return (images.count == 1 ? "The image" : "All \(images.count) images")
                + " can be had from here, but not everywhere: \(counted(errors, "error"))."
        case (1, _) where images.count == 1:
            return "The image cannot be pulled."
        case (let count, _) where count == images.count:
            return "None of the \(count) images can be pulled."
        default:
            return "\(failed.count) of \(images.count) images cannot be pulled."
        }
    }

    /// The images that no endpoint has all of, in one line; nothing where the verdict says it already.
    var missingImages: String {
        let names = images.filter { $0.availableAt == nil }.map(\.name)
        return names.isEmpty || names.count == images.count ? "" : reportNames(names, limit: 5)
    }

    /// `2 errors, 1 warning`; nothing where there is no finding.
    var findingCounts: String {
        Severity.allCases.compactMap { severity in
            let count = findings.count { $0.severity == severity }
            return count == 0 ? nil : severity == .info ? "\(count) info" : counted(count, severity.rawValue)
        }.joined(separator: ", ")
    }

    /// The findings, errors before warnings before infos, else in their order.
    var sortedFindings: [Finding] {
        Severity.allCases.flatMap { severity in findings.filter { $0.severity == severity } }
    }
}

extension CheckReport.Endpoint {
    /// How the endpoint did as a whole.
    var status: CheckReport.Status { .worst(of: stages.lazy.filter { !$0.isQuiet || $0.status == .ok }.map(\.status)) }

    /// The step that stopped it.
    var firstFailure: CheckReport.Stage? { stages.first { $0.status == .failed } }
}

extension CheckReport.Stage {
    /// Whether there is nothing to look at: it went well, or was not tried, or an endpoint that is well does not say
    /// what time it is there.
    var isQuiet: Bool {
        switch status {
        case .ok, .skipped: true
        case .failed: false
        case .unknown: name == "clock"
        }
    }
}

extension CheckReport.Status {
    /// Failed before unknown before ok; skipped where there is nothing else.
    static func worst(of statuses: some Sequence<CheckReport.Status>) -> CheckReport.Status {
        let all = Set(statuses)
        return [.failed, .unknown, .ok].first(where: all.contains) ?? .skipped
    }
}

extension CheckReport.Difference {
    /// What differs, and where.
    var subject: String {
        [image ?? "every image", endpoint.map { "endpoint \($0)" }, field].compactMap(\.self).joined(separator: ", ")
    }
}

extension CheckReport.Finding {
    /// Where it is: the endpoint, the stage, the image, the node, as far as they are known.
    var place: String {
        [endpoint, stage.isEmpty ? nil : "stage \(stage)", image, node.map { "node \($0)" }]
            .compactMap(\.self).joined(separator: ", ")
    }
}

extension CheckReport.Choice {
    /// What the node takes, in one line.
    var outcome: String {
        let taken = [containerd, platform].compactMap(\.self).joined(separator: " ")
        let differs = digest != containerd ? "; windlass takes \(digest ?? "none")" : ""
        return (taken.isEmpty ? "none" : taken) + differs
    }
}

extension JSON {
    /// The members of `detail` or `evidence` in words.
    var facts: [(name: String, value: String)] {
        (object ?? []).map { (name: $0.key, value: $0.value.words) }
    }

    /// A text as it is, what is in a list or an object behind each other, and all that is deeper as JSON.
    private var words: String {
        switch self {
        case .string(let text): return text
        case .array(let elements) where !elements.isEmpty:
            let words = elements.map(\.memberWords)
            // Elements that have commas themselves, such as the certificates of a chain, have a line each.
            return words.joined(separator: words.contains { $0.contains(", ") } ? "\n" : ", ")
        default: return memberWords
        }
    }

    private var memberWords: String {
        if let string { return string }
        guard let object, !object.isEmpty else { return serialized() }
        return object.map { "\($0.key) \($0.value.string ?? $0.value.serialized())" }.joined(separator: ", ")
    }
}
