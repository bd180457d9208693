import NIOCore
import NIOHTTP1
import OCI
import Testing

@testable import RegistryServer

@Suite("The cache of manifests")
struct ManifestCacheTests {
    private let cache = ManifestCache()
    private let start = NIODeadline.uptimeNanoseconds(1_000_000_000)

    private func answer(_ text: String, padding: Int = 0) -> ManifestAnswer {
        let sample = Sample(Array(text.utf8) + [UInt8](repeating: 32, count: padding))
        return ManifestAnswer(.small(StoredManifest(mediaType: "t", digest: sample.digest, bytes: sample.bytes)))
    }

    private func keep(_ text: String, _ uri: String, _ repository: String = "a", padding: Int = 0) throws {
        let reading = cache.beginReading()
        let repository = try Repository(parsing: repository)
        cache.keep(answer(text, padding: padding), for: uri, in: repository, since: reading, at: start)
    }

    @Test("gives an answer for a second, to the same target only")
    func lifetime() throws {
        try keep("x", "/v2/a/manifests/x")
        #expect(cache.answer(for: "/v2/a/manifests/x", at: start)?.tag == answer("x").tag)
        #expect(cache.answer(for: "/v2/a/manifests/x?ns=b", at: start) == nil)
        let end = start + ManifestCache.lifetime
        #expect(cache.answer(for: "/v2/a/manifests/x", at: end - .nanoseconds(1)) != nil)
        #expect(cache.answer(for: "/v2/a/manifests/x", at: end) == nil)
    }

    @Test("forgets a repository that has changed, and no other")
    func forgets() throws {
        try keep("x", "/x", "a")
        try keep("y", "/y", "b")
        cache.forget(try Repository(parsing: "a"))
        #expect(cache.answer(for: "/x", at: start) == nil)
        #expect(cache.answer(for: "/y", at: start) != nil)
    }

    @Test("does not keep after a write what was read before it")
    func staleReading() throws {
        let repository = try Repository(parsing: "a")
        let reading = cache.beginReading()
        cache.forget(repository)
        cache.keep(answer("old"), for: "/x", in: repository, since: reading, at: start)
        #expect(cache.answer(for: "/x", at: start) == nil)
        cache.keep(answer("new"), for: "/x", in: repository, since: cache.beginReading(), at: start)
        #expect(cache.answer(for: "/x", at: start)?.tag == answer("new").tag)
    }

    @Test("takes no large manifest and no long target")
    func limits() throws {
        try keep("x", "/large", padding: 256 << 10)
        #expect(cache.answer(for: "/large", at: start) == nil)
        try keep("x", "/fits", padding: (256 << 10) - 1)
        #expect(cache.answer(for: "/fits", at: start) != nil)
        let long = "/" + String(repeating: "a", count: 1_024)
        try keep("x", long)
        #expect(cache.answer(for: long, at: start) == nil)
    }

    @Test("stays within its size")
    func bounded() throws {
        let count = 200
        for number in 0..<count { try keep("\(number)", "/\(number)", padding: 200 << 10) }
        let kept = (0..<count).compactMap { cache.answer(for: "/\($0)", at: start)?.body.count }
        let total: Int64 = kept.reduce(0, +)
        #expect(total <= 17 << 20)
        #expect(cache.answer(for: "/\(count - 1)", at: start) != nil)
    }

    @Test("counts what replaces another in its stead")
    func replaced() throws {
        try keep("kept", "/kept")
        for number in 0..<500 { try keep("\(number)", "/same", padding: 100 << 10) }
        #expect(cache.answer(for: "/kept", at: start) != nil)
    }

    @Test(
        "answers 304 to who has the entity",
        arguments: [
            ([], 200), (["\"TAG\""], 304), (["*"], 304), (["W/\"TAG\""], 304), (["\"a\", \"TAG\""], 304),
            (["\"a\""], 200),
            (["\"a\"", "\"TAG\""], 304), (["TAG"], 200),
        ] as [([String], UInt)]
    )
    func conditions(values: [String], status: UInt) {
        let answer = answer("x")
        let digest = answer.tag.filter { $0 != "\"" }
        let headers = HTTPHeaders(values.map { ("If-None-Match", $0.replacing("TAG", with: digest)) })
        let response = answer.response(ifNoneMatch: headers)
        #expect(response.status.code == status)
        #expect(response.body.count == (status == 200 ? 1 : 0))
        #expect(response.headers["ETag"] == [answer.tag])
        #expect(response.headers["Docker-Content-Digest"] == [digest])
    }
}
