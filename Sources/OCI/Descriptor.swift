/// What names some content: its type, digest and size (image-spec, descriptor.md).
public struct Descriptor: Hashable, Sendable {
    /// The content's media type.
    public var mediaType: String
    /// The content's digest.
    public var digest: Digest
    /// The content's size in bytes, never negative.
    public var size: Int64
    /// Where else the content can be had, as foreign layers can.
    public var urls: [String]
    /// Free-form notes.
    public var annotations: [String: String]
    /// What the image runs on, in an index.
    public var platform: Platform?
    /// What kind of artifact a manifest is.
    public var artifactType: String?

    /// A descriptor of these parts.
    public init(
        mediaType: String,
        digest: Digest,
        size: Int64,
        urls: [String] = [],
        annotations: [String: String] = [:],
        platform: Platform? = nil,
        artifactType: String? = nil
    ) {
        self.mediaType = mediaType
        self.digest = digest
        self.size = size
        self.urls = urls
        self.annotations = annotations
        self.platform = platform
        self.artifactType = artifactType
    }

    /// Reads a descriptor; unknown fields are left alone.
    ///
    /// - Throws: `manifest-invalid`, `json-case-variant-key`, `digest-invalid` or `digest-unsupported`.
    public init(json: JSON) throws(OCIError) {
        try self.init(json: json, path: "")
    }

    init(json: JSON, path: String) throws(OCIError) {
        let fields = try JSONFields(json, known: Self.fieldNames, path: path)
        guard let mediaType = try fields.string("mediaType"), !mediaType.isEmpty else {
            throw fields.missing("mediaType")
        }
        guard let digest = try fields.string("digest") else { throw fields.missing("digest") }
        guard let size = try fields.required("size").integer else { throw fields.wrong("size") }
        guard size >= 0 else {
            throw OCIError(.invalidManifest, subject: fields.field("size"), detail: "negative")
        }
        self.init(
            mediaType: mediaType,
            digest: try Digest(parsing: digest),
            size: size,
            urls: try fields.strings("urls"),
            annotations: try fields.stringMap("annotations"),
            platform: try fields["platform"].map { json throws(OCIError) in
                try Platform(json: json, path: fields.field("platform"))
            },
            artifactType: try fields.string("artifactType")
        )
    }

    /// The descriptor as JSON, fields in the specification's order, annotations by key, nothing empty written.
    public var json: JSON {
        var members: [JSON.Member] = [
            JSON.Member(key: "mediaType", value: .string(mediaType)),
            JSON.Member(key: "digest", value: .string(digest.description)),
            JSON.Member(key: "size", value: .number(String(size))),
        ]
        if !urls.isEmpty {
            members.append(JSON.Member(key: "urls", value: .array(urls.map(JSON.string))))
        }
        if !annotations.isEmpty {
            members.append(JSON.Member(key: "annotations", value: JSON(sorting: annotations)))
        }
        if let platform {
            members.append(JSON.Member(key: "platform", value: platform.json))
        }
        if let artifactType {
            members.append(JSON.Member(key: "artifactType", value: .string(artifactType)))
        }
        return .object(members)
    }

    private static let fieldNames: Set<String> = [
        "mediaType", "digest", "size", "urls", "annotations", "platform", "artifactType", "data",
    ]
}

extension JSON {
    /// An object of a map of strings, its members by key.
    init(sorting map: [String: String]) {
        self = .object(map.sorted { $0.key < $1.key }.map { Member(key: $0.key, value: .string($0.value)) })
    }
}
