import OCI

/// Changes to documents that leave everything else in them as it is: members that nobody here knows, and their order.
enum IndexEditing {
    /// What becomes of an entry of an index.
    enum Change {
        case remove
        case replace(Digest, size: Int64)
    }

    /// An index with other entries.
    ///
    /// - Parameter changes: by the entry's digest.
    static func edit(_ document: ImageDocument, _ changes: [Digest: Change]) throws -> ImageDocument {
        let texts = Dictionary(uniqueKeysWithValues: changes.map { ($0.key.description, $0.value) })
        let json = try JSON(parsing: document.bytes).replacing("manifests") { list in
            .array(
                (list.array ?? []).compactMap { entry in
                    switch entry["digest"]?.string.flatMap({ texts[$0] }) {
                    case .remove: nil
                    case .replace(let digest, let size): entry.describing(digest, size: size).attesting(texts)
                    case nil: entry.attesting(texts)
                    }
                }
            )
        }
        return try ImageDocument(bytes: json.bytes(), mediaType: document.content.mediaType)
    }

    /// A manifest whose layers are all ordinary ones: no `urls`, and no media type that asks for them.
    ///
    /// - Returns: nil if they are already.
    static func withoutForeignLayers(_ document: ImageDocument) throws -> ImageDocument? {
        guard case .manifest(let manifest) = document.content,
            manifest.layers.contains(where: { MediaType.isForeignLayer($0.mediaType) || !$0.urls.isEmpty })
        else { return nil }
        let json = try JSON(parsing: document.bytes).replacing("layers") { list in
            .array(
                (list.array ?? []).map { layer in
                    layer.removing("urls").replacing("mediaType") { type in
                        .string(MediaType.ordinaryLayer(type.string ?? ""))
                    }
                }
            )
        }
        return try ImageDocument(bytes: json.bytes(), mediaType: document.content.mediaType)
    }
}

extension JSON {
    fileprivate func replacing(_ key: String, _ change: (JSON) -> JSON) -> JSON {
        guard case .object(let members) = self else { return self }
        return .object(members.map { $0.key == key ? Member(key: key, value: change($0.value)) : $0 })
    }

    fileprivate func removing(_ key: String) -> JSON {
        guard case .object(let members) = self else { return self }
        return .object(members.filter { $0.key != key })
    }

    fileprivate func describing(_ digest: Digest, size: Int64) -> JSON {
        // Content that the descriptor itself holds is that of the old digest.
        removing("data").replacing("digest") { _ in .string(digest.description) }
            .replacing("size") { _ in .number(String(size)) }
    }

    /// An attestation follows the manifest that it is about.
    fileprivate func attesting(_ changes: [String: IndexEditing.Change]) -> JSON {
        replacing("annotations") { annotations in
            annotations.replacing(Descriptor.attestedKey) { old in
                guard case .replace(let digest, _)? = old.string.flatMap({ changes[$0] }) else { return old }
                return .string(digest.description)
            }
        }
    }
}
