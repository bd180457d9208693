/// A tag, a name that a repository gives to one manifest for the time being (distribution-spec, "Pulling manifests").
public struct Tag: Hashable, Sendable, CustomStringConvertible {
    /// The tag as written.
    public let description: String

    /// The tag of a reference that names neither tag nor digest.
    public static let latest = Tag(unchecked: "latest")

    /// Reads a letter, digit or underscore and up to 127 more of them, dots and hyphens.
    ///
    /// - Throws: `reference-invalid`.
    public init(parsing text: String) throws(OCIError) {
        let utf8 = text.utf8
        guard let first = utf8.first, utf8.count <= 128, Self.isWord(first),
            utf8.allSatisfy({ Self.isWord($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") })
        else {
            throw OCIError(.invalidReference, subject: text, detail: "tag")
        }
        self.init(unchecked: text)
    }

    private init(unchecked text: String) {
        self.description = text
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        byte.isLetter || byte.isDigit || byte == UInt8(ascii: "_")
    }
}
