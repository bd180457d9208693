import OCI
import Testing

@Suite("Manifests and indexes")
struct ManifestDocumentTests {
    private static let digest = "sha256:\(DigestTests.sha256)"

    private static func descriptor(_ type: String, size: JSON = 7) -> JSON {
        ["mediaType": .string(type), "digest": .string(digest), "size": size]
    }

    private static let image: JSON = [
        "schemaVersion": 2, "mediaType": .string(MediaType.ociManifest), "config": descriptor(MediaType.ociConfig),
        "layers": [descriptor(MediaType.ociLayerGzip)],
    ]
    private static let index: JSON = [
        "schemaVersion": 2, "mediaType": .string(MediaType.ociIndex), "manifests": [descriptor(MediaType.ociManifest)],
    ]

    private static func parse(_ json: JSON, as type: String? = nil) throws(OCIError) -> ManifestDocument {
        try ManifestDocument(bytes: json.bytes(), mediaType: type)
    }

    @Test(
        "A body is read under its own type, a silent type, or the type of its shape",
        arguments: [
            MediaType.ociManifest, MediaType.ociManifest + "; charset=utf-8",
            "Application/vnd.oci.Image.manifest.v1+JSON ",
            "application/json", "application/octet-stream", "text/plain; charset=utf-8", "", nil,
        ]
    )
    func givenTypes(type: String?) throws {
        for body in [Self.image, Self.image.setting("mediaType", nil), Self.image.setting("mediaType", "")] {
            let document = try Self.parse(body, as: type)
            #expect(document.mediaType == MediaType.ociManifest)
            guard case .manifest(let manifest) = document else {
                Issue.record("not a manifest")
                return
            }
            #expect(manifest.layers.map(\.size) == [7])
            #expect(manifest.config.mediaType == MediaType.ociConfig)
        }
    }

    @Test(
        "The four types are each read as what they are",
        arguments: [
            (MediaType.ociManifest, false), (MediaType.dockerManifest, false), (MediaType.ociIndex, true),
            (MediaType.dockerManifestList, true),
        ]
    )
    func types(type: String, isIndex: Bool) throws {
        let body = isIndex ? Self.index : Self.image
        for body in [body.setting("mediaType", .string(type)), body.setting("mediaType", nil)] {
            let document = try Self.parse(body, as: type)
            #expect(document.mediaType == type)
            if case .index = document { #expect(isIndex) } else { #expect(!isIndex) }
        }
        #expect(MediaType.manifestAccept.contains(type))
        #expect(MediaType.isIndex(type) == isIndex)
        #expect(MediaType.isManifest(type) == !isIndex)
    }

    @Test(
        "A body that two readers could take for two things is refused",
        arguments: [
            (index.setting("layers", []), nil, .ambiguousManifest),
            (index.setting("config", descriptor(MediaType.ociConfig)), nil, .ambiguousManifest),
            (index.setting("config", .null), MediaType.ociIndex, .ambiguousManifest),
            (image.setting("manifests", []), MediaType.ociManifest, .ambiguousManifest),
            (image.setting("manifests", .null), MediaType.ociManifest, .ambiguousManifest),
            (image.setting("Manifests", []), nil, .jsonCaseVariantKey),
            (image.setting("Layers", []), nil, .jsonCaseVariantKey),
            (image.setting("layers", nil).setting("LAYERS", []), nil, .jsonCaseVariantKey),
            (image.setting("layer\u{17F}", []), nil, .jsonCaseVariantKey),
            (image.setting("MediaType", .string(MediaType.ociIndex)), nil, .jsonCaseVariantKey),
            (image.setting("FSLayers", []), nil, .jsonCaseVariantKey),
            (image.setting("config", descriptor("a/b").setting("Digest", "x")), nil, .jsonCaseVariantKey),
            (image, MediaType.ociIndex, .mediaTypeMismatch),
            (image, MediaType.dockerManifest, .mediaTypeMismatch),
            (image.setting("mediaType", .string(MediaType.dockerManifest)), MediaType.ociManifest, .mediaTypeMismatch),
            (image.setting("mediaType", nil), MediaType.ociIndex, .mediaTypeMismatch),
            (image.setting("mediaType", .string(MediaType.ociIndex)), nil, .mediaTypeMismatch),
            (index, MediaType.dockerManifestList, .mediaTypeMismatch),
            (index, MediaType.ociManifest, .mediaTypeMismatch),
            (index.setting("mediaType", nil), MediaType.dockerManifest, .mediaTypeMismatch),
        ] as [(JSON, String?, OCIError.Code)]
    )
    func confusion(body: JSON, type: String?, code: OCIError.Code) {
        let error = #expect(throws: OCIError.self) { try Self.parse(body, as: type) }
        #expect(error?.code == code)
    }

    @Test(
        "Exact duplicates are refused wherever they stand",
        arguments: [
            #"{"schemaVersion":2,"layers":[],"layers":[]}"#, #"{"schemaVersion":2,"annotations":{"a":"1","a":"2"}}"#,
        ]
    )
    func duplicates(text: String) {
        let error = #expect(throws: OCIError.self) { try ManifestDocument(bytes: Array(text.utf8), mediaType: nil) }
        #expect(error?.code == .jsonDuplicateKey)
    }

    @Test("Keys of annotations are the user's: they may differ in case alone")
    func annotationCase() throws {
        let document = try Self.parse(Self.image.setting("annotations", ["key": "1", "Key": "2", "layers": "3"]))
        guard case .manifest(let manifest) = document else {
            Issue.record("not a manifest")
            return
        }
        #expect(manifest.annotations == ["key": "1", "Key": "2", "layers": "3"])
    }

    @Test(
        "A type that is neither manifest nor index is refused",
        arguments: [
            (image, "text/html"), (image, MediaType.dockerSchema1), (image, MediaType.dockerSchema1Signed),
            (image, MediaType.ociConfig),
            (image.setting("mediaType", "application/vnd.oci.artifact.manifest.v1+json"), nil),
            (image.setting("schemaVersion", 1), nil), (image.setting("fsLayers", []), MediaType.ociManifest),
            (["schemaVersion": 1, "fsLayers": [], "history": []], nil),
            (image, "application/vnd.oci.image. manifest.v1+json"),
        ] as [(JSON, String?)]
    )
    func unsupported(body: JSON, type: String?) {
        let error = #expect(throws: OCIError.self) { try Self.parse(body, as: type) }
        #expect(error?.code == .unsupportedMediaType)
    }

    @Test(
        "A field missing or of the wrong kind is refused and named",
        arguments: [
            ([], ""), ("x", ""), (image.setting("schemaVersion", nil), "schemaVersion"),
            (image.setting("schemaVersion", "2"), "schemaVersion"),
            (image.setting("schemaVersion", 3), "schemaVersion"),
            (image.setting("config", nil), "config"), (image.setting("layers", nil), "layers"),
            (index.setting("manifests", nil), "manifests"), (image.setting("layers", [:]), "layers"),
            (image.setting("mediaType", 1), "mediaType"), (image.setting("annotations", ["a": 1]), "annotations"),
            (image.setting("annotations", []), "annotations"), (image.setting("subject", "x"), "subject"),
            (image.setting("config", []), "config"), (image.setting("layers", [1]), "layers[0]"),
            (image.setting("layers", [descriptor("a/b", size: -1)]), "layers[0].size"),
            (image.setting("layers", [descriptor("a/b", size: .number("1.5"))]), "layers[0].size"),
            (image.setting("layers", [descriptor("a/b", size: .number("9223372036854775808"))]), "layers[0].size"),
            (image.setting("layers", [descriptor("a/b", size: "7")]), "layers[0].size"),
            (image.setting("layers", [descriptor("a/b").setting("size", nil)]), "layers[0].size"),
            (image.setting("layers", [descriptor("a/b").setting("digest", nil)]), "layers[0].digest"),
            (image.setting("layers", [descriptor("")]), "layers[0].mediaType"),
            (image.setting("layers", [descriptor("a/b").setting("urls", "x")]), "layers[0].urls"),
            (image.setting("layers", [descriptor("a/b").setting("urls", [1])]), "layers[0].urls"),
            (index.setting("manifests", [descriptor("a/b").setting("platform", "linux")]), "manifests[0].platform"),
            (
                index.setting("manifests", [descriptor("a/b").setting("platform", ["os": 1])]),
                "manifests[0].platform.os"
            ),
        ] as [(JSON, String)]
    )
    func invalid(body: JSON, field: String) {
        let error = #expect(throws: OCIError.self) { try Self.parse(body) }
        #expect(error?.code == .invalidManifest)
        #expect(error?.subject == field)
    }

    @Test("A layer's digest that could leave its place is refused")
    func hostileDigest() {
        let layer = Self.descriptor("a/b").setting("digest", "sha256:../../etc")
        let error = #expect(throws: OCIError.self) { try Self.parse(Self.image.setting("layers", [layer])) }
        #expect(error?.code == .invalidDigest)
    }

    @Test("A body of the largest size is read, one byte more is not")
    func size() throws {
        let body = Self.image.bytes()
        let padding = [UInt8](repeating: 0x20, count: ManifestDocument.maximumSize - body.count)
        #expect(throws: Never.self) { try ManifestDocument(bytes: body + padding, mediaType: nil) }
        let error = #expect(throws: OCIError.self) {
            try ManifestDocument(bytes: body + padding + [0x20], mediaType: nil)
        }
        #expect(error?.code == .manifestTooLarge)
    }

    @Test("As many layers and entries as fit are read")
    func many() throws {
        let layers = JSON.array(Array(repeating: Self.descriptor("a/b"), count: 30_000))
        guard case .manifest(let manifest) = try Self.parse(Self.image.setting("layers", layers)) else { return }
        #expect(manifest.layers.count == 30_000)
        guard case .index(let index) = try Self.parse(Self.index.setting("manifests", layers)) else { return }
        #expect(index.manifests.count == 30_000)
    }

    @Test("Go's null for an empty list is an empty list")
    func nullLayers() throws {
        guard case .manifest(let manifest) = try Self.parse(Self.image.setting("layers", .null)) else { return }
        #expect(manifest.layers.isEmpty)
    }

    @Test("Manifest, index and descriptors are written as they are read")
    func roundTrip() throws {
        let layer = Descriptor(
            mediaType: MediaType.dockerForeignLayerGzip,
            digest: try Digest(parsing: Self.digest),
            size: 5_000_000_000,
            urls: ["https://mcr.example/layer"],
            annotations: ["b": "2", "a": "1"],
            platform: Platform(
                os: "windows",
                architecture: "amd64",
                variant: "v1",
                osVersion: "10.0.20348.1",
                osFeatures: ["win32k"]
            ),
            artifactType: "application/x"
        )
        #expect(try Descriptor(json: layer.json) == layer)
        #expect(MediaType.isForeignLayer(layer.mediaType) && !MediaType.isForeignLayer(MediaType.dockerLayerGzip))
        let manifest = Manifest(
            artifactType: "application/x",
            config: layer,
            layers: [layer, layer],
            subject: layer,
            annotations: ["k": "v"]
        )
        #expect(try Self.parse(manifest.json, as: MediaType.ociManifest) == .manifest(manifest))
        let index = Index(artifactType: "application/x", manifests: [layer], subject: layer, annotations: ["k": "v"])
        #expect(try Self.parse(index.json, as: MediaType.ociIndex) == .index(index))
    }

    @Test("No body crashes the reader", arguments: [1, 2, 3] as [UInt64])
    func fuzz(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let tokens = [
            "\"manifests\":[],", "\"config\":{},", "null", "-1", "1e9", "{", "}", "\"layers\"", "sha256:",
            "\"platform\":{},",
            "\"mediaType\":\"\(MediaType.ociIndex)\",",
        ]
        for _ in 0..<3_000 {
            let bytes = generator.mutated(generator.pick([Self.image, Self.index]).bytes(), tokens: tokens)
            guard let document = try? ManifestDocument(bytes: bytes, mediaType: nil) else { continue }
            let json =
                switch document {
                case .manifest(let manifest): manifest.json
                case .index(let index): index.json
                }
            #expect((try? ManifestDocument(bytes: json.bytes(), mediaType: document.mediaType)) == document)
        }
    }
}

extension JSON {
    /// The object with one member set, or without it.
    fileprivate func setting(_ key: String, _ value: JSON?) -> JSON {
        let others = (object ?? []).filter { $0.key != key }
        return .object(others + (value.map { [Member(key: key, value: $0)] } ?? []))
    }
}
