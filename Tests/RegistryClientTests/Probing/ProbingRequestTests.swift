import OCI
import Registries
import RegistryClient
import RegistryTesting
import Testing

extension ServerTests {
    @Suite struct ProbingRequestTests {
        private func ask(
            _ method: String,
            _ path: String,
            of endpoint: Endpoint,
            headers: [(String, String)] = []
        ) async throws -> SingleAnswer {
            try await Scene.withClient { client in
                try await client.request(method, path, of: endpoint, headers: headers, limit: 1000)
            }
        }

        @Test func `A part of a blob is asked for, and its headers are told`() async throws {
            let image = SampleImage.linux(architecture: "amd64", layers: [1000], seed: 8)
            try await withTestPeer(try await TestRegistry()) { registry in
                registry.add(image, repository: Scene.repository, tag: "1.0")
                let path = "/v2/team/app/blobs/\(image.layers[0].digest)"
                let part = try await ask("GET", path, of: Scene.endpoint(registry), headers: [("Range", "bytes=0-0")])
                #expect(part.status == 206 && part.body == [image.layers[0].bytes[0]])
                #expect(part.contentLength == 1)
                #expect(part.header("CONTENT-range") == "bytes 0-0/\(image.layers[0].size)")
                #expect(part.header("X-None") == nil)
            }
        }

        @Test func `The head of a manifest comes without its body`() async throws {
            let image = SampleImage.linux(architecture: "amd64", layers: [1000], seed: 8)
            try await withTestPeer(try await TestRegistry()) { registry in
                registry.add(image, repository: Scene.repository, tag: "1.0")
                let head = try await ask("HEAD", "/v2/team/app/manifests/1.0", of: Scene.endpoint(registry))
                #expect(head.status == 200 && head.body.isEmpty && !head.isTruncated)
                #expect(head.contentLength == image.root.size)
                #expect(head.header("Docker-Content-Digest") == image.root.digest.description)
                #expect(registry.requests.last?.headers["Accept"]?.contains("manifest.v2+json") == true)
            }
        }

        @Test func `An Accept takes the place of the usual one`() async throws {
            try await withTestPeer(try await TestServer { _ in TestResponse(status: 200) }) { server in
                _ = try await ask("GET", "/v2/", of: Scene.endpoint(server.origin), headers: [("accept", "text/x")])
                let sent = server.requests.flatMap(\.headers.fields).filter { $0.name.lowercased() == "accept" }
                #expect(sent.map(\.value) == ["text/x"])
            }
        }

        @Test func `A header's value is cleaned, bounded and without secrets`() async throws {
            let hostile = "\u{202E}" + String(repeating: "x", count: 2000)
            let peer = try await TestServer { request in
                var response = TestResponse(status: 200)
                response.headers["X-Echo"] = (request.authorization?.split(separator: " ").last ?? "") + " " + hostile
                response.headers["Location"] = "https://cdn.example/b?sig=hush"
                response.headers["Set-Cookie"] = "session=hush"
                if request.authorization == nil {
                    response = TestResponse(status: 401, headers: ["WWW-Authenticate": "Basic realm=\"r\""])
                }
                return response
            }
            try await withTestPeer(peer) { server in
                let auth = AuthConfiguration(username: "user", password: Secret("pass-word-1"))
                let answer = try await ask("POST", "/v2/", of: Scene.endpoint(server.origin, auth: auth))
                let echo = try #require(answer.header("x-echo"))
                #expect(echo.hasPrefix("<secret> ") && echo.utf8.count <= 1024 && !echo.contains("\u{202E}"))
                #expect(answer.header("Location") == "https://cdn.example/b?sig=<secret>")
                #expect(answer.header("Set-Cookie") == "<secret>")
            }
        }
    }
}
