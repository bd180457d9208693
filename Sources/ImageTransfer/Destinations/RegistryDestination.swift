import NIOCore
public import OCI
public import Registries
public import RegistryClient
import Synchronization

/// Into one repository of a registry, at the registry itself.
public final class RegistryDestination: CopyDestination {
    private let client: RegistryClient
    private let endpoint: Endpoint
    private let known: KnownBlobs
    private let jobs: Int
    private let documents = Mutex<[Digest: (bytes: [UInt8], mediaType: String)]>([:])

    /// - Parameters:
    ///   - endpoint: the registry and the repository.
    ///   - known: what earlier copies of the run found or left at registries.
    ///   - jobs: how many blobs are looked for at once.
    public init(_ endpoint: Endpoint, client: RegistryClient, known: KnownBlobs = KnownBlobs(), jobs: Int = 4) {
        self.endpoint = endpoint
        self.client = client
        self.known = known
        self.jobs = jobs
    }

    /// By the registry's own word.
    public func digest(of name: String) async throws -> Digest? {
        try await client.manifestDescriptor(name, at: endpoint)?.digest
    }

    /// Asks for each blob, but for those that an earlier copy of the run left here.
    public func missing(of blobs: [Descriptor]) async throws -> [Descriptor] {
        let asked = blobs.filter { !isKnown($0) }
        let answers = await inParallel(asked, jobs: jobs) { [client, endpoint] blob -> Result<Bool, any Error> in
            do {
                return .success(try await client.hasBlob(blob, at: endpoint))
            } catch {
                return .failure(error)
            }
        }
        return try zip(asked, answers).compactMap { blob, answer in
            guard try answer.get() else { return blob }
            known.add(blob.digest, in: endpoint.repository, at: endpoint.origin)
            return nil
        }
    }

    /// Mounts it where another repository of the registry has it, else sends it.
    public func deliver(
        _ blob: Descriptor,
        for image: ImageReference,
        from source: BlobSource,
        report: @escaping @Sendable (Int64) -> Void
    ) async throws -> BlobDelivery.Way {
        guard !isKnown(blob) else { return .present }
        defer { report(blob.size) }
        let places = [source.repository(endpoint.origin)] + known.repositories(with: blob.digest, at: endpoint.origin)
        // A registry that mounts from none of three mounts from none.
        for place in places.compactMap(\.self).filter({ $0 != endpoint.repository }).prefix(3) {
            if try await client.mount(blob, from: place, to: endpoint) {
                known.add(blob.digest, in: endpoint.repository, at: endpoint.origin)
                return .mounted(from: place)
            }
        }
        let delivery = try await client.upload(blob, to: endpoint) { destination in
            try await source.send(ReportedDestination(destination: destination, report: report))
        }
        known.add(blob.digest, in: endpoint.repository, at: endpoint.origin)
        return delivery.way
    }

    /// By digest. A registry without an API for referrers gets its list of them.
    public func write(_ document: [UInt8], of descriptor: Descriptor, for image: ImageReference) async throws {
        guard MediaType.isIndex(descriptor.mediaType) || MediaType.isManifest(descriptor.mediaType) else {
            let source = BlobSource { try await $0.send(document) }
            _ = try await deliver(descriptor, for: image, from: source) { _ in }
            return
        }
        documents.withLock { $0[descriptor.digest] = (document, descriptor.mediaType) }
        let reference = descriptor.digest.description
        let knowsSubjects = try await client.putManifest(
            document,
            mediaType: descriptor.mediaType,
            as: reference,
            at: endpoint
        )
        guard !knowsSubjects else { return }
        let content = try ManifestDocument(bytes: document, mediaType: descriptor.mediaType)
        try await client.addReferrer(
            ImageDocument(bytes: document, content: content, digest: descriptor.digest),
            at: endpoint
        )
    }

    /// By tag, if the name is one; what was written keeps its digest.
    public func publish(_ image: PublishedImage) async throws {
        guard (try? Tag(parsing: image.name)) != nil, (try? Digest(parsing: image.name)) == nil,
            let document = documents.withLock({ $0[image.entry.digest] })
        else { return }
        _ = try await client.putManifest(
            document.bytes,
            mediaType: document.mediaType,
            as: image.name,
            at: endpoint
        )
    }

    private func isKnown(_ blob: Descriptor) -> Bool {
        known.repositories(with: blob.digest, at: endpoint.origin).contains(endpoint.repository)
    }
}

/// What the copies of one run know of registries: which repository has which blob.
public final class KnownBlobs: Sendable {
    private struct Place: Hashable {
        var origin: String
        var digest: Digest
    }

    private let repositories = Mutex<[Place: [String]]>([:])

    /// Nothing yet.
    public init() {}

    func add(_ digest: Digest, in repository: String, at origin: String) {
        repositories.withLock { repositories in
            let place = Place(origin: origin, digest: digest)
            if repositories[place]?.contains(repository) != true {
                repositories[place, default: []].append(repository)
            }
        }
    }

    func repositories(with digest: Digest, at origin: String) -> [String] {
        repositories.withLock { $0[Place(origin: origin, digest: digest)] ?? [] }
    }
}

extension BlobDestination {
    /// All of a small content.
    fileprivate func send(_ bytes: [UInt8]) async throws {
        let rest = bytes.dropFirst(Int(offset))
        if !rest.isEmpty { try await append(.init(bytes: rest)) }
        try await finish()
    }
}
