import ContentStore
import NIOCore
import OCI
import Registries
import RegistryClient

/// Brings one blob to the destination, unless it is there.
struct BlobFetch: Sendable {
    let client: RegistryClient
    let destination: any ImageDestination
    let progress: TransferProgress

    /// Fetches through `plan`, `endpoint` first; waits while another process or task fetches the same blob.
    ///
    /// - Returns: the bytes that crossed the network.
    func fetch(_ descriptor: Descriptor, plan: PullPlan, endpoint: Int) async throws -> Int64 {
        guard let ingest = try await destination.ingest(descriptor, for: plan.image) else { return 0 }
        let report = progress.begin(descriptor)
        defer { progress.end(descriptor) }
        report(ingest.offset)
        do {
            let transfer = try await client.blob(
                descriptor,
                for: plan,
                preferring: endpoint,
                into: ReportedIngest(ingest: ingest, report: report)
            )
            return transfer.bytesDownloaded
        } catch {
            // Good bytes are worth keeping for the next run; nothing is left of bytes that proved wrong.
            await ingest.abandon(keepingData: !error.isAboutContent)
            throw error
        }
    }
}

private struct ReportedIngest: BlobDestination {
    let ingest: any BlobIngest
    let report: @Sendable (Int64) -> Void

    var offset: Int64 { ingest.offset }

    func append(_ bytes: ByteBuffer) async throws {
        try await ingest.append(bytes)
        report(ingest.offset)
    }

    func restart() async throws {
        try await ingest.restart()
        report(0)
    }

    func finish() async throws {
        try await ingest.finish()
    }
}

extension Error {
    fileprivate var isAboutContent: Bool {
        if self is BlobIntegrityError { return true }
        if isDiskFull { return true }
        if let error = self as? RegistryClientError { return error.stage == .integrity }
        return false
    }
}
