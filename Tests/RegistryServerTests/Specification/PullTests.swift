import NIOHTTP1
import OCI
import Synchronization
import Testing

@testable import RegistryServer

@Suite("distribution-spec 1.1: pull")
struct PullTests {
    private let scene: RegistryScene
    private let image = SampleLayers("image")

    init() async throws {
        scene = try RegistryScene()
        try await scene.push(image, as: "v1")
    }

    @Test("Determining Support: GET /v2/ is 200", arguments: ["/v2/", "/v2"])
    func support(path: String) async throws {
        let answer = try await scene.send(.GET, path)
        #expect(answer.status == 200)
        #expect(answer["Docker-Distribution-API-Version"] == "registry/2.0")
        #expect(try await scene.send(.HEAD, path).status == 200)
    }

    @Test("Pulling manifests: by tag and by digest", arguments: [HTTPMethod.GET, .HEAD], [true, false])
    func manifest(method: HTTPMethod, byTag: Bool) async throws {
        let reference = byTag ? "v1" : image.manifest.digest.description
        let answer = try await scene.send(method, "/v2/a/manifests/\(reference)")
        #expect(answer.status == 200)
        #expect(answer["Content-Type"] == MediaType.ociManifest)
        #expect(answer["Docker-Content-Digest"] == image.manifest.digest.description)
        #expect(answer.body == image.manifest.bytes)
    }

    @Test(
        "Pulling manifests: 404 for what is not there",
        arguments: ["a/manifests/none", "b/manifests/v1", "a/manifests/V1", "a/manifests/DIGEST", "a/manifests/.x"]
    )
    func noManifest(path: String) async throws {
        let path = path.replacing("DIGEST", with: image.layer.digest.description)
        for method in [HTTPMethod.GET, .HEAD] {
            let answer = try await scene.send(method, "/v2/" + path)
            #expect(answer.status == 404)
            #expect(answer.code == "MANIFEST_UNKNOWN")
        }
    }

    @Test("Pulling manifests: 304 to a client that has it")
    func unchangedManifest() async throws {
        let tag = "\"\(image.manifest.digest)\""
        let answer = try await scene.send(.GET, "/v2/a/manifests/v1", ["If-None-Match": tag])
        #expect(answer.status == 304)
        #expect(answer.body.isEmpty)
    }

    @Test("Pulling blobs: the bytes with their digest", arguments: [HTTPMethod.GET, .HEAD])
    func blob(method: HTTPMethod) async throws {
        let answer = try await scene.send(method, "/v2/a/blobs/\(image.layer.digest)")
        #expect(answer.status == 200)
        #expect(answer["Docker-Content-Digest"] == image.layer.digest.description)
        #expect(answer["Accept-Ranges"] == "bytes")
        #expect(answer.body == image.layer.bytes)
    }

    @Test("Pulling blobs: 404 for what is not there, also if another repository has it")
    func noBlob() async throws {
        let unknown = Sample("unknown")
        for path in ["a/blobs/\(unknown.digest)", "b/blobs/\(image.layer.digest)"] {
            for method in [HTTPMethod.GET, .HEAD] {
                let answer = try await scene.send(method, "/v2/" + path)
                #expect(answer.status == 404)
                #expect(answer.code == "BLOB_UNKNOWN")
            }
        }
        // A manifest's bytes are no blob of the repository.
        #expect(try await scene.send(.GET, "/v2/a/blobs/\(image.manifest.digest)").status == 404)
    }

    @Test(
        "Pulling blobs: ranges (RFC 9110)",
        arguments: [
            ("bytes=0-4", 0..<5), ("bytes=5-", 5..<105), ("bytes=-5", 100..<105), ("bytes=0-1000", 0..<105),
            ("bytes=104-104", 104..<105),
        ]
    )
    func ranges(header: String, range: Range<Int>) async throws {
        let target = "/v2/a/blobs/\(image.layer.digest)"
        let answer = try await scene.send(.GET, target, ["Range": header])
        #expect(answer.status == 206)
        #expect(answer["Content-Range"] == "bytes \(range.lowerBound)-\(range.upperBound - 1)/105")
        #expect(answer.body == Array(image.layer.bytes[range]))
        #expect(try await scene.send(.HEAD, target, ["Range": header]).status == 200)
    }

    @Test("Pulling blobs: a range that holds nothing is 416 with the size")
    func unsatisfiable() async throws {
        let answer = try await scene.send(.GET, "/v2/a/blobs/\(image.layer.digest)", ["Range": "bytes=105-"])
        #expect(answer.status == 416)
        #expect(answer["Content-Range"] == "bytes */105")
        #expect(answer.code == "RANGE_INVALID")
    }

    @Test("Pulling blobs: several ranges, or a range of other content, give the whole")
    func wholeInstead() async throws {
        let target = "/v2/a/blobs/\(image.layer.digest)"
        let other: HTTPHeaders = ["Range": "bytes=0-1", "If-Range": "\"other\""]
        for headers in [["Range": "bytes=0-1,3-4"], other, ["Range": "chapters=1-2"]] as [HTTPHeaders] {
            let answer = try await scene.send(.GET, target, headers)
            #expect(answer.status == 200)
            #expect(answer.body == image.layer.bytes)
        }
        let same: HTTPHeaders = ["Range": "bytes=0-1", "If-Range": "\"\(image.layer.digest)\""]
        #expect(try await scene.send(.GET, target, same).status == 206)
    }

    @Test("Pulling blobs: 304 to a client that has it")
    func unchangedBlob() async throws {
        let digest = image.layer.digest
        #expect(try await scene.send(.GET, "/v2/a/blobs/\(digest)", ["If-None-Match": "\"\(digest)\""]).status == 304)
    }

    @Test("Pulling blobs: an empty one")
    func emptyBlob() async throws {
        let empty = Sample("")
        try await scene.push(empty)
        let answer = try await scene.send(.GET, "/v2/a/blobs/\(empty.digest)")
        #expect(answer.status == 200)
        #expect(answer.body.isEmpty)
        #expect(try await scene.send(.GET, "/v2/a/blobs/\(empty.digest)", ["Range": "bytes=0-"]).status == 416)
    }

    @Test("Checking if content exists in the registry: HEAD tells the length of what GET sends")
    func lengths() async throws {
        for path in ["manifests/v1", "blobs/\(image.layer.digest)"] {
            let target = "/v2/a/" + path
            let head = try await scene.send(.HEAD, target)
            let get = try await scene.send(.GET, target)
            #expect(head.headers == get.headers)
            #expect(head.body.count == get.body.count)
        }
    }
}

@Suite("distribution-spec 1.1: errors")
struct ErrorTests {
    @Test(
        "Error Codes: the body names code and message, on every route",
        arguments: [
            (.GET, "a/manifests/x", 404, "MANIFEST_UNKNOWN"), (.GET, "A/tags/list", 400, "NAME_INVALID"),
            (.GET, "a/tags/list", 404, "NAME_UNKNOWN"), (.GET, "a/blobs/x", 400, "DIGEST_INVALID"),
            (.GET, "a/blobs/DIGEST", 404, "BLOB_UNKNOWN"), (.PUT, "a/manifests/x", 400, "MANIFEST_INVALID"),
            (.GET, "a/blobs/uploads/x", 404, "BLOB_UPLOAD_UNKNOWN"), (.PATCH, "a/manifests/x", 405, "UNSUPPORTED"),
            (.GET, "a/tags/list?n=x", 400, "PAGINATION_NUMBER_INVALID"), (.GET, "nothing", 404, "NAME_INVALID"),
            (.DELETE, "a/manifests/x", 404, "MANIFEST_UNKNOWN"), (.DELETE, "a/blobs/DIGEST", 404, "BLOB_UNKNOWN"),
            (.GET, "a/referrers/x", 400, "DIGEST_INVALID"), (.GET, "_catalog?n=-1", 400, "PAGINATION_NUMBER_INVALID"),
        ] as [(HTTPMethod, String, UInt, String)]
    )
    func codes(method: HTTPMethod, path: String, status: UInt, code: String) async throws {
        let target = "/v2/" + path.replacing("DIGEST", with: Sample.empty.digest.description)
        let answer = try await RegistryScene().send(method, target, body: method == .PUT ? [] : nil)
        #expect(answer.status == status)
        #expect(answer["Content-Type"] == "application/json")
        let errors = try #require(answer.json?["errors"]?.array)
        #expect(errors.count == 1)
        #expect(errors[0]["code"]?.string == code)
        #expect(errors[0]["message"]?.string?.isEmpty == false)
    }

    @Test("Error Codes: 404 outside /v2", arguments: ["/", "/v1/", "//v2/", "/v2x", "/metrics", "*"])
    func elsewhere(path: String) async throws {
        #expect(try await RegistryScene().send(.GET, path).status == 404)
    }

    @Test(
        "Error Codes: 405 says what is allowed",
        arguments: [
            (.POST, "/v2/", "GET, HEAD"), (.DELETE, "/v2/_catalog", "GET, HEAD"),
            (.PUT, "/v2/a/tags/list", "GET, HEAD"),
            (.POST, "/v2/a/manifests/x", "GET, HEAD, PUT, DELETE"), (.GET, "/v2/a/blobs/uploads/", "POST"),
            (.PUT, "/v2/a/blobs/DIGEST", "GET, HEAD, DELETE"), (.PUT, "/v2/a/referrers/DIGEST", "GET, HEAD"),
            (.POST, "/v2/a/blobs/uploads/ID", "GET, HEAD, PATCH, PUT, DELETE"),
            (.OPTIONS, "/v2/", "GET, HEAD"), (.RAW(value: "FOO"), "/v2/", "GET, HEAD"),
        ] as [(HTTPMethod, String, String)]
    )
    func methods(method: HTTPMethod, path: String, allowed: String) async throws {
        let target = path.replacing("DIGEST", with: Sample.empty.digest.description)
            .replacing("ID", with: RegistryRouteTests.id)
        let answer = try await RegistryScene().send(method, target)
        #expect(answer.status == 405)
        #expect(answer["Allow"] == allowed)
    }

    @Test("Probes answer without a storage's content")
    func probes() async throws {
        let scene = try RegistryScene()
        #expect(try await scene.send(.GET, "/livez").status == 200)
        #expect(try await scene.send(.GET, "/readyz").status == 503)
        scene.service.metrics.isReady.store(true, ordering: .relaxed)
        #expect(try await scene.send(.GET, "/readyz").status == 200)
    }
}
