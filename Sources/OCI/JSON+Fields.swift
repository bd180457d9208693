// Reading the objects of the image specification out of JSON.

/// One object of the specification, with the fields that the specification names.
struct JSONFields {
    private let members: [String: JSON]
    private let path: String

    /// - Parameter known: the fields' names; another key that Go's JSON decoder would take for one of them is refused,
    ///   for Go matches names regardless of case, and two readers of one digest must not see two images.
    init(_ json: JSON, known: Set<String>, path: String) throws(OCIError) {
        guard let object = json.object else {
            throw OCIError(.invalidManifest, subject: path, detail: "not-an-object")
        }
        let folded = Set(known.map(Self.fold))
        for member in object where !known.contains(member.key) && folded.contains(Self.fold(member.key)) {
            throw OCIError(.jsonCaseVariantKey, subject: member.key, detail: path)
        }
        self.path = path
        self.members = Dictionary(object.map { ($0.key, $0.value) }) { first, _ in first }
    }

    /// Whether the key is there, be it with `null`.
    func has(_ key: String) -> Bool {
        members[key] != nil
    }

    /// The value; nil for an absent one and for `null`.
    subscript(key: String) -> JSON? {
        members[key].flatMap { $0.isNull ? nil : $0 }
    }

    func required(_ key: String) throws(OCIError) -> JSON {
        guard let value = self[key] else { throw missing(key) }
        return value
    }

    func string(_ key: String) throws(OCIError) -> String? {
        guard let value = self[key] else { return nil }
        guard let text = value.string else { throw wrong(key) }
        return text
    }

    func array(_ key: String) throws(OCIError) -> [JSON]? {
        guard let value = self[key] else { return nil }
        guard let elements = value.array else { throw wrong(key) }
        return elements
    }

    func strings(_ key: String) throws(OCIError) -> [String] {
        var strings: [String] = []
        for element in try array(key) ?? [] {
            guard let text = element.string else { throw wrong(key) }
            strings.append(text)
        }
        return strings
    }

    func stringMap(_ key: String) throws(OCIError) -> [String: String] {
        guard let value = self[key] else { return [:] }
        guard let object = value.object else { throw wrong(key) }
        var map: [String: String] = [:]
        for member in object {
            guard let text = member.value.string else { throw wrong(key) }
            map[member.key] = text
        }
        return map
    }

    func missing(_ key: String) -> OCIError {
        OCIError(.invalidManifest, subject: field(key), detail: "missing")
    }

    func wrong(_ key: String) -> OCIError {
        OCIError(.invalidManifest, subject: field(key), detail: "wrong-kind")
    }

    /// Where the field stands, such as `layers[2].size`.
    func field(_ key: String) -> String {
        path.isEmpty ? key : "\(path).\(key)"
    }

    /// Go's case folding as far as it reaches ASCII: the long s and the Kelvin sign are letters of field names too.
    private static func fold(_ key: String) -> String {
        guard !key.utf8.allSatisfy({ $0 < 0x80 }) else { return key.asciiLowercased }
        var scalars = String.UnicodeScalarView()
        for scalar in key.unicodeScalars {
            switch scalar {
            case "\u{17F}": scalars.append("s")
            case "\u{212A}": scalars.append("k")
            default: scalars.append(scalar)
            }
        }
        return String(scalars).asciiLowercased
    }
}
