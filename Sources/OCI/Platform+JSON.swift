extension Platform {
    /// Reads a descriptor's platform object, as it is written: an absent `os` or `architecture` is empty, for tools
    /// that describe artifacts write that.
    ///
    /// - Throws: `manifest-invalid` or `json-case-variant-key`.
    public init(json: JSON) throws(OCIError) {
        try self.init(json: json, path: "")
    }

    init(json: JSON, path: String) throws(OCIError) {
        try self.init(fields: JSONFields(json, known: Self.fieldNames, path: path))
    }

    init(fields: JSONFields) throws(OCIError) {
        self.init(
            os: try fields.string("os") ?? "",
            architecture: try fields.string("architecture") ?? "",
            variant: try fields.string("variant"),
            osVersion: try fields.string("os.version"),
            osFeatures: try fields.strings("os.features")
        )
    }

    /// The platform as JSON, in the order in which Go's image-spec types write it.
    public var json: JSON {
        var members = [
            JSON.Member(key: "architecture", value: .string(architecture)),
            JSON.Member(key: "os", value: .string(os)),
        ]
        if let osVersion {
            members.append(JSON.Member(key: "os.version", value: .string(osVersion)))
        }
        if !osFeatures.isEmpty {
            members.append(JSON.Member(key: "os.features", value: .array(osFeatures.map(JSON.string))))
        }
        if let variant {
            members.append(JSON.Member(key: "variant", value: .string(variant)))
        }
        return .object(members)
    }

    static let fieldNames: Set<String> = ["os", "architecture", "variant", "os.version", "os.features"]
}
