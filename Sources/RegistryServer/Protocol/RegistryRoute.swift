import NIOHTTP1
public import OCI

/// What a manifest is asked for by.
public enum ManifestReference: Hashable, Sendable {
    /// A name that the repository may give to another manifest later.
    case tag(Tag)
    /// The content itself.
    case digest(Digest)
}

/// What a path below `/v2/` stands for. The one reading of a path: whoever decides on access and whoever answers
/// see the same.
enum RegistryRoute: Hashable, Sendable {
    case base
    case catalog
    case tags(Repository)
    case manifest(Repository, ManifestReference)
    case blob(Repository, Digest)
    case uploads(Repository)
    case upload(Repository, UploadID)
    case referrers(Repository, Digest)

    /// Reads the path of a request, still percent-encoded; nil for one that is not below `/v2`.
    ///
    /// Segments are decoded after the path is split, so that `%2f` never makes a segment of its own; no name has one.
    init?(path: some StringProtocol) throws(RegistryFault) {
        let parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count >= 2, parts[0].isEmpty, parts[1].elementsEqual("v2".utf8) else { return nil }
        var segments: [String] = []
        for part in parts.dropFirst(2) {
            guard let segment = PercentEncoding.decode(part), !segment.utf8.contains(UInt8(ascii: "/")) else {
                throw RegistryFault(.nameInvalid, .badRequest)
            }
            segments.append(segment)
        }
        if segments.isEmpty || segments == [""] {
            self = .base
        } else if segments == ["_catalog"] {
            self = .catalog
        } else {
            self = try Self.content(of: segments)
        }
    }

    private static func content(of segments: [String]) throws(RegistryFault) -> RegistryRoute {
        var segments = segments
        // `blobs/uploads` and `blobs/uploads/` are the same collection.
        if segments.last == "", segments.dropLast().suffix(2) == ["blobs", "uploads"] { segments.removeLast() }
        guard segments.count >= 3, let last = segments.last else {
            throw RegistryFault(.nameInvalid, .notFound)
        }
        let kind = segments[segments.count - 2]
        switch (kind, last) {
        case ("tags", "list"):
            return .tags(try repository(segments.dropLast(2)))
        case ("manifests", _):
            return .manifest(try repository(segments.dropLast(2)), try reference(last))
        case ("blobs", "uploads"):
            return .uploads(try repository(segments.dropLast(2)))
        case ("blobs", _):
            return .blob(try repository(segments.dropLast(2)), try digest(last))
        case ("referrers", _):
            return .referrers(try repository(segments.dropLast(2)), try digest(last))
        case ("uploads", _) where segments.count >= 4 && segments[segments.count - 3] == "blobs":
            let repository = try repository(segments.dropLast(3))
            guard let id = UploadID(parsing: last) else { throw RegistryFault(.blobUploadUnknown, .notFound) }
            return .upload(repository, id)
        default:
            throw RegistryFault(.nameInvalid, .notFound)
        }
    }

    private static func repository(_ segments: ArraySlice<String>) throws(RegistryFault) -> Repository {
        let name = segments.joined(separator: "/")
        do {
            return try Repository(parsing: name)
        } catch {
            throw RegistryFault(.nameInvalid, .badRequest, detail: ["name": .string(error.subject)])
        }
    }

    private static func digest(_ text: String) throws(RegistryFault) -> Digest {
        do {
            return try Digest(parsing: text)
        } catch {
            throw .digestInvalid(error.subject)
        }
    }

    private static func reference(_ text: String) throws(RegistryFault) -> ManifestReference {
        if text.contains(":") { return .digest(try digest(text)) }
        do {
            return .tag(try Tag(parsing: text))
        } catch {
            // No manifest has that name, and none can get it.
            throw RegistryFault(.manifestUnknown, .notFound, detail: ["reference": .string(error.subject)])
        }
    }

    /// The repository it is in.
    var repository: Repository? {
        switch self {
        case .base, .catalog: nil
        case .tags(let repository), .manifest(let repository, _), .blob(let repository, _),
            .uploads(let repository), .upload(let repository, _), .referrers(let repository, _):
            repository
        }
    }

    /// A word for counters and logs, the same for all content of a kind.
    var kind: StaticString {
        switch self {
        case .base: "base"
        case .catalog: "catalog"
        case .tags: "tags"
        case .manifest: "manifest"
        case .blob: "blob"
        case .uploads, .upload: "upload"
        case .referrers: "referrers"
        }
    }

    /// The methods it answers, for `Allow`.
    var methods: [HTTPMethod] {
        switch self {
        case .base, .catalog, .tags, .referrers: [.GET, .HEAD]
        case .manifest: [.GET, .HEAD, .PUT, .DELETE]
        case .blob: [.GET, .HEAD, .DELETE]
        case .uploads: [.POST]
        case .upload: [.GET, .HEAD, .PATCH, .PUT, .DELETE]
        }
    }
}
