import NIOCore
import NIOHTTP1
import OCI
import RegistryTesting
import Testing

@testable import RegistryServer

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite("A blob on the wire")
struct TransferTests {
    private static let mebibyte = 1 << 20
    /// What the kernel sends at once is 2 MiB.
    static let sizes = [0, 1, 2 * mebibyte - 1, 2 * mebibyte, 2 * mebibyte + 1, 5 * mebibyte]

    /// Ranges of a blob of a size: the header with what it gives; nil where there is nothing in it.
    private static func ranges(_ size: Int) -> [(String, Range<Int>?)] {
        let inner = size > 4 * mebibyte ? [("bytes=\(mebibyte)-\(4 * mebibyte)", mebibyte..<(4 * mebibyte + 1))] : []
        guard size > 0 else { return [("bytes=0-", nil), ("bytes=-1", nil)] }
        return inner + [
            ("bytes=0-0", 0..<1), ("bytes=\(size - 1)-", (size - 1)..<size), ("bytes=-1", (size - 1)..<size),
            ("bytes=0-", 0..<size), ("bytes=\(size / 2)-\(size * 2)", (size / 2)..<size), ("bytes=\(size)-", nil),
        ]
    }

    private func pushed(_ size: Int) async throws -> (RegistryScene, Sample) {
        let scene = try RegistryScene()
        let blob = Sample(random: size, seed: UInt64(size))
        try await scene.push(blob)
        return (scene, blob)
    }

    @Test("is the same, whole and in parts", arguments: sizes)
    func plain(size: Int) async throws {
        let (scene, blob) = try await pushed(size)
        try await WireScene.run(over: scene) { wire in
            try await wire.talk { client in
                let target = "/v2/a/blobs/\(blob.digest)"
                for _ in 0..<2 {
                    client.request("GET", target)
                    let response = client.response()
                    #expect(response.status == 200)
                    #expect(response.header("Content-Length") == String(size))
                    #expect(response.body == blob.bytes)
                }
                for (header, range) in Self.ranges(size) {
                    client.request("GET", target, ["Range: \(header)"])
                    let response = client.response()
                    #expect(response.status == (range == nil ? 416 : 206))
                    if let range { #expect(response.body == Array(blob.bytes[range])) }
                }
                client.request("GET", "/v2/")
                #expect(client.response().status == 200)
            }
        }
    }

    @Test("is the same under TLS, whole and in parts", arguments: sizes)
    func encrypted(size: Int) async throws {
        let (scene, blob) = try await pushed(size)
        let authority = try TestCertificateAuthority()
        let files = try authority.issue().write(toDirectory: scene.scratch.path)
        try await WireScene.run(over: scene) { configuration in
            configuration.tls = .init(certificatePath: files.certificate, keyPath: files.key)
        } _: { wire in
            var client = try await TLSConnection(port: wire.port, trusting: authority)
            let target = "/v2/a/blobs/\(blob.digest)"
            client.send("GET \(target) HTTP/1.1\r\nHost: x\r\n\r\n")
            let whole = try await client.response()
            #expect(whole.status == 200)
            #expect(whole.body == blob.bytes)
            for (header, range) in Self.ranges(size) {
                client.send("GET \(target) HTTP/1.1\r\nHost: x\r\nRange: \(header)\r\n\r\n")
                let response = try await client.response()
                #expect(response.status == (range == nil ? 416 : 206))
                if let range { #expect(response.body == Array(blob.bytes[range])) }
            }
            client.send("HEAD \(target) HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try await client.response(isHead: true).header("Content-Length") == String(size))
            client.close()
        }
    }

    @Test("is taken under TLS")
    func encryptedUpload() async throws {
        let scene = try RegistryScene()
        let blob = Sample(random: 3 << 20)
        let authority = try TestCertificateAuthority()
        let files = try authority.issue().write(toDirectory: scene.scratch.path)
        try await WireScene.run(over: scene) { configuration in
            configuration.tls = .init(certificatePath: files.certificate, keyPath: files.key)
        } _: { wire in
            var client = try await TLSConnection(port: wire.port, trusting: authority)
            let length = blob.bytes.count
            client.send("POST /v2/a/blobs/uploads/?digest=\(blob.digest) HTTP/1.1\r\nContent-Length: \(length)\r\n\r\n")
            client.send(blob.bytes)
            #expect(try await client.response().status == 201)
            client.close()
        }
        #expect(try await scene.send(.GET, "/v2/a/blobs/\(blob.digest)").body == blob.bytes)
    }

    @Test("goes to several clients at once, also to one that has gone away", arguments: [false, true])
    func several(isEncrypted: Bool) async throws {
        let (scene, blob) = try await pushed(5 << 20)
        let authority = try TestCertificateAuthority()
        let files = try authority.issue().write(toDirectory: scene.scratch.path)
        try await WireScene.run(over: scene) { configuration in
            if isEncrypted { configuration.tls = .init(certificatePath: files.certificate, keyPath: files.key) }
        } _: { wire in
            let request = "GET /v2/a/blobs/\(blob.digest) HTTP/1.1\r\nHost: x\r\n\r\n"
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<8 {
                    group.addTask {
                        if isEncrypted {
                            var client = try await TLSConnection(port: wire.port, trusting: authority)
                            client.send(request)
                            if number % 2 == 0 { #expect(try await client.response().body == blob.bytes) }
                            client.close()
                        } else {
                            try await wire.talk { client in
                                client.send(request)
                                if number % 2 == 0 { #expect(client.response().body == blob.bytes) }
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test("needs no TLS client to be refused plain text")
    func plainTextOverTLS() async throws {
        let scene = try RegistryScene()
        let files = try TestCertificateAuthority().issue().write(toDirectory: scene.scratch.path)
        try await WireScene.run(over: scene) { configuration in
            configuration.tls = .init(certificatePath: files.certificate, keyPath: files.key)
        } _: { wire in
            try await wire.talk { client in
                client.request("GET", "/v2/")
                let (bytes, ending) = client.read()
                #expect(WireResponse(bytes).status == nil)
                #expect(ending != .open)
            }
        }
    }

    @Test("is served with a new certificate as soon as it is there, to new connections")
    func newCertificate() async throws {
        let scene = try RegistryScene()
        let (old, new) = (try TestCertificateAuthority(name: "Old"), try TestCertificateAuthority(name: "New"))
        let files = try old.issue().write(toDirectory: scene.scratch.path)
        try await WireScene.run(over: scene) { configuration in
            configuration.tls = .init(certificatePath: files.certificate, keyPath: files.key)
        } _: { wire in
            let request = "GET /v2/ HTTP/1.1\r\nHost: x\r\n\r\n"
            var first = try await TLSConnection(port: wire.port, trusting: old)
            first.send(request)
            #expect(try await first.response().status == 200)
            try new.issue().write(toDirectory: scene.scratch.path)

            let end = ContinuousClock.now + .seconds(30)
            var status: Int?
            while status == nil, ContinuousClock.now < end {
                var client = try await TLSConnection(port: wire.port, trusting: new)
                client.send(request)
                status = try? await client.response().status
                client.close()
                // A server that says nothing to who says nothing: a wait that ends early if it goes away.
                try await wire.talk { _ = $0.read(silence: .milliseconds(100)) }
            }
            #expect(status == 200)
            first.send(request)
            #expect(try await first.response().status == 200)
            first.close()
        }
    }
}
