import ContentStore
import NIOCore
import OCI
import Registries
import RegistryClient

/// Brings one blob into the layout, unless it is there.
struct BlobFetch: Sendable {
    let client: RegistryClient
    let store: OCILayout
    let progress: TransferProgress
    let clock: any Clock<Duration>

    /// Fetches through `plan`, `endpoint` first; waits while another process or task fetches the same blob.
    ///
    /// - Returns: the bytes that crossed the network.
    func fetch(_ descriptor: Descriptor, plan: PullPlan, endpoint: Int) async throws -> Int64 {
        try store.dropIfBroken(descriptor)
        guard let ingest = try await store.ingestWhenFree(descriptor, clock: clock) else { return 0 }
        let report = progress.begin(descriptor)
        defer { progress.end(descriptor) }
        if ingest.offset > 0 {
            progress.expect(ingest.offset)
            report(ingest.offset)
        }
        do {
            let transfer = try await client.blob(
                descriptor,
                for: plan,
                preferring: endpoint,
                into: IngestDestination(ingest: ingest, report: report)
            )
            return transfer.bytesDownloaded
        } catch {
            // Good bytes are worth keeping for the next run; nothing is left of bytes that proved wrong.
            ingest.abandon(keepingData: !error.isAboutContent)
            throw error
        }
    }
}

private struct IngestDestination: BlobDestination {
    let ingest: Ingest
    let report: @Sendable (Int64) -> Void

    var offset: Int64 { ingest.offset }

    func append(_ bytes: ByteBuffer) throws {
        try bytes.withUnsafeReadableBytes { try ingest.append($0) }
        report(ingest.offset)
    }

    func restart() throws {
        try ingest.restart()
        report(0)
    }

    func finish() async throws {
        try ingest.commit()
    }
}

extension Error {
    fileprivate var isAboutContent: Bool {
        if self is BlobIntegrityError { return true }
        if let error = self as? ContentStoreError { return error.code == .diskFull }
        if let error = self as? RegistryClientError { return error.stage == .integrity }
        return false
    }
}
