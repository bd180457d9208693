import OCI

/// Answers a registry's requests: authentication, then content, then what the script spoils.
struct RegistryService: Sendable {
    let root: String
    let isTLS: Bool
    let authentication: TestAuthentication
    let content: RegistryContent
    let script: FaultScript
    let knowsReferrers: Bool

    func response(to request: TestRequest) -> TestResponse {
        let issuer = self.authentication.ownIssuer
        let route = RegistryRoute(path: request.path, root: self.root, tokenPath: issuer == nil ? nil : "/token")
        let denial =
            route == .token ? nil : self.authentication.denial(of: request, route: route, isTLS: self.isTLS)
        let answer: @Sendable (TestRequest) -> TestResponse = { request in
            denial ?? issuer.flatMap { route == .token ? $0.response(to: request) : nil }
                ?? self.resource(route, request)
        }
        guard let fault = self.script.fault(for: request, route: route, isAuthenticated: denial == nil) else {
            return answer(request)
        }
        return fault.response(.init(request: request, answer: answer))
    }

    private func resource(_ route: RegistryRoute, _ request: TestRequest) -> TestResponse {
        switch (route, request.method) {
        case (.ping, "GET"), (.ping, "HEAD"):
            return TestResponse(
                status: 200,
                headers: ["Content-Type": "application/json", "Docker-Distribution-Api-Version": "registry/2.0"],
                body: "{}"
            )
        case (.manifest(let repository, let reference), "GET"), (.manifest(let repository, let reference), "HEAD"):
            guard let manifest = self.content.manifest(reference, repository: repository) else {
                return RegistryError.response(404, code: "MANIFEST_UNKNOWN")
            }
            return self.whole(manifest)
        case (.blob(let repository, let digest), "GET"), (.blob(let repository, let digest), "HEAD"):
            guard let blob = self.content.blob(digest, repository: repository) else {
                return RegistryError.response(404, code: "BLOB_UNKNOWN")
            }
            return self.part(of: blob, request)
        case (.tags(let repository), "GET"):
            return self.tags(repository, request)
        case (.manifest(let repository, let reference), "PUT"):
            return self.store(request, manifest: reference, in: repository)
        case (.manifest(let repository, let reference), "DELETE"):
            return self.delete(reference, in: repository)
        case (.blob(let repository, let digest), "DELETE"):
            return self.delete(digest, in: repository)
        case (.upload(let repository), _):
            return self.upload(request, to: repository)
        case (.referrers(let repository, let digest), "GET") where self.knowsReferrers:
            return self.referrers(of: digest, in: repository)
        case (.unknown, _), (.token, _):
            return RegistryError.response(404)
        default:
            return RegistryError.response(405)
        }
    }

    private func whole(_ content: SampleContent) -> TestResponse {
        TestResponse(
            status: 200,
            headers: [
                "Content-Type": content.mediaType,
                "Docker-Content-Digest": content.digest.description,
                "ETag": "\"\(content.digest)\"",
            ],
            body: content.body
        )
    }

    private func part(of blob: SampleContent, _ request: TestRequest) -> TestResponse {
        var response = self.whole(blob)
        response.headers["Content-Type"] = "application/octet-stream"
        response.headers.append("Accept-Ranges", "bytes")
        guard request.method == "GET" else { return response }
        switch RangeRequest(request.headers["Range"], size: blob.size) {
        case .whole:
            return response
        case .part(let range):
            let last = range.upperBound - 1
            response.status = 206
            response.body = blob.body.slice(range)
            response.headers.append(
                "Content-Range",
                ContentRange(first: range.lowerBound, last: last, size: blob.size).description
            )
            return response
        case .unsatisfiable:
            var error = RegistryError.response(416)
            error.headers.append("Content-Range", "bytes */\(blob.size)")
            return error
        }
    }

    private func tags(_ repository: String, _ request: TestRequest) -> TestResponse {
        guard let all = self.content.tags(repository: repository) else {
            return RegistryError.response(404, code: "NAME_UNKNOWN")
        }
        let rest = all.filter { tag in request.query("last").map { tag > $0 } ?? true }
        let page = request.query("n").flatMap { Int($0) }.map { Array(rest.prefix(max(0, $0))) } ?? rest
        let json = SampleJSON.object([("name", .text(repository)), ("tags", .list(page.map { .text($0) }))])
        var response = TestResponse(
            status: 200,
            headers: ["Content-Type": "application/json"],
            body: .text(json.serialized)
        )
        if page.count < rest.count, let last = page.last {
            response.headers.append("Link", "<\(request.path)?n=\(page.count)&last=\(last)>; rel=\"next\"")
        }
        return response
    }
}

extension RegistryService {
    private func store(_ request: TestRequest, manifest reference: String, in repository: String) -> TestResponse {
        let mediaType = request.headers["Content-Type"] ?? MediaType.ociManifest
        let manifest = SampleContent(mediaType: mediaType, body: .bytes(request.body))
        let isDigest = reference.contains(":")
        guard !isDigest || reference == manifest.digest.description else {
            return RegistryError.response(400, code: "DIGEST_INVALID")
        }
        self.content.add(manifest: manifest, repository: repository, tag: isDigest ? nil : reference)
        return self.created("\(self.root)/\(repository)/manifests/\(manifest.digest)", manifest)
    }

    func created(_ location: String, _ content: SampleContent) -> TestResponse {
        TestResponse(
            status: 201,
            headers: ["Location": location, "Docker-Content-Digest": content.digest.description]
        )
    }
}
