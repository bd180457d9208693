/// Text or bytes that break a rule of the image, distribution or reference specification.
///
/// The error carries codes and data only; the command line turns them into words.
public struct OCIError: Error, Hashable, Sendable {
    /// Which family of rules was broken. Open: later versions add codes.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The stable spelling of the code, such as `digest-invalid`.
        public let rawValue: String

        /// A code of that spelling.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// Not an image reference (distribution/reference grammar).
        public static let invalidReference = Code(rawValue: "reference-invalid")
        /// Not a digest, or not one of exact length in lower-case hex.
        public static let invalidDigest = Code(rawValue: "digest-invalid")
        /// A well-formed digest of an algorithm other than sha256 and sha512.
        public static let unsupportedDigest = Code(rawValue: "digest-unsupported")
        /// Not a platform of the form `OS/ARCH[/VARIANT][:OSVERSION]`.
        public static let invalidPlatform = Code(rawValue: "platform-invalid")
        /// Not JSON (RFC 8259), or not UTF-8.
        public static let jsonSyntax = Code(rawValue: "json-syntax")
        /// JSON nested deeper than allowed.
        public static let jsonTooDeep = Code(rawValue: "json-too-deep")
        /// One JSON object with the same key twice.
        public static let jsonDuplicateKey = Code(rawValue: "json-duplicate-key")
        /// A JSON key that differs from a field of the specification only in upper and lower case.
        public static let jsonCaseVariantKey = Code(rawValue: "json-case-variant-key")
        /// A manifest or index of more than ``ManifestDocument/maximumSize`` bytes.
        public static let manifestTooLarge = Code(rawValue: "manifest-too-large")
        /// One body that reads as a manifest and as an index.
        public static let ambiguousManifest = Code(rawValue: "manifest-ambiguous")
        /// The body says another media type than the one it came with, or has another type's shape.
        public static let mediaTypeMismatch = Code(rawValue: "media-type-mismatch")
        /// A media type that is neither a manifest nor an index of OCI or Docker schema 2.
        public static let unsupportedMediaType = Code(rawValue: "media-type-unsupported")
        /// A manifest, index or configuration with a field missing or of the wrong kind.
        public static let invalidManifest = Code(rawValue: "manifest-invalid")
        /// A list of images that cannot be read to its end.
        public static let invalidImageList = Code(rawValue: "image-list-invalid")
    }

    /// Which family of rules was broken.
    public var code: Code
    /// The offending text, shortened and without control characters.
    public var subject: String
    /// The rule broken, as a short token; in JSON with the byte offset, as in `trailing-bytes@17`.
    public var detail: String?

    /// An error about `subject`, of which at most the first 128 characters are kept.
    public init(_ code: Code, subject: some StringProtocol, detail: String? = nil) {
        self.code = code
        self.subject = Self.shortened(subject)
        self.detail = detail
    }

    private static func shortened(_ text: some StringProtocol) -> String {
        let limit = 128
        var scalars = String.UnicodeScalarView()
        for (count, scalar) in text.unicodeScalars.enumerated() {
            guard count < limit else {
                scalars.append("\u{2026}")
                break
            }
            // A hostile registry's text must not steer the reader's terminal.
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: scalars.append("\u{FFFD}")
            default: scalars.append(scalar)
            }
        }
        return String(scalars)
    }
}
