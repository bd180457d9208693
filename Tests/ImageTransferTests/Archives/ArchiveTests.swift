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

@Suite("Archives") struct ArchiveTests {
    static let linux = SampleImage.linux(layers: [40_000, 3_000], seed: 1)
    /// Shares the first layer.
    static let other = SampleImage(
        platform: Platform(os: "linux", architecture: "amd64"),
        layers: [linux.layers[0], SampleContent.random(size: 500, seed: 77)]
    )
    static let index = SampleImage(
        indexOf: [
            .windows(version: "10.0.17763.6414", layers: [30_000], seed: 5),
            .windows(version: "10.0.20348.2762", layers: [30_000], seed: 5),
            .linux(layers: [9_000], seed: 6),
        ],
        attestations: true
    )
    static let names = ["docker.io/library/linux:1", "reg.example/other:2", "reg.example/index:3"]
    static let images = Array(zip(names, [linux, other, index]))

    struct Writing: Sendable, CustomTestStringConvertible {
        var compression: Compression
        var partSize: Int64?

        var testDescription: String { "\(compression.format.rawValue) \(partSize ?? 0)" }
    }

    static let writings = CompressionFormat.allCases.flatMap { format in
        [nil, 20_000].map { Writing(compression: Compression(format) ?? .none, partSize: $0) }
    }

    @Test("What is saved is loaded, byte for byte, shared layers once", arguments: writings)
    func roundTrip(_ writing: Writing) async throws {
        let scene = try ArchiveScene()
        let store = try scene.layout("from", Self.images)
        let saved = try await scene.save(
            Self.names,
            from: store,
            to: "all.bin",
            compression: writing.compression,
            partSize: writing.partSize
        )
        #expect(saved.files.count == (writing.partSize == nil ? 1 : Int((saved.size + 19_999) / 20_000)))
        #expect(saved.images.map(\.isInDockerManifest) == [true, true, false])
        let outcomes = try await scene.load("all.bin", into: "to")
        #expect(outcomes.map { $0.error?.code } == [nil, nil, nil])
        #expect(outcomes.flatMap(\.names) == Self.names)
        #expect(outcomes.map(\.digest) == [Self.linux, Self.other, Self.index].map(\.digest))
        #expect(try scene.blobs(of: "to") == scene.blobs(of: "from"))
        #expect(outcomes[1].bytesReused == 40_000)
        for (name, image) in Self.images {
            let there = try OCILayout(opening: scene("to"))
            let entry = try there.resolve(name)
            #expect(entry.digest == image.digest)
            #expect(entry.annotations["io.containerd.image.name"] == name)
            for content in image.manifests + image.blobs { try there.verify(content.digest) }
        }
        #expect(try scene.names(in: "to") == ["blobs", "index.json", "oci-layout"])
    }

    @Test("The same images give the same archive; nothing of the machine or the hour is in it")
    func determinism() async throws {
        let scene = try ArchiveScene()
        let store = try scene.layout("from", Self.images)
        let zstd = try #require(Compression(.zstd))
        try await scene.save(Self.names, from: store, to: "a.tar.zst", compression: zstd)
        // Another layout, filled in another order.
        let again = try scene.layout("again", Self.images.reversed())
        try await scene.save(Self.names, from: again, to: "b.tar.zst", compression: zstd)
        #expect(try scene.read("a.tar.zst") == scene.read("b.tar.zst"))
    }

    @Test("Members may come in any order")
    func anyOrder() async throws {
        let scene = try ArchiveScene()
        let store = try scene.layout("from", Self.images)
        try await scene.save(Self.names, from: store, to: "ordered.tar")
        var members: [(TarMember, [UInt8])] = []
        let stream = try TarStream(JoinedFiles([scene("ordered.tar")]))
        while let member = try stream.next() {
            var bytes: [UInt8] = []
            try stream.content { bytes += $0 }
            members.append((member, bytes))
        }
        var generator = SeededOrder(state: 3)
        for round in 0..<5 {
            members.shuffle(using: &generator)
            // As `tar -C layout .` names them.
            let named = members.map { member, bytes in
                (TarMember(member.kind, name: Array("./".utf8) + member.name, size: member.size), bytes)
            }
            try scene.write(DockerSave.archive(round == 0 ? named : members), to: "shuffled.tar")
            let outcomes = try await scene.load("shuffled.tar", into: "to\(round)")
            #expect(outcomes.map { $0.error?.code } == [nil, nil, nil])
            #expect(try scene.blobs(of: "to\(round)") == scene.blobs(of: "from"))
        }
    }

    // MARK: - docker save

    @Test(
        "docker save's images become manifests with the layers and configurations as they are",
        arguments: DockerSave.Sharing.allCases
    )
    func dockerForm(_ sharing: DockerSave.Sharing) async throws {
        let scene = try ArchiveScene()
        var archive = DockerSave()
        archive.add(Self.linux, tags: ["linux:1", "linux:latest"], sharing: sharing)
        archive.add(Self.other, tags: [], sharing: sharing)
        try scene.write(archive.bytes, to: "first.tar")
        archive.members.reverse()
        try scene.write(DockerSave.archive([archive.manifest] + archive.members), to: "second.tar")
        let outcomes = try await scene.load("first.tar", "second.tar", into: "to")
        #expect(outcomes.map { $0.error?.code } == [nil, nil, nil, nil])
        #expect(outcomes[0].names == ["docker.io/library/linux:1", "docker.io/library/linux:latest"])
        #expect(outcomes[1].names == [])
        // The order of the members changes nothing.
        #expect(outcomes[0].digest == outcomes[2].digest && outcomes[1].digest == outcomes[3].digest)
        let store = try OCILayout(opening: scene("to"))
        let manifest = try manifest(try store.resolve("docker.io/library/linux:1"), in: store)
        #expect(manifest.config.digest == Self.linux.configuration?.digest)
        #expect(manifest.layers.map(\.digest) == Self.linux.layers.map(\.digest))
        #expect(manifest.layers.map(\.mediaType) == [MediaType.dockerLayer, MediaType.dockerLayer])
        #expect(manifest.mediaType == MediaType.dockerManifest)
        #expect(outcomes[0].platforms == ["linux/amd64"])
    }

    private func manifest(_ entry: Descriptor, in store: OCILayout) throws -> Manifest {
        let bytes = try store.read(entry.digest, limit: 1 << 20)
        guard case .manifest(let manifest) = try ManifestDocument(bytes: bytes, mediaType: entry.mediaType) else {
            throw OCIError(.invalidManifest, subject: "index")
        }
        return manifest
    }

    @Test(
        "W-44: foreign layers of Windows images, in the archive or not, keep what LayerSources says of them",
        arguments: ["present", "no file", "not listed"]
    )
    func foreignLayers(_ form: String) async throws {
        let scene = try ArchiveScene()
        let image = SampleImage.windows(version: "10.0.17763.6414", layers: [20_000, 700], seed: 5)
        let base = image.layers[0]
        let source = Descriptor(
            mediaType: MediaType.dockerForeignLayerGzip,
            digest: base.digest,
            size: base.size,
            urls: ["https://mcr.microsoft.com/v2/x/blobs/\(base.digest)"]
        )
        let config = try #require(image.configuration)
        var members = [(TarMember("c.json"), config.bytes), (TarMember("1.tar"), image.layers[1].bytes)]
        if form == "present" { members.append((TarMember("0.tar"), base.bytes)) }
        let sources = "\"\(base.digest)\":" + source.json.serialized()
        let item = DockerSave.item(
            config: "c.json",
            tags: ["win:1"],
            layers: form == "not listed" ? ["1.tar"] : ["0.tar", "1.tar"],
            more: ",\"LayerSources\":{\(sources)}"
        )
        members.append((TarMember("manifest.json"), Array("[\(item)]".utf8)))
        try scene.write(DockerSave.archive(members), to: "win.tar")
        let outcomes = try await scene.load("win.tar", into: "to")
        #expect(outcomes.map { $0.error?.code } == [nil])
        #expect(outcomes[0].platforms == ["windows/amd64:10.0.17763.6414"])
        #expect(outcomes[0].foreign == (form == "present" ? [] : [base.digest]))
        let store = try OCILayout(opening: scene("to"))
        let manifest = try manifest(try store.resolve(nil), in: store)
        #expect(manifest.layers[0] == source)
        #expect(manifest.layers[1].digest == image.layers[1].digest)
        #expect(store.contains(source) == (form == "present"))
    }

    // MARK: - deltas

    @Test("A delta has only what the older archive lacks, and needs it")
    func delta() async throws {
        let scene = try ArchiveScene()
        let store = try scene.layout("from", Self.images)
        try await scene.save([Self.names[0]], from: store, to: "old.tar")
        let older = try ArchiveSave.contents(ofArchive: scene("old.tar"))
        let delta = try await scene.save([Self.names[1]], from: store, to: "delta.tar", leavingOut: older)
        #expect(delta.blobsInOlder == 1 && delta.bytesInOlder == 40_000)
        #expect(delta.size < 20_000)
        #expect(delta.images.map(\.isInDockerManifest) == [false])
        #expect(try ImageArchive([scene("delta.tar")]).isDelta)
        #expect(try !ImageArchive([scene("old.tar")]).isDelta)

        let alone = try await scene.load("delta.tar", into: "alone")
        #expect(alone.map { $0.error?.code } == ["blobs-missing"])
        guard case .store(let error)? = alone[0].error?.cause else {
            Issue.record("no error of the store")
            return
        }
        #expect(error.candidates == [Self.linux.layers[0].digest.description])
        #expect(try OCILayout(opening: scene("alone")).references().isEmpty)

        let both = try await scene.load("old.tar", "delta.tar", into: "both")
        #expect(both.map { $0.error?.code } == [nil, nil])
        for content in Self.other.manifests + Self.other.blobs {
            try OCILayout(opening: scene("both")).verify(content.digest)
        }
    }

    @Test("What a delta builds upon is hashed again before it counts")
    func deltaUponBrokenBlob() async throws {
        let scene = try ArchiveScene()
        let store = try scene.layout("from", Self.images)
        try await scene.save([Self.names[0]], from: store, to: "old.tar")
        let older = try ArchiveSave.contents(ofArchive: scene("old.tar"))
        try await scene.save([Self.names[1]], from: store, to: "delta.tar", leavingOut: older)
        _ = try await scene.load("old.tar", into: "to")
        let base = Self.linux.layers[0]
        try scene.write([UInt8](repeating: 1, count: Int(base.size)), to: "to/blobs/sha256/\(base.digest.hex)")
        let outcomes = try await scene.load("delta.tar", into: "to")
        #expect(outcomes.map { $0.error?.code } == ["blobs-missing"])
    }

    // MARK: - platforms

    @Test(
        "One child is chosen as a node would, several keep their index",
        arguments: [
            (
                SaveRequest.Selection.node(try! Node(parsing: "windows/amd64:10.0.20348.1")),
                ["windows/amd64:10.0.20348.2762"], false
            ),
            (
                .platforms([try! PlatformSelector(parsing: "windows/amd64")]),
                ["windows/amd64:10.0.17763.6414", "windows/amd64:10.0.20348.2762"], true
            ),
            (.platforms([try! PlatformSelector(parsing: "linux/amd64")]), ["linux/amd64"], false),
        ]
    )
    func selections(_ selection: SaveRequest.Selection, _ platforms: [String], _ isIndex: Bool) async throws {
        let scene = try ArchiveScene()
        let store = try scene.layout("from", Self.images)
        let saved = try await scene.save([Self.names[2]], from: store, to: "some.tar", selection: selection)
        #expect(saved.images[0].platforms == platforms)
        #expect((saved.images[0].digest == Self.index.digest) == isIndex)
        #expect(saved.images[0].isInDockerManifest == !isIndex)
        let outcomes = try await scene.load("some.tar", into: "to")
        #expect(outcomes.map { $0.error?.code } == [nil])
        #expect(outcomes[0].platforms == platforms)
        #expect(outcomes[0].omitted.count == (isIndex ? 4 : 0))
    }

    @Test("A platform that the image does not have leaves no archive")
    func noSuchPlatform() async throws {
        let scene = try ArchiveScene()
        let store = try scene.layout("from", Self.images)
        let arm = SaveRequest.Selection.platforms([try PlatformSelector(parsing: "linux/arm64")])
        do throws(TransferError) {
            let requests = [SaveRequest(entry: Self.names[2], selection: arm)]
            _ = try await ArchiveSave(from: store).run(requests, to: scene("x.tar"), compression: .none)
            Issue.record("there is no such platform")
        } catch {
            #expect(error.code == "no-matching-platform")
        }
        #expect(try scene.names() == ["from"])
    }

    // MARK: - what goes wrong

    @Test("An archive that cannot be written whole is not written, and the old one stays")
    func failedSave() async throws {
        let scene = try ArchiveScene()
        let store = try scene.layout("from", Self.images)
        try scene.write([1, 2, 3], to: "a.tar")
        let layer = Self.other.layers[1]
        try scene.write([9], to: "from/blobs/sha256/\(layer.digest.hex)")
        await #expect(throws: TransferError.self) { try await scene.save(Self.names, from: store, to: "a.tar") }
        try scene.write([UInt8](repeating: 9, count: Int(layer.size)), to: "from/blobs/sha256/\(layer.digest.hex)")
        do {
            try await scene.save(Self.names, from: store, to: "a.tar")
            Issue.record("the layer is broken")
        } catch let error as TransferError {
            #expect(error.code == "digest-mismatch")
        }
        #expect(try scene.read("a.tar") == [1, 2, 3])
        #expect(try scene.names() == ["a.tar", "from"])
    }

    @Test("What a killed save left is removed by the next, what another is writing is not")
    func abandonedSave() async throws {
        let scene = try ArchiveScene()
        let store = try scene.layout("from", Self.images)
        for name in [".a.tar.1.partial", ".a.tar.000.2.partial", ".a.tar.3.partial", ".b.tar.4.partial"] {
            try scene.write([1], to: name)
        }
        let other = try OpenFile(reading: scene(".a.tar.3.partial"))
        try #require(try other.lock(waiting: false))
        try await scene.save(Self.names, from: store, to: "a.tar")
        #expect(
            try scene.names() == [".a.tar.3.partial", ".b.tar.4.partial", "a.tar", "a.tar.sha256", "from"]
        )
        withExtendedLifetime(other) {}
    }

    @Test("A broken blob fails the images that need it, and no other; nothing of it is kept")
    func brokenBlob() async throws {
        let scene = try ArchiveScene()
        let store = try scene.layout("from", Self.images)
        try await scene.save(Self.names, from: store, to: "a.tar")
        var bytes = try scene.read("a.tar")
        let layer = Self.linux.layers[1].bytes
        let place = try #require(bytes.firstRange(of: layer)?.lowerBound)
        bytes[place + 2_000] ^= 1
        try scene.write(bytes, to: "b.tar")
        let outcomes = try await scene.load("b.tar", into: "to")
        #expect(outcomes.map { $0.error?.code } == ["digest-mismatch", nil, nil])
        #expect(try !scene.blobs(of: "to").contains(Self.linux.layers[1].digest.hex))
        #expect(try scene.names(in: "to") == ["blobs", "index.json", "oci-layout"])
    }

    @Test("An interrupted load goes on where it was")
    func resumption() async throws {
        let scene = try ArchiveScene()
        let store = try scene.layout("from", Self.images)
        try await scene.save([Self.names[0]], from: store, to: "a.tar")
        let layer = Self.linux.layers[0]
        let to = try OCILayout(openingOrCreating: scene("to"))
        guard case .ingest(let ingest) = try to.beginIngest(layer.descriptor) else {
            Issue.record("the layer is there")
            return
        }
        try layer.bytes.prefix(25_000).withUnsafeBytes { try ingest.append($0) }
        ingest.abandon(keepingData: true)
        let outcomes = try await scene.load("a.tar", into: "to")
        #expect(outcomes.map { $0.error?.code } == [nil])
        #expect(outcomes[0].bytesReused == 25_000)
        try to.verify(layer.digest)
    }

    @Test("What an interrupted load left wrong is brought again")
    func brokenRemainder() async throws {
        let scene = try ArchiveScene()
        let store = try scene.layout("from", Self.images)
        try await scene.save([Self.names[0]], from: store, to: "a.tar")
        let layer = Self.linux.layers[0]
        let to = try OCILayout(openingOrCreating: scene("to"))
        guard case .ingest(let ingest) = try to.beginIngest(layer.descriptor) else {
            Issue.record("the layer is there")
            return
        }
        try [UInt8](repeating: 3, count: 25_000).withUnsafeBytes { try ingest.append($0) }
        ingest.abandon(keepingData: true)
        let outcomes = try await scene.load("a.tar", into: "to")
        #expect(outcomes.map { $0.error?.code } == [nil])
        try to.verify(layer.digest)
    }

    @Test("The checksum file is checked first, the parts it names must be there")
    func checksums() async throws {
        let scene = try ArchiveScene()
        let store = try scene.layout("from", Self.images)
        try await scene.save([Self.names[0]], from: store, to: "a.tar", partSize: 20_000)
        let last = try #require(try scene.names().last { $0.hasPrefix("a.tar.0") })
        let bytes = try scene.read(last)
        try FileManager.default.removeItem(atPath: scene(last))
        #expect(try await scene.load("a.tar", into: "to").map { $0.error?.code } == ["checksum-mismatch"])
        try scene.write(bytes + [0], to: last)
        #expect(try await scene.load("a.tar", into: "to").map { $0.error?.code } == ["checksum-mismatch"])
        try scene.write(bytes, to: last)
        #expect(try await scene.load("a.tar.000", into: "to").map { $0.error?.code } == [nil])
        // The parts as `cat` joins them.
        let parts = try scene.names().filter { $0.hasPrefix("a.tar.0") }
        try scene.write(try parts.flatMap { try scene.read($0) }, to: "joined.tar")
        #expect(try await scene.load("joined.tar", into: "to").map { $0.error?.code } == [nil])
        // Without the checksum file, a part that is not there is an end before the end.
        try FileManager.default.removeItem(atPath: scene("a.tar.sha256"))
        try FileManager.default.removeItem(atPath: scene(last))
        let code = try await scene.load("a.tar", into: "to").first?.error?.code
        #expect(code == "archive-truncated" || code == "blobs-missing")
    }

    @Test("Fewer parts than before leave none of the old ones behind")
    func staleParts() async throws {
        let scene = try ArchiveScene()
        let store = try scene.layout("from", Self.images)
        try await scene.save(Self.names, from: store, to: "a.tar", partSize: 10_000)
        let many = try scene.names().count
        try await scene.save([Self.names[0]], from: store, to: "a.tar", partSize: 30_000)
        #expect(try scene.names().count < many)
        #expect(try await scene.load("a.tar", into: "to").map { $0.error?.code } == [nil])
    }

    struct Refused: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var code: String
        var members: [Member]

        struct Member: Sendable {
            var member: TarMember
            var contents: [UInt8]

            init(_ member: TarMember, _ contents: String = "") {
                self.member = member
                self.contents = Array(contents.utf8)
            }
        }

        init(_ description: String, _ code: String, _ members: [Member]) {
            testDescription = description
            self.code = code
            self.members = members
        }
    }

    private static let layoutFile = Refused.Member(TarMember("oci-layout"), #"{"imageLayoutVersion":"1.0.0"}"#)
    private static let item = #"[{"Config":"c.json","RepoTags":["a:1"],"Layers":["l.tar"]}]"#

    @Test(
        "An archive of something else, or one that means two things, is refused",
        arguments: [
            Refused("no images", "archive-invalid", [.init(TarMember("README"), "hello")]),
            Refused(
                "an empty index",
                "archive-invalid",
                [layoutFile, .init(TarMember("index.json"), #"{"manifests":[]}"#)]
            ),
            Refused("a broken index", "archive-invalid", [layoutFile, .init(TarMember("index.json"), "{")]),
            Refused("docker of 2013", "archive-unsupported", [.init(TarMember("repositories"), "{}")]),
            Refused("a name that leads out", "archive-invalid", [.init(TarMember("../index.json"), "{}")]),
            Refused("an absolute name", "archive-invalid", [.init(TarMember("/index.json"), "{}")]),
            Refused(
                "a link that leads out",
                "archive-invalid",
                [.init(TarMember("index.json", .symbolicLink, linkName: "../../etc/passwd"))]
            ),
            Refused(
                "an absolute link",
                "archive-invalid",
                [.init(TarMember("index.json", .symbolicLink, linkName: "/etc/passwd"))]
            ),
            Refused(
                "two documents of one name",
                "archive-invalid",
                [.init(TarMember("manifest.json"), "[]"), .init(TarMember("manifest.json"), "[ ]")]
            ),
            Refused(
                "the same by another way of writing",
                "archive-invalid",
                [.init(TarMember("manifest.json"), "[]"), .init(TarMember("./a/../manifest.json"), "[ ]")]
            ),
            Refused(
                "a file over a link",
                "archive-invalid",
                [.init(TarMember("a", .symbolicLink, linkName: "b")), .init(TarMember("a"), "x")]
            ),
            Refused(
                "links in a circle",
                "archive-invalid",
                [
                    .init(TarMember("c.json", .symbolicLink, linkName: "l.tar")),
                    .init(TarMember("l.tar", .symbolicLink, linkName: "c.json")),
                    .init(TarMember("manifest.json"), item),
                ]
            ),
            Refused("no configuration", "archive-invalid", [.init(TarMember("manifest.json"), item)]),
            Refused(
                "no layer",
                "archive-invalid",
                [
                    .init(TarMember("manifest.json"), item),
                    .init(
                        TarMember("c.json"),
                        #"{"os":"linux","architecture":"amd64","rootfs":{"diff_ids":["sha256:0000000000000000000000000000000000000000000000000000000000000000"]}}"#
                    ),
                ]
            ),
            Refused(
                "another layer than the configuration says",
                "archive-invalid",
                [
                    .init(TarMember("manifest.json"), item), .init(TarMember("l.tar"), "x"),
                    .init(
                        TarMember("c.json"),
                        #"{"os":"linux","architecture":"amd64","rootfs":{"diff_ids":["sha256:0000000000000000000000000000000000000000000000000000000000000000"]}}"#
                    ),
                ]
            ),
            Refused(
                "more layers than the configuration has",
                "archive-invalid",
                [
                    .init(TarMember("manifest.json"), item), .init(TarMember("l.tar"), "x"),
                    .init(TarMember("c.json"), #"{"os":"linux","architecture":"amd64"}"#),
                ]
            ),
            Refused(
                "an entry whose manifest is not there",
                "blobs-missing",
                [
                    layoutFile,
                    .init(
                        TarMember("index.json"),
                        #"{"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:0000000000000000000000000000000000000000000000000000000000000000","size":3}]}"#
                    ),
                ]
            ),
        ]
    )
    func refusals(_ archive: Refused) async throws {
        let scene = try ArchiveScene()
        try scene.write(DockerSave.archive(archive.members.map { ($0.member, $0.contents) }), to: "a.tar")
        let outcomes = try await scene.load("a.tar", into: "to")
        #expect(outcomes.map { $0.error?.code } == [archive.code])
        #expect(try OCILayout(opening: scene("to")).references().isEmpty)
        #expect(try scene.blobs(of: "to").isEmpty)
    }

    @Test(
        "A manifest of megabytes, a list of thousands and what is no archive at all",
        arguments: [
            ([UInt8](), "archive-invalid"), (Array("hello".utf8), "archive-truncated"),
            ([UInt8](repeating: 0x41, count: 2_000), "archive-invalid"), ([0x1F, 0x8B, 8, 0], "archive-truncated"),
        ] as [([UInt8], String)]
    )
    func noArchive(_ bytes: [UInt8], _ code: String) async throws {
        let scene = try ArchiveScene()
        try scene.write(bytes, to: "a.tar")
        #expect(try await scene.load("a.tar", into: "to").map { $0.error?.code } == [code])
        #expect(try await scene.load("missing.tar", into: "to").map { $0.error?.code } == ["not-found"])
    }
}

/// The same numbers on every run.
private struct SeededOrder: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 29)
    }
}
