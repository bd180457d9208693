import Crypto
import OCI
import Testing

@testable import RegistryTesting

@Suite("Sample images")
struct SampleImageTests {
    static let images: [(String, SampleImage)] = [
        ("linux", .linux()), ("docker", .linux(format: .docker)), ("empty layer", .linux(layers: [0])),
        ("windows", .windows(version: "10.0.20348.2700")), ("host process", .windows(version: nil)),
        ("foreign", .windows(version: "10.0.17763.1", foreignBase: ["http://mcr.example/base"], format: .docker)),
        ("multi", .multiPlatform()), ("nested", .nestedIndex(depth: 4)), ("unpackable", .unpackable()),
        ("docker list", SampleImage(indexOf: [.linux(format: .docker)], format: .docker)),
    ]

    @Test("Every digest and size is that of the bytes, and the OCI room reads every document", arguments: images)
    func consistency(name: String, image: SampleImage) throws {
        for content in image.manifests + image.blobs {
            let digest = OCI.Digest(algorithm: .sha256, bytes: Array(SHA256.hash(data: content.bytes)))
            #expect(content.digest == digest && content.size == Int64(content.bytes.count))
        }
        let contents = Dictionary((image.manifests + image.blobs).map { ($0.digest, $0) }) { first, _ in first }
        for manifest in image.manifests {
            switch try ManifestDocument(bytes: manifest.bytes, mediaType: manifest.mediaType) {
            case .manifest(let document):
                for descriptor in [document.config] + document.layers {
                    let content = try #require(contents[descriptor.digest])
                    #expect(content.size == descriptor.size && content.mediaType == descriptor.mediaType)
                }
            case .index(let document):
                for descriptor in document.manifests {
                    #expect(contents[descriptor.digest]?.mediaType == descriptor.mediaType)
                }
            }
        }
        for blob in image.blobs where MediaType.isConfiguration(blob.mediaType) {
            #expect(try ImageConfiguration(bytes: blob.bytes).diffIDs.isEmpty == false)
        }
    }

    @Test("Samples are the same for the same seed, and others for another")
    func determinism() {
        #expect(SampleImage.linux(seed: 4).digest == SampleImage.linux(seed: 4).digest)
        #expect(SampleImage.linux(seed: 4).digest != SampleImage.linux(seed: 5).digest)
        #expect(
            SampleImage.linux(seed: 4).layers[0].digest != SampleImage.linux(layers: [1_025], seed: 4).layers[0].digest
        )
    }

    @Test("Windows builds stand in descriptor and configuration, foreign layers name their urls")
    func windows() throws {
        let image = SampleImage.windows(version: "10.0.20348.2700", foreignBase: ["http://x/y"])
        #expect(image.descriptor.platform?.osVersion == "10.0.20348.2700")
        let configuration = try ImageConfiguration(bytes: try #require(image.configuration).bytes)
        #expect(configuration.platform.osVersion == "10.0.20348.2700")
        guard case .manifest(let manifest) = try ManifestDocument(bytes: image.root.bytes, mediaType: nil) else {
            Issue.record("no manifest")
            return
        }
        #expect(manifest.layers.map(\.urls) == [["http://x/y"], []])
        #expect(MediaType.isForeignLayer(manifest.layers[0].mediaType))
    }

    @Test("An index lists its children, each followed by its attestation")
    func attestations() throws {
        let image = SampleImage(indexOf: [.linux(), .windows(version: "10.0.1.2")], attestations: true)
        guard case .index(let index) = try ManifestDocument(bytes: image.root.bytes, mediaType: nil) else {
            Issue.record("no index")
            return
        }
        #expect(index.manifests.map { $0.platform?.os } == ["linux", "unknown", "windows", "unknown"])
        #expect(
            index.manifests[1].annotations["vnd.docker.reference.digest"] == index.manifests[0].digest.description
        )
    }

    @Test("Any part of a generated body equals the same part of the whole", arguments: 0..<50 as Range<UInt64>)
    func generatedParts(seed: UInt64) {
        let random = SeededBytes(seed: seed)
        let body = TestBody.generated(size: 1_000, seed: seed)
        let start = Int64(random.word(0) % 1_000)
        let end = start + Int64(random.word(1) % UInt64(1_001 - start))
        #expect(body.bytes(in: start..<end) == Array(body.bytes[Int(start)..<Int(end)]))
        #expect(body.slice(start..<end).bytes == body.bytes(in: start..<end))
    }

    @Test("A tar has a header of 512 bytes with a right sum for each file")
    func tar() {
        let archive = SampleTar.archive(of: ["a": "hello", "b/c": String(repeating: "x", count: 513)])
        #expect(archive.count == 512 + 512 + 512 + 1_024 + 1_024)
        let header = archive[..<512]
        #expect(String(decoding: header[257..<262], as: UTF8.self) == "ustar")
        #expect(String(decoding: header[124..<135], as: UTF8.self) == "00000000005")
        let sum = header.enumerated().reduce(0) { $0 + ((148..<156).contains($1.offset) ? 32 : Int($1.element)) }
        #expect(Int(String(decoding: header[148..<154], as: UTF8.self), radix: 8) == sum)
    }
}
