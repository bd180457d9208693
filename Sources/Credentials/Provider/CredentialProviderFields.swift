import Registries

/// The fields of one object of a kubelet's list of providers, all of them known and none twice.
struct CredentialProviderFields {
    /// The most elements of a list.
    static let maximumCount = 1000

    private let values: [String: YAMLNode]
    private let path: String

    /// - Throws: `file-invalid` for what is no object, a key that is not known, stands twice or is no text.
    init(_ node: YAMLNode, path: String, known: [String]) throws(CredentialFailure.Reason) {
        self.path = path
        guard let pairs = node.pairs else {
            throw .init(.fileInvalid, detail: path.isEmpty ? nil : String(path.dropLast()))
        }
        var values: [String: YAMLNode] = [:]
        for pair in pairs {
            guard let key = pair.key.asString, values[key] == nil else {
                throw .init(.fileInvalid, detail: "line \(pair.key.mark.line)")
            }
            // A key that is not known may be anything, a secret too.
            guard known.contains(key) else { throw .init(.fileInvalid, detail: path + "(unknown key)") }
            values[key] = pair.value
        }
        self.values = values
    }

    subscript(key: String) -> YAMLNode? { values[key].flatMap { $0.isNull ? nil : $0 } }

    /// The text; a truth value and a number are none, for a kubelet does not take them for it.
    func text(_ key: String) throws(CredentialFailure.Reason) -> String? {
        guard let value = self[key] else { return nil }
        guard let text = Self.text(value) else { throw invalid(key) }
        return text
    }

    /// The truth value; the words other than `true` and `false` are text to some versions and none to others.
    func truth(_ key: String) throws(CredentialFailure.Reason) -> Bool? {
        guard let value = self[key] else { return nil }
        guard let truth = value.asBool, ["true", "false"].contains(value.asString) else { throw invalid(key) }
        return truth
    }

    func elements(_ key: String) throws(CredentialFailure.Reason) -> [YAMLNode] {
        guard let value = self[key] else { return [] }
        guard let elements = value.elements, elements.count <= Self.maximumCount else { throw invalid(key) }
        return elements
    }

    func texts(_ key: String) throws(CredentialFailure.Reason) -> [String] {
        var texts: [String] = []
        for element in try elements(key) {
            guard let text = Self.text(element) else { throw invalid(key) }
            texts.append(text)
        }
        return texts
    }

    func invalid(_ key: String) -> CredentialFailure.Reason {
        .init(.fileInvalid, detail: path + key)
    }

    private static func text(_ node: YAMLNode) -> String? {
        guard let text = node.asString else { return nil }
        let isPlain = node.scalar?.style == .plain && node.tag == nil
        let isNumber = text.utf8.contains { (0x30...0x39).contains($0) } && Double(text) != nil
        return isPlain && (isNumber || text == "true" || text == "false") ? nil : text
    }
}
