import OCI
import Registries
import RegistryClient
import Synchronization

/// A repository that is written to within the limits of a run. A blob that another image is just bringing to the same
/// registry is waited for, and then mounted.
final class SharedDestination: CopyDestination {
    private let destination: RegistryDestination
    private let endpoint: Endpoint
    private let sourceHost: @Sendable () -> String?
    private let limits: TransferLimits
    private let announced: AnnouncedBlobs?
    private let mountable = Atomic(0)

    /// - Parameter announced: of a dry run, what would be at the registries by then.
    init(
        _ destination: RegistryDestination,
        at endpoint: Endpoint,
        from sourceHost: @escaping @Sendable () -> String?,
        limits: TransferLimits,
        announced: AnnouncedBlobs?
    ) {
        self.destination = destination
        self.endpoint = endpoint
        self.sourceHost = sourceHost
        self.limits = limits
        self.announced = announced
    }

    /// In a dry run, the blobs that an earlier image of the run would have brought.
    var mountableBlobs: Int { mountable.load(ordering: .relaxed) }

    private var request: Set<PermitQueue.Resource> { [.job, .host(endpoint.host)] }

    func digest(of name: String) async throws -> Digest? {
        try await limits.using(request) { try await destination.digest(of: name) }
    }

    func missing(of blobs: [Descriptor]) async throws -> [Descriptor] {
        let missing = try await limits.using(request) { try await destination.missing(of: blobs) }
        guard let announced else { return missing }
        let new = missing.filter { announced.insert($0.digest, at: endpoint.origin) }
        mountable.add(missing.count - new.count, ordering: .relaxed)
        return new
    }

    func deliver(
        _ blob: Descriptor,
        for image: ImageReference,
        from source: BlobSource,
        report: @escaping @Sendable (Int64) -> Void
    ) async throws -> BlobDelivery.Way {
        var resources = request
        resources.insert(.content(blob.digest, origin: endpoint.origin))
        if let host = sourceHost() { resources.insert(.host(host)) }
        return try await limits.using(resources) {
            try await destination.deliver(blob, for: image, from: source, report: report)
        }
    }

    func write(_ document: [UInt8], of descriptor: Descriptor, for image: ImageReference) async throws {
        try await limits.using(request) { try await destination.write(document, of: descriptor, for: image) }
    }

    func publish(_ image: PublishedImage) async throws {
        try await limits.using(request) { try await destination.publish(image) }
    }
}

/// What the images of a dry run would have brought to registries.
final class AnnouncedBlobs: Sendable {
    private struct Place: Hashable {
        var digest: Digest
        var origin: String
    }

    private let places = Mutex<Set<Place>>([])

    /// - Returns: whether it is new there.
    func insert(_ digest: Digest, at origin: String) -> Bool {
        places.withLock { $0.insert(Place(digest: digest, origin: origin)).inserted }
    }
}
