import OCI
import RegistryTesting
import Testing

@Suite("The test registry")
struct TestRegistryTests {
    private static let close = "Connection: close"

    private func get(_ registry: TestRegistry, _ path: String, _ headers: String...) throws -> WireResponse {
        try exchange(port: registry.port, path, headers: headers + [Self.close]).response
    }

    @Test("Manifests come by tag and digest, and a tag can move")
    func manifests() async throws {
        try await withTestPeer(try await TestRegistry()) { registry async throws in
            let (old, new) = (SampleImage.linux(seed: 1), SampleImage.windows(version: "10.0.20348.1"))
            registry.add(old, repository: "library/app", tag: "1")
            for reference in ["1", old.digest.description] {
                let answer = try self.get(registry, "/v2/library/app/manifests/\(reference)")
                #expect(answer.status == 200 && answer.body == old.root.bytes)
                #expect(answer.header("Content-Type") == MediaType.ociManifest)
                #expect(answer.header("Docker-Content-Digest") == old.digest.description)
            }
            registry.add(new, repository: "library/app", tag: "1")
            #expect(try self.get(registry, "/v2/library/app/manifests/1").body == new.root.bytes)
            #expect(try self.get(registry, "/v2/library/app/manifests/2").status == 404)
            #expect(try self.get(registry, "/v2/other/manifests/1").status == 404)
            registry.remove(new.digest, repository: "library/app")
            #expect(try self.get(registry, "/v2/library/app/manifests/1").status == 404)
            #expect(registry.requests(.manifest("1")).count == 4)
        }
    }

    @Test(
        "Ranges are those of RFC 9110",
        arguments: [
            ("bytes=0-0", 206, 0..<1), ("bytes=10-", 206, 10..<100), ("bytes=-5", 206, 95..<100),
            ("bytes=90-200", 206, 90..<100), ("bytes=100-", 416, nil), ("bytes=-0", 416, nil),
            ("bytes=5-4", 200, 0..<100),
            ("bytes=0-1,4-5", 200, 0..<100), ("lines=1-2", 200, 0..<100), ("bytes=a-b", 200, 0..<100),
            ("bytes=99-99", 206, 99..<100), ("bytes=-1000", 206, 0..<100),
        ] as [(String, Int, Range<Int64>?)]
    )
    func ranges(header: String, status: Int, part: Range<Int64>?) async throws {
        try await withTestPeer(try await TestRegistry()) { registry async throws in
            let blob = SampleContent.random(size: 100, seed: 3)
            registry.add(blob: blob, repository: "a")
            let answer = try self.get(registry, "/v2/a/blobs/\(blob.digest)", "Range: \(header)")
            #expect(answer.status == status)
            guard let part else { return }
            #expect(answer.body == blob.body.bytes(in: part))
            let range = "bytes \(part.lowerBound)-\(part.upperBound - 1)/100"
            #expect(answer.header("Content-Range") == (status == 206 ? range : nil))
        }
    }

    @Test("Tags come in pages")
    func tags() async throws {
        try await withTestPeer(try await TestRegistry()) { registry async throws in
            for tag in ["c", "a", "b"] { registry.add(.linux(), repository: "a/b/c", tag: tag) }
            let all = try self.get(registry, "/v2/a/b/c/tags/list")
            #expect(String(decoding: all.body, as: UTF8.self) == #"{"name":"a/b/c","tags":["a","b","c"]}"#)
            let page = try self.get(registry, "/v2/a/b/c/tags/list?n=2")
            #expect(page.header("Link") == #"</v2/a/b/c/tags/list?n=2&last=b>; rel="next""#)
            let rest = try self.get(registry, "/v2/a/b/c/tags/list?n=2&last=b")
            #expect(String(decoding: rest.body, as: UTF8.self).hasSuffix(#"["c"]}"#))
        }
    }

    @Test("Basic credentials are checked, and the ping asks for them")
    func basic() async throws {
        let registry = try await TestRegistry(authentication: .basic(users: ["u": "p:w"], realm: "r"))
        try await withTestPeer(registry) { registry async throws in
            let denied = try self.get(registry, "/v2/")
            #expect(denied.status == 401 && denied.header("WWW-Authenticate") == #"Basic realm="r""#)
            #expect(try self.get(registry, "/v2/", "Authorization: Basic dTpwOnc=").status == 200)
            #expect(try self.get(registry, "/v2/", "Authorization: Basic dTpw").status == 401)
            #expect(try self.get(registry, "/v2/", "Authorization: Bearer dTpwOnc=").status == 401)
            #expect(registry.requests.last?.authorization == "Bearer dTpwOnc=")
        }
    }

    @Test("Tokens are checked for scope, use and revocation")
    func bearer() async throws {
        let issuer = TestTokenIssuer()
        try await withTestPeer(try await TestRegistry(authentication: .bearer(issuer))) { registry async throws in
            registry.add(.linux(), repository: "app", tag: "1")
            let path = "/v2/app/manifests/1"
            let challenge = try self.get(registry, path).header("WWW-Authenticate")
            let realm = "http://\(registry.host)/token"
            #expect(
                challenge
                    == #"Bearer realm="\#(realm)",service="registry.test",scope="repository:app:pull""#
            )
            func token(_ query: String) throws -> String {
                #expect(try self.get(registry, "/token\(query)").status == 200)
                return issuer.issuedTokens.last ?? ""
            }
            func status(_ token: String) throws -> Int? {
                try self.get(registry, path, "Authorization: Bearer \(token)").status
            }
            #expect(try status(token("?scope=repository:app:pull,push")) == 200)
            #expect(try status(token("?scope=repository:x:pull&scope=repository:app:pull")) == 200)
            let narrow = try token("?scope=repository:other:pull")
            let insufficient = try self.get(registry, path, "Authorization: Bearer \(narrow)")
            #expect(insufficient.header("WWW-Authenticate")?.hasSuffix(#"error="insufficient_scope""#) == true)
            #expect(try status("forged") == 401)

            issuer.update { $0.uses = 2 }
            let short = try token("?scope=repository:app:pull")
            let answers = try [status(short), status(short), status(short)]
            #expect(answers == [200, 200, 401])
            let revoked = try token("?scope=repository:app:pull")
            issuer.revokeAll()
            #expect(try status(revoked) == 401)
        }
    }

    @Test("Challenges can be any header lines")
    func challenges() async throws {
        let authentication = TestAuthentication.basic(users: [:]).challenging {
            ["Bearer realm=x", "Basic, Bearer \($0)"]
        }
        try await withTestPeer(try await TestRegistry(authentication: authentication)) { registry async throws in
            let answer = try self.get(registry, "/v2/a/blobs/sha256:0")
            #expect(answer.headers("WWW-Authenticate") == ["Bearer realm=x", "Basic, Bearer repository:a:pull"])
        }
    }

    @Test("Rules leave requests without a credential alone, unless they are told not to")
    func rulesAndAuthentication() async throws {
        let registry = try await TestRegistry(authentication: .basic(users: ["u": "p"]))
        try await withTestPeer(registry) { registry async throws in
            registry.inject(.status(503), on: .ping, .first(1))
            #expect(try self.get(registry, "/v2/").status == 401)
            #expect(try self.get(registry, "/v2/", "Authorization: Basic dTpw").status == 503)
            registry.inject(.status(429), on: .ping, beforeAuthentication: true)
            #expect(try self.get(registry, "/v2/").status == 429)
        }
    }

    @Test("Blobs and manifests can be uploaded in one piece, and wrong digests are refused")
    func uploads() async throws {
        try await withTestPeer(try await TestRegistry()) { registry async throws in
            let image = SampleImage.unpackable()
            func put(_ path: String, _ method: String, _ content: SampleContent) throws -> WireResponse {
                let text = String(decoding: content.bytes, as: UTF8.self)
                let headers = ["Content-Length: \(content.size)", "Content-Type: \(content.mediaType)", Self.close]
                return try exchange(port: registry.port, path, method: method, headers: headers, body: text).response
            }
            let layer = try #require(image.layers.first)
            #expect(try put("/v2/a/blobs/uploads/?digest=\(layer.digest)", "POST", layer).status == 201)
            let location = try #require(
                try exchange(port: registry.port, "/v2/a/blobs/uploads/", method: "POST", headers: [Self.close])
                    .response.header("Location")
            )
            let configuration = try #require(image.configuration)
            #expect(try put("/v2/a/blobs/uploads/?digest=\(layer.digest)", "POST", configuration).status == 400)
            #expect(try put("\(location)?digest=\(configuration.digest)", "PUT", configuration).status == 201)
            #expect(try put("/v2/a/manifests/1", "PUT", image.root).status == 201)
            #expect(try put("/v2/a/manifests/\(layer.digest)", "PUT", image.root).status == 400)
            #expect(try self.get(registry, "/v2/a/manifests/1").body == image.root.bytes)
            #expect(registry.contains(layer.digest, repository: "a"))
        }
    }

    @Test("An API root longer than /v2 is served alone, and other methods are refused")
    func roots() async throws {
        try await withTestPeer(try await TestRegistry(root: "/artifactory/v2")) { registry async throws in
            #expect(try self.get(registry, "/artifactory/v2/").status == 200)
            #expect(try self.get(registry, "/v2/").status == 404)
            let refused = try exchange(
                port: registry.port,
                "/artifactory/v2/a/blobs/sha256:0",
                method: "PATCH",
                headers: [Self.close]
            )
            #expect(refused.response.status == 405)
        }
    }
}
