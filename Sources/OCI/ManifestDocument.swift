/// A body that a registry serves under `manifests/`: the manifest of one image, or an index.
///
/// One byte string must mean one thing to every reader (CVE-2021-41190): a body that could be taken for both, or that
/// says another type than it came with, is refused.
public enum ManifestDocument: Hashable, Sendable {
    /// The manifest of one image.
    case manifest(Manifest)
    /// A list of manifests.
    case index(Index)

    /// The largest body taken, in bytes: 4 MiB, which registries must accept (distribution-spec), and what
    /// containerd adds to it.
    public static let maximumSize = 4_393_216

    /// Reads a manifest or an index. The bytes themselves, not this reading of them, are what a digest names: keep them.
    ///
    /// - Parameters:
    ///   - bytes: the body.
    ///   - mediaType: its `Content-Type` or its descriptor's type, parameters allowed. Nil, `application/json` and
    ///     other types that say nothing leave it to the body; a body that says nothing either is of the OCI type of
    ///     its shape.
    /// - Throws: `manifest-too-large`, `manifest-ambiguous`, `media-type-mismatch`, `media-type-unsupported`,
    ///   `manifest-invalid`, or what JSON, digests and platforms throw.
    public init(bytes: [UInt8], mediaType: String?) throws(OCIError) {
        guard bytes.count <= Self.maximumSize else {
            throw OCIError(.manifestTooLarge, subject: String(bytes.count), detail: String(Self.maximumSize))
        }
        let fields = try JSONFields(JSON(parsing: bytes), known: Self.fieldNames, path: "")
        let type = try Self.agreedType(of: fields, given: mediaType)
        if MediaType.isIndex(type) {
            self = .index(try Index(fields: fields, mediaType: type))
        } else {
            self = .manifest(try Manifest(fields: fields, mediaType: type))
        }
    }

    /// The body's own type, as found.
    public var mediaType: String {
        switch self {
        case .manifest(let manifest): manifest.mediaType
        case .index(let index): index.mediaType
        }
    }

    /// The type of the body, given and body in agreement, and its shape being of that type.
    private static func agreedType(of fields: JSONFields, given: String?) throws(OCIError) -> String {
        let given = given.map(MediaType.essence).flatMap { genericTypes.contains($0) ? nil : $0 }
        let stated = try fields.string("mediaType").flatMap { $0.isEmpty ? nil : $0 }
        let hasImage = fields.has("config") || fields.has("layers")
        let hasIndex = fields.has("manifests")

        for type in [given, stated].compactMap(\.self) where !MediaType.isIndex(type) && !MediaType.isManifest(type) {
            throw OCIError(.unsupportedMediaType, subject: type, detail: MediaType.isSchema1(type) ? "schema-1" : nil)
        }
        if fields.has("fsLayers") || fields["schemaVersion"]?.integer == 1 {
            throw OCIError(.unsupportedMediaType, subject: MediaType.dockerSchema1, detail: "schema-1")
        }
        guard !hasImage || !hasIndex else {
            throw OCIError(.ambiguousManifest, subject: "manifests", detail: fields.has("config") ? "config" : "layers")
        }
        if let given, let stated, given != stated {
            throw OCIError(.mediaTypeMismatch, subject: stated, detail: given)
        }
        guard try fields.required("schemaVersion").integer == 2 else { throw fields.wrong("schemaVersion") }

        let shape = hasIndex ? MediaType.ociIndex : MediaType.ociManifest
        let type = given ?? stated ?? shape
        guard !(hasIndex && MediaType.isManifest(type)), !(hasImage && MediaType.isIndex(type)) else {
            throw OCIError(.mediaTypeMismatch, subject: shape, detail: type)
        }
        return type
    }

    private static let genericTypes: Set<String> = [
        "", "application/json", "application/octet-stream", "binary/octet-stream", "text/plain",
    ]

    private static let fieldNames: Set<String> = [
        "schemaVersion", "mediaType", "artifactType", "config", "layers", "manifests", "subject", "annotations",
        "fsLayers",
    ]
}
