/// The first document of a YAML text, read with libyaml as go-yaml v2's `Unmarshal` reads it: YAML 1.1,
/// duplicate keys allowed, later documents ignored.
public struct YAMLDocument: Hashable, Sendable {
    /// The most bytes a file may have: 1 MiB.
    public static let maximumSize = 1 << 20
    /// The most collections in one another.
    public static let maximumDepth = 64
    /// The most values (keys included) after aliases are replaced by what they stand for.
    public static let maximumNodes = 100_000

    /// The outermost value; nil for a file with nothing but blank space and comments.
    public let root: YAMLNode?
    /// How the file was encoded.
    public let encoding: ConfigurationText.Encoding

    /// Reads a file's bytes.
    /// - Throws: the first fault, with its place; see ``YAMLError/Code``.
    public init(bytes: [UInt8]) throws(YAMLError) {
        guard bytes.count <= YAMLDocument.maximumSize else {
            throw YAMLError(code: .tooLarge, mark: YAMLMark(), detail: "size")
        }
        let (utf8, encoding) = try ConfigurationText.decode(bytes)
        self.encoding = encoding
        let reader = YAMLEventReader(utf8: utf8)
        var builder = YAMLTreeBuilder()
        // A stream has events until its end event, so the loop ends with the text.
        reading: while true {
            let event = try reader.next()
            switch event.kind {
            case .streamEnd, .documentEnd: break reading
            case .other: break
            default: try builder.add(event)
            }
        }
        self.root = builder.root
    }
}
