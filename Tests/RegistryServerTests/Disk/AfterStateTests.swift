import NIOCore
import NIOHTTP1
import OCI
import Testing

@testable import RegistryServer

/// What a crash or a bad disk may leave, and what becomes of it.
@Suite("A storage left behind")
struct AfterStateTests {
    private let scene: RegistryScene
    private let image = SampleLayers("image")
    private let repository = "store/repositories/_a"

    init() async throws {
        scene = try RegistryScene()
        try await scene.push(image, as: "v1")
    }

    private func path(_ digest: Digest) -> String { "store/" + StoragePath.blob(digest) }

    private func damage(_ relative: String, _ bytes: [UInt8]) throws {
        #expect(scene.scratch.exists(relative))
        try scene.scratch.write(bytes, to: relative)
    }

    @Test("never serves damaged bytes of a manifest, and is repaired by a push", arguments: 0..<4)
    func damagedManifest(kind: Int) async throws {
        let bytes = image.manifest.bytes
        let variants: [[UInt8]] = [[], Array(bytes.dropLast()), bytes + [10], [bytes[0] ^ 1] + bytes.dropFirst()]
        try damage(path(image.manifest.digest), variants[kind])
        for reference in ["v1", image.manifest.digest.description] {
            for method in [HTTPMethod.GET, .HEAD] {
                let answer = try await scene.send(method, "/v2/a/manifests/\(reference)")
                #expect(answer.status == 500)
                #expect(answer.code == "UNKNOWN")
                #expect(!String(decoding: answer.body, as: UTF8.self).contains(scene.scratch.path))
            }
        }
        #expect(try await scene.put(image.manifest, as: "v1").status == 201)
        #expect(try await scene.send(.GET, "/v2/a/manifests/v1").body == bytes)
    }

    @Test("can lose a damaged manifest on request")
    func deleteDamaged() async throws {
        try damage(path(image.manifest.digest), [1])
        #expect(try await scene.send(.DELETE, "/v2/a/manifests/\(image.manifest.digest)").status == 202)
        #expect(try await scene.send(.GET, "/v2/a/manifests/v1").status == 404)
    }

    @Test("without the bytes of a manifest says so, and does not forget the manifest")
    func missingManifestBytes() async throws {
        try scene.scratch.remove(path(image.manifest.digest))
        #expect(try await scene.send(.GET, "/v2/a/manifests/v1").status == 500)
        #expect(try await scene.put(image.manifest).status == 201)
        #expect(try await scene.send(.GET, "/v2/a/manifests/v1").status == 200)
    }

    @Test("with a damaged record or tag is repaired by a push", arguments: ["", "{", "{}", "sha256:abc v1\n", "null"])
    func damagedRecords(text: String) async throws {
        let record = "\(repository)/manifests/\(StorageName.encode(image.manifest.digest))"
        for file in [record, "\(repository)/tags/_v1"] {
            try damage(file, Array(text.utf8))
            #expect(try await scene.send(.GET, "/v2/a/manifests/v1").status == 500)
            #expect(try await scene.put(image.manifest, as: "v1").status == 201)
            #expect(try await scene.send(.GET, "/v2/a/manifests/v1").body == image.manifest.bytes)
        }
    }

    @Test("has no blob whose bytes or whose membership is missing", arguments: [true, false])
    func halfBlob(hasBytes: Bool) async throws {
        let link = "\(repository)/blobs/\(StorageName.encode(image.layer.digest))"
        try scene.scratch.remove(hasBytes ? link : path(image.layer.digest))
        #expect(try await scene.send(.GET, "/v2/a/blobs/\(image.layer.digest)").status == 404)
        #expect(try await scene.put(image.manifest, as: "v2").code == "MANIFEST_BLOB_UNKNOWN")
        try await scene.push(image.layer)
        #expect(try await scene.send(.GET, "/v2/a/blobs/\(image.layer.digest)").body == image.layer.bytes)
        #expect(try await scene.put(image.manifest, as: "v2").status == 201)
    }

    @Test("does not list a referrer whose manifest was never finished")
    func halfReferrer() async throws {
        let referrer = Sample.manifest(config: image.config, subject: image.manifest, artifactType: "t")
        try await scene.put(referrer)
        let target = "/v2/a/referrers/\(image.manifest.digest)"
        #expect(try await scene.send(.GET, target).json?["manifests"]?.array?.count == 1)
        try scene.scratch.remove("\(repository)/manifests/\(StorageName.encode(referrer.digest))")
        #expect(try await scene.send(.GET, target).json?["manifests"]?.array == [])
    }

    @Test("ignores files that are none of its own")
    func foreignFiles() async throws {
        for folder in ["tags", "manifests", "blobs", "referrers"] {
            try scene.scratch.write("x", to: "\(repository)/\(folder)/.nfs0001")
        }
        try scene.scratch.write("x", to: "store/repositories/.DS_Store")
        try scene.scratch.write("x", to: "store/repositories/lost+found/x")
        #expect(try await scene.send(.GET, "/v2/a/tags/list").strings("tags") == ["v1"])
        #expect(try await scene.send(.GET, "/v2/_catalog").strings("repositories") == ["a"])
        #expect(try scene.collect().manifests == 1)
    }

    @Test("loses uploads that nobody has added to for a day, but for those in use")
    func abandonedUploads() async throws {
        let (old, held, young) = (try await scene.begin(), try await scene.begin(), try await scene.begin())
        let opening = try await scene.storage.openUpload(
            try #require(UploadID(parsing: String(held.suffix(32)))),
            in: try Repository(parsing: "a")
        )
        guard case .opened(let upload) = opening else {
            Issue.record("not opened")
            return
        }
        let name = try #require(scene.scratch.files("store/uploads").first { $0.hasPrefix(young.suffix(32)) })
        try scene.scratch.age("store/uploads", by: 86_500)
        try scene.scratch.age("store/uploads/\(name)", by: 86_300)
        try await scene.storage.removeAbandonedUploads()
        await upload.release()
        #expect(try await scene.send(.GET, old).status == 404)
        #expect(try await scene.send(.GET, held).status == 204)
        #expect(try await scene.send(.GET, young).status == 204)
    }

    @Test("keeps an upload whose file is longer than what was counted")
    func countedAnew() async throws {
        let blob = Sample(random: 2_000)
        let upload = try await scene.begin()
        try await scene.send(.PATCH, upload, body: Array(blob.bytes[..<500]))
        let name = try #require(scene.scratch.files("store/uploads").first)
        try scene.scratch.write(Array(blob.bytes[..<1_000]), to: "store/uploads/\(name)")
        #expect(try await scene.send(.GET, upload)["Range"] == "0-999")
        let answer = try await scene.send(.PUT, "\(upload)?digest=\(blob.digest)", body: Array(blob.bytes[1_000...]))
        #expect(answer.status == 201)
    }

    @Test("is the same after an upload was cancelled under a request that wrote it")
    func cancelledUnderWriter() async throws {
        let blob = Sample(random: 2_000)
        let upload = try await scene.begin()
        var isFirst = true
        let answer = await scene.service.respond(
            to: HTTPRequestHead(version: .http1_1, method: .PUT, uri: "\(upload)?digest=\(blob.digest)"),
            body: RequestBody { [scene] in
                guard isFirst else { return nil }
                isFirst = false
                let status = try await scene.send(.DELETE, upload).status
                #expect(status == 409)
                return ByteBuffer(bytes: blob.bytes)
            }
        )
        let status = answer.response.status.code
        #expect(status == 201 || status >= 400)
        #expect(try await scene.send(.HEAD, "/v2/a/blobs/\(blob.digest)").status == (status == 201 ? 200 : 404))
        #expect(try await scene.send(.GET, upload).status == 404)
        #expect(scene.scratch.files("store/uploads").isEmpty)
    }
}
