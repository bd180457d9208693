public import Registries

/// What a ``RegistryClient`` needs to know besides the plans it is given.
public struct RegistryClientConfiguration: Sendable {
    /// How many connections to one host there are at most. A request beyond that waits for one, but no longer than
    /// ``connectTimeout``: run no more transfers at once.
    public var jobs: Int
    /// How long a connection, its TLS handshake included, may take.
    public var connectTimeout: Duration
    /// How long a connection may be silent, before the answer or within a body.
    public var noProgressTimeout: Duration
    /// How often and how long a request is tried again.
    public var retry: RetryPolicy
    /// Where `HTTP_PROXY`, `HTTPS_PROXY`, `NO_PROXY` and their lower-case forms are read.
    public var environment: [String: String]
    /// The `User-Agent` of every request.
    public var userAgent: String
    /// What registries.yaml says of a host that a redirect or a realm leads to (`host` or `host:port`).
    public var configuredHost: @Sendable (String) -> ConfiguredHost?
    /// The clock of waits, of tokens' ends and of durations in reports.
    public var clock: any Clock<Duration>
    /// A number in `0..<1`, for jitter.
    public var random: @Sendable () -> Double

    /// Is told of every request and its answer, before the body comes.
    public var observe: (@Sendable (ObservedExchange) -> Void)?
    /// Is told of every token that a token server gives; one that is still remembered is not told of again.
    public var observeToken: (@Sendable (ObservedToken) -> Void)?

    /// A configuration; everything left out has a default that suits a node.
    public init(
        jobs: Int = 4,
        connectTimeout: Duration = .seconds(10),
        noProgressTimeout: Duration = .seconds(60),
        retry: RetryPolicy = RetryPolicy(),
        environment: [String: String] = [:],
        userAgent: String = "windlass",
        configuredHost: @escaping @Sendable (String) -> ConfiguredHost? = { _ in nil },
        clock: any Clock<Duration> = ContinuousClock(),
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) },
        observe: (@Sendable (ObservedExchange) -> Void)? = nil,
        observeToken: (@Sendable (ObservedToken) -> Void)? = nil
    ) {
        self.jobs = jobs
        self.connectTimeout = connectTimeout
        self.noProgressTimeout = noProgressTimeout
        self.retry = retry
        self.environment = environment
        self.userAgent = userAgent
        self.configuredHost = configuredHost
        self.clock = clock
        self.random = random
        self.observe = observe
        self.observeToken = observeToken
    }
}

/// A host that registries.yaml names: its being named lifts the address rule for it.
public struct ConfiguredHost: Hashable, Sendable {
    /// Its TLS settings, if it has any.
    public var tls: TLSSettings?

    /// A host with these TLS settings.
    public init(tls: TLSSettings? = nil) {
        self.tls = tls
    }
}
