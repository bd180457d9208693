/// A list of manifests, one for each platform (image-spec, image-index.md; Docker manifest list).
public struct Index: Hashable, Sendable {
    /// Its own media type.
    public var mediaType: String
    /// What kind of artifact it is, where it is no image.
    public var artifactType: String?
    /// The manifests, in the order that decides between equals.
    public var manifests: [Descriptor]
    /// The manifest that this one belongs to.
    public var subject: Descriptor?
    /// Free-form notes.
    public var annotations: [String: String]

    /// An index of these parts.
    public init(
        mediaType: String = MediaType.ociIndex,
        artifactType: String? = nil,
        manifests: [Descriptor],
        subject: Descriptor? = nil,
        annotations: [String: String] = [:]
    ) {
        self.mediaType = mediaType
        self.artifactType = artifactType
        self.manifests = manifests
        self.subject = subject
        self.annotations = annotations
    }

    init(fields: JSONFields, mediaType: String) throws(OCIError) {
        self.init(
            mediaType: mediaType,
            artifactType: try fields.string("artifactType"),
            manifests: try fields.descriptors("manifests"),
            subject: try fields.descriptor("subject"),
            annotations: try fields.stringMap("annotations")
        )
    }

    /// The index as JSON, fields in the specification's order.
    public var json: JSON {
        JSON(
            document: mediaType,
            artifactType: artifactType,
            content: [JSON.Member(key: "manifests", value: .array(manifests.map(\.json)))],
            subject: subject,
            annotations: annotations
        )
    }
}
