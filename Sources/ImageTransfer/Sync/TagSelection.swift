public import Registries

/// Which tags of a repository are wanted. Everything that is said must hold.
public struct TagSelection: Hashable, Sendable {
    /// These, where the repository has them; nil for any.
    public var only: [String]?
    /// Of versions, those in the range.
    public var range: VersionRange?
    /// What the tag has to match, anywhere unless anchored.
    public var match: RewritePattern?
    /// What no tag matches.
    public var exclude: [RewritePattern] = []
    /// Of versions, so many of the newest.
    public var newest: Int?
    /// Whether a ``range`` and ``newest`` see pre-releases too, which `v1.31.2-rke2r1` is.
    public var prereleases = false

    /// All tags.
    public init() {}

    /// Those of a repository's tags that are wanted, versions from the oldest to the newest, other tags by their text
    /// before them.
    public func selected(from tags: [String]) -> [String] {
        let wanted = only.map(Set.init)
        var candidates: [(tag: String, version: TagVersion?)] = []
        for tag in Set(tags) where wanted?.contains(tag) ?? true {
            if let match, !match.matches(tag) { continue }
            if exclude.contains(where: { $0.matches(tag) }) { continue }
            let version = TagVersion(tag)
            if isAboutVersions {
                guard let version, prereleases || version.prerelease.isEmpty else { continue }
                guard range?.contains(version) ?? true else { continue }
            }
            candidates.append((tag, version))
        }
        candidates.sort { left, right in
            switch (left.version, right.version) {
            case (let one?, let other?) where one < other || other < one: one < other
            case (nil, _?): true
            case (_?, nil): false
            default: left.tag.utf8.lexicographicallyPrecedes(right.tag.utf8)
            }
        }
        return candidates.suffix(newest ?? candidates.count).map(\.tag)
    }

    /// Of ``only``, those that the repository does not have.
    public func missing(from tags: [String]) -> [String] {
        let there = Set(tags)
        return (only ?? []).filter { !there.contains($0) }
    }

    private var isAboutVersions: Bool { range != nil || newest != nil }
}
