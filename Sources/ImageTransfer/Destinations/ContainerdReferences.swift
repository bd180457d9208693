import OCI

/// The labels by which containerd's garbage collection sees what a manifest or an index refers to: those that its own
/// client sets (`images.ChildGCLabels`).
struct ContainerdReferences {
    private(set) var labels: [String: String] = [:]

    /// Of a configuration there are none.
    init(in document: [UInt8], of descriptor: Descriptor) throws(OCIError) {
        guard MediaType.isIndex(descriptor.mediaType) || MediaType.isManifest(descriptor.mediaType) else { return }
        switch try ManifestDocument(bytes: document, mediaType: descriptor.mediaType) {
        case .index(let index): add(index.manifests)
        case .manifest(let manifest): add([manifest.config] + manifest.layers)
        }
    }

    private mutating func add(_ children: [Descriptor]) {
        var counts: [String: Int] = [:]
        for child in children {
            let kind = child.referenceKind
            let number = counts[kind, default: 0]
            counts[kind] = number + 1
            let isNumbered = number > 0 || kind.hasSuffix(".")
            labels["containerd.io/gc.ref.content" + kind + (isNumbered ? String(number) : "")] =
                child.digest.description
        }
    }
}

extension Descriptor {
    fileprivate var referenceKind: String {
        if MediaType.isConfiguration(mediaType) {
            ".config"
        } else if MediaType.isManifest(mediaType) {
            ".m."
        } else if MediaType.isLayer(mediaType) {
            ".l."
        } else {
            "."
        }
    }
}
