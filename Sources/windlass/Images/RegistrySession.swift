import ContentStore
import Credentials
import ImageTransfer
import NodeCommands
import OCI
import Registries
import RegistryClient

/// The registries of one command: what registries.yaml says of them, the credentials and a client.
struct RegistrySession: Sendable {
    let client: RegistryClient
    private let loaded: PlanArguments.Loaded
    private let node: Node
    private let search: PlanCredentials
    /// Made once for all images: it compiles the patterns of the file.
    private let planner: Planner

    /// Runs `body` with a session, and closes its connections.
    static func run<Result>(
        _ plan: PlanArguments,
        _ credentials: CredentialArguments,
        jobs: Int,
        isQuiet: Bool = true,
        _ body: (RegistrySession) async throws -> Result
    ) async throws -> Result {
        let node = try plan.node(nil)
        let named = try plan.load(for: .windlass, on: node)
        let loaded = try named.withLocalFiles()
        if !isQuiet { named.remarks.forEach { Output.talk($0) } }
        let session = RegistrySession(
            client: RegistryClient(configuration: loaded.clientConfiguration(jobs: jobs)),
            loaded: loaded,
            node: node,
            search: credentials.planCredentials(below: plan.root),
            planner: loaded.planner(flavour: .windlass, node: node)
        )
        let result: Result
        do {
            result = try await body(session)
        } catch {
            try await session.client.shutdown()
            switch error {
            case let error as RegistryClientError: throw CommandFailure(TransferError(error, stage: "manifest"))
            case let error as ContentStoreError: throw CommandFailure(error)
            case let error as TransferError: throw CommandFailure(error)
            default: throw error
            }
        }
        try await session.client.shutdown()
        return result
    }

    /// The image that a name stands for here.
    func image(_ text: String) throws(CommandFailure) -> ImageReference { try loaded.image(text) }

    /// Where nodes look for an image.
    func plan(for text: String) async throws -> PullPlan { try await plan(for: try loaded.image(text)) }

    /// Where nodes look for an image.
    func plan(for image: ImageReference) async throws -> PullPlan {
        let bare = planner.plan(for: image)
        guard !bare.endpoints.isEmpty else {
            throw CommandFailure(.invalidConfiguration, code: "no-endpoints", "no endpoint is left for \(bare.image)")
        }
        return try await search.fill(bare).runnable()
    }

    /// The tags of a repository, from the first endpoint of its plan that tells them.
    func tags(of text: String) async throws -> (tags: [String], endpoint: Endpoint) {
        let plan = try await plan(for: text)
        var failure: RegistryClientError?
        for endpoint in plan.endpoints {
            do throws(RegistryClientError) {
                // Not all registries list them in order.
                return (try await client.tags(at: endpoint).sorted(), endpoint)
            } catch {
                failure = failure ?? error
            }
        }
        throw failure ?? RegistryClientError(.noEndpoint, stage: .manifest)
    }

    /// The registry that a reference names, itself: no mirror, no rewrite, its own credential and TLS settings.
    func place(_ text: String) async throws -> (image: ImageReference, endpoint: Endpoint) {
        let image = try ImageReference(argument: text)
        let own = try loaded.endpoint(of: image.registry.description, on: node)
            .asking(for: image.identifier, in: image.repository.description, below: "/v2")
        let alone = PullPlan(image: image, node: node, endpoints: [own])
        return (image, try await search.fill(alone).runnable().endpoints.first ?? own)
    }
}
