public import OCI
public import Registries

/// Fetches manifests and blobs along a pull plan.
///
/// One client serves any number of plans and tasks: connections, tokens and the back-off of each host are shared.
/// Call ``shutdown()`` when done with it.
public final class RegistryClient: Sendable {
    let configuration: RegistryClientConfiguration
    let timeline: Timeline
    let transport: Transport
    let authenticator: Authenticator
    let backoff: HostBackoff

    /// A client without connections; the first request makes one.
    public init(configuration: RegistryClientConfiguration = RegistryClientConfiguration()) {
        self.configuration = configuration
        self.timeline = Timeline(configuration.clock)
        self.transport = Transport(configuration)
        self.authenticator = Authenticator(transport: transport, configuration: configuration, timeline: timeline)
        self.backoff = HostBackoff(policy: configuration.retry)
    }

    /// Closes all connections; requests under way fail.
    public func shutdown() async throws {
        try await transport.shutdown()
    }

    /// As ``shutdown()``, for somebody who has no time to wait for connections that are just being made.
    public func abandon() {
        transport.abandon()
    }

    /// Asks the plan's endpoints in order until one has the manifest.
    ///
    /// - Parameters:
    ///   - digest: what to ask for instead of the plan's own reference, such as one image of an index.
    ///   - first: the place in the plan to begin at.
    /// - Returns: bytes that match `digest`, or the plan's digest if its reference is one.
    /// - Throws: the most telling of the endpoints' errors, with every attempt made; `cancelled` where the task was.
    public func manifest(
        for plan: PullPlan,
        digest: Digest? = nil,
        startingAt first: Int = 0
    ) async throws(RegistryClientError) -> FetchedManifest {
        let fetch = ManifestFetch(client: self, plan: plan, digest: digest)
        return try await fetch.run(startingAt: first)
    }

    /// Fetches one blob, continuing where `destination` stands, at the endpoints of the plan in turn and at last at
    /// the layer's own `urls`.
    ///
    /// - Parameter preferred: the place in the plan of the endpoint to ask first.
    /// - Throws: ``RegistryClientError``, the most telling one with every attempt; or, unchanged, what `destination`
    ///   throws other than ``BlobIntegrityError``.
    @discardableResult
    public func blob(
        _ descriptor: Descriptor,
        for plan: PullPlan,
        preferring preferred: Int = 0,
        into destination: any BlobDestination
    ) async throws -> BlobTransfer {
        var fetch = BlobFetch(client: self, plan: plan, descriptor: descriptor, destination: destination)
        return try await fetch.run(preferring: preferred)
    }
}
