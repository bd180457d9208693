import NIOHTTP1
import OCI
import Testing

@testable import RegistryServer

@Suite("distribution-spec 1.1: pushing manifests")
struct ManifestTests {
    private let scene: RegistryScene
    private let image = SampleLayers("image")

    init() async throws {
        scene = try RegistryScene()
        try await scene.push(image.config, image.layer, .empty)
    }

    private func get(_ reference: String, in repository: String = "a") async throws -> Answer {
        try await scene.send(.GET, "/v2/\(repository)/manifests/\(reference)")
    }

    @Test("Pushing Manifests: by tag and by digest", arguments: [true, false])
    func push(byTag: Bool) async throws {
        let answer = try await scene.put(image.manifest, as: byTag ? "v1" : nil)
        #expect(answer.status == 201)
        #expect(answer["Location"] == "/v2/a/manifests/\(image.manifest.digest)")
        #expect(answer["Docker-Content-Digest"] == image.manifest.digest.description)
        #expect(answer["OCI-Subject"] == nil)
        #expect(answer.headers["OCI-Tag"].isEmpty)
        #expect(try await get(image.manifest.digest.description).body == image.manifest.bytes)
        #expect(try await get("v1").status == (byTag ? 200 : 404))
    }

    @Test("Pushing Manifests: a tag moves, and what it named stays")
    func moves() async throws {
        let other = Sample.manifest(config: image.config, annotations: ["n": "2"])
        try await scene.put(image.manifest, as: "v1")
        #expect(try await get("v1").body == image.manifest.bytes)
        try await scene.put(other, as: "v1")
        #expect(try await get("v1").body == other.bytes)
        #expect(try await get(image.manifest.digest.description).status == 200)
    }

    @Test("Pushing Manifests: bytes are kept as they came")
    func bytes() async throws {
        let text =
            "\n {\"schemaVersion\":2 ,\"config\":\(Sample.empty.descriptor.json.serialized()),\"layers\":[],\"x\":1}\n"
        let manifest = Sample(text, MediaType.ociManifest)
        #expect(try await scene.put(manifest, as: "odd").status == 201)
        let answer = try await get("odd")
        #expect(answer.body == manifest.bytes)
        #expect(answer["Content-Type"] == MediaType.ociManifest)
        #expect(answer["Docker-Content-Digest"] == manifest.digest.description)
    }

    @Test("Pushing Manifests: with a digest of sha512")
    func sha512() async throws {
        let manifest = Sample.manifest(config: image.config, layers: [image.layer.descriptor], .sha512)
        let answer = try await scene.put(manifest)
        #expect(answer.status == 201)
        #expect(answer["Docker-Content-Digest"] == manifest.digest.description)
        #expect(try await get(manifest.digest.description).body == manifest.bytes)
        #expect(try await scene.put(manifest, as: "v1?digest=\(manifest.digest)").status == 201)
        #expect(try await get("v1")["Docker-Content-Digest"] == manifest.digest.description)
    }

    @Test("Pushing Manifests: several tags with a digest")
    func tags() async throws {
        let answer = try await scene.put(image.manifest, as: "\(image.manifest.digest)?tag=v1&tag=v2")
        #expect(answer.status == 201)
        #expect(answer.headers["OCI-Tag"] == ["v1", "v2"])
        for tag in ["v1", "v2"] { #expect(try await get(tag).status == 200) }
        #expect(try await scene.put(image.manifest, as: "\(image.manifest.digest)?tag=.x").code == "MANIFEST_INVALID")
        let many = (0...100).map { "tag=t\($0)" }.joined(separator: "&")
        #expect(try await scene.put(image.manifest, as: "\(image.manifest.digest)?\(many)").status == 414)
    }

    @Test(
        "Pushing Manifests: other bytes than the digest's are DIGEST_INVALID",
        arguments: ["DIGEST", "v1?digest=DIGEST"]
    )
    func wrongDigest(reference: String) async throws {
        let reference = reference.replacing("DIGEST", with: image.layer.digest.description)
        let answer = try await scene.put(image.manifest, as: reference)
        #expect(answer.status == 400)
        #expect(answer.code == "DIGEST_INVALID")
        #expect(try await get("v1").status == 404)
        #expect(try await get(image.manifest.digest.description).status == 404)
    }

    @Test("Pushing Manifests: a tag that is none is refused")
    func wrongTag() async throws {
        #expect(try await scene.put(image.manifest, as: ".x").status == 404)
        #expect(try await scene.put(image.manifest, as: "v1?digest=x").code == "DIGEST_INVALID")
    }

    @Test(
        "Pushing Manifests: a missing blob is MANIFEST_BLOB_UNKNOWN, and nothing is kept",
        arguments: [true, false]
    )
    func missing(isConfig: Bool) async throws {
        let absent = Sample("absent", MediaType.ociConfig)
        let manifest = Sample.manifest(
            config: isConfig ? absent : image.config,
            layers: [(isConfig ? image.layer : absent).descriptor]
        )
        let answer = try await scene.put(manifest, as: "v1")
        #expect(answer.status == 404)
        #expect(answer.code == "MANIFEST_BLOB_UNKNOWN")
        let detail = answer.json?["errors"]?.array?.first?["detail"]
        #expect(detail?["digests"]?.array?.compactMap(\.string) == [absent.digest.description])
        #expect(try await get("v1").status == 404)
        // The blob of another repository does not count.
        try await scene.push(absent, to: "b")
        #expect(try await scene.put(manifest, as: "v1").code == "MANIFEST_BLOB_UNKNOWN")
        try await scene.push(absent)
        #expect(try await scene.put(manifest, as: "v1").status == 201)
    }

    @Test("Pushing Manifests: a missing blob is accepted where sparse images are")
    func sparse() async throws {
        let scene = try RegistryScene(acceptsSparseImages: true)
        #expect(try await scene.put(image.manifest, as: "v1").status == 201)
        #expect(try await scene.send(.GET, "/v2/a/manifests/v1").body == image.manifest.bytes)
        #expect(try await scene.send(.GET, "/v2/a/blobs/\(image.layer.digest)").status == 404)
    }

    @Test("Pushing Manifests: an index may be sparse")
    func sparseIndex() async throws {
        let index = Sample.index(of: [image.manifest, Sample.manifest(annotations: ["never": "pushed"])])
        #expect(try await scene.put(index, as: "all").status == 201)
        #expect(try await get("all")["Content-Type"] == MediaType.ociIndex)
    }

    @Test(
        "Pushing Manifests: a layer that is to be had elsewhere is not asked for",
        arguments: [
            (MediaType.ociForeignLayer, false), (MediaType.ociForeignLayerGzip, false),
            (MediaType.ociForeignLayerZstd, false),
            (MediaType.dockerForeignLayer, false), (MediaType.dockerForeignLayerGzip, true),
            (MediaType.ociLayerGzip, true),
        ]
    )
    func foreign(type: String, hasURLs: Bool) async throws {
        var layer = Sample("elsewhere", type).descriptor
        layer.urls = hasURLs ? ["https://example.com/layer"] : []
        #expect(try await scene.put(Sample.manifest(layers: [layer]), as: "v1").status == 201)
    }

    @Test(
        "Pushing Manifests: a body that is no manifest, or two, is refused",
        arguments: [
            ("", 400), ("{", 400), ("[]", 400), ("null", 400), ("{}", 400), (#"{"schemaVersion":2}"#, 400),
            (#"{"schemaVersion":2,"config":CONFIG,"layers":[],"manifests":[]}"#, 400),
            (#"{"schemaVersion":2,"layers":[],"manifests":[]}"#, 400),
            (#"{"schemaVersion":2,"manifests":[],"mediaType":"\#(MediaType.ociManifest)"}"#, 400),
            (#"{"schemaVersion":2,"config":CONFIG,"layers":[],"layers":[]}"#, 400),
            (#"{"schemaVersion":2,"config":CONFIG,"Layers":[],"layers":[]}"#, 400),
            (#"{"schemaVersion":2,"config":CONFIG,"layers":[],"mediaType":"text/html"}"#, 415),
            (#"{"schemaVersion":1,"fsLayers":[]}"#, 415),
            (#"{"schemaVersion":2,"config":{"mediaType":"a","digest":"md5:0","size":2},"layers":[]}"#, 400),
            (#"{"schemaVersion":2,"config":{"mediaType":"a","digest":"sha256:../../x","size":2},"layers":[]}"#, 400),
        ] as [(String, UInt)]
    )
    func refused(text: String, status: UInt) async throws {
        let text = text.replacing("CONFIG", with: Sample.empty.descriptor.json.serialized())
        let manifest = Sample(text, "application/json")
        let answer = try await scene.put(manifest, as: "v1")
        #expect(answer.status == status)
        #expect(["MANIFEST_INVALID", "DIGEST_INVALID"].contains(answer.code))
        #expect(try await get("v1").status == 404)
    }

    @Test(
        "Pushing Manifests: the Content-Type has to be the body's",
        arguments: [
            (MediaType.ociManifest, 201), (MediaType.ociManifest + "; charset=utf-8", 201), ("application/json", 201),
            (nil, 201), (MediaType.ociIndex, 400), (MediaType.dockerManifest, 400), ("text/html", 415),
            (MediaType.dockerSchema1Signed, 415),
        ] as [(String?, UInt)]
    )
    func contentType(type: String?, status: UInt) async throws {
        let headers = HTTPHeaders(type.map { [("Content-Type", $0)] } ?? [])
        let answer = try await scene.send(.PUT, "/v2/a/manifests/v1", headers, body: image.manifest.bytes)
        #expect(answer.status == status)
        if status == 201 { #expect(try await get("v1")["Content-Type"] == MediaType.ociManifest) }
    }

    @Test(
        "Pushing Manifests: 4 MiB are taken, more than the limit is 413, said before or found out",
        arguments: [true, false]
    )
    func limit(isChunked: Bool) async throws {
        func padded(to size: Int) -> Sample {
            let bytes = image.manifest.bytes
            return Sample(bytes + [UInt8](repeating: 32, count: size - bytes.count), MediaType.ociManifest)
        }
        func put(_ sample: Sample) async throws -> Answer {
            try await scene.send(
                .PUT,
                "/v2/a/manifests/big",
                ["Content-Type": sample.mediaType],
                body: sample.bytes,
                isChunked: isChunked
            )
        }
        #expect(try await put(padded(to: 4 << 20)).status == 201)
        let answer = try await put(padded(to: ManifestDocument.maximumSize + 1))
        #expect(answer.status == 413)
        #expect(answer.code == "SIZE_INVALID")
        #expect(try await get("big").body.count == 4 << 20)
    }

    @Test(
        "Pushing Manifests: tags that other file systems would confuse are kept apart",
        arguments: ["a", "library/aux", "con", "nul/com1"]
    )
    func portableNames(repository: String) async throws {
        let tags = [
            "Foo", "foo", "foo.", "FOO", "aux", "AUX", "con.txt", "_", "f.oo", String(repeating: "x", count: 128),
        ]
        var pushed: [(String, Sample)] = []
        try await scene.push(.empty, to: repository)
        for tag in tags {
            let manifest = Sample.manifest(annotations: ["tag": tag])
            #expect(try await scene.put(manifest, as: tag, in: repository).status == 201)
            pushed.append((tag, manifest))
        }
        for (tag, manifest) in pushed { #expect(try await get(tag, in: repository).body == manifest.bytes) }
        let list = try await scene.send(.GET, "/v2/\(repository)/tags/list")
        #expect(list.strings("tags") == tags.sorted())
    }

    @Test("Pushing Manifests: to a repository of the longest name")
    func longestName() async throws {
        let names = ["x", "y"].map { String(repeating: "a", count: 254) + $0 }
        for name in names {
            try await scene.push(SampleLayers(name), as: "v1", to: name)
            #expect(try await get("v1", in: name).body == SampleLayers(name).manifest.bytes)
        }
        #expect(try await scene.send(.GET, "/v2/_catalog").strings("repositories")?.filter { $0 != "a" } == names)
        #expect(try await scene.send(.GET, "/v2/\(names[0])a/tags/list").code == "NAME_INVALID")
    }
}
