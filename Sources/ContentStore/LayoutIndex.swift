import OCI

/// The document `index.json`, of which only the entries that are set change (image-spec, image-layout.md).
struct LayoutIndex: Equatable, Sendable {
    /// Far beyond any real one (an entry has some 300 bytes), yet small enough to hold in memory.
    static let maximumSize = 32 << 20

    /// All members in their order; the list of `manifests` is in `entries` alone.
    private let members: [JSON.Member]
    private(set) var entries: [JSON]

    /// An index without entries.
    init() {
        self.init(entries: [], annotations: [:])
    }

    /// An index of these entries.
    init(entries: [JSON], annotations: [String: String]) {
        var members = [
            JSON.Member(key: "schemaVersion", value: 2),
            JSON.Member(key: "mediaType", value: .string(MediaType.ociIndex)),
            Self.manifests([]),
        ]
        if !annotations.isEmpty {
            let notes = annotations.sorted { $0.key < $1.key }
            let json = JSON.object(notes.map { JSON.Member(key: $0.key, value: .string($0.value)) })
            members.append(JSON.Member(key: "annotations", value: json))
        }
        self.members = members
        self.entries = entries
    }

    /// Nil if the text is no index.
    init?(parsing bytes: [UInt8]) {
        guard let json = try? JSON(parsing: bytes),
            let members = json.object,
            json["schemaVersion"].map({ $0.integer == 2 }) ?? true,
            let manifests = json["manifests"]
        else { return nil }
        // Tools written in Go write an empty list as null.
        guard let entries = manifests.isNull ? [] : manifests.array,
            entries.allSatisfy({ $0["digest"]?.string != nil })
        else { return nil }
        self.members = members.map { $0.key == "manifests" ? Self.manifests([]) : $0 }
        self.entries = entries
    }

    var bytes: [UInt8] {
        JSON.object(members.map { $0.key == "manifests" ? Self.manifests(entries) : $0 }).bytes()
    }

    /// The entries as descriptors, without those whose digest is of an algorithm nobody here can verify.
    var descriptors: [Descriptor] {
        get throws(OCIError) {
            var descriptors: [Descriptor] = []
            for entry in entries {
                do throws(OCIError) {
                    descriptors.append(try Descriptor(json: entry))
                } catch let error where error.code == .unsupportedDigest {
                    continue
                }
            }
            return descriptors
        }
    }

    /// A note about the index itself.
    func annotation(_ key: String) -> String? {
        members.first { $0.key == "annotations" }?.value[key]?.string
    }

    /// Puts the descriptor where the entry it replaces was, or at the end.
    ///
    /// With a name it replaces what had that name, without one the entry of the same content that has none.
    mutating func set(_ name: String?, to descriptor: Descriptor) {
        var descriptor = descriptor
        descriptor.annotations[OCILayout.referenceNameKey] = name
        let digest = descriptor.digest.description
        let isReplaced = { (entry: JSON) -> Bool in
            let entryName = entry["annotations"]?[OCILayout.referenceNameKey]?.string
            return entryName == name && (name != nil || entry["digest"]?.string == digest)
        }
        let place = entries.firstIndex(where: isReplaced) ?? entries.endIndex
        // Another tool may have left several of the same name, which no reader could tell apart.
        entries.removeAll(where: isReplaced)
        entries.insert(descriptor.json, at: place)
    }

    /// Takes entries out; of those that are equal in digest and name all.
    mutating func remove(_ descriptors: [Descriptor]) {
        let removed = Set(
            descriptors.map { Key(digest: $0.digest.description, name: $0.annotations[OCILayout.referenceNameKey]) }
        )
        entries.removeAll { entry in
            removed.contains(
                Key(
                    digest: entry["digest"]?.string ?? "",
                    name: entry["annotations"]?[OCILayout.referenceNameKey]?.string
                )
            )
        }
    }

    /// What tells one entry from another.
    private struct Key: Hashable {
        let digest: String
        let name: String?
    }

    private static func manifests(_ entries: [JSON]) -> JSON.Member {
        JSON.Member(key: "manifests", value: .array(entries))
    }
}
