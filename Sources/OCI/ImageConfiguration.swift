/// What an image's configuration says about choosing and checking it (image-spec, config.md). The rest is the
/// runtime's business, and not read.
public struct ImageConfiguration: Hashable, Sendable {
    /// What the image runs on, as written; empty names in the configuration of an artifact.
    public var platform: Platform
    /// The digests of the layers unpacked, the base first.
    public var diffIDs: [Digest]

    /// A configuration of these parts.
    public init(platform: Platform, diffIDs: [Digest]) {
        self.platform = platform
        self.diffIDs = diffIDs
    }

    /// Reads a configuration. How many bytes to read at all is the caller's choice.
    ///
    /// - Throws: what JSON throws, `manifest-invalid`, `json-case-variant-key`, `digest-invalid` or
    ///   `digest-unsupported`.
    public init(bytes: [UInt8]) throws(OCIError) {
        let known = Platform.fieldNames.union(["rootfs"])
        let fields = try JSONFields(JSON(parsing: bytes), known: known, path: "")
        var diffIDs: [Digest] = []
        if let rootfs = fields["rootfs"] {
            let layers = try JSONFields(rootfs, known: ["type", "diff_ids"], path: "rootfs")
            for text in try layers.strings("diff_ids") {
                diffIDs.append(try Digest(parsing: text))
            }
        }
        self.init(platform: try Platform(fields: fields), diffIDs: diffIDs)
    }
}
