public import OCI
public import Registries

/// What a plan file for `sync` says: from where, what of it, and to where. The schema is in `docs/sync.md`.
public struct SyncPlan: Hashable, Sendable {
    /// Images that belong together.
    public struct Source: Hashable, Sendable {
        /// How they are named.
        public enum Content: Hashable, Sendable {
            /// One, as a pod names it.
            case image(String)
            /// A list, one a line; the path as it is written.
            case list(String)
            /// A repository's tags.
            case repository(String, TagSelection)
        }

        /// Which.
        public var content: Content
        /// Instead of the plan's own; nil for those.
        public var platforms: [PlatformPattern]?
        /// What stands before their repositories at the destinations, behind the destination's own prefix; empty for
        /// nothing.
        public var prefix = ""
        /// Where the file says it.
        public var position: Position?

        /// All of some content.
        public init(_ content: Content) {
            self.content = content
        }
    }

    /// Where images go.
    public struct Destination: Hashable, Sendable {
        /// The registry.
        public var registry: RegistryHost
        /// What stands before every repository; empty for nothing.
        public var prefix = ""
        /// The registries.yaml of the nodes that will look for them there, by which names are found; nil where names
        /// stay.
        public var nodeRegistries: String?
        /// Where the file says it.
        public var position: Position?

        /// A registry where images keep their repositories.
        public init(_ registry: RegistryHost) {
            self.registry = registry
        }
    }

    /// What a run may use; nil for the program's own numbers.
    public struct Limits: Hashable, Sendable {
        /// Blobs and manifests on their way at once.
        public var jobs: Int?
        /// Of those, to or from one host.
        public var perHost: Int?
        /// Bytes a second from all sources.
        public var maxRate: ByteSize?

        /// None.
        public init() {}
    }

    /// From where.
    public var sources: [Source] = []
    /// Which children of indexes; nil for all, byte for byte.
    public var platforms: [PlatformPattern]?
    /// To where.
    public var destinations: [Destination] = []
    /// With what.
    public var limits = Limits()
    /// Whether signatures and the like come along.
    public var withReferrers = false
    /// Whether foreign layers become ordinary ones.
    public var rewritesForeign = false

    /// Nothing yet.
    public init() {}
}

extension SyncPlan.Limits {
    /// How many jobs there can be.
    public static let jobNumbers = 1...64
    /// How slow a run may be made: below that, a registry would give up on a connection that is held back.
    public static let rates = Int64(256 << 10)...Int64.max
}
