import ImageTransfer
import OCI
import Registries
import Testing

/// Names found backwards: what is pushed there is what a node asks there for.
@Suite("Names at destinations")
struct SyncNamingTests {
    private static let nodes = ["linux/amd64", "windows/amd64:10.0.20348"]

    private func planners(_ text: String, flavour: Flavour = .node, on nodes: [String] = nodes) throws -> [Planner] {
        let configuration = try RegistriesConfiguration(parsing: Array(text.utf8), strictness: .lenient)
        return try nodes.map {
            Planner(configuration, options: PlanOptions(flavour: flavour, node: try Node(parsing: $0)))
        }
    }

    private static let host = "registry.example:5000"

    private func naming(_ text: String, on nodes: [String] = nodes) throws -> SyncNaming {
        .nodes(try RegistryHost(parsing: Self.host), try planners(text, on: nodes))
    }

    private static func file(_ endpoint: String, rewrite: String = "") -> String {
        "mirrors:\n  docker.io:\n    endpoint: [\"\(endpoint)\"]\n"
            + (rewrite.isEmpty ? "" : "    rewrite: {\(rewrite)}\n")
    }

    @Test(
        "a node with the file asks for the name that was found",
        arguments: [
            ("https://registry.example:5000", "", "library/app"),
            ("https://registry.example:5000", "\"(.*)\": \"mirror/$1\"", "mirror/library/app"),
            ("https://registry.example:5000", "\"^library/(.*)\": \"hub/$1\"", "hub/app"),
            ("https://registry.example:5000/v2/project", "", "project/library/app"),
            ("https://registry.example:5000/v2/project", "\"^library/\": \"\"", "project/app"),
        ],
        nodes
    )
    func found(_ file: (endpoint: String, rewrite: String, repository: String), _ node: String) throws {
        let text = Self.file(file.endpoint, rewrite: file.rewrite)
        let image = try ImageReference(parsing: "app:1")
        let names = try naming(text, on: [node]).names(of: image)
        #expect(names.targets.map(\.description) == ["\(Self.host)/\(file.repository):1"])
        #expect(names.unreached.isEmpty)
        // Forwards again: the URL that the node asks is that of the name.
        let plan = try planners(text, on: [node])[0].plan(for: image)
        let asked = plan.endpoints.filter { $0.host == Self.host }.map(\.manifestURL)
        let pushed = "https://\(Self.host)/v2/\(file.repository)/manifests/1"
        #expect(asked.map { $0.prefix { $0 != "?" } } == [pushed[...]])
    }

    @Test("a digest beside a tag is found under the tag", arguments: nodes)
    func digests(_ node: String) throws {
        let digest = "sha256:" + String(repeating: "a", count: 64)
        let naming = try naming(Self.file("https://registry.example:5000"), on: [node])
        let both = try naming.names(of: try ImageReference(parsing: "app:1@\(digest)"))
        #expect(both.targets.map(\.description) == ["\(Self.host)/library/app:1"])
        let alone = try naming.names(of: try ImageReference(parsing: "app@\(digest)"))
        #expect(alone.targets.map(\.description) == ["\(Self.host)/library/app@\(digest)"])
    }

    @Test(
        "what leads nowhere says so",
        arguments: [
            ("https://other.example", "app:1", "destination-unreached"),
            ("https://registry.example:5000", "quay.io/app:1", "destination-unreached"),
            ("https://registry.example:5000/elsewhere", "app:1", "destination-root-foreign"),
        ],
        nodes
    )
    func nowhere(_ file: (endpoint: String, image: String, code: String), _ node: String) throws {
        let naming = try naming(Self.file(file.endpoint), on: [node])
        let image = try ImageReference(parsing: file.image)
        let error = #expect(throws: SyncFault.self) { try naming.names(of: image) }
        #expect(error?.code == file.code)
    }

    @Test("the destination's own images keep their names", arguments: nodes)
    func own(_ node: String) throws {
        let image = try ImageReference(parsing: "\(Self.host)/team/app:1")
        let names = try naming(Self.file("https://other.example"), on: [node]).names(of: image)
        #expect(names.targets == [image])
    }

    @Test("a port that goes without saying makes no difference")
    func ports() throws {
        let naming = SyncNaming.nodes(
            try RegistryHost(parsing: "registry.example"),
            try planners(Self.file("https://registry.example:443"))
        )
        let names = try naming.names(of: try ImageReference(parsing: "app:1"))
        #expect(names.targets.map(\.description) == ["registry.example/library/app:1"])
    }

    @Test("images whose rewrites meet have no place, whatever their order", arguments: nodes)
    func collisions(_ node: String) throws {
        let text = """
            mirrors:
              docker.io: {endpoint: ["https://registry.example:5000"], rewrite: {"^library/(.*)": "m/$1"}}
              quay.io: {endpoint: ["https://registry.example:5000"], rewrite: {"^team/(.*)": "m/$1"}}
            """
        let naming = try naming(text, on: [node])
        let images = try ["app:1", "quay.io/team/app:1", "quay.io/team/other:1"].map(ImageReference.init(parsing:))
        for order in [images, images.reversed()] {
            var assignment = SyncAssignment()
            for image in order { assignment.add(image, platforms: nil, by: naming) }
            let items = assignment.withoutCollisions().items
            #expect(items.filter { $0.fault?.code == "destination-collision" }.count == 2)
            #expect(items.filter { $0.fault == nil }.map(\.image) == [images[2]])
        }
    }

    @Test("a prefix stands before the repository, a source's own behind it")
    func prefixes() throws {
        let host = try RegistryHost(parsing: Self.host)
        let image = try ImageReference(parsing: "quay.io/team/app:1")
        let naming = SyncNaming.prefixed(host, prefix: "mirror")
        #expect(try naming.names(of: image).targets.map(\.description) == ["\(Self.host)/mirror/team/app:1"])
        #expect(
            try naming.names(of: image, prefix: "quay").targets.map(\.description) == [
                "\(Self.host)/mirror/quay/team/app:1"
            ]
        )
        let long = SyncNaming.prefixed(host, prefix: String(repeating: "a", count: 250))
        #expect(throws: SyncFault.self) { try long.names(of: image) }
    }

    @Test("parts of a list are stable, cover it and do not overlap")
    func shards() throws {
        let images = try (0..<300).map { try ImageReference(parsing: "registry.example/app-\($0):1") }
        let shards = try (1...4).map { try #require(Shard($0, of: 4)) }
        let parts = shards.map { shard in Set(images.filter(shard.contains)) }
        #expect(parts.reduce(0) { $0 + $1.count } == 300)
        #expect(parts.reduce(Set()) { $0.union($1) } == Set(images))
        #expect(parts.allSatisfy { (40...110).contains($0.count) })
        // Pinned: another version of the program must not part a list otherwise while a Job runs.
        let numbers = images.prefix(6).map { image in shards.first { $0.contains(image) }?.number }
        #expect(numbers == [1, 3, 3, 1, 1, 4])
        #expect(Shard(0, of: 4) == nil)
        #expect(Shard(5, of: 4) == nil)
        #expect(try #require(Shard(1, of: 1)).contains(images[7]))
    }
}
