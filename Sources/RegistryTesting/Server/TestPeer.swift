/// A server of a test that keeps what it received, and that the test shuts down.
public protocol TestPeer: Sendable {
    /// `host:port`, as in a URL.
    var host: String { get }
    /// Every byte string received so far: requests with head and body, and what was no request. An unfinished request
    /// is among them once its connection has ended.
    var received: [[UInt8]] { get }
    /// Whether ``received`` is all there was: logs are bounded.
    var receivedIsComplete: Bool { get }
    /// Stops listening and closes every connection, also those of stalled responses.
    func shutdown() async
}

/// Gives `peer` to `body` and shuts it down afterwards, also when `body` throws.
@discardableResult
public func withTestPeer<Peer: TestPeer, Result>(
    _ peer: Peer,
    isolation: isolated (any Actor)? = #isolation,
    _ body: (Peer) async throws -> Result
) async throws -> Result {
    do {
        let result = try await body(peer)
        await peer.shutdown()
        return result
    } catch {
        await peer.shutdown()
        throw error
    }
}
