import OCI
import Registries
import RegistryClient
import Synchronization

/// Brings one blob to the destination, unless it is there.
struct BlobFetch: Sendable {
    let client: RegistryClient
    let destination: any ImageDestination
    let progress: TransferProgress

    /// Fetches through `plan`, `endpoint` first; waits while another process or task fetches the same blob.
    ///
    /// - Returns: the bytes that crossed the network.
    func fetch(_ descriptor: Descriptor, plan: PullPlan, endpoint: Int) async throws -> Int64 {
        let report = progress.begin(descriptor)
        defer { progress.end(descriptor) }
        let received = Atomic<Int64>(0)
        let source = BlobSource { destination in
            let transfer = try await client.blob(descriptor, for: plan, preferring: endpoint, into: destination)
            received.add(transfer.bytesDownloaded, ordering: .relaxed)
        }
        _ = try await destination.deliver(descriptor, for: plan.image, from: source, report: report)
        return received.load(ordering: .relaxed)
    }
}
