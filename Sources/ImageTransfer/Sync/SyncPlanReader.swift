import OCI
import Registries

/// Reads the tree of a plan against its schema.
struct SyncPlanReader {
    private(set) var complaints: [Complaint] = []

    mutating func read(_ root: YAMLNode?) -> SyncPlan {
        var plan = SyncPlan()
        let start = Position(root?.mark ?? YAMLMark())
        let known = ["sources", "platforms", "destinations", "limits", "referrers", "rewrite_foreign"]
        for (key, value) in fields(of: root, named: "the plan", known: known) {
            switch key {
            case "sources": plan.sources = elements(of: value, named: key).compactMap { source($0) }
            case "platforms": plan.platforms = platforms(value)
            case "destinations": plan.destinations = elements(of: value, named: key).compactMap { destination($0) }
            case "limits": plan.limits = limits(value)
            case "referrers": plan.withReferrers = truth(value, named: key)
            default: plan.rewritesForeign = truth(value, named: key)
            }
        }
        if plan.sources.isEmpty, complaints.isEmpty { complain(.missingKey, "sources", at: start) }
        if plan.destinations.isEmpty, complaints.isEmpty { complain(.missingKey, "destinations", at: start) }
        return plan
    }

    mutating func source(_ node: YAMLNode) -> SyncPlan.Source? {
        let kinds = ["image", "images", "repository"]
        var found: [(key: String, content: SyncPlan.Source.Content)] = []
        var selection = TagSelection()
        var source = SyncPlan.Source(.image(""))
        source.position = Position(node.mark)
        var tags: Position?
        for (key, value) in fields(of: node, named: "a source", known: kinds + ["tags", "platforms", "prefix"]) {
            switch key {
            case "image": found.append((key, .image(image(value, named: key, isRepository: false))))
            case "images": found.append((key, .list(filled(value, named: key))))
            case "repository":
                found.append((key, .repository(image(value, named: key, isRepository: true), selection)))
            case "tags":
                tags = Position(value.mark)
                selection = self.selection(value)
            case "platforms": source.platforms = platforms(value)
            default: source.prefix = repository(value, named: key)
            }
        }
        guard found.count == 1, let only = found.first else {
            let code: Complaint.Code = found.isEmpty ? .missingKey : .conflictingKeys
            complain(code, "a source", "one of \(kinds.joined(separator: ", "))", at: Position(node.mark))
            return nil
        }
        source.content = only.content
        if case .repository(let name, _) = only.content {
            source.content = .repository(name, selection)
        } else if let tags {
            complain(.conflictingKeys, "tags", "only beside repository", at: tags)
        }
        return source
    }

    mutating func selection(_ node: YAMLNode) -> TagSelection {
        var selection = TagSelection()
        let known = ["only", "range", "match", "exclude", "newest", "prereleases"]
        for (key, value) in fields(of: node, named: "tags", known: known) {
            switch key {
            case "only":
                selection.only = elements(of: value, named: key).map { tag in
                    let name = filled(tag, named: key)
                    if !name.isEmpty, (try? Tag(parsing: name)) == nil { invalid(tag, "no tag") }
                    return name
                }
            case "range":
                selection.range = VersionRange(text(value, named: key))
                if selection.range == nil { invalid(value, "no range of versions, such as >=1.28 <1.32") }
            case "match": selection.match = pattern(value, named: key)
            case "exclude":
                let patterns = value.elements ?? [value]
                selection.exclude = patterns.compactMap { pattern($0, named: key) }
            case "newest": selection.newest = number(value, named: key, in: 1...100_000)
            default: selection.prereleases = truth(value, named: key)
            }
        }
        return selection
    }

    mutating func destination(_ node: YAMLNode) -> SyncPlan.Destination? {
        var destination: SyncPlan.Destination?
        var prefix: (text: String, position: Position)?
        var registries: String?
        var isThere = false
        for (key, value) in fields(of: node, named: "a destination", known: ["registry", "prefix", "for_registries"]) {
            switch key {
            case "registry":
                isThere = true
                destination = (try? RegistryHost(parsing: text(value, named: key))).map(SyncPlan.Destination.init)
                if destination == nil { invalid(value, "not host[:port]") }
            case "prefix": prefix = (repository(value, named: key), Position(value.mark))
            default: registries = filled(value, named: key)
            }
        }
        if !isThere { complain(.missingKey, "registry", at: Position(node.mark)) }
        if let prefix, registries != nil {
            complain(
                .conflictingKeys,
                "prefix",
                "not beside for_registries, which finds the names",
                at: prefix.position
            )
        }
        destination?.prefix = prefix?.text ?? ""
        destination?.nodeRegistries = registries
        destination?.position = Position(node.mark)
        return destination
    }

    mutating func limits(_ node: YAMLNode) -> SyncPlan.Limits {
        var limits = SyncPlan.Limits()
        for (key, value) in fields(of: node, named: "limits", known: ["jobs", "per_host", "max_rate"]) {
            switch key {
            case "jobs": limits.jobs = number(value, named: key, in: SyncPlan.Limits.jobNumbers)
            case "per_host": limits.perHost = number(value, named: key, in: SyncPlan.Limits.jobNumbers)
            default:
                limits.maxRate = ByteSize(text(value, named: key))
                if limits.maxRate.map({ !SyncPlan.Limits.rates.contains($0.bytes) }) ?? true {
                    invalid(value, "no rate of 256KiB a second or more, such as 20MiB")
                }
            }
        }
        return limits
    }

    mutating func complain(
        _ code: Complaint.Code,
        _ subject: String,
        _ detail: String? = nil,
        at place: Position
    ) {
        complaints.append(Complaint(code, .fatal, subject: subject, detail: detail, at: place))
    }
}
