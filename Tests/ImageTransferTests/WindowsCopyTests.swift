import ContentStore
import ImageTransfer
import OCI
import RegistryTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite("Windows images in copies", .timeLimit(.minutes(2)))
struct WindowsCopyTests {
    private static let range = "windows/amd64:10.0.20348..10.0.26100"

    /// Copies an index of these children with a pattern, and says which are left.
    private func kept(_ children: [(SampleImage, Platform?)], _ pattern: String) async throws -> [Int] {
        var kept: [Int] = []
        try await CopyFixture.run { fixture in
            let image = SampleImage.index(children)
            fixture.source.add(image, repository: "app", tag: "1")
            let outcome = await fixture.copy(try fixture.request(platforms: pattern))
            guard outcome.error == nil else {
                #expect(outcome.error?.code == "no-matching-platform")
                return
            }
            let digests = try fixture.index()?.manifests.map(\.digest) ?? []
            kept = children.indices.filter { digests.contains(children[$0].0.digest) }
        }
        return kept
    }

    private func windows(
        _ version: String?,
        os: String = "windows",
        features: [String] = [],
        seed: UInt64
    ) -> (
        SampleImage, Platform?
    ) {
        let image = SampleImage.windows(version: version, seed: seed)
        let platform = Platform(os: os, architecture: "amd64", osVersion: version, osFeatures: features)
        return (image, platform)
    }

    @Test("W-11 two revisions of one build are both copied, in their order")
    func w11() async throws {
        let children = [windows("10.0.20348.999", seed: 1), windows("10.0.20348.3091", seed: 2)]
        #expect(try await kept(children, Self.range) == [0, 1])
    }

    @Test("W-12 a child without os.version is in no range, and in every pattern without one", arguments: [true, false])
    func w12(_ hasRange: Bool) async throws {
        let children = [windows(nil, seed: 1), windows("10.0.20348.1", seed: 2)]
        #expect(try await kept(children, hasRange ? Self.range : "windows/amd64") == (hasRange ? [1] : [0, 1]))
    }

    @Test(
        "W-13 an os.version that is none is in no range",
        arguments: ["10.0", "10.0.x", " 10.0.20348", "10.0.20348."]
    )
    func w13(_ version: String) async throws {
        let children = [windows(version, seed: 1), windows("10.0.20348.1", seed: 2)]
        #expect(try await kept(children, Self.range) == [1])
        #expect(try await kept(children, "windows/*") == [0, 1])
    }

    @Test("W-14 a capital Windows is Windows")
    func w14() async throws {
        let children = [windows("10.0.20348.1", os: "Windows", seed: 1), (SampleImage.linux(), Platform.linux)]
        #expect(try await kept(children, Self.range) == [0])
    }

    @Test(
        "W-15 and W-16 features of the system are no reason to leave a child out",
        arguments: ["win32k", "unheard-of"]
    )
    func w15(_ feature: String) async throws {
        let children = [windows("10.0.20348.1", features: [feature], seed: 1), (SampleImage.linux(), Platform.linux)]
        #expect(try await kept(children, Self.range) == [0])
    }

    @Test(
        "W-18 attestations stay in copies: all of them, or those of the children that stay",
        arguments: [true, false]
    )
    func w18(_ isWhole: Bool) async throws {
        try await CopyFixture.run { fixture in
            let image = SampleImage.multiPlatform()
            fixture.source.add(image, repository: "app", tag: "1")
            let request = isWhole ? try fixture.request() : try fixture.request(platforms: Self.range)
            #expect(await fixture.copy(request).error == nil)
            let entries = try fixture.index()?.manifests ?? []
            let attestations = entries.filter { $0.platform?.isUnknown == true }
            #expect(attestations.count == (isWhole ? 6 : 2))
            #expect(entries.count == 2 * attestations.count)
            let subjects = attestations.compactMap { $0.annotations["vnd.docker.reference.digest"] }
            #expect(subjects.allSatisfy { subject in entries.contains { $0.digest.description == subject } })
        }
    }

    @Test("W-19 an index within an index is copied, four deep and not five", arguments: [1, 4, 5])
    func w19(_ depth: Int) async throws {
        try await CopyFixture.run { fixture in
            let image = SampleImage.nestedIndex(depth: depth)
            fixture.source.add(image, repository: "app", tag: "1")
            let outcome = await fixture.copy(try fixture.request())
            #expect(outcome.error?.code == (depth > 4 ? "manifest-invalid" : nil))
            #expect((fixture.copied() != nil) == (depth <= 4))
        }
    }

    @Test(
        "W-20 a single manifest is judged by its configuration",
        arguments: [("10.0.20348.5", true), ("10.0.17763.5", false)]
    )
    func w20(_ version: String, _ fits: Bool) async throws {
        try await CopyFixture.run { fixture in
            let image = SampleImage.windows(version: version)
            fixture.source.add(image, repository: "app", tag: "1")
            let outcome = await fixture.copy(try fixture.request(platforms: Self.range))
            #expect(outcome.error?.code == (fits ? nil : "no-matching-platform"))
            #expect(fixture.copied()?.bytes == (fits ? image.root.bytes : nil))
        }
    }

    @Test("W-20 a child without a platform in its index is judged by its configuration")
    func w20InIndex() async throws {
        let children: [(SampleImage, Platform?)] = [
            (SampleImage.windows(version: "10.0.20348.5", seed: 1), nil),
            (SampleImage.windows(version: "10.0.17763.5", seed: 2), nil),
        ]
        #expect(try await kept(children, Self.range) == [0])
    }

    @Test("W-21 a filtered index keeps order, descriptors, annotations and what nobody here knows")
    func w21() async throws {
        try await CopyFixture.run { fixture in
            let image = SampleImage.multiPlatform(attestations: false)
            let text = String(decoding: image.root.bytes, as: UTF8.self)
            let richer = text.dropLast() + #","annotations":{"a":"b"},"x-unknown":[1.50,null]}"#
            var rich = image
            rich.root = SampleContent(mediaType: image.root.mediaType, body: .text(String(richer)))
            rich.manifests[0] = rich.root
            fixture.source.add(rich, repository: "app", tag: "1")
            var request = try fixture.request(platforms: "linux/amd64", "windows/amd64:20348..20348", "linux/s390x")
            request.keepsOriginal = true
            let outcome = await fixture.copy(request)
            #expect(outcome.error == nil)
            #expect(outcome.sourceDigest == rich.digest)
            #expect(outcome.digest != rich.digest)
            #expect(outcome.unmatched == ["linux/s390x"])

            let before = try JSON(parsing: rich.root.bytes)
            let after = try JSON(parsing: try #require(fixture.copied()).bytes)
            #expect(after.object?.map(\.key) == before.object?.map(\.key))
            #expect(after["annotations"] == before["annotations"])
            #expect(after["x-unknown"] == before["x-unknown"])
            let entries = try #require(before["manifests"]?.array)
            #expect(after["manifests"]?.array == [entries[0], entries[4]])

            let original = try #require(outcome.original)
            let record = try #require(fixture.copied(original.description))
            guard case .manifest(let manifest) = try ManifestDocument(bytes: record.bytes, mediaType: record.mediaType)
            else {
                Issue.record("the original is kept in something else")
                return
            }
            #expect(manifest.subject?.digest == outcome.digest)
            #expect(manifest.layers.map(\.digest) == [rich.digest])
            #expect(fixture.target.contains(rich.digest, repository: "mirror/app"))
        }
    }

    @Test("W-21 patterns that take all of an index change nothing")
    func w21Whole() async throws {
        try await CopyFixture.run { fixture in
            let image = SampleImage.multiPlatform()
            fixture.source.add(image, repository: "app", tag: "1")
            let outcome = await fixture.copy(try fixture.request(platforms: "linux/*", "windows/*"))
            #expect(outcome.digest == image.digest)
            #expect(fixture.copied()?.bytes == image.root.bytes)
        }
    }

    @Test("W-22 a foreign layer is had from the registry though its URL is dead, and the risk is told")
    func w22() async throws {
        try await CopyFixture.run { fixture in
            let image = SampleImage.windows(version: "10.0.17763.1", foreignBase: ["http://127.0.0.1:1/dead"])
            fixture.source.add(image, repository: "app", tag: "1")
            let outcome = await fixture.copy(try fixture.request())
            #expect(outcome.error == nil)
            #expect(fixture.copied()?.bytes == image.root.bytes)
            #expect(fixture.target.contains(image.layers[0].digest, repository: "mirror/app"))
            #expect(outcome.foreignLayers.map(\.digest) == [image.layers[0].digest])
        }
    }

    @Test(
        "W-22 a foreign layer that the registry lacks is had from its URL, and rewritten where asked to",
        arguments: [true, false]
    )
    func w22FromURL(_ isRewritten: Bool) async throws {
        try await CopyFixture.run { fixture in
            let base = SampleContent.random(size: 8_192, seed: 20_348_000)
            let url = "\(fixture.target.origin)/v2/store/blobs/\(base.digest)"
            let image = SampleImage.windows(version: "10.0.17763.1", foreignBase: [url])
            fixture.target.add(blob: image.layers[0], repository: "store")
            let index = SampleImage(indexOf: [image, .linux()], attestations: true)
            fixture.source.add(index, repository: "app", tag: "1")
            fixture.source.remove(image.layers[0].digest, repository: "app")
            var request = try fixture.request()
            request.rewritesForeign = isRewritten
            let outcome = await fixture.copy(request)
            #expect(outcome.error == nil)
            #expect(fixture.target.contains(image.layers[0].digest, repository: "mirror/app"))
            #expect((outcome.digest == index.digest) == !isRewritten)
            #expect(outcome.foreignLayers.isEmpty == isRewritten)
            guard isRewritten else { return }
            let entries = try #require(try fixture.index()).manifests
            #expect(entries.map(\.platform) == [image.platform, .unknown, Platform.linux, .unknown])
            // The attestation follows its manifest.
            #expect(entries[1].annotations["vnd.docker.reference.digest"] == entries[0].digest.description)
            let content = try #require(fixture.copied(entries[0].digest.description))
            guard case .manifest(let manifest) = try ManifestDocument(bytes: content.bytes, mediaType: nil) else {
                return
            }
            #expect(manifest.layers.allSatisfy { $0.urls.isEmpty && $0.mediaType == MediaType.ociLayerGzip })
            #expect(manifest.layers.map(\.digest) == image.layers.map(\.digest))
        }
    }

    @Test("W-23 a foreign layer with other bytes at its URL is refused")
    func w23() async throws {
        try await CopyFixture.run { fixture in
            let base = SampleContent.random(size: 8_192, seed: 20_348_000)
            let url = "\(fixture.target.origin)/v2/store/blobs/\(base.digest)"
            let image = SampleImage.windows(version: "10.0.17763.1", foreignBase: [url])
            fixture.target.add(blob: image.layers[0], repository: "store")
            fixture.target.inject(.flippedByte(at: 5), on: .blob(), method: "GET")
            fixture.source.add(image, repository: "app", tag: "1")
            fixture.source.remove(image.layers[0].digest, repository: "app")
            let outcome = await fixture.copy(try fixture.request())
            #expect(outcome.error?.code == "digest-mismatch")
            #expect(!fixture.target.contains(image.layers[0].digest, repository: "mirror/app"))
            #expect(fixture.copied() == nil)
        }
    }

    @Test(
        "W-26 to W-30 whatever an image is called, a layout's files are named so that Windows takes them",
        arguments: ["library/aux", "con/nul.prn/com1", "a" + String(repeating: "/b", count: 100)]
    )
    func w26(_ repository: String) async throws {
        try await CopyFixture.run { fixture in
            fixture.source.add(SampleImage.windows(version: "10.0.20348.1"), repository: repository, tag: "1")
            let outcome = try await fixture.copy(
                try fixture.request(repository, name: "\(repository):aux. "),
                into: "layout"
            )
            #expect(outcome.error == nil)
            let paths = try FileManager.default.subpathsOfDirectory(atPath: "\(fixture.directory)/layout")
            for path in paths {
                #expect(path.utf8.count <= 200)
                for component in path.split(separator: "/") {
                    #expect(component.utf8.allSatisfy { Self.isPlain($0) })
                    #expect(!["aux", "con", "nul", "prn", "com1"].contains { component.hasPrefix($0) })
                    #expect(component.last != "." && component.last != " ")
                }
            }
        }
    }

    @Test("W-29 two names that differ in case alone both survive in a layout")
    func w29() async throws {
        try await CopyFixture.run { fixture in
            let images = [SampleImage.linux(seed: 1), .windows(version: "10.0.20348.1")]
            for (image, name) in zip(images, ["Foo", "foo"]) {
                fixture.source.add(image, repository: "app", tag: "1")
                #expect(try await fixture.copy(try fixture.request(name: name), into: "layout").error == nil)
            }
            let store = try fixture.store("layout")
            #expect(try store.resolve("Foo").digest == images[0].digest)
            #expect(try store.resolve("foo").digest == images[1].digest)
        }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"): true
        default: false
        }
    }
}

extension Platform {
    fileprivate static let linux = Platform(os: "linux", architecture: "amd64")
    fileprivate static let unknown = Platform(os: "unknown", architecture: "unknown")
}
