/// What `--platform` selects: images of one platform, or all of them.
///
/// Unlike a ``Node``, a selector asks for the platform itself, not for what would also run there.
public struct PlatformSelector: Hashable, Sendable, CustomStringConvertible {
    /// The platform asked for, normalized; nil for all.
    public let platform: Platform?
    private let anyVariant: Bool

    /// Selects everything, attestations too.
    public static let all = PlatformSelector(platform: nil, anyVariant: true)

    /// Reads `all` or a platform as ``Platform/init(parsing:)`` does. A Windows build alone will do for the version:
    /// `windows/amd64:20348` is `windows/amd64:10.0.20348`.
    ///
    /// - Throws: `platform-invalid`.
    public init(parsing text: String) throws(OCIError) {
        guard text != "all" else {
            self = .all
            return
        }
        let platform = try PlatformSpecifier(parsing: text, allowingBareBuild: true).platform
        let normalized = platform.normalized
        // An amd64 or arm64 image without a variant runs on each of them; for the others, such as `arm`, there is no
        // such base that "no variant" could mean.
        let hasBaseVariant = normalized.architecture == "amd64" || normalized.architecture == "arm64"
        let isAlias = platform.architecture.asciiLowercased != normalized.architecture
        self.init(platform: normalized, anyVariant: platform.variant == nil && !hasBaseVariant && !isAlias)
    }

    private init(platform: Platform?, anyVariant: Bool) {
        self.platform = platform
        self.anyVariant = anyVariant
    }

    /// Whether an image of platform `offer` is asked for: same operating system, architecture and variant; a version
    /// that equals the selector's or goes on after it with a dot; and every feature that the selector names.
    public func matches(_ offer: Platform) -> Bool {
        guard let platform else { return true }
        let offer = offer.normalized
        return offer.os == platform.os && offer.architecture == platform.architecture
            && (anyVariant || offer.variant == platform.variant)
            && matchesVersion(offer.osVersion ?? "")
            && Set(platform.osFeatures).isSubset(of: offer.osFeatures)
    }

    /// `all`, or the platform; one with any variant is written without.
    public var description: String {
        guard var platform else { return "all" }
        if anyVariant { platform.variant = nil }
        return platform.description
    }

    private func matchesVersion(_ version: String) -> Bool {
        guard let wanted = platform?.osVersion else { return true }
        return version.utf8.elementsEqual(wanted.utf8) || version.utf8.starts(with: "\(wanted).".utf8)
    }
}
