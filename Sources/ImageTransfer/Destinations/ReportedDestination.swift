import ContentStore
import NIOCore
import OCI
import RegistryClient

/// A destination whose progress somebody is told of.
struct ReportedDestination: BlobDestination {
    let destination: any BlobDestination
    let report: @Sendable (Int64) -> Void

    var offset: Int64 { destination.offset }

    func append(_ bytes: ByteBuffer) async throws {
        try await destination.append(bytes)
        report(destination.offset)
    }

    func restart() async throws {
        try await destination.restart()
        report(0)
    }

    func finish() async throws {
        try await destination.finish()
    }
}

extension Error {
    /// Whether the bytes that came are of no use.
    var isAboutContent: Bool {
        if self is BlobIntegrityError { return true }
        if isDiskFull { return true }
        if let error = self as? RegistryClientError { return error.stage == .integrity }
        return false
    }
}
