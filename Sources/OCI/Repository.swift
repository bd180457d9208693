/// A repository's path within its registry, such as `library/busybox` (distribution/reference, "path").
public struct Repository: Hashable, Sendable, CustomStringConvertible {
    /// The longest path, in bytes.
    public static let maximumLength = 255

    /// The path as written.
    public let description: String

    /// Reads lower-case components joined by slashes; within one, letters and digits are joined by one dot, one or
    /// two underscores, or any number of hyphens.
    ///
    /// - Throws: `reference-invalid`.
    public init(parsing text: String) throws(OCIError) {
        guard text.utf8.count <= Self.maximumLength else {
            throw OCIError(.invalidReference, subject: text, detail: "repository-length")
        }
        guard !text.utf8.contains(where: \.isUppercaseLetter) else {
            throw OCIError(.invalidReference, subject: text, detail: "repository-case")
        }
        let components = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard components.allSatisfy(Self.isComponent) else {
            throw OCIError(.invalidReference, subject: text, detail: "repository")
        }
        self.description = text
    }

    private static func isComponent(_ text: Substring.UTF8View) -> Bool {
        let isWord = { (byte: UInt8) in byte.isLowercaseLetter || byte.isDigit }
        var rest = text
        while true {
            let word = rest.prefix(while: isWord)
            guard !word.isEmpty else { return false }
            rest = rest[word.endIndex...]
            guard !rest.isEmpty else { return true }
            let separator = rest.prefix { !isWord($0) }
            guard isSeparator(separator) else { return false }
            rest = rest[separator.endIndex...]
        }
    }

    private static func isSeparator(_ text: Substring.UTF8View) -> Bool {
        text.elementsEqual(".".utf8) || text.elementsEqual("_".utf8) || text.elementsEqual("__".utf8)
            || text.allSatisfy { $0 == UInt8(ascii: "-") }
    }
}
