extension YAMLNode {
    /// The text of a document with this value, in block style: a reader finds the same values in the same order.
    ///
    /// Text without quotes stays without, so that `true` and `1` mean what they meant. Comments are not kept, and of
    /// pairs with one key the last, which is the one that counts.
    ///
    /// - Returns: nil for what has no such text: a tag of its own, or a key that is none.
    package func documentText() -> String? {
        lines().map { $0.joined(separator: "\n") + "\n" }
    }

    private func lines() -> [String]? {
        switch kind {
        case .scalar:
            return scalarText.map { [$0] }
        case .sequence(let elements):
            guard !elements.isEmpty else { return ["[]"] }
            var lines: [String] = []
            for element in elements {
                guard let inner = element.lines() else { return nil }
                lines += inner.enumerated().map { ($0.offset == 0 ? "- " : "  ") + $0.element }
            }
            return lines
        case .mapping(let pairs):
            let counting = Self.counting(pairs)
            guard !counting.isEmpty else { return ["{}"] }
            var lines: [String] = []
            for pair in counting {
                guard let key = pair.key.keyText, let inner = pair.value.lines() else { return nil }
                if pair.value.isWrittenBeside {
                    lines.append("\(key): \(inner[0])")
                } else {
                    lines.append("\(key):")
                    lines += inner.map { "  " + $0 }
                }
            }
            return lines
        }
    }

    private static func counting(_ pairs: [YAMLPair]) -> [YAMLPair] {
        var last: [String: Int] = [:]
        for (index, pair) in pairs.enumerated() { last[pair.key.scalar?.text ?? "", default: index] = index }
        return pairs.indices.filter { last[pairs[$0].key.scalar?.text ?? ""] == $0 }.map { pairs[$0] }
    }

    private var isWrittenBeside: Bool {
        switch kind {
        case .scalar: true
        case .sequence(let elements): elements.isEmpty
        case .mapping(let pairs): pairs.isEmpty
        }
    }

    private var scalarText: String? {
        guard let scalar else { return nil }
        switch tag {
        case nil:
            if isNull { return "null" }
            // Several lines of plain text are text whatever they say.
            let isPlain = scalar.style == .plain && !scalar.text.unicodeScalars.contains { $0 == "\n" }
            return isPlain ? scalar.text : quotedYAML(scalar.text)
        case "tag:yaml.org,2002:str":
            return quotedYAML(scalar.text)
        default:
            return nil
        }
    }

    /// libyaml takes no key of more than 1024 bytes unless it is marked.
    private var keyText: String? {
        scalarText.flatMap { $0.utf8.count <= 1000 ? $0 : nil }
    }
}
