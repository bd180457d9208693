/// Releases of containerd in a row, for which something holds.
struct ReleaseRange: Hashable, Sendable {
    /// The first; nil for the oldest that knows hosts.toml.
    var first: ContainerdVersion?
    /// The first that is no longer among them; nil where the newest is.
    var end: ContainerdVersion?
    /// As a person writes it.
    var text: String

    /// Containerd refuses a hosts.toml without a host table.
    static let needsHostTable = ReleaseRange(end: ContainerdVersion(1, 7, 32), text: "1.5 to 1.7.31")
    /// The reader is go-toml 1.
    static let beforeVersion2 = ReleaseRange(end: ContainerdVersion(2, 0), text: "before 2.0")
    /// The order of hosts is that of their headers, and the reader is go-toml v2.
    static let fromVersion2 = ReleaseRange(first: ContainerdVersion(2, 0), text: "2.0 and later")
    /// `referrers` is no capability.
    static let withoutReferrers = ReleaseRange(end: ContainerdVersion(2, 2), text: "before 2.2")
    /// `ca` on Windows is added to nothing.
    static let withoutWindowsRoots = ReleaseRange(end: ContainerdVersion(2, 3), text: "before 2.3")
    /// `dial_timeout` is read.
    static let withDialTimeout = ReleaseRange(first: ContainerdVersion(2, 1), text: "2.1 and later")

    /// Whether it holds for a version; nil where it does for some of what that may be.
    func contains(_ version: ContainerdVersion?) -> Bool? {
        guard let version else { return nil }
        let (low, high) = (version.number(unknownPatch: 0), version.number(unknownPatch: 999))
        let lowest = first?.number(unknownPatch: 0) ?? 0
        let next = end?.number(unknownPatch: 0) ?? .max
        if low >= lowest, high < next { return true }
        return high < lowest || low >= next ? false : nil
    }

    /// For how many of the releases it holds that the node may have.
    func extent(on target: LintTarget) -> ReaderVersions.Extent {
        if target.version == nil, let version = target.configVersion {
            return ReaderVersions(known: nil, configVersion: version).extent(of: VersionSpan(first: first, end: end))
        }
        return contains(target.version).map { $0 ? .all : .none } ?? .some
    }
}

extension ContainerdVersion {
    fileprivate func number(unknownPatch: Int) -> Int {
        major * 10_000_000 + minor * 1_000 + min(patch ?? unknownPatch, 999)
    }
}

extension Finding {
    /// The finding where it holds for some releases alone: nil if the target's is not among them, and with those named
    /// if that is not known. What holds only for releases that would migrate the node's config.toml is a warning at
    /// most, for it may never meet one.
    func limited(to range: ReleaseRange, on target: LintTarget) -> Finding? {
        var finding = self
        switch range.extent(on: target) {
        case .none: return nil
        case .all: break
        case .some: finding.versions = range.text
        case .migrating:
            finding.versions = range.text
            finding.severity = max(severity, .warning)
        }
        return finding
    }

    /// The finding where it does not hold for the build of K3s and RKE2.
    func limitedToStock(on target: LintTarget, orElse isK3sFile: Bool = false) -> Finding? {
        var finding = self
        switch isK3sFile ? true : target.isK3sBuild {
        case true?: return nil
        case false?: return finding
        case nil:
            finding.versions = "containerd's own releases"
            return finding
        }
    }
}
