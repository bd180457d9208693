/// A token server of its own, whose answers can go wrong.
public final class TestTokenServer: TestPeer {
    /// Issues the tokens.
    public let issuer: TestTokenIssuer
    /// The server behind it, with the log.
    public let server: TestServer
    /// The path of the token endpoint.
    public let path: String
    private let script: FaultScript

    /// `host:port`.
    public var host: String { self.server.host }
    /// The URL of the token endpoint, for a challenge's `realm`.
    public var realm: String { self.server.origin + self.path }
    /// The requests received so far.
    public var requests: [TestRequest] { self.server.requests }
    /// Every byte string received.
    public var received: [[UInt8]] { self.server.received }
    /// Whether ``received`` is all there was.
    public var receivedIsComplete: Bool { self.server.receivedIsComplete }

    /// Starts a token server.
    public init(
        issuer: TestTokenIssuer = TestTokenIssuer(),
        address: String = "127.0.0.1",
        tls: TestTLS? = nil,
        path: String = "/token",
        faults: [FaultRule] = []
    ) async throws {
        let script = FaultScript(faults)
        self.issuer = issuer
        self.path = path
        self.script = script
        self.server = try await TestServer(address: address, tls: tls) { request in
            let route: RegistryRoute = request.path == path ? .token : .unknown
            let answer: @Sendable (TestRequest) -> TestResponse = {
                route == .token ? issuer.response(to: $0) : RegistryError.response(404)
            }
            // A right answer issues a token: it is made only if it is wanted.
            guard let fault = script.fault(for: request, route: route, isAuthenticated: true) else {
                return answer(request)
            }
            return fault.response(.init(request: request, answer: answer))
        }
    }

    /// Lets something go wrong from now on.
    public func inject(
        _ fault: Fault,
        on target: FaultRule.Target = .token,
        _ occurrences: FaultRule.Occurrences = .always,
        method: String? = nil
    ) {
        self.script.add(FaultRule(fault, on: target, occurrences, method: method))
    }

    /// Lets nothing go wrong from now on.
    public func removeFaults() {
        self.script.removeAll()
    }

    /// Stops listening and closes every connection.
    public func shutdown() async {
        await self.server.shutdown()
    }
}
