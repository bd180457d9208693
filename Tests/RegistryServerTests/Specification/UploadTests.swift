import NIOCore
import NIOHTTP1
import OCI
import Testing

@testable import RegistryServer

@Suite("distribution-spec 1.1: pushing blobs whole")
struct UploadTests {
    private let scene: RegistryScene
    private let blob = Sample(random: 3_000)

    init() throws {
        scene = try RegistryScene()
    }

    @Test("Pushing a blob monolithically: POST then PUT", arguments: [false, true])
    func postThenPut(isChunked: Bool) async throws {
        let upload = try await scene.begin()
        #expect(upload.hasPrefix("/v2/a/blobs/uploads/"))
        let answer = try await scene.send(
            .PUT,
            "\(upload)?digest=\(blob.digest)",
            ["Content-Type": "application/octet-stream"],
            body: blob.bytes,
            isChunked: isChunked
        )
        try await scene.expectCreated(answer, blob)
        #expect(try await scene.send(.GET, upload).status == 404)
    }

    @Test("Pushing a blob monolithically: single POST", arguments: [false, true])
    func singlePost(isChunked: Bool) async throws {
        let target = "/v2/a/b/blobs/uploads/?digest=\(blob.digest)"
        let answer = try await scene.send(.POST, target, body: blob.bytes, isChunked: isChunked)
        try await scene.expectCreated(answer, blob, in: "a/b")
    }

    @Test("Pushing a blob monolithically: with a digest of sha512, in each way")
    func sha512() async throws {
        let blob = Sample(random: 2_500, seed: 5, .sha512)
        let posted = try await scene.send(.POST, "/v2/a/blobs/uploads/?digest=\(blob.digest)", body: blob.bytes)
        try await scene.expectCreated(posted, blob)
        for query in ["", "?digest-algorithm=sha512", "?digest-algorithm=none"] {
            let upload = try await scene.begin(in: "b", query)
            try await scene.expectCreated(
                try await scene.send(.PUT, "\(upload)?digest=\(blob.digest)", body: blob.bytes),
                blob,
                in: "b"
            )
        }
    }

    @Test("Pushing a blob monolithically: other bytes than the digest's are DIGEST_INVALID", arguments: [true, false])
    func wrongDigest(inOnePost: Bool) async throws {
        let target =
            try await inOnePost
            ? "/v2/a/blobs/uploads/?digest=\(blob.digest)" : scene.begin() + "?digest=\(blob.digest)"
        let answer = try await scene.send(inOnePost ? .POST : .PUT, target, body: [1, 2, 3])
        #expect(answer.status == 400)
        #expect(answer.code == "DIGEST_INVALID")
        #expect(try await scene.send(.HEAD, "/v2/a/blobs/\(blob.digest)").status == 404)
        #expect(scene.scratch.files("store/uploads").isEmpty)
    }

    @Test(
        "Pushing a blob monolithically: a digest that is none is DIGEST_INVALID, and the upload goes on",
        arguments: ["", "?digest=", "?digest=x", "?digest=md5:d41d8cd98f00b204e9800998ecf8427e", "?digest=%zz"]
    )
    func noDigest(query: String) async throws {
        let upload = try await scene.begin()
        let answer = try await scene.send(.PUT, upload + query, body: blob.bytes)
        #expect(answer.status == 400)
        #expect(answer.code == "DIGEST_INVALID")
        try await scene.expectCreated(
            try await scene.send(.PUT, "\(upload)?digest=\(blob.digest)", body: blob.bytes),
            blob
        )
    }

    @Test("Pushing a blob monolithically: the same one again, and in another repository")
    func again() async throws {
        for repository in ["a", "a", "b"] {
            try await scene.push(blob, to: repository)
            try await scene.expectBlob(blob, in: repository)
        }
        #expect(scene.scratch.files("store/blobs").count == 1)
    }

    @Test("Cancel a blob upload: 204, and it is gone")
    func cancel() async throws {
        let upload = try await scene.begin()
        try await scene.send(.PATCH, upload, body: blob.bytes)
        #expect(try await scene.send(.DELETE, upload).status == 204)
        #expect(try await scene.send(.DELETE, upload).status == 404)
        #expect(try await scene.send(.PATCH, upload, body: [1]).status == 404)
        #expect(scene.scratch.files("store/uploads").isEmpty)
    }

    @Test("Mounting a blob from another repository: 201 where it is", arguments: ["&from=a", ""])
    func mount(from: String) async throws {
        try await scene.push(blob)
        let answer = try await scene.send(.POST, "/v2/b/blobs/uploads/?mount=\(blob.digest)\(from)")
        try await scene.expectCreated(answer, blob, in: "b")
    }

    @Test(
        "Mounting a blob from another repository: an upload begins where it is not",
        arguments: ["&from=c", "&from=", "&from=A", "&from=../a", "&from=b"]
    )
    func noMount(from: String) async throws {
        try await scene.push(blob)
        let answer = try await scene.send(.POST, "/v2/b/blobs/uploads/?mount=\(blob.digest)\(from)")
        #expect(answer.status == 202)
        #expect(try await scene.send(.HEAD, "/v2/b/blobs/\(blob.digest)").status == 404)
        let upload = try #require(answer["Location"])
        let put = try await scene.send(.PUT, "\(upload)?digest=\(blob.digest)", body: blob.bytes)
        try await scene.expectCreated(put, blob, in: "b")
    }

    @Test("Pushing blobs: what the disk has spoilt is whole again after another push")
    func repair() async throws {
        try await scene.push(blob)
        let hex = blob.digest.hex
        let path = "store/blobs/sha256/\(hex.prefix(2))/\(hex)"
        try scene.scratch.write([UInt8](repeating: 0, count: blob.bytes.count), to: path)
        #expect(try await scene.send(.GET, "/v2/a/blobs/\(blob.digest)").body != blob.bytes)
        try await scene.push(blob)
        #expect(try await scene.send(.GET, "/v2/a/blobs/\(blob.digest)").body == blob.bytes)
    }

    @Test("Pushing a blob monolithically: single POST that breaks off leaves nothing behind")
    func brokenPost() async throws {
        var isFirst = true
        let answer = await scene.service.respond(
            to: HTTPRequestHead(
                version: .http1_1,
                method: .POST,
                uri: "/v2/a/blobs/uploads/?digest=\(blob.digest)",
                headers: ["Content-Length": "3000"]
            ),
            body: RequestBody {
                guard isFirst else { throw DisconnectedError() }
                isFirst = false
                return ByteBuffer(bytes: [1, 2, 3])
            }
        )
        #expect(answer.response.status == .badRequest)
        #expect(scene.scratch.files("store/uploads").isEmpty)
    }

    @Test("Cancel a blob upload: not while another request writes it")
    func cancelHeld() async throws {
        let upload = try await scene.begin()
        let id = try #require(UploadID(parsing: String(upload.split(separator: "/").last ?? "")))
        guard case .opened(let held) = try await scene.storage.openUpload(id, in: try Repository(parsing: "a")) else {
            Issue.record("the upload cannot be taken")
            return
        }
        #expect(try await scene.send(.DELETE, upload).status == 409)
        await held.release()
        #expect(try await scene.send(.DELETE, upload).status == 204)
        #expect(try await scene.send(.DELETE, upload).status == 404)
    }

    @Test("Mounting a blob from another repository: nothing of that digest begins an upload, no digest is an error")
    func mountNothing() async throws {
        #expect(try await scene.send(.POST, "/v2/b/blobs/uploads/?mount=\(blob.digest)").status == 202)
        #expect(try await scene.send(.POST, "/v2/b/blobs/uploads/?mount=x&from=a").code == "DIGEST_INVALID")
    }
}
