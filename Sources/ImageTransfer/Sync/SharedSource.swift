import NIOCore
import OCI
import RegistryClient

/// A registry's image that is read within the limits of a run.
struct SharedSource: ImageSource {
    let source: RegistrySource
    let limits: TransferLimits

    /// A job, and a request to the host.
    private var request: Set<PermitQueue.Resource> { Set([.job] + (source.host.map { [.host($0)] } ?? [])) }

    func root() async throws -> ImageDocument { try await limits.using(request) { try await source.root() } }

    func document(_ descriptor: Descriptor) async throws -> ImageDocument {
        try await limits.using(request) { try await source.document(descriptor) }
    }

    /// Within the permission of whoever wants the bytes.
    func blob(_ descriptor: Descriptor, into destination: any BlobDestination) async throws {
        try await source.blob(descriptor, into: PacedDestination(destination: destination, limits: limits))
    }

    func referrers(of digest: Digest) async throws -> [Descriptor] {
        try await limits.using(request) { try await source.referrers(of: digest) }
    }

    func signatures(of digests: [Digest]) async throws -> [(name: String, document: ImageDocument)] {
        try await limits.using(request) { try await source.signatures(of: digests) }
    }

    func repository(at origin: String) -> String? { source.repository(at: origin) }
}

/// A destination that takes no more bytes a second than the run may read.
struct PacedDestination: BlobDestination {
    let destination: any BlobDestination
    let limits: TransferLimits

    var offset: Int64 { destination.offset }

    func append(_ bytes: ByteBuffer) async throws {
        try await destination.append(bytes)
        try await limits.pass(bytes.readableBytes)
    }

    func restart() async throws { try await destination.restart() }

    func finish() async throws { try await destination.finish() }
}
