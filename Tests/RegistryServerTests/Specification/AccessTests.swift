import Logging
import NIOHTTP1
import OCI
import Testing

@testable import RegistryServer

@Suite("Access")
struct AccessTests {
    private static let verbs: [HTTPMethod] = [.GET, .HEAD, .PUT, .POST, .PATCH, .DELETE]
    /// One path of each kind, known to the scene and not, well-formed and not.
    private static let paths = [
        "", "_catalog", "a/tags/list", "b/tags/list", "a/manifests/v1", "a/manifests/none", "b/manifests/v1",
        "a/blobs/DIGEST", "b/blobs/DIGEST", "a/blobs/uploads/", "a/blobs/uploads/\(RegistryRouteTests.id)",
        "a/referrers/DIGEST", "A/tags/list", "a/blobs/x", "a/manifests/.x", "..;/a/tags/list", "a%2fb/tags/list", "%zz",
        "x",
    ]

    private let image = SampleLayers("image")

    private func guarded(_ users: [String: String]) async throws -> (RegistryScene, Scratch) {
        let scratch = try Scratch()
        try scratch.write(try Self.file(users), to: "htpasswd")
        let scene = try RegistryScene(scratch, passwordFile: scratch.path + "/htpasswd")
        return (scene, scratch)
    }

    private static func file(_ users: [String: String]) throws -> String {
        try users.map { try #require(PasswordHash(password: $0.value, cost: 4)).entry(for: $0.key) }.joined()
    }

    private func basic(_ user: String, _ password: String) -> HTTPHeaders {
        ["Authorization": "Basic " + Base64.encode("\(user):\(password)")]
    }

    @Test("without a password gets the same 401 for every path, known, unknown or malformed")
    func identical() async throws {
        let (scene, _) = try await guarded(["alice": "sesame"])
        let reference = try await scene.send(.GET, "/v2/")
        #expect(reference.status == 401)
        #expect(reference.code == "UNAUTHORIZED")
        #expect(reference["WWW-Authenticate"]?.hasPrefix("Basic realm=") == true)
        for path in Self.paths {
            let target = "/v2/" + path.replacing("DIGEST", with: image.layer.digest.description)
            for verb in Self.verbs { #expect(try await scene.send(verb, target) == reference, "\(verb) \(target)") }
        }
        for headers in [basic("alice", "wrong"), basic("bob", "sesame"), ["Authorization": "Bearer x"]] as [HTTPHeaders]
        {
            #expect(try await scene.send(.GET, "/v2/a/tags/list", headers) == reference)
        }
    }

    @Test("with the password is open, and stays so when it was checked before")
    func admitted() async throws {
        let (scene, _) = try await guarded(["alice": "sesame", "bob": "b:c"])
        for _ in 0..<3 {
            #expect(try await scene.send(.GET, "/v2/", basic("alice", "sesame")).status == 200)
            #expect(try await scene.send(.GET, "/v2/", basic("bob", "b:c")).status == 200)
            #expect(try await scene.send(.GET, "/v2/", basic("bob", "sesame")).status == 401)
            #expect(try await scene.send(.GET, "/v2/", basic("Alice", "sesame")).status == 401)
        }
    }

    @Test("is decided by the password file as it is now; a broken one changes nothing")
    func refresh() async throws {
        let (scene, scratch) = try await guarded(["alice": "sesame"])
        #expect(try await scene.send(.GET, "/v2/", basic("alice", "sesame")).status == 200)
        try scratch.write("alice:plain\n", to: "htpasswd")
        await scene.service.guardian.refresh(RegistryScene.logger)
        #expect(try await scene.send(.GET, "/v2/", basic("alice", "sesame")).status == 200)
        try scratch.remove("htpasswd")
        await scene.service.guardian.refresh(RegistryScene.logger)
        #expect(try await scene.send(.GET, "/v2/", basic("alice", "sesame")).status == 200)
        try scratch.write(try Self.file(["bob": "new"]) + "#\n", to: "htpasswd")
        await scene.service.guardian.refresh(RegistryScene.logger)
        #expect(try await scene.send(.GET, "/v2/", basic("alice", "sesame")).status == 401)
        #expect(try await scene.send(.GET, "/v2/", basic("bob", "new")).status == 200)
    }

    @Test("needs a password file that is good", arguments: ["alice:plain\n", nil] as [String?])
    func broken(text: String?) throws {
        let scratch = try Scratch()
        if let text { try scratch.write(text, to: "htpasswd") }
        let error = #expect(throws: RegistryServerError.self) {
            try Guardian(passwordFile: scratch.path + "/htpasswd", pool: RegistryScene.pool)
        }
        #expect(error?.code == .passwordFileInvalid)
        #expect(error?.subject == scratch.path + "/htpasswd")
    }

    @Test("is free to all who stay outside /v2")
    func outside() async throws {
        let (scene, _) = try await guarded(["alice": "sesame"])
        #expect(try await scene.send(.GET, "/").status == 404)
        #expect(try await scene.send(.GET, "/livez").status == 200)
    }

    @Test("is checked once for all who come with it at once")
    func crowd() async throws {
        let (scene, _) = try await guarded(["node": "sesame"])
        let headers = basic("node", "sesame")
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<300 {
                group.addTask { Int(try await scene.send(.GET, "/v2/", headers).status) }
            }
            for try await status in group { #expect(status == 200) }
        }
    }

    @Test("is overloaded rather than unbounded")
    func overloaded() async throws {
        let (scene, _) = try await guarded(["alice": "sesame"])
        let statuses = try await withThrowingTaskGroup(of: UInt.self) { group in
            for number in 0..<400 {
                group.addTask { try await scene.send(.GET, "/v2/", basic("alice", "guess\(number)")).status }
            }
            return try await group.reduce(into: [UInt: Int]()) { $0[$1, default: 0] += 1 }
        }
        #expect(statuses.keys.allSatisfy { $0 == 401 || $0 == 429 })
        #expect(try await scene.send(.GET, "/v2/", basic("alice", "sesame")).status == 200)
    }

    @Test("of a read-only registry refuses every write with 405 and what is allowed")
    func readOnly() async throws {
        let scene = try RegistryScene()
        try await scene.push(image, as: "v1")
        let upload = try await scene.begin()
        let service = scene.readOnly()
        let before = scene.scratch.files("store")
        let targets: [(String, [HTTPMethod])] = [
            ("/v2/", Self.verbs), ("/v2/_catalog", Self.verbs), ("/v2/a/tags/list", Self.verbs),
            ("/v2/a/manifests/v1", Self.verbs), ("/v2/a/manifests/\(image.manifest.digest)", Self.verbs),
            ("/v2/a/blobs/\(image.layer.digest)", Self.verbs), ("/v2/a/referrers/\(image.layer.digest)", Self.verbs),
            ("/v2/a/blobs/uploads/", []), ("/v2/a/blobs/uploads/?digest=\(image.layer.digest)", []),
            ("/v2/b/blobs/uploads/?mount=\(image.layer.digest)&from=a", []), (upload, Self.verbs),
        ]
        for (target, reading) in targets {
            for verb in [HTTPMethod.PUT, .POST, .PATCH, .DELETE] {
                let answer = try await service.send(verb, target, body: verb == .DELETE ? nil : [1])
                #expect(answer.status == 405, "\(verb) \(target)")
                #expect(answer.code == "UNSUPPORTED")
                #expect(answer["Allow"] == (reading.isEmpty ? "" : "GET, HEAD"))
            }
            for verb in [HTTPMethod.GET, .HEAD] where !reading.isEmpty {
                #expect(try await service.send(verb, target).status < 300, "\(verb) \(target)")
            }
        }
        #expect(scene.scratch.files("store") == before)
    }
}

/// Written out here, so that the code under test is not asked for what it has to read.
enum Base64 {
    static func encode(_ text: String) -> String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var result = ""
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.enumerated().reduce(0) { $0 | Int($1.element) << (16 - 8 * $1.offset) }
            for place in 0..<4 { result.append(place <= group.count ? digits[bits >> (18 - 6 * place) & 63] : "=") }
        }
        return result
    }
}
