public import OCI
public import RegistryClient

/// Where an image is copied to. What stands in an ``ImageDestination`` is written as it comes; a registry has its own
/// way to take a blob.
public protocol CopyDestination: Sendable {
    /// Whether blobs that are there may go before the name is given, unless they are delivered all the same.
    var forgetsBlobs: Bool { get }

    /// What a name leads to there; nil for nothing, or where that is not known.
    func digest(of name: String) async throws -> Digest?

    /// The blobs that are not there yet; nothing is changed.
    func missing(of blobs: [Descriptor]) async throws -> [Descriptor]

    /// Makes ready for blobs that are ``missing(of:)``.
    ///
    /// - Throws: `disk-full` where it is known beforehand that there is no room.
    func prepare(for missing: [Descriptor]) async throws

    /// Brings a blob, unless it is there; `source` may be asked for it more than once.
    ///
    /// - Parameters:
    ///   - image: on whose behalf.
    ///   - report: is told how many bytes are there.
    func deliver(
        _ blob: Descriptor,
        for image: ImageReference,
        from source: BlobSource,
        report: @escaping @Sendable (Int64) -> Void
    ) async throws -> BlobDelivery.Way

    /// Puts a manifest, an index or a configuration, whose bytes are verified and whose children are there.
    func write(_ document: [UInt8], of descriptor: Descriptor, for image: ImageReference) async throws

    /// Gives an image its name.
    func publish(_ image: PublishedImage) async throws
}

extension CopyDestination {
    /// They stay.
    public var forgetsBlobs: Bool { false }

    /// Nothing: room is a registry's own concern.
    public func prepare(for missing: [Descriptor]) async throws {}

    /// Not known.
    public func digest(of name: String) async throws -> Digest? { nil }
}

/// Where a blob's bytes come from.
public struct BlobSource: Sendable {
    /// Hands the bytes over from the destination's offset on, and finishes it.
    public var send: @Sendable (any BlobDestination) async throws -> Void
    /// The repository in which a registry (`https://host:port`) has the blob already, if it is known to.
    public var repository: @Sendable (_ origin: String) -> String?

    /// A source from its parts.
    public init(
        send: @escaping @Sendable (any BlobDestination) async throws -> Void,
        repository: @escaping @Sendable (_ origin: String) -> String? = { _ in nil }
    ) {
        self.send = send
        self.repository = repository
    }
}

extension ImageDestination {
    /// By an ingest, which keeps what it has for the next run.
    public func deliver(
        _ blob: Descriptor,
        for image: ImageReference,
        from source: BlobSource,
        report: @escaping @Sendable (Int64) -> Void
    ) async throws -> BlobDelivery.Way {
        guard let ingest = try await ingest(blob, for: image) else { return .present }
        report(ingest.offset)
        do {
            try await source.send(ReportedDestination(destination: ingest, report: report))
            return .uploaded
        } catch {
            // Good bytes are worth keeping for the next run; nothing is left of bytes that proved wrong.
            await ingest.abandon(keepingData: !error.isAboutContent)
            throw error
        }
    }
}
