import Registries

/// Two rules of one mirror that change the same name in different ways, so that chance decides.
///
/// A name that both match is the proof; names are tried that the patterns themselves suggest, so that rules for
/// different projects are never taken for overlapping.
struct RewriteOverlap {
    let earlier: RegistriesConfiguration.RewriteRule
    let later: RegistriesConfiguration.RewriteRule

    /// What one file may cost, in about as many steps of a pattern; thousands of rules that somebody wrote by hand do
    /// not come near it.
    static let budget = 10_000_000

    /// The overlaps of some rules, each later rule named once, as far as the budget goes.
    static func all(in rules: [RegistriesConfiguration.RewriteRule], budget: inout Int) -> [RewriteOverlap] {
        guard rules.count > 1 else { return [] }
        var compiled: [Compiled] = []
        var found: [RewriteOverlap] = []
        for rule in rules {
            guard budget > 0 else { break }
            guard let later = Compiled(rule) else { continue }
            if let earlier = compiled.first(where: { later.overlaps($0, budget: &budget) }) {
                found.append(RewriteOverlap(earlier: earlier.rule, later: rule))
            }
            compiled.append(later)
        }
        return found
    }

    private struct Compiled {
        let rule: RegistriesConfiguration.RewriteRule
        let pattern: RewritePattern
        let names: [String]
        /// The instructions of the pattern, at most.
        let weight: Int

        init?(_ rule: RegistriesConfiguration.RewriteRule) {
            guard let pattern = try? RewritePattern(rule.pattern) else { return nil }
            self.rule = rule
            self.pattern = pattern
            names = RewriteOverlap.names(for: rule.pattern)
            weight = rule.pattern.contains("{") ? RewritePattern.maximumInstructions : rule.pattern.utf8.count + 1
        }

        /// Whether some name gets one name from this rule and another from that one.
        func overlaps(_ other: Compiled, budget: inout Int) -> Bool {
            for name in names + other.names where budget > 0 {
                budget -= (weight + other.weight) * name.utf8.count
                let first = other.pattern.replacingAll(in: name, with: other.rule.replacement)
                guard first != name else { continue }
                let second = pattern.replacingAll(in: name, with: rule.replacement)
                if second != name, second != first { return true }
            }
            return false
        }
    }

    /// Names that the pattern may match: what it says literally at its start, with usual ends.
    private static func names(for pattern: String) -> [String] {
        let start = literalStart(of: pattern)
        return ["", "x", "1", "x/y", "/x", "1.0"].map { start + $0 } + ["library/x", "x/y/z"]
    }

    private static func literalStart(of pattern: String) -> String {
        var result = ""
        var isEscaped = false
        for character in (pattern.first == "^" ? pattern.dropFirst() : pattern[...]).prefix(64) {
            if isEscaped {
                isEscaped = false
                guard !character.isLetter, !character.isNumber else { break }
                result.append(character)
            } else if character == "\\" {
                isEscaped = true
            } else if "*?{".contains(character) {
                result = String(result.dropLast())
                break
            } else if character == "(" || character == ")" {
                continue
            } else if ".[]+|^$".contains(character) {
                break
            } else {
                result.append(character)
            }
        }
        return result
    }
}
