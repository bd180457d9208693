import NIOHTTP1
import OCI
import Testing

@testable import RegistryServer

@Suite("A collection")
struct CollectionTests {
    private static let hour = Duration.seconds(3_600)

    private let scene: RegistryScene
    private let image = SampleLayers("image")
    private let loose = Sample("loose")

    init() async throws {
        scene = try RegistryScene()
        try await scene.push(image, as: "v1")
        try await scene.push(loose)
    }

    private func ageAll() throws {
        try scene.scratch.age("store", by: 7_200)
    }

    private func exists(_ digest: Digest) -> Bool {
        scene.scratch.exists("store/" + StoragePath.blob(digest))
    }

    private func isThere(_ manifest: Sample, in repository: String = "a") async throws -> Bool {
        try await scene.storage.manifest(.digest(manifest.digest), in: try Repository(parsing: repository)) != nil
    }

    @Test("keeps an untagged manifest that somebody asked for just now")
    func lookedFor() async throws {
        let scene = try RegistryScene()
        let image = SampleLayers("child")
        try await scene.push(image)
        try scene.scratch.age("store", by: 10_800)
        #expect(try await scene.send(.HEAD, "/v2/a/manifests/\(image.manifest.digest)").status == 200)
        let report = try scene.collect(grace: .seconds(3_600), deletesUntagged: true)
        #expect(report.removedManifests == 0)
        #expect(try await scene.send(.GET, "/v2/a/blobs/\(image.layer.digest)").status == 200)
    }

    @Test("leaves alone what belongs to a repository whose name is lost")
    func nameless() async throws {
        let scene = try RegistryScene()
        let image = SampleLayers("long")
        let name = String(repeating: "n", count: 180)
        try await scene.push(image, as: "v1", to: name)
        let folder = StoragePath.repository(try Repository(parsing: name))
        try scene.scratch.remove("store/\(folder)/name")
        try scene.scratch.age("store", by: 10_800)
        let report = try scene.collect()
        #expect(report.damaged.count == 1)
        #expect(report.removedBlobs == 0 && report.removedLinks == 0)
    }

    @Test("takes content without a repository for a first push if it is new, and for damage if it is old")
    func firstContent() async throws {
        let scene = try RegistryScene()
        let image = SampleLayers("first")
        try await scene.push(image, as: "v1", to: "a")
        try scene.scratch.remove("store/\(StoragePath.repositories)")
        let first = try scene.collect(grace: .seconds(3_600))
        #expect(first.damaged.isEmpty && first.removedBlobs == 0)
        try scene.scratch.age("store", by: 10_800)
        let second = try scene.collect(grace: .seconds(3_600))
        #expect(second.damaged.count == 1 && second.removedBlobs == 0)
    }

    @Test("removes blobs that no manifest names, and keeps the others")
    func unreferenced() async throws {
        try ageAll()
        let report = try scene.collect(grace: Self.hour)
        #expect(report.manifests == 1)
        #expect(report.removedLinks == 1)
        #expect(report.removedBlobs == 1)
        #expect(report.removedBytes == Int64(loose.bytes.count))
        #expect(report.removedManifests == 0 && report.damaged.isEmpty)
        #expect(!exists(loose.digest))
        #expect(try await scene.send(.GET, "/v2/a/blobs/\(loose.digest)").status == 404)
        for blob in image.blobs {
            #expect(try await scene.send(.GET, "/v2/a/blobs/\(blob.digest)").body == blob.bytes)
        }
        #expect(try scene.collect(grace: Self.hour) == StorageCollection.Report(manifests: 1))
    }

    @Test("leaves what is younger than the grace time", arguments: ["push", "mount", "HEAD", "manifest"])
    func grace(by touch: String) async throws {
        try await scene.push(loose, to: "b")
        try ageAll()
        switch touch {
        case "push": try await scene.push(loose)
        case "mount":
            #expect(try await scene.send(.POST, "/v2/a/blobs/uploads/?mount=\(loose.digest)&from=b").status == 201)
        case "HEAD": #expect(try await scene.send(.HEAD, "/v2/a/blobs/\(loose.digest)").status == 200)
        default:
            let manifest = Sample.manifest(config: image.config, layers: [loose.descriptor])
            #expect(try await scene.put(manifest).status == 201)
            #expect(try await scene.send(.DELETE, "/v2/a/manifests/\(manifest.digest)").status == 202)
        }
        _ = try scene.collect(grace: Self.hour)
        #expect(try await scene.send(.GET, "/v2/a/blobs/\(loose.digest)").status == 200)
        #expect(try await scene.send(.GET, "/v2/b/blobs/\(loose.digest)").status == 404)
    }

    @Test("counts on a dry run what it would remove, and removes nothing", arguments: [true, false])
    func dryRun(deletesUntagged: Bool) async throws {
        try await scene.put(Sample.manifest(config: image.config, annotations: ["n": "untagged"]))
        _ = try await scene.begin()
        try scene.scratch.age("store", by: 90_000)
        let before = scene.scratch.files("store")
        let dry = try scene.collect(grace: Self.hour, deletesUntagged: deletesUntagged, isDryRun: true)
        #expect(
            scene.scratch.files("store").filter { !$0.hasPrefix("locks/") } == before.filter { !$0.hasPrefix("locks/") }
        )
        #expect(dry.removedUploads == 1)
        #expect(dry.removedManifests == (deletesUntagged ? 1 : 0))
        #expect(try scene.collect(grace: Self.hour, deletesUntagged: deletesUntagged) == dry)
        #expect(scene.scratch.files("store").count < before.count)
    }

    @Test("of untagged manifests keeps what a tag, an index or a subject leads to")
    func untagged() async throws {
        let child = Sample.manifest(config: image.config, annotations: ["n": "child"])
        let inner = Sample.index(of: [child])
        let outer = Sample.index(of: [inner, image.manifest])
        let signature = Sample.manifest(config: image.config, subject: outer, artifactType: "sig")
        let countersignature = Sample.manifest(config: image.config, subject: signature, artifactType: "sig")
        let referrerOfChild = Sample.index(of: [], subject: child, artifactType: "sbom")
        let untagged = Sample.manifest(config: image.config, layers: [loose.descriptor], annotations: ["n": "untagged"])
        let orphan = Sample.manifest(config: image.config, subject: untagged, artifactType: "sig")
        let kept = [child, inner, signature, countersignature, referrerOfChild]
        for manifest in kept + [untagged, orphan] { #expect(try await scene.put(manifest).status == 201) }
        #expect(try await scene.put(outer, as: "all").status == 201)
        try ageAll()
        #expect(try scene.collect(grace: Self.hour).removedManifests == 0)
        let report = try scene.collect(grace: Self.hour, deletesUntagged: true)
        #expect(report.removedManifests == 2)
        #expect(report.manifests == 7)
        for manifest in kept + [outer, image.manifest] { #expect(try await isThere(manifest)) }
        for manifest in [untagged, orphan] {
            #expect(try await !isThere(manifest))
            #expect(!exists(manifest.digest))
        }
        #expect(!exists(loose.digest))
        #expect(try await scene.send(.GET, "/v2/a/manifests/all").body == outer.bytes)
    }

    @Test("of untagged manifests keeps what leads from those that are too young to go")
    func youngRoots() async throws {
        let child = Sample.manifest(config: image.config, annotations: ["n": "child"])
        let inner = Sample.index(of: [child])
        let outer = Sample.index(of: [inner])
        let signature = Sample.manifest(config: image.config, subject: outer, artifactType: "sig")
        for manifest in [child, inner, outer, signature] { try await scene.put(manifest) }
        try ageAll()
        // Who pushes the index again is about to tag it.
        try await scene.put(outer)
        let report = try scene.collect(grace: Self.hour, deletesUntagged: true)
        #expect(report.removedManifests == 0)
        for manifest in [child, inner, outer, signature] { #expect(try await isThere(manifest)) }
    }

    @Test("leaves a repository alone that has a damaged manifest, and says so")
    func damaged() async throws {
        for repository in ["a", "b"] { try await scene.push(loose, to: repository) }
        let other = Sample("other")
        try await scene.push(other, to: "b")
        try scene.scratch.write("x", to: "store/" + StoragePath.blob(image.manifest.digest))
        try ageAll()
        let report = try scene.collect(grace: Self.hour, deletesUntagged: true)
        #expect(report.damaged.count == 1)
        #expect(report.damaged.first?.hasSuffix(StorageName.encode(image.manifest.digest)) == true)
        #expect(exists(loose.digest))
        #expect(!exists(other.digest))
        for blob in image.blobs + [loose] {
            #expect(try await scene.send(.GET, "/v2/a/blobs/\(blob.digest)").body == blob.bytes)
        }
        #expect(try await scene.put(image.manifest, as: "v1").status == 201)
        #expect(try scene.collect(grace: Self.hour).damaged.isEmpty)
    }

    @Test("removes the bytes only when no repository has them")
    func shared() async throws {
        try await scene.push(image, as: "v1", to: "b")
        for repository in ["a", "b"] {
            #expect(exists(image.layer.digest))
            #expect(try await scene.send(.DELETE, "/v2/\(repository)/manifests/\(image.manifest.digest)").status == 202)
            try ageAll()
            _ = try scene.collect(grace: Self.hour)
            #expect(try await scene.send(.GET, "/v2/\(repository)/blobs/\(image.layer.digest)").status == 404)
        }
        for sample in image.blobs + [image.manifest] { #expect(!exists(sample.digest)) }
    }

    @Test("keeps blobs of sha512, sparse images and cut names")
    func oddities() async throws {
        let blob = Sample(random: 100, seed: 9, .sha512)
        let manifest = Sample.manifest(config: image.config, layers: [blob.descriptor], .sha512)
        let name = String(repeating: "long/", count: 40) + "end"
        try await scene.push(blob, image.config, to: name)
        let tag = String(repeating: "T", count: 128)
        #expect(try await scene.put(manifest, as: "\(manifest.digest)?tag=\(tag)", in: name).status == 201)
        try ageAll()
        #expect(try scene.collect(grace: Self.hour, deletesUntagged: true).removedManifests == 0)
        #expect(try await scene.send(.GET, "/v2/\(name)/blobs/\(blob.digest)").body == blob.bytes)
        #expect(try await scene.send(.GET, "/v2/\(name)/manifests/\(tag)").body == manifest.bytes)
    }

    @Test("is for a registry's storage only")
    func foreign() throws {
        let scratch = try Scratch()
        #expect(throws: RegistryServerError.self) {
            try StorageCollection(path: scratch.path, grace: .zero, deletesUntagged: false, isDryRun: false)
        }
        #expect(throws: (any Error).self) {
            try StorageCollection(path: scratch.path + "/none", grace: .zero, deletesUntagged: false, isDryRun: false)
        }
        #expect(scratch.files().isEmpty)
    }
}
