import ContentStore
import ImageTransfer
import OCI
import RegistryClient
import RegistryTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite("Copying", .timeLimit(.minutes(2)))
struct CopyTests {
    @Test(
        "from registry to registry keeps every byte",
        arguments: [
            SampleImage.multiPlatform(), .linux(format: .docker), .windows(version: "10.0.20348.2762"),
            .nestedIndex(depth: 3),
        ]
    )
    func registries(_ image: SampleImage) async throws {
        try await CopyFixture.run { fixture in
            fixture.source.add(image, repository: "app", tag: "1")
            let outcome = await fixture.copy(try fixture.request())
            #expect(outcome.error == nil)
            #expect(outcome.digest == image.digest)
            #expect(outcome.sourceDigest == image.digest)
            #expect(fixture.copied()?.bytes == image.root.bytes)
            #expect(fixture.copied()?.mediaType == image.root.mediaType)
            for manifest in image.manifests {
                let stored = fixture.copied(manifest.digest.description)
                #expect(stored?.bytes == manifest.bytes)
                #expect(stored?.mediaType == manifest.mediaType)
            }
            for blob in image.blobs { #expect(fixture.target.contains(blob.digest, repository: "mirror/app")) }
            #expect(outcome.blobsCopied == Set(image.blobs.map(\.digest)).count)
            #expect(fixture.target.openUploads == 0)
        }
    }

    @Test("writes children before what lists them, and the name last")
    func order() async throws {
        try await CopyFixture.run { fixture in
            let image = SampleImage.nestedIndex(depth: 2)
            fixture.source.add(image, repository: "app", tag: "1")
            _ = await fixture.copy(try fixture.request())
            let puts = fixture.target.requests(.any, method: "PUT").map { $0.path.split(separator: "/").last ?? "" }
            let documents = puts.filter { put in put == "1" || image.manifests.contains { put == $0.digest.description }
            }
            #expect(documents.map(String.init) == image.manifests.reversed().map(\.digest.description) + ["1"])
            // All that is no document came before.
            #expect(puts.suffix(documents.count) == documents[...])
        }
    }

    @Test("sends nothing twice")
    func again() async throws {
        try await CopyFixture.run { fixture in
            let image = SampleImage.multiPlatform()
            fixture.source.add(image, repository: "app", tag: "1")
            _ = await fixture.copy(try fixture.request())
            fixture.target.server.clearLog()
            let second = await fixture.copy(try fixture.request())
            #expect(second.error == nil)
            #expect((second.blobsCopied, second.blobsMounted, second.bytesCopied) == (0, 0, 0))
            #expect(second.blobsSkipped == Set(image.blobs.map(\.digest)).count)
            #expect(fixture.target.requests(.upload).isEmpty)
        }
    }

    @Test(
        "mounts what an earlier copy of the run left elsewhere, and what the same registry has",
        arguments: [true, false]
    )
    func mounts(_ isSameHost: Bool) async throws {
        try await CopyFixture.run { fixture in
            let image = SampleImage.linux()
            var request = try fixture.request()
            if isSameHost {
                fixture.target.add(image, repository: "app", tag: "1")
                request.source = try fixture.from("app", at: fixture.target)
            } else {
                fixture.source.add(image, repository: "app", tag: "1")
                _ = await fixture.copy(request, to: "mirror/first")
            }
            let outcome = await fixture.copy(request, to: "mirror/second")
            #expect(outcome.error == nil)
            #expect(outcome.blobsMounted == image.blobs.count)
            #expect(outcome.blobsCopied == 0)
            #expect(fixture.copied(in: "mirror/second")?.digest == image.digest)
        }
    }

    @Test("into a layout and out of it again comes to the same")
    func layouts() async throws {
        try await CopyFixture.run { fixture in
            let image = SampleImage.multiPlatform()
            fixture.source.add(image, repository: "app", tag: "1")
            let first = try await fixture.copy(try fixture.request(), into: "one")
            #expect(first.error == nil)
            let store = try fixture.store("one")
            let entry = try store.resolve("1")
            var request = try fixture.request(name: "2")
            request.source = LayoutSource(entry, in: store)
            #expect(try await fixture.copy(request, into: "two").error == nil)
            #expect(try fixture.store("two").resolve("2").digest == image.digest)
            for content in image.manifests + image.blobs {
                #expect(try fixture.store("two").read(content.digest, limit: 1 << 20) == content.bytes)
            }
            let back = await fixture.copy(request)
            #expect(back.error == nil)
            #expect(fixture.copied("2")?.bytes == image.root.bytes)
        }
    }

    @Test("a layout's spoilt blob never arrives")
    func spoiltLayout() async throws {
        try await CopyFixture.run { fixture in
            let image = SampleImage.linux()
            fixture.source.add(image, repository: "app", tag: "1")
            _ = try await fixture.copy(try fixture.request(), into: "one")
            let store = try fixture.store("one")
            let layer = image.layers[0]
            let path = "\(fixture.directory)/one/blobs/sha256/\(layer.digest.hex)"
            try overwrite(path, with: layer.body.flippingByte(at: 3).bytes)
            var request = try fixture.request()
            request.source = LayoutSource(try store.resolve("1"), in: store)
            let outcome = await fixture.copy(request)
            #expect(outcome.error?.code == "digest-mismatch")
            #expect(!fixture.target.contains(layer.digest, repository: "mirror/app"))
            #expect(fixture.copied() == nil)
        }
    }

    @Test("a dry run says what would move, and changes nothing")
    func dryRun() async throws {
        try await CopyFixture.run { fixture in
            let image = SampleImage.linux(layers: [1_000, 2_000])
            fixture.source.add(image, repository: "app", tag: "1")
            fixture.target.add(blob: image.layers[0], repository: "mirror/app")
            let outcome = await fixture.copy(try fixture.request(), isDryRun: true)
            #expect(outcome.error == nil)
            #expect((outcome.blobsCopied, outcome.blobsSkipped, outcome.manifests) == (2, 1, 0))
            #expect(outcome.bytesCopied == image.layers[1].size + (image.configuration?.size ?? 0))
            #expect(fixture.target.requests.allSatisfy { $0.method == "HEAD" })
        }
    }

    @Test(
        "survives what passes on both sides",
        arguments: [
            (FaultRule.Target.blob(), "GET", Fault.reset(afterBodyBytes: 60_000)),
            (.blob(), "GET", .status(503)), (.manifest(), "GET", .tooManyRequests(retryAfter: "0")),
            (.upload, "PATCH", .halfUpload(bytes: 70_000)), (.upload, "POST", .status(500)),
            (.upload, "PUT", .lostAnswer()), (.blob(), "HEAD", .status(502)), (.manifest(), "PUT", .status(503)),
        ] as [(FaultRule.Target, String, Fault)]
    )
    func faults(_ target: FaultRule.Target, _ method: String, _ fault: Fault) async throws {
        try await CopyFixture.run { fixture in
            let image = SampleImage.linux(layers: [100_000, 200_000])
            fixture.source.add(image, repository: "app", tag: "1")
            for registry in [fixture.source, fixture.target] {
                registry.inject(fault, on: target, .first(1), method: method)
            }
            let outcome = await fixture.copy(try fixture.request())
            #expect(outcome.error == nil)
            #expect(fixture.copied()?.digest == image.digest)
        }
    }

    @Test("fails without a name where a child or a blob is missing", arguments: [true, false])
    func missing(_ isChild: Bool) async throws {
        try await CopyFixture.run { fixture in
            let image = SampleImage.multiPlatform()
            fixture.source.add(image, repository: "app", tag: "1")
            let lost = isChild ? image.manifests[2].digest : image.layers[1].digest
            fixture.source.remove(lost, repository: "app")
            let outcome = await fixture.copy(try fixture.request())
            #expect(outcome.error?.code == "not-found")
            #expect(fixture.copied() == nil)
        }
    }

    @Test("brings signatures and referrers where asked to", arguments: [true, false], [true, false])
    func referrers(_ isAsked: Bool, _ knowsReferrers: Bool) async throws {
        try await CopyFixture.run(knowsReferrers: knowsReferrers) { fixture in
            let image = SampleImage.multiPlatform(attestations: false)
            fixture.source.add(image, repository: "app", tag: "1")
            let child = image.manifests[1]
            let signature = fixture.addReferrer(of: child, at: fixture.source, isListed: !knowsReferrers)
            let cosign = SampleImage.linux(seed: 77)
            fixture.source.add(cosign, repository: "app", tag: "sha256-\(image.digest.hex).sig")
            var request = try fixture.request()
            request.withReferrers = isAsked
            let outcome = await fixture.copy(request)
            #expect(outcome.error == nil)
            #expect(outcome.referrers == (isAsked ? 2 : 0))
            #expect(fixture.target.contains(signature.digest, repository: "mirror/app") == isAsked)
            #expect((fixture.copied("sha256-\(image.digest.hex).sig")?.digest == cosign.digest) == isAsked)
            let list = fixture.copied("sha256-\(child.digest.hex)")
            #expect((list != nil) == (isAsked && !knowsReferrers))
        }
    }

    private func overwrite(_ path: String, with bytes: [UInt8]) throws {
        try Data(bytes).write(to: URL(filePath: path))
    }
}

extension CopyFixture {
    /// A manifest that refers to another one.
    func addReferrer(of subject: SampleContent, at registry: TestRegistry, isListed: Bool) -> SampleContent {
        let empty = SampleContent(mediaType: MediaType.ociEmpty, body: "{}")
        registry.add(blob: empty, repository: "app")
        let manifest = Manifest(
            artifactType: "application/vnd.example.signature",
            config: empty.descriptor,
            layers: [],
            subject: subject.descriptor
        )
        let content = SampleContent(mediaType: MediaType.ociManifest, body: .bytes(manifest.json.bytes()))
        registry.add(manifest: content, repository: "app")
        if isListed {
            let index = Index(manifests: [content.descriptor])
            let list = SampleContent(mediaType: MediaType.ociIndex, body: .bytes(index.json.bytes()))
            registry.add(manifest: list, repository: "app", tag: "sha256-\(subject.digest.hex)")
        }
        return content
    }
}
