import ContentStore
import OCI

/// The demo's images: what an operator of a mixed cluster has in a private registry.
struct SampleImages: Sendable {
    /// One image or index under its name.
    struct Entry: Sendable {
        var repository: Repository
        var tag: Tag
        /// The children of an index come before it.
        var manifests: [SampleDocument]
    }

    /// The builds of Windows Server 2019, 2022 and 2025.
    static let windowsVersions = ["10.0.17763.6414", "10.0.20348.2762", "10.0.26100.2033"]

    private(set) var blobs: [Digest: [UInt8]] = [:]
    private(set) var entries: [Entry] = []

    /// - Parameter prefix: what the registry puts before the names that pods use.
    init(under prefix: String) throws(OCIError) {
        let tag = try Tag(parsing: "1.0")
        for name in ["hello", "web"] {
            var children = [linuxImage(name)]
            for version in Self.windowsVersions { children.append(windowsImage(name, version: version)) }
            let index = SampleDocument(Index(manifests: children.map(\.descriptor)))
            let repository = try Repository(parsing: "\(prefix)/shop/\(name)")
            entries.append(Entry(repository: repository, tag: tag, manifests: children + [index]))
        }
        let legacy = foreignImage(version: Self.windowsVersions[0])
        entries.append(
            Entry(repository: try Repository(parsing: "\(prefix)/shop/legacy"), tag: tag, manifests: [legacy])
        )
    }

    private mutating func linuxImage(_ name: String) -> SampleDocument {
        var tar = TarArchive()
        let program = SampleLinuxProgram.printing("\(name): pulled by Windlass, run on Linux\n")
        tar.add(name, .file(contents: program, isExecutable: true))
        let layer = add(tar.bytes, MediaType.ociLayer)
        return image(
            Platform(os: "linux", architecture: "amd64"),
            layers: [layer],
            layerIDs: [layer.digest],
            command: "/\(name)"
        )
    }

    /// The base layer of a build is the same for every image.
    private mutating func windowsImage(_ name: String, version: String) -> SampleDocument {
        let base = add(SampleWindowsLayer.base(build: version), MediaType.ociLayer)
        let program = add(SampleWindowsLayer.program(name, build: version), MediaType.ociLayer)
        return image(
            Platform(os: "windows", architecture: "amd64", osVersion: version),
            layers: [base, program],
            layerIDs: [base.digest, program.digest],
            command: "C:\\\(name)\\\(name).exe"
        )
    }

    /// As images from before June 2023 are: the base layer is Microsoft's, to be fetched from a URL of theirs.
    private mutating func foreignImage(version: String) -> SampleDocument {
        var base = add(SampleWindowsLayer.base(build: version + "-2022"), MediaType.ociForeignLayer)
        base.urls = [Self.foreignURL + base.digest.description]
        let program = add(SampleWindowsLayer.program("legacy", build: version), MediaType.ociLayer)
        return image(
            Platform(os: "windows", architecture: "amd64", osVersion: version),
            layers: [base, program],
            layerIDs: [base.digest, program.digest],
            command: "C:\\legacy\\legacy.exe"
        )
    }

    /// A name that no machine answers to (RFC 2606).
    static let foreignURL = "https://foreign-layers.invalid/v2/windows/servercore/blobs/"

    private mutating func image(
        _ platform: Platform,
        layers: [Descriptor],
        layerIDs: [Digest],
        command: String
    ) -> SampleDocument {
        var members: [JSON.Member] = [
            JSON.Member(key: "architecture", value: .string(platform.architecture)),
            JSON.Member(key: "os", value: .string(platform.os)),
        ]
        if let version = platform.osVersion {
            members.append(JSON.Member(key: "os.version", value: .string(version)))
        }
        members += [
            JSON.Member(key: "config", value: ["Cmd": [.string(command)]]),
            JSON.Member(
                key: "rootfs",
                value: ["type": "layers", "diff_ids": .array(layerIDs.map { .string($0.description) })]
            ),
        ]
        let config = add(JSON.object(members).bytes(), MediaType.ociConfig)
        var document = SampleDocument(Manifest(config: config, layers: layers))
        document.descriptor.platform = platform
        return document
    }

    private mutating func add(_ bytes: [UInt8], _ mediaType: String) -> Descriptor {
        let digest = ContentHasher.digest(of: bytes, .sha256)
        blobs[digest] = bytes
        return Descriptor(mediaType: mediaType, digest: digest, size: Int64(bytes.count))
    }
}

/// A manifest or an index with its bytes.
struct SampleDocument: Sendable {
    let document: ManifestDocument
    let bytes: [UInt8]
    var descriptor: Descriptor

    init(_ manifest: Manifest) {
        self.init(.manifest(manifest), manifest.json, manifest.mediaType)
    }

    init(_ index: Index) {
        self.init(.index(index), index.json, index.mediaType)
    }

    private init(_ document: ManifestDocument, _ json: JSON, _ mediaType: String) {
        self.document = document
        bytes = json.bytes()
        let digest = ContentHasher.digest(of: bytes, .sha256)
        descriptor = Descriptor(mediaType: mediaType, digest: digest, size: Int64(bytes.count))
    }
}
