import OCI
import Testing

@testable import ContentStore

@Suite("Removing entries of a layout")
struct RemovalTests {
    /// Three layers, two images of two of them each, an index over both, and a blob that is nobody's.
    private struct Samples {
        let layers = [1, 2, 3].map { Sample(random: 1000 * $0, seed: UInt64($0)) }
        let configs = [10, 11].map { Sample(random: 100, seed: UInt64($0)) }
        let images: [Sample]
        let index: Sample
        let stray = Sample(random: 77, seed: 99)

        init() {
            images = zip(configs, [[0, 1], [1, 2]]).map { [layers] config, numbers in
                Sample(
                    Manifest(
                        config: config.of(MediaType.ociConfig),
                        layers: numbers.map { layers[$0].of(MediaType.ociLayer) }
                    ).json.bytes()
                )
            }
            index = Sample(Index(manifests: images.map(\.descriptor)).json.bytes())
        }

        var all: [Sample] { layers + configs + images + [index, stray] }
    }

    private struct Scene {
        let scratch: Scratch
        let samples = Samples()

        /// A layout with these entries, whose writer is gone.
        init(_ entries: [(name: String?, descriptor: Descriptor)], without missing: [Sample] = []) throws {
            scratch = try Scratch()
            try fill(entries, without: missing)
        }

        init(_ entries: (Samples) -> [(name: String?, descriptor: Descriptor)]) throws {
            try self.init(entries(Samples()))
        }

        private func fill(_ entries: [(name: String?, descriptor: Descriptor)], without missing: [Sample]) throws {
            let layout = try scratch.layout()
            for sample in samples.all where !missing.contains(where: { $0.digest == sample.digest }) {
                try layout.write(sample.bytes, digest: sample.digest)
            }
            for entry in entries { try layout.setReference(entry.name, to: entry.descriptor) }
            layout.close()
        }

        /// Removes what has the names, as a process does that only opens the layout.
        @discardableResult
        func remove(_ names: String?..., keepingContent: Bool = false) throws -> OCILayout.Removal {
            let layout = try OCILayout(opening: scratch.path + "/layout")
            let entries = try layout.references().filter { entry in
                names.contains(entry.annotations[OCILayout.referenceNameKey])
            }
            return try layout.remove(entries, keepingContent: keepingContent)
        }

        var names: [String?] {
            get throws {
                try OCILayout(opening: scratch.path + "/layout").references().map {
                    $0.annotations[OCILayout.referenceNameKey]
                }
            }
        }

        func has(_ sample: Sample) -> Bool { scratch.exists(sample.blob) }
    }

    @Test("takes the content that no other entry needs, and nothing else")
    func shared() throws {
        let scene = try Scene { [("a", $0.images[0].descriptor), ("b", $0.images[1].descriptor)] }
        let samples = scene.samples
        let removal = try scene.remove("a")
        let gone = [samples.images[0], samples.configs[0], samples.layers[0]]
        #expect(removal.blobs == gone.count)
        #expect(removal.bytes == gone.map { Int64($0.bytes.count) }.reduce(0, +))
        #expect(try scene.names == ["b"])
        for sample in samples.all { #expect(scene.has(sample) == !gone.contains { $0.digest == sample.digest }) }
        #expect(!scene.scratch.exists("layout/.windlass"))
    }

    @Test("keeps all where another name, or an index, needs it", arguments: [true, false])
    func needed(byIndex: Bool) throws {
        let scene = try Scene { samples in
            let other = byIndex ? samples.index.of(MediaType.ociIndex) : samples.images[0].descriptor
            return [("a", samples.images[0].descriptor), (nil, other)]
        }
        #expect(try scene.remove("a") == OCILayout.Removal())
        for sample in scene.samples.all { #expect(scene.has(sample)) }
        try scene.remove(nil)
        #expect(!scene.has(scene.samples.images[0]))
        #expect(scene.has(scene.samples.images[1]) == !byIndex)
        #expect(scene.has(scene.samples.stray))
    }

    @Test("takes an index with what is there of it")
    func index() throws {
        let samples = Samples()
        let scene = try Scene([("i", samples.index.of(MediaType.ociIndex))], without: [samples.images[1]])
        #expect(try scene.remove("i").blobs == 5)
        #expect(scene.has(samples.layers[2]), "the child's own content was never its entry's here")
        #expect(try scene.names.isEmpty)
    }

    @Test("takes names alone where content is to stay, even while somebody writes")
    func keepingContent() throws {
        let scene = try Scene { [("a", $0.images[0].descriptor)] }
        let writer = try scene.scratch.layout()
        #expect(try scene.remove("a", keepingContent: true) == OCILayout.Removal())
        #expect(try scene.names.isEmpty)
        for sample in scene.samples.all { #expect(scene.has(sample)) }
        _ = writer.path
    }

    @Test("removes nothing while somebody writes, who may build on what is there")
    func busy() throws {
        let scene = try Scene { [("a", $0.images[0].descriptor)] }
        var writer: OCILayout? = try scene.scratch.layout()
        let error = try #require(throws: ContentStoreError.self) { try scene.remove("a") }
        #expect(error == ContentStoreError(.layoutBusy, path: try #require(writer).path))
        #expect(try scene.names == ["a"])
        #expect(scene.has(scene.samples.images[0]))
        writer = nil
        #expect(try scene.remove("a").blobs == 4)
    }

    @Test("leaves ingests alone, of content that goes too")
    func ingests() throws {
        let samples = Samples()
        let scene = try Scene([("a", samples.images[0].descriptor)], without: [samples.layers[0]])
        try scene.scratch.write(Array(samples.layers[0].bytes.prefix(10)), to: samples.layers[0].ingest)
        #expect(try scene.remove("a").blobs == 3)
        #expect(scene.scratch.exists(samples.layers[0].ingest))
    }

    @Test("a manifest that another image calls a layer, is walked all the same")
    func disguised() throws {
        let samples = Samples()
        let disguise = Sample(
            Manifest(
                config: samples.configs[1].of(MediaType.ociConfig),
                layers: [samples.images[0].of(MediaType.ociLayer)]
            ).json.bytes()
        )
        let scene = try Scene([
            ("a", samples.images[1].descriptor), ("evil", disguise.descriptor), ("b", samples.images[0].descriptor),
        ])
        try scene.scratch.write(disguise.bytes, to: disguise.blob)
        try scene.remove("a")
        for sample in [samples.images[0], samples.configs[0], samples.layers[0], samples.layers[1]] {
            #expect(scene.has(sample))
        }
    }

    private static let documents: [(text: String, type: String)] = [
        ("{", MediaType.ociManifest), (#"{"Layers":[],"config":{}}"#, MediaType.ociManifest),
        (#"{"manifests":[{"digest":"sha256:00"}]}"#, MediaType.ociIndex), (#"{"layers":[1]}"#, "application/x"),
    ]

    @Test("removes nothing where what an entry needs is not known", arguments: documents)
    func unknown(document: (text: String, type: String)) throws {
        let sample = Sample(Array(document.text.utf8))
        let scene = try Scene { [("a", $0.images[0].descriptor), ("x", sample.of(document.type))] }
        try scene.scratch.write(sample.bytes, to: sample.blob)
        let error = try #require(throws: ContentStoreError.self) { try scene.remove("a") }
        #expect(error.code == .contentDamaged)
        #expect(try scene.names == ["a", "x"])
        #expect(scene.has(scene.samples.images[0]))
        // It can be removed itself.
        #expect(try scene.remove("x").blobs == 1)
    }

    @Test("removes nothing beside an entry that nobody here can read")
    func unsupported() throws {
        let scene = try Scene { [("a", $0.images[0].descriptor)] }
        let text = String(decoding: try scene.scratch.read("layout/index.json"), as: UTF8.self)
        let other = #""manifests":[{"mediaType":"m","digest":"blake3:00","size":1},"#
        try scene.scratch.write(text.replacing(#""manifests":["#, with: other), to: "layout/index.json")
        let error = try #require(throws: ContentStoreError.self) { try scene.remove("a") }
        #expect(error.detail == LayoutFault.unsupportedDigest.rawValue)
        #expect(scene.has(scene.samples.images[0]))
        try scene.remove("a", keepingContent: true)
        #expect(String(decoding: try scene.scratch.read("layout/index.json"), as: UTF8.self).contains("blake3:00"))
    }
}

extension Sample {
    fileprivate func of(_ mediaType: String) -> Descriptor {
        Descriptor(mediaType: mediaType, digest: digest, size: Int64(bytes.count))
    }
}
