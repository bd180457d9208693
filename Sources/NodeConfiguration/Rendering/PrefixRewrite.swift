import OCI
import Registries

/// What rewrite rules come to, where all that can be said is a path of the endpoint.
enum PrefixRewrite: Hashable {
    /// No name is changed.
    case none
    /// Every name gets this put before it, with a slash between.
    case prefix(String)
    /// A rule that no path stands for.
    case inexpressible(RegistriesConfiguration.RewriteRule)

    init(_ rules: [RegistriesConfiguration.RewriteRule]) {
        for rule in rules {
            // Rules that do not compile are passed over when a plan is made, too.
            guard (try? RewritePattern(rule.pattern)) != nil else { continue }
            guard let prefix = Self.prefix(of: rule) else {
                self = .inexpressible(rule)
                return
            }
            let components = prefix.split(separator: "/").joined(separator: "/")
            if components.isEmpty { continue }
            // A prefix that no repository can have makes no name that a plan would take.
            guard (try? Repository(parsing: components)) != nil else { continue }
            self = .prefix(components)
            return
        }
        self = .none
    }

    /// The prefix, ending in a slash or empty, of a rule that takes the whole name and puts something before it.
    private static func prefix(of rule: RegistriesConfiguration.RewriteRule) -> String? {
        var rest = rule.replacement[...]
        if rule.pattern != "^" {
            let isWholeName = ["(.*)", "(.+)"].contains(bare(rule.pattern))
            guard isWholeName || [".*", ".+"].contains(bare(rule.pattern)) else { return nil }
            let groups = isWholeName ? ["$1", "${1}", "$0", "${0}"] : ["$0", "${0}"]
            guard let group = groups.first(where: rest.hasSuffix) else { return nil }
            rest = rest.dropLast(group.count)
        }
        return rest.contains("$") || !(rest.isEmpty || rest.hasSuffix("/")) ? nil : String(rest)
    }

    private static func bare(_ pattern: String) -> Substring {
        let start = pattern.hasPrefix("^") ? pattern.dropFirst() : pattern[...]
        return start.hasSuffix("$") ? start.dropLast() : start
    }
}
