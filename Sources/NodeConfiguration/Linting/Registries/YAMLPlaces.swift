import Registries

/// The keys and values of a YAML text by their places, and places by keys.
struct YAMLPlaces {
    private var paths: [Position: [String]] = [:]
    private var pairs: [[String]: (key: Position, value: Position)] = [:]

    init(_ root: YAMLNode?) {
        if let root { enter(root, path: []) }
    }

    /// The keys that lead to what stands at a place, itself included.
    func path(at position: Position?) -> [String] {
        position.flatMap { paths[$0] } ?? []
    }

    /// Where a key stands, the last of its name.
    func key(_ path: [String]) -> Position? { pairs[path]?.key }

    /// Where a key's value stands.
    func value(_ path: [String]) -> Position? { pairs[path]?.value }

    /// The path as one writes it, with what can be no secret.
    static func place(_ path: [String]) -> String {
        path.enumerated().map { depth, name in
            // The second is a host, and all else a name that the schema has or somebody got wrong.
            if depth == 1 { return "\"" + ShownText.url(name) + "\"" }
            let isPattern = path[0] == "mirrors" && depth == 3
            return isPattern ? "\"" + name + "\"" : ShownText.key(name)
        }.joined(separator: ".")
    }

    private mutating func enter(_ node: YAMLNode, path: [String]) {
        note(path, at: Position(node.mark))
        // The schema has no more than five levels.
        guard path.count < 6 else { return }
        for pair in node.pairs ?? [] {
            let inner = path + [pair.key.scalar?.text ?? ""]
            pairs[inner] = (Position(pair.key.mark), Position(pair.value.mark))
            note(inner, at: Position(pair.key.mark))
            enter(pair.value, path: inner)
        }
        for element in node.elements ?? [] {
            note(path, at: Position(element.mark))
        }
    }

    private mutating func note(_ path: [String], at position: Position) {
        // A block mapping starts where its first key does, which says more.
        if paths[position].map({ $0.count < path.count }) ?? true { paths[position] = path }
    }
}
