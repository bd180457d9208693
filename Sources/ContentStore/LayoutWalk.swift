import OCI

/// Gathers what entries of a layout need: their documents, and everything that these name.
///
/// What a `subject` names is not needed: a signature may be there without what it signs (image-spec, manifest.md).
struct LayoutWalk {
    /// More than any manifest or index has.
    private static let maximumDocumentSize = 16 << 20
    /// The fields of manifests, indexes and OCI's former artifact manifests that hold descriptors of content.
    private static let fields = ["config", "layers", "blobs", "manifests"]

    let directory: Directory
    /// Whether a document that cannot be understood ends the walk: below it there may be anything.
    let isStrict: Bool
    /// What is needed, whether it is there or not.
    private(set) var digests: Set<Digest> = []
    /// Apart from ``digests``: what one image calls a layer may be another's manifest.
    private var walked: Set<Digest> = []

    init(directory: Directory, isStrict: Bool) {
        self.directory = directory
        self.isStrict = isStrict
    }

    /// - Throws: `not-readable`; strictly also `content-damaged`.
    mutating func add(_ entry: Descriptor) throws(ContentStoreError) {
        var pending = [entry]
        while let descriptor = pending.popLast() {
            digests.insert(descriptor.digest)
            guard walked.insert(descriptor.digest).inserted, Self.mayNameContent(descriptor),
                let document = try document(descriptor)
            else { continue }
            for member in document {
                let field = member.key
                guard Self.fields.contains(field) else {
                    // Tools written in Go take a key in any case.
                    if Self.fields.contains(field.lowercased()) { try refuse(descriptor) }
                    continue
                }
                for json in member.value.array ?? [member.value] where !json.isNull {
                    guard let child = try child(json, of: descriptor) else { continue }
                    // Configurations and layers name nothing, whatever is in them.
                    if field == "manifests" {
                        pending.append(child)
                    } else {
                        digests.insert(child.digest)
                    }
                }
            }
        }
    }

    /// - Returns: nil for one that cannot be in a layout of ours.
    private func child(_ json: JSON, of parent: Descriptor) throws(ContentStoreError) -> Descriptor? {
        do throws(OCIError) {
            return try Descriptor(json: json)
        } catch {
            if error.code != .unsupportedDigest { try refuse(parent) }
            return nil
        }
    }

    /// Layers as entries, as some tools have them, may be large and are no documents.
    private static func mayNameContent(_ descriptor: Descriptor) -> Bool {
        descriptor.size <= maximumDocumentSize || MediaType.isIndex(descriptor.mediaType)
            || MediaType.isManifest(descriptor.mediaType)
    }

    /// - Returns: nil for one that is not there, and for content that is no document.
    private func document(_ descriptor: Descriptor) throws(ContentStoreError) -> [JSON.Member]? {
        let bytes: [UInt8]
        do throws(ContentStoreError) {
            bytes = try directory.contents(of: LayoutPath.blob(descriptor.digest), limit: Self.maximumDocumentSize)
        } catch {
            switch error.code {
            case .notFound: return nil
            case .tooLarge:
                try refuse(descriptor)
                return nil
            default: throw error
            }
        }
        let isKnown = MediaType.isIndex(descriptor.mediaType) || MediaType.isManifest(descriptor.mediaType)
        guard ContentHasher.digest(of: bytes, descriptor.digest.algorithm) == descriptor.digest,
            let members = (try? JSON(parsing: bytes))?.object
        else {
            if isKnown { try refuse(descriptor) }
            return nil
        }
        return members
    }

    private func refuse(_ descriptor: Descriptor) throws(ContentStoreError) {
        guard isStrict else { return }
        throw ContentStoreError(.contentDamaged, path: directory.fullPath(LayoutPath.blob(descriptor.digest)))
    }
}
