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

@Suite("Copying between places", .timeLimit(.minutes(2)))
struct CopyPlacesTests {
    enum Place: String, CaseIterable, Sendable {
        case registry, layout, archive, compressedArchive
    }

    private static let windows = image(linuxLayer: 400)

    private static func image(linuxLayer size: Int64) -> SampleImage {
        SampleImage(
            indexOf: [
                .windows(version: "10.0.17763.6414", foreignBase: ["http://127.0.0.1:1/dead"], seed: 3),
                .windows(version: "10.0.20348.2762", seed: 4), .windows(version: "10.0.26100.2033", seed: 5),
                .linux(layers: [size, 300], seed: 6),
            ],
            attestations: true
        )
    }

    @Test(
        "W-21 and W-22 from any place to any other a Windows index keeps every byte, os.version, foreign layers and urls",
        arguments: Place.allCases,
        Place.allCases
    )
    func everywhere(_ from: Place, _ to: Place) async throws {
        // More than is read at a time.
        let image = Self.image(linuxLayer: 530_000)
        try await CopyFixture.run { fixture in
            var request = try fixture.request()
            request.source = try await fixture.source(from, of: image)
            let (outcome, content) = try await fixture.copy(request, to: to)
            #expect(outcome.error == nil)
            #expect(outcome.sourceDigest == image.digest)
            #expect(outcome.digest == image.digest)
            #expect(outcome.foreignLayers.count == 1 && outcome.foreignLeftOut.isEmpty)
            for expected in image.manifests + image.blobs { #expect(try content(expected) == expected.bytes) }
        }
    }

    @Test(
        "of an index of which children are missing nothing is copied, and it is said what to ask for",
        arguments: [Place.layout, .archive, .compressedArchive]
    )
    func incomplete(_ place: Place) async throws {
        let image = Self.windows
        try await CopyFixture.run { fixture in
            // The index, the second Windows image, and documents alone of the third.
            let children = try fixture.children(of: image)
            let (present, lacking) = (children[2], children[4])
            let lost = Set(image.blobs.map(\.digest)).subtracting(present.blobs.map(\.digest))
            let gone = Set(children.map(\.root.digest)).subtracting([present.root.digest, lacking.root.digest])
            var request = try fixture.request()
            request.source = try await fixture.source(place, of: image, without: lost.union(gone))
            let refused = await fixture.copy(request)
            #expect(refused.error?.code == "image-incomplete")
            guard case .incomplete(let there, let absent) = refused.error?.cause else { return }
            #expect(there.map(\.osVersion) == ["10.0.20348.2762"])
            #expect(Set(absent.compactMap(\.?.osVersion)) == ["10.0.17763.6414", "10.0.26100.2033"])
            #expect(fixture.target.requests(.upload).isEmpty)

            request.platforms = try there.map { try PlatformPattern(parsing: $0.description) }
            let outcome = await fixture.copy(request)
            #expect(outcome.error == nil)
            #expect(outcome.platforms.map(\.osVersion) == ["10.0.20348.2762"])
            #expect(try fixture.index()?.manifests.first?.platform == there.first)

            request.platforms = [try PlatformPattern(parsing: "windows/amd64:10.0.26100")]
            #expect(await fixture.copy(request).error?.code == "image-incomplete")
            request.platforms = nil
            request.takesWhatIsThere = true
            let rest = try await fixture.copy(request, into: "rest")
            #expect(rest.error == nil && rest.digest == image.digest)
            #expect(rest.platforms.map(\.osVersion) == ["10.0.20348.2762"])
        }
    }

    @Test("with a pattern only the documents are read that may fit, and their attestations")
    func readsWhatIsWanted() async throws {
        try await CopyFixture.run { fixture in
            let image = Self.windows
            fixture.source.add(image, repository: "app", tag: "1")
            let outcome = await fixture.copy(try fixture.request(platforms: "windows/amd64:10.0.26100"))
            #expect(outcome.error == nil)
            let asked = fixture.source.requests(.manifest()).filter { $0.method == "GET" }.count
            #expect(asked == 3)
            #expect(try fixture.index()?.manifests.count == 2)
        }
    }

    @Test("an index whose children have one digest and two platforms keeps both entries")
    func sharedChild() async throws {
        try await CopyFixture.run { fixture in
            let child = SampleImage.windows(version: "10.0.20348.1")
            let platforms = ["10.0.20348.1", "10.0.26100.1"].map {
                Platform(os: "windows", architecture: "amd64", osVersion: $0)
            }
            let image = SampleImage.index(platforms.map { (child, $0) })
            fixture.source.add(image, repository: "app", tag: "1")
            let outcome = await fixture.copy(try fixture.request(platforms: "windows/amd64:10.0.20348"))
            #expect(outcome.error == nil)
            #expect(outcome.digest == image.digest)
        }
    }

    @Test("W-44 a foreign layer that the source has not is left out and told of; rewritten it is missed")
    func foreignLeftOut() async throws {
        try await CopyFixture.run { fixture in
            let image = SampleImage.windows(version: "10.0.17763.1", foreignBase: ["http://127.0.0.1:1/dead"])
            let layer = image.layers[0]
            var request = try fixture.request()
            request.source = try await fixture.source(.layout, of: image, without: [layer.digest])
            let outcome = try await fixture.copy(request, into: "copy")
            #expect(outcome.error == nil)
            #expect(outcome.foreignLeftOut.map(\.digest) == [layer.digest])
            #expect(try fixture.store("copy").read(image.digest, limit: 1 << 20) == image.root.bytes)
            request.rewritesForeign = true
            #expect(try await fixture.copy(request, into: "none").error?.code == "not-found")
            request.rewritesForeign = false
            request.takesOnePlatform = true
            #expect(try await fixture.copy(request, into: "none").error?.code == "not-found")
        }
    }

    @Test("what has room for one platform takes one, and says which there are")
    func onePlatform() async throws {
        try await CopyFixture.run { fixture in
            fixture.source.add(Self.windows, repository: "app", tag: "1")
            var request = try fixture.request()
            request.takesOnePlatform = true
            let refused = try await fixture.copy(request, into: "copy")
            #expect(refused.error?.code == "several-platforms")
            request.platforms = [try PlatformPattern(parsing: "linux/amd64")]
            #expect(try await fixture.copy(request, into: "copy").error == nil)
        }
    }

    @Test("what a delta lacks may be at the destination")
    func delta() async throws {
        try await CopyFixture.run { fixture in
            let image = SampleImage.linux(layers: [5_000, 6_000])
            var request = try fixture.request()
            request.source = try await fixture.source(.archive, of: image, without: [image.layers[0].digest])
            #expect(await fixture.copy(request).error?.code == "not-found")
            fixture.target.add(blob: image.layers[0], repository: "mirror/app")
            let outcome = await fixture.copy(request)
            #expect(outcome.error == nil)
            #expect(fixture.copied()?.bytes == image.root.bytes)
        }
    }

    // MARK: - names

    @Test(
        "an image of an archive is found by its name, completed, by its tag or its digest",
        arguments: [
            ("docker.io/library/app:1", "1"), ("app:1", "1"), ("app:2", "2"), ("2", "2"), ("reg.example/b:3", "3"),
            ("sha256", "3"), ("1", "several"), (nil, "several"), ("none", "none"), ("app", "none"),
        ] as [(String?, String)]
    )
    func archiveNames(_ name: String?, _ expected: String) async throws {
        let scene = try ArchiveScene()
        let images = (1...3).map { SampleImage.linux(layers: [100], seed: UInt64($0)) }
        let names = ["docker.io/library/app:1", "docker.io/library/app:2", "reg.example/b:3", "reg.example/c:1"]
        let store = try scene.layout("from", Array(zip(names, images + [images[2]])))
        try await scene.save(names, from: store, to: "a.tar")
        let archive = try ImageArchive([scene("a.tar")])
        do throws(ContentStoreError) {
            let wanted = name == "sha256" ? images[2].digest.description : name
            let found = try archive.image(named: wanted)
            #expect(found.root.digest == images[(Int(expected) ?? 1) - 1].digest)
            #expect(Int(expected) != nil)
        } catch {
            #expect(error.code == (expected == "none" ? .referenceNotFound : .referenceAmbiguous))
            #expect(error.candidates.count >= 2)
        }
    }
}

extension CopyFixture {
    /// The images of an index's entries, attestations among them, in its order.
    func children(of image: SampleImage) throws -> [(root: SampleContent, blobs: [SampleContent])] {
        guard case .index(let index) = try ManifestDocument(bytes: image.root.bytes, mediaType: nil) else { return [] }
        return try index.manifests.map { entry in
            let root = try #require(image.manifests.first { $0.digest == entry.digest })
            guard case .manifest(let manifest) = try ManifestDocument(bytes: root.bytes, mediaType: nil) else {
                return (root, [])
            }
            let digests = Set(([manifest.config] + manifest.layers).map(\.digest))
            return (root, image.blobs.filter { digests.contains($0.digest) })
        }
    }

    /// An image as the only one of a place.
    func source(
        _ place: CopyPlacesTests.Place,
        of image: SampleImage,
        without lost: Set<Digest> = []
    ) async throws -> any ImageSource {
        let store = try store("source")
        for content in image.blobs + image.manifests.reversed() where !lost.contains(content.digest) {
            try store.write(content.bytes, digest: content.digest)
        }
        try store.setReference("1", to: image.root.descriptor)
        switch place {
        case .registry:
            source.add(image, repository: "app", tag: "1")
            return try from("app")
        case .layout: return LayoutSource(try store.resolve("1"), in: store)
        case .archive, .compressedArchive:
            let file = "\(directory)/source.tar"
            try write(image, without: lost, to: file, isCompressed: place == .compressedArchive)
            let archive = try await OpenedArchive(file, scratch: "\(directory)/scratch")
            return archive.source(of: try #require(archive.images.first))
        }
    }

    private func write(
        _ image: SampleImage,
        without lost: Set<Digest>,
        to file: String,
        isCompressed: Bool
    ) throws {
        var contents = ImageArchiveContents()
        contents.images = [ImageArchive.Image(names: ["reg.example/app:1"], root: image.root.descriptor)]
        for content in image.manifests where !lost.contains(content.digest) {
            contents.documents[content.digest] = content.bytes
        }
        let blobs = image.blobs.filter { !lost.contains($0.digest) }
        contents.blobs = Set(blobs.map(\.digest)).compactMap { digest in
            blobs.first { $0.digest == digest }?.descriptor
        }
        let output = try ArchiveOutput(file, compression: try #require(Compression(isCompressed ? .gzip : .none)))
        try contents.write(to: output) { blob, body in
            try blobs.first { $0.digest == blob.digest }?.bytes.withUnsafeBytes(body)
        }
        _ = try output.finish()
    }

    /// Copies to a place; then content can be asked for there.
    func copy(
        _ request: CopyRequest,
        to place: CopyPlacesTests.Place
    ) async throws -> (CopyOutcome, content: (SampleContent) throws -> [UInt8]?) {
        let target = target
        switch place {
        case .registry:
            let outcome = await copy(request)
            return (
                outcome,
                { content in
                    if let manifest = target.manifest(content.digest.description, repository: "mirror/app") {
                        return manifest.bytes
                    }
                    return target.contains(content.digest, repository: "mirror/app") ? content.bytes : nil
                }
            )
        case .layout:
            let outcome = try await copy(request, into: "copy")
            let store = try store("copy")
            return (outcome, { try store.read($0.digest, limit: 1 << 22) })
        case .archive, .compressedArchive:
            let outcome = try await copy(request, into: "copy")
            let file = "\(directory)/copy.tar"
            let compression = try #require(Compression(place == .archive ? .none : .zstd))
            _ = try await ArchiveSave(from: try store("copy")).run(
                [SaveRequest(entry: "1", selection: .everything)],
                to: file,
                compression: compression
            )
            let store = try store("again")
            #expect(await ArchiveLoad(into: store).run([file]).map { $0.error?.code } == [nil])
            return (outcome, { try store.read($0.digest, limit: 1 << 22) })
        }
    }
}
