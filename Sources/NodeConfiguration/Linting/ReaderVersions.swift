/// Some versions of containerd in a row.
struct VersionSpan: Hashable, Sendable {
    /// The first; nil for the oldest there is.
    var first: ContainerdVersion?
    /// The first that is no longer among them; nil where the newest is.
    var end: ContainerdVersion?

    static let before2 = VersionSpan(end: ContainerdVersion(2, 0))
    static let from2 = from(2, 0)

    static func from(_ major: Int, _ minor: Int) -> VersionSpan {
        VersionSpan(first: ContainerdVersion(major, minor))
    }

    /// `before 2.0`, `2.0 and later`, `2.0 to 2.2`, `2.2`.
    var text: String {
        switch (first, end) {
        case (nil, nil): return "all"
        case (nil, let end?): return "before \(end)"
        case (let first?, nil): return "\(first) and later"
        case (let first?, let end?):
            let last = "\(end.major).\(end.minor - 1)"
            return last == first.description ? last : "\(first) to \(last)"
        }
    }

    fileprivate var numbers: Range<Int> {
        (first.map { $0.number(patch: 0) } ?? 0)..<(end.map { $0.number(patch: 0) } ?? .max)
    }
}

extension ContainerdVersion {
    fileprivate func number(patch unknown: Int) -> Int {
        major * 1_000_000 + minor * 1_000 + min(patch ?? unknown, 999)
    }
}

/// The versions of containerd that may read a config.toml: the one that is known, or all that read its version.
struct ReaderVersions: Hashable, Sendable {
    /// For how many of the readers something holds.
    enum Extent: Hashable, Sendable {
        /// For all of them.
        case all
        /// For some of those for which such a file is written.
        case some
        /// Only for some that migrate it.
        case migrating
        /// For none.
        case none
    }

    private let known: ContainerdVersion?
    private let configVersion: Int

    /// - Parameter known: the node's containerd; nil where only the file's own version tells.
    init(known: ContainerdVersion?, configVersion: Int) {
        self.known = known
        self.configVersion = configVersion
    }

    /// The newest version of config.toml that they read.
    var newestConfigVersion: Int {
        guard let known else { return 4 }
        return known.major == 1 ? 2 : known.isAtLeast(2, 3) ? 4 : 3
    }

    func extent(of span: VersionSpan) -> Extent {
        if span.numbers.contains(readers) { return .all }
        if span.numbers.overlaps(natural) { return .some }
        return span.numbers.overlaps(readers) ? .migrating : .none
    }

    private var readers: Range<Int> {
        guard known == nil else { return natural }
        return natural.lowerBound..<Int.max
    }

    /// containerd 2 reads files of version 1 and 2 too, but they are written for containerd 1.
    private var natural: Range<Int> {
        if let known { return known.number(patch: 0)..<known.number(patch: 999) + 1 }
        switch configVersion {
        case ...2: return ContainerdVersion(1, 5).number(patch: 0)..<ContainerdVersion(2, 0).number(patch: 0)
        case 3: return ContainerdVersion(2, 0).number(patch: 0)..<Int.max
        default: return ContainerdVersion(2, 3).number(patch: 0)..<Int.max
        }
    }
}

extension Range<Int> {
    fileprivate func contains(_ other: Range<Int>) -> Bool {
        lowerBound <= other.lowerBound && other.upperBound <= upperBound
    }
}
