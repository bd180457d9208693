public import OCI

/// A registry of the OCI distribution-spec in memory, which does what a script says.
public final class TestRegistry: TestPeer {
    /// The server behind it, with the log.
    public let server: TestServer
    /// The path of its API.
    public let root: String
    private let content = RegistryContent()
    private let script: FaultScript

    /// `host:port`.
    public var host: String { self.server.host }
    /// `http://host:port` or `https://host:port`.
    public var origin: String { self.server.origin }
    /// The port.
    public var port: Int { self.server.port }
    /// The requests received so far.
    public var requests: [TestRequest] { self.server.requests }
    /// Every byte string received.
    public var received: [[UInt8]] { self.server.received }
    /// Whether ``received`` is all there was.
    public var receivedIsComplete: Bool { self.server.receivedIsComplete }

    /// Starts an empty registry.
    ///
    /// - Parameters:
    ///   - address: The loopback address.
    ///   - tls: The certificate to show; nil is plain HTTP.
    ///   - root: The path of the API, `/v2` or longer.
    ///   - authentication: Who may read.
    ///   - knowsReferrers: Whether there is an API for referrers.
    ///   - connections: What to do with the n-th connection, counted from 0.
    ///   - faults: What goes wrong from the start.
    public init(
        address: String = "127.0.0.1",
        tls: TestTLS? = nil,
        root: String = "/v2",
        authentication: TestAuthentication = .none,
        knowsReferrers: Bool = true,
        connections: @escaping @Sendable (Int) -> TestServer.ConnectionBehaviour = { _ in .serve },
        faults: [FaultRule] = []
    ) async throws {
        let script = FaultScript(faults)
        let service = RegistryService(
            root: root,
            isTLS: tls != nil,
            authentication: authentication,
            content: self.content,
            script: script,
            knowsReferrers: knowsReferrers
        )
        self.script = script
        self.root = root
        self.server = try await TestServer(address: address, tls: tls, connections: connections) {
            service.response(to: $0)
        }
    }

    /// Adds an image with all that belongs to it, or moves a tag to it.
    public func add(_ image: SampleImage, repository: String, tag: String? = nil) {
        self.content.add(image, repository: repository, tag: tag)
    }

    /// Adds a blob.
    public func add(blob: SampleContent, repository: String) {
        self.content.add(blob: blob, repository: repository)
    }

    /// Adds a manifest, of whatever bytes.
    public func add(manifest: SampleContent, repository: String, tag: String? = nil) {
        self.content.add(manifest: manifest, repository: repository, tag: tag)
    }

    /// Removes a manifest or blob; tags that name it stay.
    public func remove(_ digest: Digest, repository: String) {
        self.content.remove(digest, repository: repository)
    }

    /// Removes a tag.
    public func removeTag(_ tag: String, repository: String) {
        self.content.removeTag(tag, repository: repository)
    }

    /// The bytes under a tag or digest, with their media type.
    public func manifest(_ reference: String, repository: String) -> SampleContent? {
        self.content.manifest(reference, repository: repository)
    }

    /// How many uploads were begun and neither ended nor given up.
    public var openUploads: Int { self.content.openUploads.count }

    /// Whether it holds this manifest or blob.
    public func contains(_ digest: Digest, repository: String) -> Bool {
        self.content.manifest(digest.description, repository: repository) != nil
            || self.content.blob(digest.description, repository: repository) != nil
    }

    /// Lets something go wrong from now on; see ``FaultRule``.
    public func inject(
        _ fault: Fault,
        on target: FaultRule.Target,
        _ occurrences: FaultRule.Occurrences = .always,
        method: String? = nil,
        beforeAuthentication: Bool = false
    ) {
        let rule = FaultRule(
            fault,
            on: target,
            occurrences,
            method: method,
            beforeAuthentication: beforeAuthentication
        )
        self.script.add(rule)
    }

    /// Lets nothing go wrong from now on.
    public func removeFaults() {
        self.script.removeAll()
    }

    /// The requests received so far that a rule with this target would be about.
    public func requests(_ target: FaultRule.Target, method: String? = nil) -> [TestRequest] {
        self.requests.filter { request in
            let route = RegistryRoute(path: request.path, root: self.root, tokenPath: "/token")
            return target.matches(route, request) && (method == nil || method == request.method)
        }
    }

    /// Stops listening and closes every connection.
    public func shutdown() async {
        await self.server.shutdown()
    }
}
