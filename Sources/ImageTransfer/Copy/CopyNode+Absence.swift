import OCI

extension CopyNode {
    /// Manifests of images below it that are there completely, and what is not.
    ///
    /// - Parameter lacks: whether a blob is not to be had. Foreign layers are no reason: nodes fetch them elsewhere.
    func gaps(_ lacks: (Descriptor) -> Bool) -> (present: [Platform], absent: [Platform?]) {
        let nodes = images.filter { $0.isImage }
        let whole = nodes.filter { $0.isWhole(lacks) }
        return (
            present: whole.compactMap(\.platform).filter { !$0.isUnknown },
            absent: nodes.filter { !$0.isWhole(lacks) }.map(\.platform) + absentEntries.map(\.platform)
        )
    }

    /// What indexes list and nobody has, here and below.
    var absentEntries: [Descriptor] { absent + children.flatMap(\.absentEntries) }

    /// The same without the manifests of which blobs are lacking; the index that lists them stays as it is.
    ///
    /// - Returns: nil if nothing is left.
    func leavingOutIncomplete(_ lacks: (Descriptor) -> Bool) -> CopyNode? {
        guard !isImage else { return isWhole(lacks) ? self : nil }
        var node = self
        node.absent = []
        node.children = children.compactMap { $0.leavingOutIncomplete(lacks) }
        return node.children.isEmpty ? nil : node
    }

    private var isImage: Bool {
        if case .manifest = document.content { true } else { false }
    }

    private func isWhole(_ lacks: (Descriptor) -> Bool) -> Bool {
        let foreign = Set(foreignLayers.map(\.identity))
        return !blobs.contains { lacks($0) && !foreign.contains($0.identity) }
    }
}
