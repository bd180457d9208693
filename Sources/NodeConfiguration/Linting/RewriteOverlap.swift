import Registries

/// Two rules of one mirror that change the same name in different ways, so that chance decides.
///
/// A name that both match is the proof; names are tried that the patterns themselves suggest, so that rules for
/// different projects are never taken for overlapping.
struct RewriteOverlap {
    let earlier: RegistriesConfiguration.RewriteRule
    let later: RegistriesConfiguration.RewriteRule

    /// More rules than anybody writes by hand are not compared: the time grows with the cube of their number.
    private static let mostRules = 48

    /// The overlaps of some rules, each later rule named once.
    static func all(in rules: [RegistriesConfiguration.RewriteRule]) -> [RewriteOverlap] {
        let compiled = rules.prefix(mostRules).compactMap { rule in
            (try? RewritePattern(rule.pattern)).map { (rule: rule, pattern: $0, names: names(for: rule.pattern)) }
        }
        guard compiled.count > 1 else { return [] }
        return compiled.indices.dropFirst().compactMap { later in
            let second = compiled[later]
            let first = compiled[..<later].first { first in
                (second.names + first.names).contains { name in
                    let changed = first.pattern.replacingAll(in: name, with: first.rule.replacement)
                    guard changed != name else { return false }
                    let other = second.pattern.replacingAll(in: name, with: second.rule.replacement)
                    return other != name && other != changed
                }
            }
            return first.map { RewriteOverlap(earlier: $0.rule, later: second.rule) }
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
        for character in (pattern.first == "^" ? pattern.dropFirst() : pattern[...]).prefix(200) {
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
