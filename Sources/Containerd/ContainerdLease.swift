/// Holds everything that is written under it, whoever else refers to it or not: containerd's garbage collection takes
/// no half-pulled image (docs/garbage-collection.md of containerd).
public struct ContainerdLease: Sendable {
    /// Under which writing has to be done.
    public let client: ContainerdClient
    private let id: String
    private let unleased: ContainerdClient

    /// Begins a lease.
    ///
    /// - Parameters:
    ///   - id: a name that nobody else uses.
    ///   - expiry: RFC 3339; from then on the collection takes no notice of the lease.
    public init(id: String, expiry: String, in client: ContainerdClient) async throws {
        var request = LeasesV1.CreateRequest()
        request.id = id
        request.labels = ["containerd.io/gc.expire": expiry]
        _ = try await client.call(LeasesV1.create, request)
        self.id = id
        unleased = client
        self.client = ContainerdClient(
            client.connection.adding("containerd-lease", id),
            address: client.address,
            namespace: client.namespace
        )
    }

    /// Ends the lease: what no image refers to goes with the next collection.
    public func end() async throws {
        var request = LeasesV1.DeleteRequest()
        request.id = id
        _ = try await unleased.call(LeasesV1.delete, request)
    }
}
