import NIOHTTP1
import OCI
import Testing

extension RegistryScene {
    func expectBlob(_ sample: Sample, in repository: String = "a") async throws {
        let answer = try await send(.GET, "/v2/\(repository)/blobs/\(sample.digest)")
        #expect(answer.status == 200)
        #expect(answer.body == sample.bytes)
    }

    func expectCreated(_ answer: Answer, _ sample: Sample, in repository: String = "a") async throws {
        #expect(answer.status == 201)
        #expect(answer["Location"] == "/v2/\(repository)/blobs/\(sample.digest)")
        #expect(answer["Docker-Content-Digest"] == sample.digest.description)
        try await expectBlob(sample, in: repository)
    }

    func offset(of upload: String) async throws -> String? {
        let answer = try await send(.GET, upload)
        #expect(answer.status == 204)
        #expect(answer["Location"] == upload)
        return answer["Range"]
    }
}
