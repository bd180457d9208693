import OCI

extension CopyNode {
    /// The node with those children alone that are wanted, in a new index where some are not.
    ///
    /// An attestation stays with the manifest that it is about.
    /// - Parameter matched: gets the patterns that something fits.
    /// - Returns: nil if nothing is wanted.
    func selecting(_ patterns: [PlatformPattern], matched: inout Set<PlatformPattern>) throws -> CopyNode? {
        guard case .index = document.content else {
            guard let platform else { return patterns.contains(.all) ? self : nil }
            let fitting = patterns.filter { $0.matches(platform) }
            matched.formUnion(fitting)
            return fitting.isEmpty ? nil : self
        }
        var kept: [Digest: CopyNode] = [:]
        for child in children {
            if let selected = try child.selecting(patterns, matched: &matched) {
                kept[child.document.digest] = selected
            }
        }
        let wanted = Set(kept.keys)
        for child in children where kept[child.document.digest] == nil {
            if let subject = child.descriptor.attestedDigest, wanted.contains(subject) {
                kept[child.document.digest] = child
            }
        }
        guard !wanted.isEmpty else { return nil }
        return try replacingChildren { kept[$0.document.digest] }
    }

    /// The same node, its children replaced or, for nil, left out. Its bytes stay where nothing changes.
    func replacingChildren(_ replacement: (CopyNode) throws -> CopyNode?) throws -> CopyNode {
        var node = self
        var changes: [Digest: IndexEditing.Change] = [:]
        node.children = []
        node.unwanted = []
        for entry in unwanted where !children.contains(where: { $0.document.digest == entry.digest }) {
            changes[entry.digest] = .remove
        }
        for child in children {
            guard let new = try replacement(child) else {
                changes[child.document.digest] = .remove
                continue
            }
            node.children.append(new)
            if new.document.digest != child.document.digest {
                changes[child.document.digest] = .replace(new.document.digest, size: Int64(new.document.bytes.count))
            }
        }
        guard !changes.isEmpty else { return self }
        return node.rewritten(try IndexEditing.edit(document, changes))
    }

    /// The same node with other bytes: who refers to the old ones does not refer to these.
    func rewritten(_ document: ImageDocument) -> CopyNode {
        var node = self
        node.document = document
        node.descriptor.digest = document.digest
        node.descriptor.size = Int64(document.bytes.count)
        node.referrers = []
        return node
    }
}

extension Descriptor {
    /// The manifest that this one attests something of (BuildKit's attestation storage).
    var attestedDigest: Digest? {
        annotations[Self.attestedKey].flatMap { try? Digest(parsing: $0) }
    }

    static let attestedKey = "vnd.docker.reference.digest"
}
