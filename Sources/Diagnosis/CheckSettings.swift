public import RegistryClient

/// What a check needs to know besides the plans.
public struct CheckSettings: Sendable {
    /// Where the proxy variables are read.
    public var environment: [String: String]
    /// The `User-Agent` of every request.
    public var userAgent: String
    /// What registries.yaml says of a host that a redirect or a realm leads to (`host` or `host:port`).
    public var configuredHost: @Sendable (String) -> ConfiguredHost?
    /// The authorities that could accept a certificate: each `ca_file` of registries.yaml, by its path, and the
    /// system's roots.
    public var authorities: [AuthoritySource]
    /// How long an endpoint may take, all in all.
    public var limit: Duration
    /// How long one step may take.
    public var stepLimit: Duration
    /// The clock of limits and durations.
    public var clock: any Clock<Duration>
    /// Seconds since 1970.
    public var now: @Sendable () -> Int64

    /// Settings; those left out suit a person who waits.
    public init(
        environment: [String: String] = [:],
        userAgent: String = "windlass",
        configuredHost: @escaping @Sendable (String) -> ConfiguredHost? = { _ in nil },
        authorities: [AuthoritySource] = [],
        limit: Duration = .seconds(14),
        stepLimit: Duration = .seconds(4),
        clock: any Clock<Duration> = ContinuousClock(),
        now: @escaping @Sendable () -> Int64
    ) {
        self.environment = environment
        self.userAgent = userAgent
        self.configuredHost = configuredHost
        self.authorities = authorities
        self.limit = limit
        self.stepLimit = stepLimit
        self.clock = clock
        self.now = now
    }
}
