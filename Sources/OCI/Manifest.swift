/// The manifest of one image or artifact (image-spec, manifest.md; Docker schema 2).
public struct Manifest: Hashable, Sendable {
    /// Its own media type.
    public var mediaType: String
    /// What kind of artifact it is, where it is no image.
    public var artifactType: String?
    /// Its configuration.
    public var config: Descriptor
    /// Its layers, the base first.
    public var layers: [Descriptor]
    /// The manifest that this one belongs to, as a signature does.
    public var subject: Descriptor?
    /// Free-form notes.
    public var annotations: [String: String]

    /// A manifest of these parts.
    public init(
        mediaType: String = MediaType.ociManifest,
        artifactType: String? = nil,
        config: Descriptor,
        layers: [Descriptor],
        subject: Descriptor? = nil,
        annotations: [String: String] = [:]
    ) {
        self.mediaType = mediaType
        self.artifactType = artifactType
        self.config = config
        self.layers = layers
        self.subject = subject
        self.annotations = annotations
    }

    init(fields: JSONFields, mediaType: String) throws(OCIError) {
        self.init(
            mediaType: mediaType,
            artifactType: try fields.string("artifactType"),
            config: try Descriptor(json: fields.required("config"), path: "config"),
            layers: try fields.descriptors("layers"),
            subject: try fields.descriptor("subject"),
            annotations: try fields.stringMap("annotations")
        )
    }

    /// The manifest as JSON, fields in the specification's order.
    public var json: JSON {
        JSON(
            document: mediaType,
            artifactType: artifactType,
            content: [
                JSON.Member(key: "config", value: config.json),
                JSON.Member(key: "layers", value: .array(layers.map(\.json))),
            ],
            subject: subject,
            annotations: annotations
        )
    }
}

extension JSONFields {
    /// A field that holds a descriptor, if it is there.
    func descriptor(_ key: String) throws(OCIError) -> Descriptor? {
        try self[key].map { json throws(OCIError) in try Descriptor(json: json, path: field(key)) }
    }

    /// A field that must be there and holds descriptors; `null` is Go's spelling of an empty list.
    func descriptors(_ key: String) throws(OCIError) -> [Descriptor] {
        guard has(key) else { throw missing(key) }
        var descriptors: [Descriptor] = []
        for (index, json) in (try array(key) ?? []).enumerated() {
            descriptors.append(try Descriptor(json: json, path: "\(field(key))[\(index)]"))
        }
        return descriptors
    }
}

extension JSON {
    /// What manifest and index have in common around their own content.
    init(
        document mediaType: String,
        artifactType: String?,
        content: [Member],
        subject: Descriptor?,
        annotations: [String: String]
    ) {
        var members = [
            Member(key: "schemaVersion", value: 2),
            Member(key: "mediaType", value: .string(mediaType)),
        ]
        if let artifactType { members.append(Member(key: "artifactType", value: .string(artifactType))) }
        members += content
        if let subject { members.append(Member(key: "subject", value: subject.json)) }
        if !annotations.isEmpty { members.append(Member(key: "annotations", value: JSON(sorting: annotations))) }
        self = .object(members)
    }
}
