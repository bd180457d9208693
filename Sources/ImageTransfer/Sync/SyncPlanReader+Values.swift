import OCI
import Registries

// Fields, elements and scalars of a plan, each with its complaints.
extension SyncPlanReader {
    mutating func platforms(_ node: YAMLNode) -> [PlatformPattern] {
        elements(of: node, named: "platforms").compactMap { element in
            let pattern = try? PlatformPattern(parsing: text(element, named: "platforms"))
            if pattern == nil { invalid(element, "no platform, such as windows/amd64:10.0.20348..10.0.26100") }
            return pattern
        }
    }

    mutating func image(_ node: YAMLNode, named key: String, isRepository: Bool) -> String {
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

    mutating func repository(_ node: YAMLNode, named key: String) -> String {
        let name = filled(node, named: key)
        if !name.isEmpty, (try? Repository(parsing: name)) == nil { invalid(node, "no name of a repository") }
        return name
    }

    mutating func pattern(_ node: YAMLNode, named key: String) -> RewritePattern? {
        let written = filled(node, named: key)
        do {
            return try RewritePattern(written)
        } catch {
            let reason = [error.code.rawValue, error.detail].filter { !$0.isEmpty }.joined(separator: " ")
            complain(.invalidValue, "\"\(written)\"", reason, at: Position(node.mark))
            return nil
        }
    }

    mutating func number(_ node: YAMLNode, named key: String, in range: ClosedRange<Int>) -> Int? {
        let number = Int(text(node, named: key))
        guard let number, range.contains(number) else {
            invalid(node, "no number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }

    mutating func truth(_ node: YAMLNode, named key: String) -> Bool {
        guard let truth = node.asBool else {
            complain(.wrongType, key, "true or false, without quotes", at: Position(node.mark))
            return false
        }
        return truth
    }

    mutating func text(_ node: YAMLNode, named key: String) -> String {
        guard let text = node.asString else {
            complain(.wrongType, key, "text", at: Position(node.mark))
            return ""
        }
        return text
    }

    mutating func filled(_ node: YAMLNode, named key: String) -> String {
        let count = complaints.count
        let text = text(node, named: key)
        if text.isEmpty, complaints.count == count { invalid(node, "nothing") }
        return text
    }

    // MARK: - structure

    mutating func elements(of node: YAMLNode, named key: String) -> [YAMLNode] {
        guard let elements = node.elements, !elements.isEmpty else {
            complain(.wrongType, key, "a list with something in it", at: Position(node.mark))
            return []
        }
        return elements
    }

    /// The known fields of a mapping, each once.
    mutating func fields(
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

    mutating func invalid(_ node: YAMLNode, _ rule: String) {
        complain(.invalidValue, "\"\(node.scalar?.text ?? "")\"", rule, at: Position(node.mark))
    }
}
