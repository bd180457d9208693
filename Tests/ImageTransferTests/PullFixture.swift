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

/// A registry, an empty layout and a client, for one test.
struct PullFixture {
    let registry: TestRegistry
    let directory: String
    let client: RegistryClient

    /// Runs `body` and takes everything down again.
    static func run(
        _ registry: TestRegistry? = nil,
        _ body: (PullFixture) async throws -> Void
    ) async throws {
        let directory = FileManager.default.temporaryDirectory.path + "/windlass-pull-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let own: TestRegistry
        if let registry { own = registry } else { own = try await TestRegistry() }
        try await withTestPeer(own) { registry in
            let retry = RetryPolicy(attempts: 3, base: .milliseconds(1), cap: .milliseconds(5))
            let client = RegistryClient(configuration: RegistryClientConfiguration(jobs: 4, retry: retry))
            do {
                try await body(PullFixture(registry: registry, directory: directory, client: client))
            } catch {
                try await client.shutdown()
                throw error
            }
            try await client.shutdown()
        }
    }

    func store() throws -> OCILayout {
        try OCILayout(openingOrCreating: directory)
    }

    func request(
        _ name: String,
        _ selection: PullRequest.Selection,
        as layoutName: String? = nil
    ) throws -> PullRequest {
        let image = try ImageReference(parsing: "\(registry.host)/\(name)")
        let configuration = try RegistriesConfiguration(
            parsing: Array("mirrors: {'\(registry.host)': {endpoint: ['\(registry.origin)']}}".utf8),
            strictness: .strict
        )
        let node = try Node(parsing: "linux/amd64")
        let plan = Planner(configuration, options: PlanOptions(node: node)).plan(for: image)
        return PullRequest(plan: plan, selection: selection, name: layoutName ?? image.description)
    }

    func pull(_ requests: [PullRequest], jobs: Int = 4) async throws -> [PullOutcome] {
        let store = try store()
        defer { store.close() }
        return await ImagePull(client: client, destination: LayoutDestination(store), jobs: jobs).run(requests)
    }

    /// Every file of the layout, relative, sorted.
    func files() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: directory).sorted().filter {
            !$0.hasSuffix("sha256") && $0 != "blobs"
        }
    }

    func overwrite(_ digest: Digest, with bytes: [UInt8]) throws {
        try Data(bytes).write(to: URL(filePath: directory + "/" + blobPath(digest)))
    }

    func blobPath(_ digest: Digest) -> String {
        "blobs/\(digest.algorithm.rawValue)/\(digest.hex)"
    }
}

extension PullRequest.Selection {
    static func node(_ text: String) throws -> Self {
        .node(try Node(parsing: text))
    }

    static func platforms(_ texts: String...) throws -> Self {
        .platforms(try texts.map(PlatformSelector.init(parsing:)))
    }
}
