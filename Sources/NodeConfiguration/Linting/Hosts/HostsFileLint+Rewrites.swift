import Registries

// Rewrites, which the build of K3s and RKE2 reads.
extension HostsFileRules {
    func aboutRewrites() -> [Finding] {
        var budget = RewriteOverlap.budget
        return endpoints.flatMap { endpoint -> [Finding] in
            guard let table = endpoint.entry.table.entry("rewrite") else { return [] }
            let needs = finding(
                .rewriteNeedsK3sContainerd,
                .warning,
                at: table.key.position,
                in: endpoint,
                key: "rewrite",
                subject: requestHost(of: endpoint) ?? ""
            )
            var found = [needs.limitedToStock(on: target, orElse: isGeneratedByService)].compactMap(\.self)
            guard isK3sBuild != false else { return found }
            if isK3sBuild == true, let wrong = wrongType(table) {
                found.append(
                    finding(
                        .tomlWrongType,
                        .fatal,
                        at: wrong.position,
                        in: endpoint,
                        key: "rewrite",
                        subject: "rewrite",
                        detail: "table of strings"
                    )
                )
            }
            for rule in endpoint.entry.rewrites {
                found += about(rule, in: endpoint)
            }
            for overlap in RewriteOverlap.all(in: endpoint.entry.rewrites, budget: &budget) {
                found.append(
                    finding(
                        .rewriteOverlap,
                        .warning,
                        at: overlap.later.position,
                        in: endpoint,
                        key: "rewrite",
                        subject: overlap.later.pattern,
                        detail: overlap.earlier.pattern
                    )
                )
            }
            return found
        }
    }

    /// The first value that is no rule.
    private func wrongType(_ entry: TOMLTable.Entry) -> TOMLValue? {
        guard let table = entry.value.table else { return entry.value }
        return table.entries.first { $0.value.string == nil }?.value
    }

    private func about(_ rule: RegistriesConfiguration.RewriteRule, in endpoint: Endpoint) -> [Finding] {
        func finding(_ code: Finding.Code, _ severity: Finding.Severity, _ detail: String, _ right: [String]) -> Finding
        {
            self.finding(
                code,
                severity,
                at: rule.position,
                in: endpoint,
                key: "rewrite",
                subject: code == .rewriteTemplateName ? rule.replacement : rule.pattern,
                detail: detail,
                correction: right
            )
        }
        do {
            let pattern = try RewritePattern(rule.pattern)
            guard let group = pattern.unknownGroup(in: rule.replacement) else { return [] }
            let right = rule.replacement.bracingGroup(group).map {
                ShownText.line(rule.pattern, .string($0))
            }
            return [finding(.rewriteTemplateName, .warning, group, [right].compactMap(\.self))]
        } catch {
            return [finding(.rewriteInvalidPattern, .error, error.summary, [])]
        }
    }
}

extension RewritePatternError {
    /// The reason and the piece of the pattern.
    fileprivate var summary: String { detail.isEmpty ? code.rawValue : code.rawValue + " " + detail }
}

extension String {
    /// The template with `$1x`, which stands for a group of that name, as `${1}x`; nil for a name of another kind.
    func bracingGroup(_ group: String) -> String? {
        let digits = group.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty, digits.count < group.count, let range = firstRange(of: "$" + group) else { return nil }
        let right = "${" + digits + "}" + group.dropFirst(digits.count)
        return String(self[..<range.lowerBound]) + right + self[range.upperBound...]
    }
}
