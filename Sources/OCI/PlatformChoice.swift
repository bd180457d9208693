/// Which of an index's entries a node takes, and why.
public struct PlatformChoice: Hashable, Sendable {
    /// The entry that Windlass takes: of those that the node runs the numerically newest; nil for none.
    public var windlass: Int?
    /// The entry that containerd on the node takes, which orders Windows versions as text; nil for none.
    public var containerd: Int?
    /// How it came to that.
    public var reason: Reason

    /// A choice of that outcome.
    public init(windlass: Int?, containerd: Int?, reason: Reason) {
        self.windlass = windlass
        self.containerd = containerd
        self.reason = reason
    }

    /// Why these entries were taken, or none.
    public enum Reason: Hashable, Sendable {
        /// So many entries fit, and both rules take the same.
        case matched(count: Int)
        /// Entries fit, but the newest is not the one whose version comes last as text.
        case textOrderDiffers(TextOrder)
        /// No entry that names its platform fits, and so many name none: the first of these is taken, and its
        /// configuration must show whether it fits.
        case undeclared(count: Int)
        /// No entry fits.
        case noMatch(Mismatch)
    }

    /// Two versions that stand in one order as numbers and in the other as text.
    public struct TextOrder: Hashable, Sendable {
        /// How many entries fit.
        public var count: Int
        /// The version that is numerically newest: Windlass's choice.
        public var newest: String?
        /// The version that is last as text: containerd's choice.
        public var lastAsText: String?

        /// An order of these versions.
        public init(count: Int, newest: String?, lastAsText: String?) {
            self.count = count
            self.newest = newest
            self.lastAsText = lastAsText
        }
    }

    /// A host, what it was offered, and what it would have taken.
    public struct Mismatch: Hashable, Sendable {
        /// The host's platform.
        public var host: Platform
        /// The host's Windows build, where known.
        public var hostBuild: Int?
        /// What was offered, in the index's order, and what was against each.
        public var offers: [Offer]
        /// The platforms that would fit, best first, apart from their version.
        public var wouldMatch: [Platform]
        /// On a Windows host of known build, the builds that would fit; an image without a version would too.
        public var wouldMatchBuilds: ClosedRange<Int>?

        /// A mismatch of these parts.
        public init(
            host: Platform,
            hostBuild: Int?,
            offers: [Offer],
            wouldMatch: [Platform],
            wouldMatchBuilds: ClosedRange<Int>?
        ) {
            self.host = host
            self.hostBuild = hostBuild
            self.offers = offers
            self.wouldMatch = wouldMatch
            self.wouldMatchBuilds = wouldMatchBuilds
        }

        /// The Windows builds offered for the host's own architecture, ascending, each once.
        public var offeredBuilds: [Int] {
            let versions = offers.filter { $0.refusal.isAboutVersion }.compactMap(\.platform.osVersion)
            return Set(versions.compactMap { WindowsVersion($0)?.build }).sorted()
        }
    }

    /// One entry that the host refuses.
    public struct Offer: Hashable, Sendable {
        /// Which entry of the index.
        public var index: Int
        /// The platform it names, as written.
        public var platform: Platform
        /// What is against it.
        public var refusal: Refusal

        /// An offer with what is against it.
        public init(index: Int, platform: Platform, refusal: Refusal) {
            self.index = index
            self.platform = platform
            self.refusal = refusal
        }
    }

    /// What is against an entry, the first obstacle alone.
    public enum Refusal: Hashable, Sendable {
        /// It is an attestation (`unknown/unknown`), not an image.
        case attestation
        /// It is for another operating system.
        case operatingSystem
        /// It is for another architecture or variant.
        case architecture
        /// Its Windows version cannot be read, and containerd then refuses it.
        case unreadableVersion
        /// Its Windows build is older than the host runs.
        case olderBuild(Int)
        /// Its Windows build is newer than the host.
        case newerBuild(Int)
        /// Its Windows version is of another major or minor version than the host's.
        case otherVersion
        /// It needs features that the host has not.
        case missingFeatures([String])

        /// Whether all but the Windows version fits.
        public var isAboutVersion: Bool {
            switch self {
            case .unreadableVersion, .olderBuild, .newerBuild, .otherVersion: true
            case .attestation, .operatingSystem, .architecture, .missingFeatures: false
            }
        }
    }
}
