extension YAMLTreeBuilder {
    /// Pairs up keys and values and applies merge keys in the order that go-yaml v2 has: each pair, merged or not,
    /// replaces an earlier one of the same key.
    static func pairs(of items: [YAMLNode]) throws(YAMLError) -> [YAMLPair] {
        let written = stride(from: 0, to: items.count - 1, by: 2).map {
            YAMLPair(key: items[$0], value: items[$0 + 1])
        }
        guard written.contains(where: { $0.key.isMergeKey }) else { return written }

        var reversed: [YAMLPair] = []
        var later: Set<String> = []
        // Backwards, so that what a later pair replaces is known when a merge is met.
        for pair in written.reversed() {
            if pair.key.isMergeKey {
                for source in try pair.value.mergeSources() {
                    for merged in source.reversed() {
                        if let key = merged.key.scalar?.text, !later.insert(key).inserted { continue }
                        reversed.append(YAMLPair(key: merged.key, value: merged.value, isMerged: true))
                    }
                }
            } else {
                if let key = pair.key.scalar?.text { later.insert(key) }
                reversed.append(pair)
            }
        }
        return reversed.reversed()
    }
}

extension YAMLNode {
    fileprivate var isMergeKey: Bool {
        guard let scalar = self.scalar, scalar.text == "<<" else { return false }
        return self.tag == nil ? scalar.style == .plain : self.tag == "tag:yaml.org,2002:merge"
    }

    /// What a merge key takes in; of a list, the first mapping wins.
    fileprivate func mergeSources() throws(YAMLError) -> [[YAMLPair]] {
        if let pairs = self.pairs { return [pairs] }
        guard let elements = self.elements else {
            throw YAMLError(code: .invalidMerge, mark: self.mark)
        }
        var sources: [[YAMLPair]] = []
        for element in elements {
            guard let pairs = element.pairs else {
                throw YAMLError(code: .invalidMerge, mark: element.mark)
            }
            sources.append(pairs)
        }
        return sources
    }
}
