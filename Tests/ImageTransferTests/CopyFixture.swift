import ContentStore
import ImageTransfer
import OCI
import Registries
import RegistryClient
import RegistryTesting

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Two registries, a directory and a client, for one test.
struct CopyFixture {
    let source: TestRegistry
    let target: TestRegistry
    let directory: String
    let client: RegistryClient
    let known = KnownBlobs()

    static func run(
        knowsReferrers: Bool = true,
        _ body: (CopyFixture) async throws -> Void
    ) async throws {
        let directory = FileManager.default.temporaryDirectory.path + "/windlass-copy-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try await withTestPeer(try await TestRegistry(knowsReferrers: knowsReferrers)) { source in
            try await withTestPeer(try await TestRegistry(knowsReferrers: knowsReferrers)) { target in
                let retry = RetryPolicy(attempts: 3, base: .milliseconds(1), cap: .milliseconds(5))
                let client = RegistryClient(configuration: RegistryClientConfiguration(jobs: 8, retry: retry))
                do {
                    try await body(
                        CopyFixture(source: source, target: target, directory: directory, client: client)
                    )
                } catch {
                    try await client.shutdown()
                    throw error
                }
                try await client.shutdown()
            }
        }
    }

    private func endpoint(_ registry: TestRegistry, _ repository: String, _ reference: String) -> Endpoint {
        Endpoint(
            scheme: .http,
            host: registry.host,
            repository: repository,
            reference: reference,
            isExplicitHTTP: true
        )
    }

    func from(_ repository: String, _ tag: String = "1", at registry: TestRegistry? = nil) throws -> RegistrySource {
        let registry = registry ?? source
        let plan = PullPlan(
            image: try ImageReference(parsing: "\(registry.host)/\(repository):\(tag)"),
            node: Node(.current),
            endpoints: [endpoint(registry, repository, tag)]
        )
        return RegistrySource(plan, client: client)
    }

    func request(_ repository: String = "app", name: String = "1", platforms: String...) throws -> CopyRequest {
        var request = CopyRequest(
            source: try from(repository),
            image: try ImageReference(parsing: "\(source.host)/\(repository):1"),
            name: name
        )
        if !platforms.isEmpty { request.platforms = try platforms.map(PlatformPattern.init(parsing:)) }
        return request
    }

    /// Into a repository of the target.
    func copy(_ request: CopyRequest, to repository: String = "mirror/app", isDryRun: Bool = false) async -> CopyOutcome
    {
        let destination = RegistryDestination(
            endpoint(target, repository, request.name),
            client: client,
            known: known,
            jobs: 4
        )
        return await ImageCopy(to: destination, jobs: 4, isDryRun: isDryRun).run(request)
    }

    /// Into a layout.
    func copy(_ request: CopyRequest, into layout: String) async throws -> CopyOutcome {
        let store = try store(layout)
        defer { store.close() }
        return await ImageCopy(to: LayoutDestination(store), jobs: 4).run(request)
    }

    func store(_ layout: String) throws -> OCILayout {
        try OCILayout(openingOrCreating: "\(directory)/\(layout)")
    }

    /// The index or manifest that the target has under a tag.
    func copied(_ tag: String = "1", in repository: String = "mirror/app") -> SampleContent? {
        target.manifest(tag, repository: repository)
    }

    func index(_ tag: String = "1", in repository: String = "mirror/app") throws -> Index? {
        guard let content = copied(tag, in: repository),
            case .index(let index) = try ManifestDocument(bytes: content.bytes, mediaType: content.mediaType)
        else { return nil }
        return index
    }
}

extension SampleImage {
    /// An index of entries whose descriptors say what they like.
    static func index(_ children: [(SampleImage, Platform?)]) -> SampleImage {
        var image = SampleImage(indexOf: children.map(\.0))
        let entries = children.map { child, platform in
            var descriptor = child.root.descriptor
            descriptor.platform = platform
            return descriptor
        }
        let bytes = Index(manifests: entries).json.bytes()
        let root = SampleContent(mediaType: MediaType.ociIndex, body: .bytes(bytes))
        image.manifests[0] = root
        image.root = root
        return image
    }
}
