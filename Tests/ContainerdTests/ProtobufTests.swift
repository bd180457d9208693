import NIOCore
import Testing

@testable import Containerd

/// Messages as bytes. The expected ones are what `protoc --encode` prints for the same values.
@Suite("A message of protocol buffers")
struct ProtobufTests {
    @Test("has the bytes that protoc gives it")
    func encoded() {
        var request = ContentV1.WriteContentRequest()
        request.action = .commit
        request.ref = "layer-sha256:ab"
        request.total = 300
        request.offset = -1
        request.data = ByteBuffer(bytes: [0, 255])
        request.labels = ["b": "", "a": "é"]
        let expected = """
            0802120f6c617965722d7368613235363a616218ac0228ffffffffffffffffff01320200ff\
            3a070a01611202c3a93a050a01621200
            """
        #expect(ByteBuffer(buffer: request.encoded).hexDump(format: .compact) == expected)
    }

    @Test("of nothing but defaults has no bytes")
    func empty() {
        #expect(ContentV1.WriteContentRequest().encoded.readableBytes == 0)
        #expect(GoogleProtobuf.Empty().encoded.readableBytes == 0)
    }

    @Test("comes back as it went, messages within messages and lists included")
    func roundTrip() throws {
        var plugin = IntrospectionV1.Plugin()
        plugin.type = "io.containerd.snapshotter.v1"
        plugin.id = "overlayfs"
        plugin.exports = ["root": "/var/lib"]
        plugin.initErr = IntrospectionV1.Failure(code: -3, message: "no")
        var response = IntrospectionV1.PluginsResponse()
        response.plugins = [plugin, IntrospectionV1.Plugin()]
        let read = try IntrospectionV1.PluginsResponse(decoding: response.encoded)
        #expect(read.plugins.count == 2)
        #expect(read.plugins[0].id == "overlayfs")
        #expect(read.plugins[0].exports == ["root": "/var/lib"])
        #expect(read.plugins[0].initErr?.code == -3)
        #expect(read.plugins[1].initErr == nil)
    }

    @Test(
        "passes over what it does not know",
        arguments: [
            [0xa0, 0x06, 0x96, 0x01],  // field 100, a number
            [0xa2, 0x06, 0x02, 0x01, 0x02],  // field 100, bytes
            [0xa1, 0x06, 1, 2, 3, 4, 5, 6, 7, 8],  // field 100, 64 bits
            [0xa5, 0x06, 1, 2, 3, 4],  // field 100, 32 bits
        ] as [[UInt8]]
    )
    func unknown(field: [UInt8]) throws {
        let bytes = field + [0x0a, 0x01, 0x78] + field
        #expect(try ContentV1.InfoRequest(decoding: ByteBuffer(bytes: bytes)).digest == "x")
    }

    @Test(
        "that is broken is an error",
        arguments: [
            ([0x0a], .truncated),
            ([0x0a, 0x05, 0x78], .truncated),
            ([0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01], .truncated),
            ([0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02], .invalidField),
            ([0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], .invalidField),
            ([0x0a, 0x01, 0xff], .invalidText),
            ([0x08, 0x01], .invalidField),  // a number where text belongs
            ([0x0b, 0x0c], .invalidField),  // a group
            ([0x02, 0x00], .invalidField),  // field 0
            ([0xa1, 0x06, 1, 2], .truncated),
        ] as [([UInt8], ProtobufError)]
    )
    func broken(bytes: [UInt8], error: ProtobufError) {
        #expect(throws: error) {
            try ContentV1.InfoRequest(decoding: ByteBuffer(bytes: bytes))
        }
    }

    @Test("with any byte changed, or cut anywhere, is a message or an error, and what was read can be read again")
    func anyBytes() throws {
        var message = ImagesV1.ListImagesResponse()
        message.images = [ImagesV1.Image(name: "a", labels: ["k": "v"], target: nil)]
        let sample = Array(message.encoded.readableBytesView)
        var read = 0
        for place in sample.indices {
            for value in UInt8.min...UInt8.max {
                var bytes = sample
                bytes[place] = value
                read += try readTwice(bytes) ? 1 : 0
            }
            read += try readTwice(Array(sample[..<place])) ? 1 : 0
        }
        #expect(read > sample.count)
    }

    private func readTwice(_ bytes: [UInt8]) throws -> Bool {
        guard let message = try? ImagesV1.ListImagesResponse(decoding: ByteBuffer(bytes: bytes)) else { return false }
        let again = try ImagesV1.ListImagesResponse(decoding: message.encoded)
        #expect(again.encoded == message.encoded, "\(bytes)")
        return true
    }
}
