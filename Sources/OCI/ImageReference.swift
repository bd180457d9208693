/// The full name of an image, `registry/repository[:tag][@digest]`.
///
/// The grammar and the short forms are those of distribution/reference (`ParseNormalizedNamed` and `TagNameOnly`),
/// which containerd, CRI and Docker share.
public struct ImageReference: Hashable, Sendable, CustomStringConvertible {
    /// The registry; `docker.io` for a name that gives none, and for `index.docker.io`.
    public let registry: RegistryHost
    /// The repository; of Docker Hub never with one component alone.
    public let repository: Repository
    /// The tag as written, `latest` if there is neither tag nor digest. Where both are, the digest decides.
    public let tag: Tag?
    /// The digest, which names the content itself.
    public let digest: Digest?

    /// A reference of these parts; with neither tag nor digest it is `latest`.
    public init(registry: RegistryHost, repository: Repository, tag: Tag?, digest: Digest?) {
        self.registry = registry
        self.repository = repository
        self.tag = tag ?? (digest == nil ? .latest : nil)
        self.digest = digest
    }

    /// Reads a full or a short name.
    ///
    /// - Throws: `reference-invalid`; `digest-invalid` or `digest-unsupported` for what follows `@`.
    public init(parsing text: String) throws(OCIError) {
        // Older tools take a bare 64-digit name for an image's id.
        guard text.utf8.count != 64 || !text.utf8.allSatisfy(\.isLowercaseHex) else {
            throw OCIError(.invalidReference, subject: text, detail: "bare-digest")
        }
        let (registry, remainder) = Self.split(text)
        let (named, digest) = Self.cut(remainder, at: "@")
        let (path, tag) = Self.cut(named, at: ":")
        let isShortHubName = registry == nil && !path.utf8.contains(UInt8(ascii: "/"))
        do {
            self.init(
                registry: try registry.map { host throws(OCIError) in try RegistryHost(parsing: host) } ?? .dockerHub,
                repository: try Repository(parsing: isShortHubName ? "library/\(path)" : String(path)),
                tag: try tag.map { tag throws(OCIError) in try Tag(parsing: String(tag)) },
                digest: try digest.map { digest throws(OCIError) in try Digest(parsing: String(digest)) }
            )
        } catch {
            throw OCIError(error.code, subject: text, detail: error.detail)
        }
    }

    /// The last element of a manifest's URL: the digest, or else the tag.
    public var identifier: String {
        digest?.description ?? (tag ?? .latest).description
    }

    /// The canonical spelling, `docker.io/library/busybox:latest`; a digest takes the tag's place.
    public var description: String {
        digest.map { "\(name)@\($0)" } ?? "\(name):\(identifier)"
    }

    /// Registry and repository without tag and digest.
    public var name: String {
        "\(registry)/\(repository)"
    }

    /// Parts the registry from the rest; nil stands for Docker Hub.
    private static func split(_ text: String) -> (registry: String?, remainder: Substring) {
        guard let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")) else { return (nil, text[...]) }
        let first = text[..<slash]
        let rest = text[text.utf8.index(after: slash)...]
        if first == "docker.io" || first == "index.docker.io" { return (nil, rest) }
        let isHost =
            first == "localhost"
            || first.utf8.contains { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":") || $0.isUppercaseLetter }
        return isHost ? (String(first), rest) : (nil, text[...])
    }

    private static func cut(_ text: Substring, at separator: Unicode.Scalar) -> (Substring, Substring?) {
        guard let index = text.utf8.firstIndex(of: UInt8(ascii: separator)) else { return (text, nil) }
        return (text[..<index], text[text.utf8.index(after: index)...])
    }
}
