import OCI
import RegistryTesting
import Testing

/// Servers of our own that do what docker-registry does not.
@Suite("Hostile and failing registries", .timeLimit(.minutes(2)))
struct FaultTests {
    /// A bad answer, what it is called and how the program ends.
    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var fault: Fault
        var target: FaultRule.Target = .blob()
        var code: String
        var exit: Int32
    }

    private static let image = SampleImage.linux(layers: [64_000], seed: 11)

    static let rows = [
        Row(testDescription: "a flipped byte", fault: .flippedByte(at: 5_000), code: "digest-mismatch", exit: 8),
        Row(
            testDescription: "an endless body",
            fault: .hugeBody(size: 1 << 40),
            code: "size-mismatch",
            exit: 8
        ),
        Row(
            testDescription: "another manifest than the digest's",
            fault: .flippedByte(at: 20),
            target: .manifest(),
            code: "digest-mismatch",
            exit: 8
        ),
        Row(
            testDescription: "a rate limit that outlasts us",
            fault: .tooManyRequests(retryAfter: "3600"),
            target: .manifest(),
            code: "rate-limited",
            exit: 7
        ),
        Row(
            testDescription: "a rate limit on blobs",
            fault: .tooManyRequests(retryAfter: "3600"),
            code: "rate-limited",
            exit: 7
        ),
        Row(
            testDescription: "a login page",
            fault: .portalPage,
            target: .manifest(),
            code: "not-a-registry",
            exit: 6
        ),
        Row(testDescription: "denied", fault: .denied, target: .manifest(), code: "auth-denied", exit: 4),
        Row(
            testDescription: "an endless redirect",
            fault: .redirectLoop,
            code: "redirect-loop",
            exit: 6
        ),
    ]

    @Test("a bad answer has its own code, and leaves nothing", arguments: rows)
    func badAnswer(_ row: Row) async throws {
        try await withTestPeer(TestRegistry()) { registry in
            registry.add(Self.image, repository: "app", tag: "1")
            let reference = row.target.isManifest && row.code == "digest-mismatch" ? "@\(Self.image.digest)" : ":1"
            registry.inject(row.fault, on: row.target, .always)
            try await withTemporaryDirectory { directory in
                let pull = FailingPull(
                    image: "\(registry.host)/app\(reference)",
                    arguments: ["--registries", try yaml(for: registry, in: directory), "--node", "linux/amd64"],
                    layout: directory("layout")
                )
                let error = try await pull.expect(exit: row.exit, code: row.code, leaving: nil)
                #expect(PulledLayout(path: pull.layout).blobs.isDisjoint(with: Self.image.layers.map(\.digest.hex)))
                #expect(error["endpoint"]?.string == "\(registry.origin)/v2")
            }
        }
    }

    @Test("a blob that never gets beyond a byte ends with 6, and the next run continues there")
    func brokenOff() async throws {
        let image = SampleImage.linux(layers: [3_000_000], seed: 12)
        let layer = try #require(image.layers.first)
        try await withTestPeer(TestRegistry()) { registry in
            registry.add(image, repository: "app", tag: "1")
            let broken = Fault.changing { response, request in
                let isRest = request.headers["Range"] != nil
                response.interruptions = [.init(isRest ? .beforeHead : .afterBody(2_000_000), .close)]
            }
            registry.inject(broken, on: .blob(layer.digest.description), .always)
            try await withTemporaryDirectory { directory in
                let arguments = ["--registries", try yaml(for: registry, in: directory), "--node", "linux/amd64"]
                let layout = PulledLayout(path: directory("layout"))
                let command = ["pull", "\(registry.host)/app:1", "--to", "oci:\(layout.path):a", "-o", "json"]
                let first = try await Windlass.run(command + arguments)
                #expect(first.status == 6, "\(first.stderr)")
                #expect(try first.outcomes.first?["error"]?["code"]?.string == "network-error")
                #expect(!layout.blobs.contains(layer.digest.hex))

                registry.removeFaults()
                let second = try await Windlass.run(command + arguments)
                #expect(second.status == 0, "\(second.stderr)")
                #expect((try second.outcomes.first?["bytesDownloaded"]?.integer ?? .max) < layer.size)
                // Bytes that were still on their way through the client when the connection broke may be gone.
                let range = registry.requests(.blob(layer.digest.description)).last?.headers["Range"]
                let start = try #require(Int64(range?.trimmingPrefix("bytes=").dropLast() ?? ""))
                #expect((1_000_000...2_000_000).contains(start))
                layout.expectClean()
                #expect(try await layout.digestReadBySkopeo(tag: "a") == image.digest)
            }
        }
    }

    private func yaml(for registry: TestRegistry, in directory: TemporaryDirectory) throws -> String {
        try directory.write(RegistriesYAML.itself(registry.origin), to: "registries.yaml")
    }
}

extension FaultRule.Target {
    fileprivate var isManifest: Bool {
        if case .manifest = self { true } else { false }
    }
}
