/// What a request asks a registry for (distribution-spec, "Endpoints").
public enum RegistryRoute: Hashable, Sendable {
    /// `GET /v2/`.
    case ping
    /// A manifest by tag or digest.
    case manifest(repository: String, reference: String)
    /// A blob by digest.
    case blob(repository: String, digest: String)
    /// The list of tags.
    case tags(repository: String)
    /// An upload of a blob, to start or to end.
    case upload(repository: String)
    /// The manifests that refer to one.
    case referrers(repository: String, digest: String)
    /// The token endpoint.
    case token
    /// Anything else.
    case unknown

    init(path: String, root: String, tokenPath: String?) {
        if path == tokenPath {
            self = .token
            return
        }
        guard path == root || path.hasPrefix(root + "/") else {
            self = .unknown
            return
        }
        let parts = path.dropFirst(root.utf8.count).split(separator: "/", omittingEmptySubsequences: true).map(
            String.init
        )
        let last = parts.count - 1
        func name(_ count: Int) -> String { parts.prefix(count).joined(separator: "/") }
        if parts.isEmpty {
            self = .ping
        } else if last >= 2, parts[last - 1] == "manifests" {
            self = .manifest(repository: name(last - 1), reference: parts[last])
        } else if last >= 3, parts[last - 2] == "blobs", parts[last - 1] == "uploads" {
            self = .upload(repository: name(last - 2))
        } else if last >= 2, parts[last - 1] == "blobs", parts[last] == "uploads" {
            self = .upload(repository: name(last - 1))
        } else if last >= 2, parts[last - 1] == "blobs" {
            self = .blob(repository: name(last - 1), digest: parts[last])
        } else if last >= 2, parts[last - 1] == "referrers" {
            self = .referrers(repository: name(last - 1), digest: parts[last])
        } else if last >= 2, parts[last - 1] == "tags", parts[last] == "list" {
            self = .tags(repository: name(last - 1))
        } else {
            self = .unknown
        }
    }

    /// The repository, if it is about one.
    public var repository: String? {
        switch self {
        case .manifest(let repository, _), .blob(let repository, _), .tags(let repository), .upload(let repository),
            .referrers(let repository, _):
            repository
        case .ping, .token, .unknown: nil
        }
    }
}
