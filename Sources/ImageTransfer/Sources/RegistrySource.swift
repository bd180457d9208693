public import OCI
public import Registries
public import RegistryClient
import Synchronization

/// An image of a registry, along its pull plan.
public final class RegistrySource: ImageSource {
    private let client: RegistryClient
    private let plan: PullPlan
    /// The endpoint that had the image.
    private let endpoint = Atomic(0)

    /// The image of a plan.
    public init(_ plan: PullPlan, client: RegistryClient) {
        self.plan = plan
        self.client = client
    }

    /// From the first endpoint that has it, which is asked first from then on.
    public func root() async throws -> ImageDocument {
        let fetched = try await client.manifest(for: plan, digest: plan.image.digest)
        endpoint.store(fetched.endpoint, ordering: .relaxed)
        return ImageDocument(fetched)
    }

    /// By digest, so that any endpoint will do.
    public func document(_ descriptor: Descriptor) async throws -> ImageDocument {
        try descriptor.checkIsSmall()
        let first = endpoint.load(ordering: .relaxed)
        let fetched = try await client.manifest(for: plan, digest: descriptor.digest, startingAt: first)
        let document = ImageDocument(fetched)
        try document.check(against: descriptor)
        return document
    }

    /// From the endpoints in turn, and at last from the layer's own `urls`.
    public func blob(_ descriptor: Descriptor, into destination: any BlobDestination) async throws {
        let first = endpoint.load(ordering: .relaxed)
        try await client.blob(descriptor, for: plan, preferring: first, into: destination)
    }

    /// Those that the endpoint knows which had the image.
    public func referrers(of digest: Digest) async throws -> [Descriptor] {
        guard let place else { return [] }
        return try await client.referrers(of: digest, at: place)
    }

    /// By the tags of the endpoint which had the image.
    public func signatures(of digests: [Digest]) async throws -> [(name: String, document: ImageDocument)] {
        guard let place else { return [] }
        let prefixes = digests.map { $0.referrersTag + "." }
        var found: [(name: String, document: ImageDocument)] = []
        for tag in try await tags(at: place) where prefixes.contains(where: tag.hasPrefix) {
            let fetched = try await client.manifest(of: plan.image.withoutDigest, at: place.asking(for: tag))
            found.append(
                (tag, ImageDocument(fetched))
            )
        }
        return found
    }

    /// The repository asked there, after rewrites, where the image came from that very registry.
    public func repository(at origin: String) -> String? {
        guard let place, place.origin == origin, place.root == "/v2" else { return nil }
        return place.repository
    }

    private func tags(at place: Endpoint) async throws -> [String] {
        do {
            return try await client.tags(at: place)
        } catch {
            // A repository whose images are known by digest alone.
            guard error.code == .notFound else { throw error }
            return []
        }
    }

    /// The host that is asked first.
    var host: String? { place?.host }

    private var place: Endpoint? {
        let index = endpoint.load(ordering: .relaxed)
        return plan.endpoints.indices.contains(index) ? plan.endpoints[index] : nil
    }
}

extension ImageReference {
    /// The same without a digest: of that the answer to a tag is no proof.
    fileprivate var withoutDigest: ImageReference {
        ImageReference(registry: registry, repository: repository, tag: tag, digest: nil)
    }
}
