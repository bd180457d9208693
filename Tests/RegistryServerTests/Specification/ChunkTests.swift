import NIOCore
import NIOHTTP1
import OCI
import Testing

@testable import RegistryServer

@Suite("distribution-spec 1.1: pushing blobs in chunks")
struct ChunkTests {
    private let scene: RegistryScene
    private let blob = Sample(random: 3_000)

    init() throws {
        scene = try RegistryScene()
    }

    @Test("Pushing a blob in chunks: in order, the last one with the PUT", arguments: [false, true])
    func chunks(lastInPut: Bool) async throws {
        let upload = try await scene.begin()
        #expect(try await scene.offset(of: upload) == "0-0")
        for start in stride(from: 0, to: lastInPut ? 2_000 : 3_000, by: 1_000) {
            let chunk = Array(blob.bytes[start..<(start + 1_000)])
            let answer = try await scene.send(.PATCH, upload, ["Content-Range": "\(start)-\(start + 999)"], body: chunk)
            #expect(answer.status == 202)
            #expect(answer["Location"] == upload)
            #expect(answer["Range"] == "0-\(start + 999)")
            #expect(try await scene.offset(of: upload) == "0-\(start + 999)")
        }
        let rest = lastInPut ? Array(blob.bytes[2_000...]) : []
        let headers: HTTPHeaders = lastInPut ? ["Content-Range": "2000-2999"] : [:]
        let answer = try await scene.send(.PUT, "\(upload)?digest=\(blob.digest)", headers, body: rest)
        try await scene.expectCreated(answer, blob)
    }

    @Test("Pushing a blob in chunks: as one stream without lengths")
    func stream() async throws {
        let upload = try await scene.begin()
        let answer = try await scene.send(.PATCH, upload, body: blob.bytes, isChunked: true)
        #expect(answer.status == 202)
        #expect(answer["Range"] == "0-2999")
        try await scene.expectCreated(try await scene.send(.PUT, "\(upload)?digest=\(blob.digest)"), blob)
    }

    @Test(
        "Pushing a blob in chunks: out of order is 416 and says where the upload is",
        arguments: ["1-10", "999-1008", "1001-1010", "0-9", "5000-5009"]
    )
    func outOfOrder(range: String) async throws {
        let upload = try await scene.begin()
        try await scene.send(.PATCH, upload, body: Array(blob.bytes[..<1_000]))
        let answer = try await scene.send(
            .PATCH,
            upload,
            ["Content-Range": range],
            body: [UInt8](repeating: 0, count: 10)
        )
        #expect(answer.status == 416)
        #expect(answer["Range"] == "0-999")
        #expect(answer["Location"] == upload)
        #expect(try await scene.offset(of: upload) == "0-999")
        let rest = Array(blob.bytes[1_000...])
        try await scene.expectCreated(try await scene.send(.PUT, "\(upload)?digest=\(blob.digest)", body: rest), blob)
    }

    @Test(
        "Pushing a blob in chunks: a Content-Range that lies is refused",
        arguments: [
            ("0-8", false, "SIZE_INVALID"), ("0-10", false, "SIZE_INVALID"), ("0-8", true, "SIZE_INVALID"),
            ("0-10", true, "SIZE_INVALID"), ("9-0", false, "RANGE_INVALID"), ("bytes=0-9", false, "RANGE_INVALID"),
            ("x", false, "RANGE_INVALID"), ("0-", true, "RANGE_INVALID"),
        ]
    )
    func lies(range: String, isChunked: Bool, code: String) async throws {
        let upload = try await scene.begin()
        let bytes = Array(blob.bytes[..<10])
        let answer = try await scene.send(.PATCH, upload, ["Content-Range": range], body: bytes, isChunked: isChunked)
        #expect(answer.status == 400)
        #expect(answer.code == code)
    }

    @Test("Pushing a blob in chunks: a Content-Length that is not what came is SIZE_INVALID", arguments: ["9", "11"])
    func wrongLength(length: String) async throws {
        let upload = try await scene.begin()
        let answer = try await scene.send(.PATCH, upload, ["Content-Length": length], body: Array(blob.bytes[..<10]))
        #expect(answer.status == 400)
        #expect(answer.code == "SIZE_INVALID")
    }

    @Test("Pushing a blob in chunks: a PUT may not lie about its place either")
    func lyingPut() async throws {
        let upload = try await scene.begin()
        let headers: HTTPHeaders = ["Content-Range": "1-3000"]
        let answer = try await scene.send(.PUT, "\(upload)?digest=\(blob.digest)", headers, body: blob.bytes)
        #expect(answer.status == 416)
        try await scene.expectCreated(
            try await scene.send(.PUT, "\(upload)?digest=\(blob.digest)", body: blob.bytes),
            blob
        )
    }

    @Test("Pushing a blob in chunks: another request on the same upload is 409, and disturbs nothing")
    func concurrent() async throws {
        let upload = try await scene.begin()
        var second: [Answer] = []
        var isFirst = true
        let head = HTTPRequestHead(version: .http1_1, method: .PUT, uri: "\(upload)?digest=\(blob.digest)")
        let answer = await scene.service.respond(
            to: head,
            body: RequestBody { [scene, blob] in
                guard isFirst else { return nil }
                isFirst = false
                second.append(try await scene.send(.PATCH, upload, body: [1]))
                second.append(try await scene.send(.PUT, "\(upload)?digest=\(blob.digest)", body: [1]))
                second.append(try await scene.send(.GET, upload))
                return ByteBuffer(bytes: blob.bytes)
            }
        )
        #expect(second.map(\.status) == [409, 409, 204])
        try await scene.expectCreated(try await scene.service.collect(answer), blob)
    }

    @Test("Pushing a blob in chunks: a client that goes away leaves what came")
    func disconnected() async throws {
        let upload = try await scene.begin()
        var pieces = [ByteBuffer(bytes: blob.bytes[..<1_000])]
        _ = await scene.service.respond(
            to: HTTPRequestHead(version: .http1_1, method: .PATCH, uri: upload),
            body: RequestBody {
                guard let piece = pieces.popLast() else { throw DisconnectedError() }
                return piece
            }
        )
        #expect(try await scene.offset(of: upload) == "0-999")
        let rest = Array(blob.bytes[1_000...])
        try await scene.expectCreated(try await scene.send(.PUT, "\(upload)?digest=\(blob.digest)", body: rest), blob)
    }

    @Test("Pushing a blob in chunks: an upload of another repository, or of none, is unknown")
    func unknown() async throws {
        let upload = try await scene.begin()
        let elsewhere = upload.replacing("/a/", with: "/b/")
        for path in [elsewhere, "/v2/a/blobs/uploads/\(RegistryRouteTests.id)"] {
            for method in [HTTPMethod.GET, .PATCH, .DELETE, .PUT] {
                let answer = try await scene.send(
                    method,
                    "\(path)?digest=\(blob.digest)",
                    body: method == .GET ? nil : [1]
                )
                #expect(answer.status == 404)
                #expect(answer.code == "BLOB_UPLOAD_UNKNOWN")
            }
        }
        try await scene.expectCreated(
            try await scene.send(.PUT, "\(upload)?digest=\(blob.digest)", body: blob.bytes),
            blob
        )
    }

    @Test("Pushing a blob in chunks: the upload goes on after a restart")
    func restart() async throws {
        let directory = try Scratch()
        var first: RegistryScene? = try RegistryScene(directory)
        let upload = try #require(try await first?.begin())
        try await first?.send(.PATCH, upload, body: Array(blob.bytes[..<1_234]))
        first = nil
        let second = try RegistryScene(directory)
        #expect(try await second.send(.GET, upload)["Range"] == "0-1233")
        let rest = Array(blob.bytes[1_234...])
        let answer = try await second.send(
            .PUT,
            "\(upload)?digest=\(blob.digest)",
            ["Content-Range": "1234-2999"],
            body: rest
        )
        #expect(answer.status == 201)
        #expect(try await second.send(.GET, "/v2/a/blobs/\(blob.digest)").body == blob.bytes)
    }
}
