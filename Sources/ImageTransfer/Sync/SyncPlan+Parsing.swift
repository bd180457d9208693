import OCI
public import Registries

extension SyncPlan {
    /// Reads a plan, strictly: every key must be known, and every value make sense.
    ///
    /// - Throws: everything there is to complain about, in the order of the file.
    public init(parsing bytes: [UInt8]) throws(RegistriesError) {
        let document: YAMLDocument
        do {
            document = try YAMLDocument(bytes: bytes)
        } catch {
            throw RegistriesError([Complaint(error)])
        }
        var reader = SyncPlanReader()
        self = reader.read(document.root)
        guard reader.complaints.isEmpty else { throw RegistriesError(reader.complaints) }
    }
}

extension Complaint.Code {
    /// A key that the schema needs is not there.
    public static let missingKey = Self(rawValue: "missing-key")
    /// A value that is none of those the key takes; `detail` is the rule.
    public static let invalidValue = Self(rawValue: "value-invalid")
    /// Keys of which one alone can be there; `detail` is which.
    public static let conflictingKeys = Self(rawValue: "keys-conflict")
}

/// Reads the tree of a plan against its schema.
private struct SyncPlanReader {
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

    private mutating func source(_ node: YAMLNode) -> SyncPlan.Source? {
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

    private mutating func selection(_ node: YAMLNode) -> TagSelection {
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

    private mutating func destination(_ node: YAMLNode) -> SyncPlan.Destination? {
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

    private mutating func limits(_ node: YAMLNode) -> SyncPlan.Limits {
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

    // MARK: - values

    private mutating func platforms(_ node: YAMLNode) -> [PlatformPattern] {
        elements(of: node, named: "platforms").compactMap { element in
            let pattern = try? PlatformPattern(parsing: text(element, named: "platforms"))
            if pattern == nil { invalid(element, "no platform, such as windows/amd64:10.0.20348..10.0.26100") }
            return pattern
        }
    }

    private mutating func image(_ node: YAMLNode, named key: String, isRepository: Bool) -> String {
        let name = text(node, named: key)
        guard let image = try? ImageReference(parsing: name) else {
            invalid(node, "no image reference")
            return name
        }
        let last = name.split(separator: "/").last ?? ""
        if isRepository, image.digest != nil || last.contains(":") {
            invalid(node, "a tag or digest, which tags selects")
        }
        return name
    }

    private mutating func repository(_ node: YAMLNode, named key: String) -> String {
        let name = filled(node, named: key)
        if !name.isEmpty, (try? Repository(parsing: name)) == nil { invalid(node, "no name of a repository") }
        return name
    }

    private mutating func pattern(_ node: YAMLNode, named key: String) -> RewritePattern? {
        let written = filled(node, named: key)
        do {
            return try RewritePattern(written)
        } catch {
            let reason = [error.code.rawValue, error.detail].filter { !$0.isEmpty }.joined(separator: " ")
            complain(.invalidValue, "\"\(written)\"", reason, at: Position(node.mark))
            return nil
        }
    }

    private mutating func number(_ node: YAMLNode, named key: String, in range: ClosedRange<Int>) -> Int? {
        let number = Int(text(node, named: key))
        guard let number, range.contains(number) else {
            invalid(node, "no number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }

    private mutating func truth(_ node: YAMLNode, named key: String) -> Bool {
        guard let truth = node.asBool else {
            complain(.wrongType, key, "true or false, without quotes", at: Position(node.mark))
            return false
        }
        return truth
    }

    private mutating func text(_ node: YAMLNode, named key: String) -> String {
        guard let text = node.asString else {
            complain(.wrongType, key, "text", at: Position(node.mark))
            return ""
        }
        return text
    }

    private mutating func filled(_ node: YAMLNode, named key: String) -> String {
        let count = complaints.count
        let text = text(node, named: key)
        if text.isEmpty, complaints.count == count { invalid(node, "nothing") }
        return text
    }

    // MARK: - structure

    private mutating func elements(of node: YAMLNode, named key: String) -> [YAMLNode] {
        guard let elements = node.elements, !elements.isEmpty else {
            complain(.wrongType, key, "a list with something in it", at: Position(node.mark))
            return []
        }
        return elements
    }

    /// The known fields of a mapping, each once.
    private mutating func fields(
        of node: YAMLNode?,
        named name: String,
        known: [String]
    ) -> [(key: String, value: YAMLNode)] {
        guard let node, let pairs = node.pairs else {
            complain(.wrongType, name, "a mapping", at: Position(node?.mark ?? YAMLMark()))
            return []
        }
        var lines: [String: Int] = [:]
        return pairs.compactMap { pair in
            let position = Position(pair.key.mark)
            let key = pair.key.scalar?.text ?? ""
            guard known.contains(key) else {
                complain(.unknownKey, key, nearestName(to: key, among: known), at: position)
                return nil
            }
            if let line = lines.updateValue(position.line, forKey: key) {
                complain(.duplicateKey, key, String(line), at: position)
                return nil
            }
            return (key, pair.value)
        }
    }

    private mutating func invalid(_ node: YAMLNode, _ rule: String) {
        complain(.invalidValue, "\"\(node.scalar?.text ?? "")\"", rule, at: Position(node.mark))
    }

    private mutating func complain(
        _ code: Complaint.Code,
        _ subject: String,
        _ detail: String? = nil,
        at place: Position
    ) {
        complaints.append(Complaint(code, .fatal, subject: subject, detail: detail, at: place))
    }
}
