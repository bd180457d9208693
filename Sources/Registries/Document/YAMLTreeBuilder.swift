/// Builds a tree from events without recursion, within the limits of ``YAMLDocument``.
struct YAMLTreeBuilder {
    /// A finished value with what it costs to stand in a tree: aliases share memory, but a reader walks them all.
    private struct Subtree {
        var node: YAMLNode
        var nodes = 1
        var depth = 0
    }

    /// A list or mapping whose end has not come yet; a mapping's keys and values alternate.
    private struct OpenCollection {
        var isMapping: Bool
        var mark: YAMLMark
        var tag: String?
        var anchor: String?
        var items: [YAMLNode] = []
        var nodes = 1
        var depth = 1
    }

    private(set) var root: YAMLNode?
    private var open: [OpenCollection] = []
    /// What the names stand for; nil while the collection is open, for it then contains whatever refers to it.
    private var anchors: [String: Subtree?] = [:]
    private var nodes = 0

    mutating func add(_ event: YAMLEvent) throws(YAMLError) {
        switch event.kind {
        case .scalar(let scalar):
            try self.count(1, at: event.mark)
            let node = YAMLNode(kind: .scalar(scalar), mark: event.mark, tag: event.tag)
            let subtree = Subtree(node: node)
            if let anchor = event.anchor { self.anchors[anchor] = .some(subtree) }
            self.finish(subtree)
        case .alias:
            let subtree = try self.subtree(for: event)
            try self.count(subtree.nodes, at: event.mark)
            try self.checkDepth(self.open.count + subtree.depth, at: event.mark)
            self.finish(subtree)
        case .sequenceStart, .mappingStart:
            try self.count(1, at: event.mark)
            try self.checkDepth(self.open.count + 1, at: event.mark)
            if let anchor = event.anchor { self.anchors[anchor] = .some(nil) }
            var isMapping = false
            if case .mappingStart = event.kind { isMapping = true }
            self.open.append(
                OpenCollection(isMapping: isMapping, mark: event.mark, tag: event.tag, anchor: event.anchor)
            )
        case .collectionEnd:
            guard let collection = self.open.popLast() else { return }
            let kind: YAMLNode.Kind =
                collection.isMapping ? .mapping(try Self.pairs(of: collection.items)) : .sequence(collection.items)
            let node = YAMLNode(kind: kind, mark: collection.mark, tag: collection.tag)
            let subtree = Subtree(node: node, nodes: collection.nodes, depth: collection.depth)
            // An anchor of the same name inside was written later and stays.
            if let anchor = collection.anchor, case .some(.none) = self.anchors[anchor] {
                self.anchors[anchor] = .some(subtree)
            }
            self.finish(subtree)
        case .documentEnd, .streamEnd, .other: break
        }
    }

    private mutating func finish(_ subtree: Subtree) {
        guard let last = self.open.indices.last else {
            self.root = subtree.node
            return
        }
        self.open[last].items.append(subtree.node)
        self.open[last].nodes += subtree.nodes
        self.open[last].depth = max(self.open[last].depth, subtree.depth + 1)
    }

    private func subtree(for alias: YAMLEvent) throws(YAMLError) -> Subtree {
        guard let name = alias.anchor, let anchored = self.anchors[name] else {
            // Without the name: it may be a password that begins with an asterisk.
            throw YAMLError(code: .unknownAlias, mark: alias.mark)
        }
        guard let subtree = anchored else {
            throw YAMLError(code: .recursiveAlias, mark: alias.mark)
        }
        return subtree
    }

    private mutating func count(_ more: Int, at mark: YAMLMark) throws(YAMLError) {
        self.nodes += more
        guard self.nodes <= YAMLDocument.maximumNodes else {
            throw YAMLError(code: .tooLarge, mark: mark, detail: "nodes")
        }
    }

    private func checkDepth(_ depth: Int, at mark: YAMLMark) throws(YAMLError) {
        guard depth <= YAMLDocument.maximumDepth else {
            throw YAMLError(code: .tooDeep, mark: mark)
        }
    }
}
