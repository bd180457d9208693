public import RegistryClient

/// What a check needs to know besides the plans.
public struct CheckSettings: Sendable {
    /// How requests are made: proxies, `User-Agent`, what registries.yaml says of other hosts, the clock. Its limits and
    /// observers are the check's own.
    public var client: RegistryClientConfiguration
    /// The authorities that could accept a certificate: each `ca_file` of registries.yaml, by its path, and the
    /// system's roots.
    public var authorities: [AuthoritySource]
    /// How long an endpoint may take, all in all.
    public var limit: Duration
    /// How long one step may take.
    public var stepLimit: Duration
    /// Seconds since 1970.
    public var now: @Sendable () -> Int64

    /// Settings; those left out suit a person who waits.
    public init(
        client: RegistryClientConfiguration = RegistryClientConfiguration(),
        authorities: [AuthoritySource] = [],
        limit: Duration = .seconds(14),
        stepLimit: Duration = .seconds(4),
        now: @escaping @Sendable () -> Int64
    ) {
        self.client = client
        self.authorities = authorities
        self.limit = limit
        self.stepLimit = stepLimit
        self.now = now
    }
}
