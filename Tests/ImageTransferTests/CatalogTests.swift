import ContentStore
import OCI
import RegistryTesting
import Testing

@testable import ImageTransfer

@Suite("Images of a catalog", .timeLimit(.minutes(2)))
struct CatalogTests {
    private static let image = SampleImage.multiPlatform(attestations: false)

    /// A layout with one image pulled into it.
    private static func withPulled(
        _ selection: PullRequest.Selection,
        _ body: (PullFixture, OCILayout) async throws -> Void
    ) async throws {
        try await PullFixture.run { fixture in
            fixture.registry.add(image, repository: "app", tag: "1")
            #expect(try await fixture.pull([fixture.request("app:1", selection)]).allSatisfy { $0.error == nil })
            try await body(fixture, try OCILayout(opening: fixture.directory))
        }
    }

    private static func rows(_ layout: OCILayout) async throws -> [ListedImage] {
        var rows: [ListedImage] = []
        for image in try layout.images() { rows += try await layout.list(image) }
        return rows
    }

    @Test(
        "are listed by platform, the sizes as their descriptors have them",
        arguments: ["linux/amd64", "windows/amd64:10.0.20348"]
    )
    func one(platform: String) async throws {
        try await Self.withPulled(try .node(platform)) { fixture, layout in
            let rows = try await Self.rows(layout)
            let row = try #require(rows.first)
            #expect(rows.count == 1)
            #expect(row.image.name == "\(fixture.registry.host)/app:1")
            #expect(row.image.reference == row.image.name)
            #expect(row.platform?.description.hasPrefix(platform) == true)
            #expect(row.indexDigest == nil)
            #expect(row.state == .complete)
            #expect(row.missing == 0)
            let manifest = try #require(Self.image.manifests.first { $0.digest == row.manifest.digest })
            guard case .manifest(let read) = try ManifestDocument(bytes: manifest.bytes, mediaType: nil) else { return }
            let sizes = [Int64(manifest.bytes.count), read.config.size] + read.layers.map(\.size)
            #expect(row.size == sizes.reduce(0, +))
            #expect(row.layers == read.layers.count)
        }
    }

    @Test("are complete, incomplete, not there or damaged")
    func states() async throws {
        try await Self.withPulled(try .platforms("linux/amd64", "linux/arm64", "windows/amd64")) { fixture, layout in
            let before = try await Self.rows(layout)
            #expect(before.count == Self.image.manifests.count - 1)
            #expect(Set(before.map(\.indexDigest)) == [Self.image.digest])
            let there = before.filter { $0.state == .complete }
            #expect(there.count == 5)
            #expect(before.filter { $0.state == .absent }.allSatisfy { $0.size == nil && $0.layers == nil })
            let (amd64, arm64) = (there[0].manifest, there[1].manifest)
            guard
                case .manifest(let manifest) = try ManifestDocument(
                    bytes: try layout.document(amd64),
                    mediaType: amd64.mediaType
                )
            else { return }
            try layout.remove(try #require(manifest.layers.last).digest)
            try fixture.overwrite(arm64.digest, with: Array("{}".utf8))
            let after = try await Self.rows(layout)
            #expect(after.first { $0.manifest == amd64 }?.state == .incomplete)
            #expect(after.first { $0.manifest == amd64 }?.missing == manifest.layers.last?.size)
            #expect(after.first { $0.manifest == amd64 }?.size == there[0].size)
            #expect(after.first { $0.manifest == arm64 }?.state == .damaged)
            try layout.remove(Self.image.digest)
            #expect(try await Self.rows(layout).map(\.state) == [.absent])
        }
    }

    private static let heldCases: [(pulled: [String], asked: [String], isHeld: Bool)] = [
        (["linux/amd64"], ["linux/amd64"], true), (["linux/amd64"], ["linux/arm64"], false),
        (["windows/amd64:10.0.20348"], ["windows/amd64"], true), (["windows/amd64:10.0.20348"], ["linux/amd64"], false),
        (["linux/amd64"], ["linux/amd64", "linux/arm64"], false),
        (["linux/amd64", "linux/arm64"], ["linux/arm64"], true),
        (["linux/amd64", "linux/arm64"], ["linux/amd64", "linux/arm64"], true),
        (["linux/amd64", "linux/arm64"], ["all"], false), (["all"], ["all"], true), (["all"], ["linux/arm64"], true),
        (["linux/amd64"], ["all"], false),
    ]

    @Test("are held where all that is asked for is there", arguments: heldCases)
    func held(entry: (pulled: [String], asked: [String], isHeld: Bool)) async throws {
        let pulled = try entry.pulled.map(PlatformSelector.init(parsing:))
        try await Self.withPulled(.platforms(pulled)) { fixture, layout in
            let asked = try entry.asked.map(PlatformSelector.init(parsing:))
            let request = try fixture.request("app:1", .platforms(asked))
            let images = try layout.images()
            let outcomes = try await layout.held(request, among: images)
            #expect((outcomes != nil) == entry.isHeld)
            #expect(outcomes?.allSatisfy { $0.endpoint == nil && $0.error == nil && $0.bytesDownloaded == 0 } ?? true)
            // Under that name, and of that image.
            let other = try fixture.request("app:2", .platforms(asked))
            #expect(try await layout.held(other, among: images) == nil)
            let disguised = try fixture.request("other:1", .platforms(asked), as: request.name)
            #expect(try await layout.held(disguised, among: images) == nil)
        }
    }

    @Test(
        "are held for a host where it would choose what is there",
        arguments: [
            ("windows/amd64:10.0.20348", "windows/amd64:10.0.20348", true), ("linux/amd64", "linux/amd64", true),
            ("linux/amd64", "linux/arm64", false), ("windows/amd64:10.0.26100", "windows/amd64:10.0.17763", false),
        ]
    )
    func host(pulled: String, asked: String, isHeld: Bool) async throws {
        try await Self.withPulled(try .node(pulled)) { fixture, layout in
            let request = try fixture.request("app:1", .node(asked))
            #expect((try await layout.held(request, among: try layout.images()) != nil) == isHeld)
            guard isHeld, let digest = try layout.images().first?.target.digest else { return }
            guard
                case .manifest(let manifest) = try ManifestDocument(
                    bytes: try layout.read(digest, limit: 1 << 20),
                    mediaType: nil
                )
            else { return }
            try layout.remove(manifest.layers[0].digest)
            #expect(try await layout.held(request, among: try layout.images()) == nil)
        }
    }

    @Test("of containerd lose the names that its CRI service adds with the last tag")
    func aliases() throws {
        let digests = try (1...2).map { try Digest(parsing: "sha256:" + String(repeating: "\($0)", count: 64)) }
        let targets = digests.map { Descriptor(mediaType: MediaType.ociIndex, digest: $0, size: 1) }
        let config = "sha256:" + String(repeating: "a", count: 64)
        let all = ContainerdCatalog.marked(
            [
                ("docker.io/library/x:1", 0), ("docker.io/library/x:2", 0), ("docker.io/library/x@\(digests[0])", 0),
                (config, 0), ("r.io/y@\(digests[0])", 0), ("r.io/z@\(digests[1])", 1),
            ].map { CatalogImage(name: $0.0, target: targets[$0.1]) }
        )
        #expect(all.filter(\.isAlias).map(\.name) == ["docker.io/library/x@\(digests[0])", config])
        let first = ContainerdCatalog.records(to: [all[0]], among: all)
        #expect(first == ["docker.io/library/x:1"])
        let both = ContainerdCatalog.records(to: [all[0], all[1]], among: all)
        #expect(
            both == ["docker.io/library/x:1", "docker.io/library/x:2", "docker.io/library/x@\(digests[0])", config]
        )
        #expect(ContainerdCatalog.records(to: [all[5]], among: all) == ["r.io/z@\(digests[1])"])
    }
}
