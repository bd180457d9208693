import OCI
import Registries

/// A name that images of podman's configuration begin with: `host[:port]`, and maybe the first part of a repository.
struct PodmanNamespace: Hashable, CustomStringConvertible {
    /// `host[:port]`.
    var host: String
    /// Empty for all of a host.
    var path: String

    /// Reads a prefix or location; nil for one with a scheme, a tag or a digest, or that is no name at all.
    init?(_ text: String) {
        var rest = text[...]
        while rest.last == "/" { rest.removeLast() }
        let host = rest.prefix { $0 != "/" }
        let path = rest.dropFirst(host.count + 1)
        guard (try? RegistryHost(parsing: String(host))) != nil,
            path.isEmpty || (try? Repository(parsing: String(path))) != nil
        else { return nil }
        self.host = String(host)
        self.path = String(path)
    }

    var description: String { path.isEmpty ? host : host + "/" + path }

    /// Whether images of `other` are among those of this one.
    func contains(_ other: PodmanNamespace) -> Bool {
        host == other.host && (path.isEmpty || path == other.path || other.path.hasPrefix(path + "/"))
    }

    /// The rule that leads from names of this path to those of `location`; nil where they are the same.
    ///
    /// No backslash: old templates of K3s write the rule into hosts.toml unescaped.
    func rewrite(to location: PodmanNamespace, at position: Position?) -> RegistriesConfiguration.RewriteRule? {
        guard path != location.path else { return nil }
        let pattern = path.flatMap { $0 == "." ? "[.]" : String($0) }
        let rule =
            switch (path.isEmpty, location.path.isEmpty) {
            case (true, _): ("^(.*)$", location.path + "/$1")
            case (false, true): ("^" + pattern + "/(.*)$", "$1")
            case (false, false): ("^" + pattern + "(/.*)?$", location.path + "$1")
            }
        return RegistriesConfiguration.RewriteRule(pattern: rule.0, replacement: rule.1, at: position)
    }

    /// The path of an endpoint at which the names of this path are asked for unchanged and are those of `location`:
    /// what stands before them there. Nil where there is none.
    func root(at location: PodmanNamespace) -> String? {
        if path == location.path { return "" }
        if path.isEmpty { return "/v2/" + location.path }
        return location.path.hasSuffix("/" + path) ? "/v2/" + location.path.dropLast(path.count + 1) : nil
    }
}

/// One `[[registry]]` table, as far as a registries.yaml can say it.
struct PodmanRegistry {
    /// A place where images are looked for.
    struct Target {
        var location: PodmanNamespace
        var position: Position
    }

    /// Which images it is about.
    var prefix: PodmanNamespace
    /// Where these are looked for, the registry itself left out.
    var targets: [Target]
    /// Where the table says so.
    var position: Position

    /// Endpoints and rewrites. All endpoints of a registry share its rewrites; where they cannot, the path of each
    /// goes into its endpoint.
    func mirror(into draft: inout ImportDraft) -> RegistriesConfiguration.Mirror {
        // Rewrites are not applied where a registry is its own endpoint.
        let reachable = targets.filter { target in
            guard target.location.host == prefix.host else { return true }
            noteNotExpressible(target, into: &draft)
            return false
        }
        let rules = reachable.map { prefix.rewrite(to: $0.location, at: $0.position) }
        let hasOneRule = Set(rules.map { [$0?.pattern, $0?.replacement] }).count <= 1
        var mirror = RegistriesConfiguration.Mirror()
        if hasOneRule, let rule = rules.first ?? nil { mirror.rewrites = [rule] }
        for target in reachable {
            let host = target.location.host == DockerHub.name ? DockerHub.apiHost : target.location.host
            var url = "https://" + host
            if !hasOneRule {
                guard let root = prefix.root(at: target.location) else {
                    noteNotExpressible(target, into: &draft)
                    continue
                }
                url += root
                if !root.isEmpty {
                    draft.note(.locationInEndpoint, target.location.description, detail: url, at: target.position)
                }
            }
            mirror.endpoints.append(Located(url, at: target.position))
        }
        return mirror
    }

    private func noteNotExpressible(_ target: Target, into draft: inout ImportDraft) {
        draft.note(
            .locationNotExpressible,
            target.location.description,
            detail: prefix.description,
            at: target.position
        )
    }
}
