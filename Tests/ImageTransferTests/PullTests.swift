import ContentStore
import ImageTransfer
import OCI
import RegistryTesting
import Testing

@Suite("Pulling into a layout", .timeLimit(.minutes(2)))
struct PullTests {
    static let hosts: [(String, Int)] = [
        ("linux/amd64", 0), ("linux/arm64", 1), ("linux/arm/v7", 2), ("windows/amd64:10.0.17763", 3),
        ("windows/amd64:10.0.20348", 4), ("windows/amd64:10.0.25398", 4), ("windows/amd64:10.0.26100", 5),
    ]

    @Test("takes the child that the host chooses, and nothing else", arguments: hosts)
    func hostChoice(host: String, child: Int) async throws {
        try await PullFixture.run { fixture in
            let image = SampleImage.multiPlatform(attestations: false)
            fixture.registry.add(image, repository: "app", tag: "1")
            let outcome = try #require(try await fixture.pull([fixture.request("app:1", .node(host))]).first)
            #expect(outcome.error == nil)
            #expect(outcome.digest == image.manifests[child + 1].digest)
            #expect(outcome.indexDigest == image.digest)
            #expect(try fixture.store().resolve(nil).digest == outcome.digest)
            #expect(try fixture.files().filter { $0.hasPrefix("blobs/") }.count == 4)
            #expect(try fixture.files().allSatisfy { !$0.hasPrefix(".windlass") })
        }
    }

    @Test("takes the whole index byte for byte, attestations and all")
    func wholeIndex() async throws {
        try await PullFixture.run { fixture in
            let image = SampleImage.multiPlatform()
            fixture.registry.add(image, repository: "app", tag: "1")
            let outcomes = try await fixture.pull([fixture.request("app:1", .platforms("all"), as: "v1")])
            #expect(outcomes.count == 12)
            #expect(outcomes.allSatisfy { $0.error == nil })
            let store = try fixture.store()
            #expect(try store.resolve("v1").digest == image.digest)
            for content in image.manifests + image.blobs {
                #expect(try store.read(content.digest, limit: 1 << 20) == content.bytes)
            }
        }
    }

    @Test("keeps the original index where several children are chosen, and names the child where it is one")
    func someChildren() async throws {
        try await PullFixture.run { fixture in
            let image = SampleImage.multiPlatform()
            fixture.registry.add(image, repository: "app", tag: "1")
            let two = try await fixture.pull([
                fixture.request("app:1", .platforms("linux/arm64", "windows/amd64:10.0.20348"), as: "two")
            ])
            #expect(two.map(\.platform) == ["linux/arm64/v8", "windows/amd64:10.0.20348.2762"])
            #expect(try fixture.store().resolve("two").digest == image.digest)
            let one = try await fixture.pull([
                fixture.request("app:1", .platforms("windows/amd64:10.0.26100"), as: "one")
            ])
            #expect(try fixture.store().resolve("one").digest == one.first?.digest)
        }
    }

    @Test("fetches a layer that two images share once, and none that the layout has")
    func sharedLayers() async throws {
        try await PullFixture.run { fixture in
            let base = SampleContent.random(size: 50_000, seed: 5)
            let platform = Platform(os: "linux", architecture: "amd64")
            let images = (0..<3).map { number in
                let own = SampleContent.random(size: 1_000, seed: UInt64(100 + number))
                return SampleImage(platform: platform, layers: [base, own])
            }
            for (number, image) in images.enumerated() {
                fixture.registry.add(image, repository: "app\(number)", tag: "1")
            }
            let requests = try (0..<3).map { try fixture.request("app\($0):1", .node("linux/amd64")) }
            let first = try await fixture.pull(requests)
            #expect(first.allSatisfy { $0.error == nil })
            #expect(fixture.registry.requests(.blob(base.digest.description), method: "GET").count == 1)
            #expect(first.reduce(0) { $0 + $1.bytesReused } == 2 * base.size)
            let again = try await fixture.pull(requests)
            #expect(again.allSatisfy { $0.error == nil && $0.bytesDownloaded == 0 })
            #expect(fixture.registry.requests(.blob(), method: "GET").count == 7)
        }
    }

    @Test("says which platforms there are when none matches, and writes nothing")
    func noMatch() async throws {
        try await PullFixture.run { fixture in
            fixture.registry.add(SampleImage.multiPlatform(), repository: "app", tag: "1")
            fixture.registry.add(SampleImage.linux(), repository: "plain", tag: "1")
            for (name, host) in [("app:1", "windows/amd64:10.0.19045"), ("plain:1", "windows/amd64:10.0.20348")] {
                let outcome = try #require(try await fixture.pull([fixture.request(name, .node(host))]).first)
                let error = try #require(outcome.error)
                #expect(error.code == "no-matching-platform")
                guard case .noMatchingPlatform(let mismatch) = error.cause else { return }
                #expect(mismatch?.hostBuild == (name == "app:1" ? 19_045 : 20_348))
            }
            #expect(try fixture.store().references().isEmpty)
        }
    }

    @Test("goes on with the other images when one fails")
    func partly() async throws {
        try await PullFixture.run { fixture in
            fixture.registry.add(SampleImage.linux(), repository: "good", tag: "1")
            let outcomes = try await fixture.pull(
                ["absent:1", "good:1"].map { try fixture.request($0, .node("linux/amd64")) }
            )
            #expect(outcomes.map { $0.error?.code } == ["not-found", nil])
            #expect(try fixture.store().references().count == 1)
        }
    }

    @Test(
        "follows indexes four deep and no deeper",
        arguments: [(4, nil), (5, "manifest-invalid")] as [(Int, String?)]
    )
    func nesting(depth: Int, code: String?) async throws {
        try await PullFixture.run { fixture in
            fixture.registry.add(SampleImage.nestedIndex(depth: depth), repository: "app", tag: "1")
            for selection in [try PullRequest.Selection.node("linux/amd64"), try .platforms("all")] {
                let outcome = try #require(try await fixture.pull([fixture.request("app:1", selection)]).first)
                #expect(outcome.error?.code == code)
            }
        }
    }

    @Test("never shows a blob with a wrong byte, and leaves nothing of it")
    func flippedByte() async throws {
        try await PullFixture.run { fixture in
            let image = SampleImage.linux(layers: [100_000])
            fixture.registry.add(image, repository: "app", tag: "1")
            fixture.registry.inject(.flippedByte(at: 77), on: .blob(image.layers[0].digest.description), .always)
            let outcome = try #require(
                try await fixture.pull([fixture.request("app:1", .node("linux/amd64"))]).first
            )
            #expect(outcome.error?.code == "digest-mismatch")
            let files = try fixture.files()
            #expect(!files.contains(fixture.blobPath(image.layers[0].digest)))
            #expect(!files.contains { $0.contains("ingest") })
        }
    }

    @Test("continues after a broken connection where it broke, within a run and across runs")
    func resumes() async throws {
        try await PullFixture.run { fixture in
            let image = SampleImage.linux(layers: [2_000_000])
            let layer = image.layers[0]
            fixture.registry.add(image, repository: "app", tag: "1")
            fixture.registry.inject(.reset(afterBodyBytes: 1_000_000), on: .blob(layer.digest.description), .first(1))
            fixture.registry.inject(.status(503), on: .blob(layer.digest.description), .from(2))
            let request = try fixture.request("app:1", .node("linux/amd64"))
            let broken = try #require(try await fixture.pull([request]).first)
            #expect(broken.error != nil)
            fixture.registry.removeFaults()
            let whole = try #require(try await fixture.pull([request]).first)
            #expect(whole.error == nil)
            #expect(whole.bytesDownloaded < layer.size)
            #expect(whole.bytesDownloaded + whole.bytesReused >= layer.size)
        }
    }

    @Test("two runs at once into one layout fetch each blob once")
    func twoRuns() async throws {
        try await PullFixture.run { fixture in
            let image = SampleImage.linux(layers: [300_000, 200_000])
            fixture.registry.add(image, repository: "app", tag: "1")
            let request = try fixture.request("app:1", .node("linux/amd64"))
            async let left = fixture.pull([request])
            async let right = fixture.pull([request])
            let outcomes = try await left + right
            #expect(outcomes.allSatisfy { $0.error == nil })
            for layer in image.layers {
                #expect(fixture.registry.requests(.blob(layer.digest.description), method: "GET").count == 1)
            }
        }
    }

    @Test("takes the newest of two children that match, and says which one containerd would take")
    func textOrder() async throws {
        try await PullFixture.run { fixture in
            let children = ["10.0.20348.999", "10.0.20348.3091"].enumerated().map { number, version in
                SampleImage.windows(version: version, seed: UInt64(number))
            }
            fixture.registry.add(SampleImage(indexOf: children), repository: "app", tag: "1")
            let outcome = try #require(
                try await fixture.pull([fixture.request("app:1", .node("windows/amd64:10.0.20348"))]).first
            )
            #expect(outcome.digest == children[1].digest)
            #expect(outcome.containerdChoice?.digest == children[0].digest)
        }
    }

    @Test("keeps the platforms that are there when another one is not")
    func missingPlatform() async throws {
        try await PullFixture.run { fixture in
            fixture.registry.add(SampleImage.multiPlatform(), repository: "app", tag: "1")
            let outcomes = try await fixture.pull([
                fixture.request("app:1", .platforms("linux/s390x", "linux/amd64"), as: "some")
            ])
            #expect(outcomes.map(\.platform) == ["linux/amd64", "linux/s390x"])
            #expect(outcomes.map { $0.error?.code } == [nil, "no-matching-platform"])
            #expect(try fixture.store().resolve("some").digest == outcomes[0].digest)
        }
    }

    @Test("asks for no more layers of an image once one of them cannot be had")
    func failsEarly() async throws {
        try await PullFixture.run { fixture in
            let image = SampleImage.linux(layers: [3_000, 2_000, 1_000])
            fixture.registry.add(image, repository: "bad", tag: "1")
            fixture.registry.add(SampleImage.linux(layers: [500], seed: 9), repository: "good", tag: "1")
            fixture.registry.remove(image.layers[0].digest, repository: "bad")
            let requests = try ["bad:1", "good:1"].map { try fixture.request($0, .node("linux/amd64")) }
            let outcomes = try await fixture.pull(requests, jobs: 1)
            #expect(outcomes.map { $0.error?.code } == ["not-found", nil])
            for layer in image.layers.dropFirst() {
                #expect(fixture.registry.requests(.blob(layer.digest.description)).isEmpty)
            }
        }
    }

    @Test("hashes what the layout has before it counts, and fetches anew what is broken")
    func brokenBlob() async throws {
        try await PullFixture.run { fixture in
            let image = SampleImage.linux(layers: [100_000])
            let layer = image.layers[0]
            fixture.registry.add(image, repository: "app", tag: "1")
            let request = try fixture.request("app:1", .node("linux/amd64"))
            _ = try await fixture.pull([request])
            try fixture.overwrite(layer.digest, with: Array(layer.bytes.reversed()))
            let outcome = try #require(try await fixture.pull([request]).first)
            #expect(outcome.error == nil)
            #expect(outcome.bytesDownloaded == layer.size)
            #expect(try fixture.store().read(layer.digest, limit: 1 << 20) == layer.bytes)
        }
    }

    @Test("writes nothing of an image that the host cannot run")
    func nothingWritten() async throws {
        try await PullFixture.run { fixture in
            fixture.registry.add(SampleImage.linux(), repository: "app", tag: "1")
            let outcome = try await fixture.pull([fixture.request("app:1", .node("windows/amd64:10.0.20348"))])
            #expect(outcome.first?.error?.code == "no-matching-platform")
            #expect(try fixture.files() == ["index.json", "oci-layout"])
        }
    }

    @Test("refuses a child of another size or type than its index says", arguments: ["size", "type"])
    func contradiction(kind: String) async throws {
        try await PullFixture.run { fixture in
            let child = SampleImage.linux()
            var index = SampleImage(indexOf: [child])
            let text = String(decoding: index.root.bytes, as: UTF8.self)
            let changed =
                kind == "size"
                ? text.replacing("\"size\":\(child.descriptor.size)", with: "\"size\":\(child.descriptor.size + 1)")
                : text.replacing(MediaType.ociManifest, with: MediaType.dockerManifest)
            #expect(changed != text)
            index.root = SampleContent(mediaType: MediaType.ociIndex, body: .bytes(Array(changed.utf8)))
            fixture.registry.add(child, repository: "app")
            fixture.registry.add(manifest: index.root, repository: "app", tag: "1")
            let outcome = try #require(
                try await fixture.pull([fixture.request("app:1", .node("linux/amd64"))]).first
            )
            #expect(outcome.error?.code == (kind == "size" ? "size-mismatch" : "media-type-mismatch"))
        }
    }
}
